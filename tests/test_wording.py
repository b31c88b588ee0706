import pytest

from kiddqa.wording import Date, count, date_in_words, likelihood, milliseconds, percent


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2024-09-24", "24 September 2024"),
        ("2024-01-05", "5 January 2024"),
        ("2014-04", "April 2014"),
        ("1950", "1950"),
    ],
)
def test_a_date_is_shown_in_words_and_kept_for_machines(date: str, words: str) -> None:
    assert date_in_words(date) == Date(words=words, machine=date)


@pytest.mark.parametrize("date", ["last spring", "2024-13", "2024-09-32", "2024-9-1"])
def test_what_is_no_iso_date_is_shown_as_it_is(date: str) -> None:
    assert date_in_words(date) == Date(words=date, machine=None)


@pytest.mark.parametrize("date", [None, ""])
def test_no_date_stays_none(date: str | None) -> None:
    assert date_in_words(date) is None


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "very likely right"),
        (0.9, "very likely right"),
        (0.89, "likely right"),
        (0.7, "likely right"),
        (0.5, "more likely right than wrong"),
        (0.49, "uncertain"),
        (0.0, "uncertain"),
    ],
)
def test_a_confidence_has_words(confidence: float, words: str) -> None:
    assert likelihood(confidence) == words


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0\u00a0%"),
        (0.001, "under 1\u00a0%"),
        (0.01, "1\u00a0%"),
        (0.926, "93\u00a0%"),
        (0.999, "over 99\u00a0%"),
        (1, "100\u00a0%"),
    ],
)
def test_what_is_not_certain_is_never_shown_as_certain(share: float, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 documents"), (1, "1 document"), (2, "2 documents"), (12345, "12,345 documents")]
)
def test_a_count_agrees_with_its_noun(number: int, shown: str) -> None:
    assert count(number, "document") == shown


@pytest.mark.parametrize(
    ("duration", "shown"), [(0.2, "1\u00a0ms"), (23.4, "23\u00a0ms"), (999, "999\u00a0ms"), (1449, "1.4\u00a0s")]
)
def test_a_duration_is_shown_in_milliseconds_up_to_a_second(duration: float, shown: str) -> None:
    assert milliseconds(duration) == shown
