import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import document_of
from kiddqa.records import Document, Filters
from kiddqa.retrieve.phrases import Phrases
from kiddqa.retrieve.when import Timeline

DATES = {22: "2022-08-16", 23: "2023-04-11", 24: "2024-04-11", 25: "2024-09-23"}
TALKS = [
    document_of(f"{number}.txt", "It was held.", title=f"The {number}th Harbour Talks", date=date, kind="meeting")
    for number, date in DATES.items()
]
OTHERS = [
    document_of("ada.txt", "She is a pilot.", title="Ada Ice"),
    document_of("old.txt", "A history of the talks.", title="Harbour Talks in brief", date="2011", kind="overview"),
    document_of("may.txt", "Fog came.", title="Fog", date="2023-05", kind="report"),
]
DOCUMENTS = [*TALKS, *OTHERS]
TIMELINE = Timeline(DOCUMENTS, Phrases(DOCUMENTS).count)


def boosted(question: str) -> dict[str, float]:
    return dict(TIMELINE.read(question).boosts)


def test_a_year_prefers_the_documents_dated_in_it_and_leaves_none_out() -> None:
    assert boosted("What was said in 2023?") == {"23.txt": 1.0, "may.txt": 1.0}
    assert TIMELINE.read("What was said in 2023?").filters == Filters()


def test_a_period_without_an_end_prefers_half_as_much() -> None:
    assert boosted("What was said after 2023?") == {"24.txt": 0.5, "25.txt": 0.5}


@pytest.mark.parametrize("question", ["What was planned in 2024?", "What was set out for 2024?"])
def test_a_plan_or_what_it_is_for_prefers_half_as_much(question: str) -> None:
    assert boosted(question) == {"24.txt": 0.5, "25.txt": 0.5}


def test_a_day_prefers_the_week_around_it() -> None:
    assert boosted("What closed on 14 April 2023?") == {"23.txt": 1.0}


@pytest.mark.parametrize(
    "question",
    ["What do articles from 2023 say?", "Which documents dated 2023 speak of fog?", "What did texts of 2023 say?"],
)
def test_a_question_about_documents_of_a_date_leaves_the_others_out(question: str) -> None:
    timed = TIMELINE.read(question)
    assert timed.filters == Filters(after="2023-01-01", before="2023-12-31")
    assert timed.reasons == ("only documents dated 2023",)


def test_no_filter_is_set_that_would_admit_no_document() -> None:
    assert TIMELINE.read("What do articles from 1999 say?").filters.admits_all


@pytest.mark.parametrize(
    "question", ["Who led the latest talks?", "Who came to the most recent meeting?", "When was the last meeting?"]
)
def test_the_latest_prefers_the_newest_of_its_kind(question: str) -> None:
    assert boosted(question) == {"25.txt": 1.0, "24.txt": 0.5, "23.txt": 0.25}


def test_the_first_prefers_the_oldest_of_its_kind() -> None:
    assert boosted("Who led the first talks?") == {"22.txt": 1.0, "23.txt": 0.5, "24.txt": 0.25}


def test_a_place_within_a_year_is_counted_there() -> None:
    timed = TIMELINE.read("Who led the second talks of 2024?")
    assert timed.preferred == {"25.txt": 1.0}
    assert timed.text == timed.question


def test_the_latest_before_a_year_is_the_newest_before_it() -> None:
    assert TIMELINE.read("Who led the latest talks before 2024?").preferred == {"23.txt": 1.0, "22.txt": 0.5}


@pytest.mark.parametrize(
    "question",
    [
        "Who came last year?",
        "When did the talks first convene?",
        "Who was First Lady?",
        "What was the first talks after the storm?",
        "Is the latest fashion out?",
        "What has changed since the pandemic?",
    ],
)
def test_what_the_dates_cannot_tell_is_left_alone(question: str) -> None:
    timed = TIMELINE.read(question)
    assert (timed.text, timed.reasons, timed.preferred) == (question, (), {})


def test_an_ordinal_is_written_as_in_the_documents() -> None:
    timed = TIMELINE.read("Who led the twenty-fifth Harbour Talks?")
    assert timed.text == "Who led the 25th Harbour Talks?"
    assert timed.reasons == ("“25th Harbour” for “twenty-fifth Harbour”",)


def test_the_one_before_that_is_the_neighbour_of_the_last_one_asked_about() -> None:
    history = ["Who led the 22th Harbour Talks?", "And the twenty-fifth Harbour Talks?", "Why?"]
    assert TIMELINE.read("Who led the one before that?", history).text == "Who led the 24th Harbour Talks?"


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("Who led the one before that?", []),
        ("Who led the next one?", ["Who led the 25th Harbour Talks?"]),
        ("After the 24th talks, when was the next one?", ["Who led the 23th Harbour Talks?"]),
    ],
)
def test_a_step_without_a_known_neighbour_is_not_taken(question: str, history: list[str]) -> None:
    assert TIMELINE.read(question, history).text == question


def test_an_undated_document_is_never_preferred_for_its_date() -> None:
    assert "ada.txt" not in boosted("Who was born before 2030?")


def test_a_question_that_says_nothing_about_time_prefers_no_document() -> None:
    assert boosted("Who led the talks?") == {}


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["the", "latest", "first", "talks", "in", "2024", "twenty-fifth", "Harbour", "before", "articles"]
        )
    ).map(" ".join)
)
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_and_reading_twice_changes_nothing_more(question: str) -> None:
    timed = TIMELINE.read(question)
    assert timed.question == question
    assert TIMELINE.read(timed.text).text == timed.text
    assert all(0 < weight <= 1 for weight in timed.boosts.values())


def test_documents_need_no_dates() -> None:
    undated: list[Document] = [document_of("a.txt", "x")]
    assert Timeline(undated, Phrases(undated).count).read("the latest notes").preferred == {}
