import pytest

from kiddqa.errors import SettingsError
from kiddqa.settings import Settings, load_settings


def test_an_environment_variable_sets_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIDDQA_PORT", "8123")
    assert load_settings().port == 8123


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIDDQA_PORT", "8123")
    assert load_settings({"port": 9000, "host": None}).port == 9000


def test_an_unknown_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIDDQA_PROT", "8123")
    with pytest.raises(SettingsError, match="KIDDQA_PROT is not a setting"):
        load_settings()


def test_each_setting_says_what_it_is_and_a_number_its_range() -> None:
    fields = Settings.model_fields
    numbers = {name for name, field in fields.items() if isinstance(field.default, int | float)}
    assert all(field.description for field in fields.values())
    assert {name for name in numbers if not fields[name].metadata} == set()


def test_a_value_out_of_range_is_refused_with_the_setting_s_name() -> None:
    with pytest.raises(SettingsError, match="port was 99999"):
        load_settings({"port": 99999})
