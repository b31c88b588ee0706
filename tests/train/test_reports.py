import re
from itertools import chain

import pytest

from kiddqa.records import BlockKind
from kiddqa.squad import SquadArticle, read_articles
from kiddqa.train.reports import FIT, MEASURE, TRAIN

FILES = {path.stem: read_articles(path) for path in (TRAIN, FIT, MEASURE)}
REPORTS = list(chain.from_iterable(FILES.values()))


def test_no_report_is_both_learned_from_and_fitted_or_measured_on() -> None:
    assert len({report.document.title for report in REPORTS}) == len(REPORTS) > 400
    assert len({report.document.text for report in REPORTS}) == len(REPORTS)


@pytest.mark.parametrize("name", FILES)
def test_rounds_of_one_series_stand_in_one_file(name: str) -> None:
    """Their questions' ids begin with the number of the series, and a letter each."""
    others = chain.from_iterable(reports for other, reports in FILES.items() if other != name)
    assert not {_series(report) for report in FILES[name]} & {_series(report) for report in others}


def _series(report: SquadArticle) -> str:
    found = re.match(r"[A-H]-\d{3}", report.questions[0].id)
    assert found
    return found[0]


@pytest.mark.parametrize("name", FILES)
def test_an_answer_is_a_run_of_words_of_its_paragraph(name: str) -> None:
    for report in FILES[name]:
        text = report.document.text
        for question in report.questions:
            for start, end in question.gold:
                assert text[start:end] in question.gold_texts, question.id
                assert question.paragraph.start <= start < end <= question.paragraph.end, question.id
                assert not text[start - 1 : start + 1].isalnum() or start == 0, question.id


@pytest.mark.parametrize("name", FILES)
def test_a_fifth_of_the_questions_has_no_answer(name: str) -> None:
    unanswered = [not question.gold for report in FILES[name] for question in report.questions]
    assert sum(unanswered) / len(unanswered) == pytest.approx(0.2, abs=0.005)


def test_reports_have_headings_and_tell_nothing_of_what_the_product_is_measured_on() -> None:
    headed = [any(block.kind is BlockKind.HEADING for block in report.document.blocks) for report in REPORTS]
    assert 0.3 < sum(headed) / len(headed) < 1
    assert not [report.document.title for report in REPORTS if re.search("(?i)korea|seoul|kidd", report.document.text)]
