import json

import pytest

from kiddqa.console import verdicts
from kiddqa.verify import Checked, Verdict


def checked_as(verdict: Verdict, reason: str = "it does") -> Checked:
    return Checked(
        question="Who?", document_id="talks.txt", start=0, end=8, quote="Anka\nLee", verdict=verdict, reason=reason
    )


def test_each_quotation_has_its_verdict_and_the_last_line_counts(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts.show([checked_as(Verdict.STANDS), checked_as(Verdict.GONE, "the document reads 'Ely R' there")])
    assert capsys.readouterr().out.splitlines() == [
        "stands: “Anka Lee”",
        "  talks.txt, characters 0 to 8: it does",
        "gone: “Anka Lee”",
        "  talks.txt, characters 0 to 8: the document reads 'Ely R' there",
        "1 of 2 quotations stand.",
    ]


def test_a_reply_without_a_quotation_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts.show([])
    assert capsys.readouterr().out == "There is no quotation to check.\n"


def test_the_json_stands_only_if_every_quotation_does() -> None:
    both = verdicts.to_json([checked_as(Verdict.STANDS), checked_as(Verdict.MOVED)])
    assert both["stand"] is False
    assert [quote["verdict"] for quote in json.loads(json.dumps(both))["quotes"]] == ["stands", "moved"]
    assert verdicts.to_json([checked_as(Verdict.STANDS)])["stand"] is True
