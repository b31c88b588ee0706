import pytest

from kiddqa.console import checks
from kiddqa.doctor import Check, Severity


def test_a_check_is_a_line_and_what_to_type_another(capsys: pytest.CaptureFixture[str]) -> None:
    stale = Check(name="freshness", severity=Severity.FAIL, message="files 1 new.", remedy="kiddqa index")
    checks.show([Check(name="model", severity=Severity.OK, message="it loads."), stale])
    assert capsys.readouterr().out.splitlines() == [
        "OK   model: it loads.",
        "FAIL freshness: files 1 new.",
        "     type: kiddqa index",
    ]


def test_what_to_type_is_not_said_twice(capsys: pytest.CaptureFixture[str]) -> None:
    message = "There is no index in embeddings; type: kiddqa index"
    checks.show([Check(name="index", severity=Severity.FAIL, message=message, remedy="kiddqa index")])
    assert capsys.readouterr().out.count("kiddqa index") == 1


def test_the_json_has_name_severity_message_and_remedy() -> None:
    check = Check(name="corpus", severity=Severity.WARN, message="1 file cannot.", remedy="kiddqa index")
    expected = {"name": "corpus", "severity": "WARN", "message": "1 file cannot.", "remedy": "kiddqa index"}
    assert checks.to_json([check]) == {"checks": [expected]}
