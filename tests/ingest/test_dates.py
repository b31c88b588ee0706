import pytest

from kiddqa.ingest.dates import iso_date, pdf_date


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024", "2024"),
        ("2024-09", "2024-09"),
        ("2024-09-24", "2024-09-24"),
        ("2024-09-24T09:00:00+09:00", "2024-09-24"),
        ("2024-09-24 23:59:00", "2024-09-24"),
        ("2024-13", None),
        ("2024-02-30", None),
        ("24 September 2024", None),
        ("", None),
    ],
)
def test_a_date_stays_as_precise_as_it_was_written(written: str, expected: str | None) -> None:
    assert iso_date(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("D:20170503120000+09'00'", "2017-05-03"), ("20170503", "2017-05-03"), ("D:20171350", None), ("May 2017", None)],
)
def test_the_day_of_a_pdf_time_is_read(written: str, expected: str | None) -> None:
    assert pdf_date(written) == expected


def test_digits_of_other_scripts_are_no_date() -> None:
    year = "\uff12\uff10\uff12\uff14"
    assert (iso_date(year), pdf_date(f"D:{year}0924")) == (None, None)
