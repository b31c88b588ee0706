import pytest

from kiddqa.errors import SettingsError
from kiddqa.settings import load_settings


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


def test_a_value_out_of_range_is_refused_with_the_setting_s_name() -> None:
    with pytest.raises(SettingsError, match="port was 99999"):
        load_settings({"port": 99999})
