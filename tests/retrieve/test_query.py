from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import LetterEmbedder, MemoryIndex, document_of
from kiddqa.records import Filters, Query
from kiddqa.retrieve.alias_file import AliasGroup
from kiddqa.retrieve.query import Understanding, query_as_typed


def test_a_question_without_history_is_searched_as_typed() -> None:
    query = query_as_typed("  Who   led it?\n", (), Filters())
    assert (query.question, query.text) == ("Who led it?", "Who led it?")


def test_a_follow_up_is_searched_with_the_question_before_it() -> None:
    query = query_as_typed("Who led it?", ("Hello?", "Where was the 25th KIDD?"), Filters())
    assert query.text == "Where was the 25th KIDD? Who led it?"
    assert query.question == "Who led it?"


MEETINGS = [
    document_of(
        "25.md",
        "The 25th dialogue was held in Seoul by the Integrated Defense Dialogue (IDD). The delegation met twice.",
        title="The 25th dialogue",
        date="2024-09-23",
    ),
    document_of("26.md", "The 26th dialogue was held in Washington.", title="The 26th dialogue", date="2025-05-01"),
    document_of("sums.md", "South Korea sent a delegation. The delegation spoke.", title="Delegations"),
]
UNDERSTANDING = Understanding(MemoryIndex(MEETINGS, LetterEmbedder()), [AliasGroup(names=("South Korea", "Namhan"))])


def understood(question: str, *history: str, filters: Filters = Filters()) -> Query:  # noqa: B008
    return UNDERSTANDING.understand(question, history, filters)


def test_a_misspelt_word_is_read_as_the_documents_spell_it_and_the_question_is_kept_as_typed() -> None:
    query = understood("Where did the delgation meet?")
    assert query.question == "Where did the delgation meet?"
    assert query.text == "Where did the delegation meet?"
    assert query.notes == ("“delegation” for “delgation”",)


def test_documents_of_the_date_asked_for_are_preferred() -> None:
    query = understood("What happened in 2025?")
    assert query.boosts == {"26.md": 1.0}
    assert query.filters.admits_all


def test_other_names_are_searched_for_but_not_read() -> None:
    query = understood("What did Namhan send?")
    assert query.added == ("South Korea",)
    assert query.text == "What did Namhan send?"
    assert query.search_text == "What did Namhan send?; South Korea"


def test_a_question_for_a_long_form_brings_the_place_that_defines_it() -> None:
    [place] = understood("What does IDD stand for?").defined
    assert place.quote == "Integrated Defense Dialogue"
    assert place.sentence.startswith("The 25th dialogue was held")


def test_the_asker_s_own_dates_win() -> None:
    given = Filters(after="2020")
    assert understood("Which documents dated 2024 speak of Seoul?", filters=given).filters.after == "2020"


def test_a_question_that_needs_nothing_is_left_as_it_was() -> None:
    query = understood("Who spoke?")
    assert query == Query(question="Who spoke?", text="Who spoke?", unknown_words=("spoke",))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=3))
def test_any_question_is_understood(question: str, history: list[str]) -> None:
    assert UNDERSTANDING.understand(question, history, Filters()).question == " ".join(question.split())


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=3))
def test_understanding_never_raises(question: str, history: list[str]) -> None:
    assert query_as_typed(question, history, Filters()).question == " ".join(question.split())
