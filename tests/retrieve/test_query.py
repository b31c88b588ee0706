import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import LetterEmbedder, MemoryIndex, document_of
from kiddqa.records import Filters, Query
from kiddqa.retrieve.alias_file import AliasGroup
from kiddqa.retrieve.conversation import Turn
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
INDEX = MemoryIndex(MEETINGS, LetterEmbedder())
UNDERSTANDING = Understanding.of(INDEX, [AliasGroup(names=("South Korea", "Namhan"))])


def understood(question: str, *history: str, filters: Filters = Filters()) -> Query:  # noqa: B008
    return UNDERSTANDING(question, history, filters)


def test_a_misspelt_word_is_read_as_the_documents_spell_it_and_the_question_is_kept_as_typed() -> None:
    query = understood("Where did the delgation meet?")
    assert query.question == "Where did the delgation meet?"
    assert query.text == "Where did the delegation meet?"
    assert query.notes == ("“delegation” for “delgation”",)


def test_a_capital_is_read_by_its_name_where_the_documents_have_it() -> None:
    query = understood("Who met in the ROK capital?")
    assert query.text == "Who met in Seoul?"
    assert query.notes == ("“Seoul” for “the ROK capital”",)
    assert understood("Who met in the French capital?").text == "Who met in the French capital?"


def test_documents_of_the_date_asked_for_are_preferred() -> None:
    query = understood("What happened in 2025?")
    assert query.boosts == {"26.md": 1.0}
    assert query.filters.admits_all


def test_other_names_are_searched_for_but_not_read() -> None:
    query = understood("What did Namhan send?")
    assert query.added == ("South Korea",)
    assert query.text == "What did Namhan send?"


def test_a_question_for_a_long_form_brings_the_place_that_defines_it() -> None:
    [place] = understood("What does IDD stand for?").defined
    assert place.quote == "Integrated Defense Dialogue"
    assert place.sentence.startswith("The 25th dialogue was held")


def test_names_are_handed_on_with_their_places_in_what_is_read() -> None:
    query = understood("What did  Namhan propose?")
    [name] = query.names
    assert query.text[name.start : name.end] == "Namhan"
    assert name.others == ("South Korea",)


def test_the_asker_s_own_dates_win() -> None:
    given = Filters(after="2020")
    assert understood("Which documents dated 2024 speak of Seoul?", filters=given).filters.after == "2020"


def test_a_question_of_two_things_is_understood_in_parts_too_the_second_by_the_first() -> None:
    query = understood("Who led the 25th dialogue and where was it held?")
    assert [part.text for part in query.parts] == [
        "Who led the 25th dialogue?",
        "Where was the 25th dialogue held?",
    ]
    assert query.parts[0].parts == ()
    assert "asked as “Who led the 25th dialogue?” and “Where was the 25th dialogue held?”" in query.notes


def test_a_question_that_needs_nothing_is_left_as_it_was() -> None:
    query = understood("Who spoke?")
    assert query == Query(question="Who spoke?", text="Who spoke?", unknown_words=("spoke",))


def test_a_step_that_is_not_given_is_left_out() -> None:
    asked = "Where did the delgation of Namhan meet in 2025? What does IDD stand for?"
    query = Understanding(index=INDEX)(asked, ["Who spoke?"], Filters())
    assert (query.text, query.added, query.boosts, query.notes, query.defined) == (asked, (), {}, (), ())


def test_replies_are_heard_only_for_a_question_that_leaves_something_open() -> None:
    def unheard() -> list[Turn]:
        raise AssertionError

    query = UNDERSTANDING("Where was the 25th dialogue held?", ["Who spoke?"], Filters(), unheard)
    assert query.text == "Where was the 25th dialogue held?"
    assert UNDERSTANDING("Where was it held?", (), Filters(), unheard).text == "Where was it held?"


def test_a_reply_says_what_a_follow_up_means() -> None:
    turn = Turn(question="Which dialogue was held in Seoul?", quote="the Integrated Dialogue", titles=("Report 7",))
    query = UNDERSTANDING("Who held it?", [turn.question], Filters(), lambda: [turn])
    assert query.text == "Who held the Integrated Dialogue? (Seoul)"
    assert query.added == ("South Korea", "Report 7")
    assert query.notes == ("also searched for South Korea, Report 7",)


def test_the_one_before_that_is_the_neighbour_of_what_was_asked_or_replied_last() -> None:
    assert understood("And the one before that?", "When was the 26th dialogue?").text == "When was the 25th dialogue?"
    turn = Turn(question="Which was the latest of all?", quote="the 26th dialogue")
    query = UNDERSTANDING("Where was the one before that?", [turn.question], Filters(), lambda: [turn])
    assert query.text == "Where was the 25th dialogue?"
    assert query.notes == ("“the 25th dialogue” for “the one before that”",)


def test_an_earlier_question_is_heard_as_it_was_meant_to_be_spelt() -> None:
    assert understood("Who led it?", "Where did the Delgation meet?").text == "Who led the Delegation?"


WORDS = re.findall(
    r"\S+",
    "who led wo the delgation delegation twenty-fifth 25th dialogue IDD it there Namhan South Korea in 2025 latest and "
    "one before that Seoul? spoke Integrated Defense he his ? ( ) ; What about",
)
STANDING = re.findall(r"\S+", "The delegation met twice in Washington was held Delegations sent spoke")
ASKED = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=60)
SAID = st.lists(st.sampled_from(STANDING), max_size=4).map(" ".join)
TURNS = st.lists(st.builds(Turn, question=ASKED, quote=SAID, titles=st.lists(SAID, max_size=1).map(tuple)), max_size=3)
"""Quotes and titles stand in the documents."""


@settings(max_examples=60, deadline=None)
@given(ASKED, TURNS)
def test_any_question_after_any_conversation_is_understood_and_kept_as_typed(question: str, turns: list[Turn]) -> None:
    query = UNDERSTANDING(question, [turn.question for turn in turns], Filters(), lambda: turns)
    assert query.question == " ".join(question.split())


@settings(max_examples=60, deadline=None)
@given(ASKED, TURNS)
def test_what_was_understood_is_understood_as_it_stands(question: str, turns: list[Turn]) -> None:
    history = [turn.question for turn in turns]
    once = UNDERSTANDING(question, history, Filters(), lambda: turns)
    assert UNDERSTANDING(once.text, history, Filters(), lambda: turns).text == once.text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STANDING)))
def test_words_of_the_documents_without_a_conversation_are_left_as_they_are(words: list[str]) -> None:
    question = " ".join(words)
    query = replace(understood(question), unknown_words=())
    assert query == Query(question=question, text=question)


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=3))
def test_a_question_as_typed_never_raises(question: str, history: list[str]) -> None:
    assert query_as_typed(question, history, Filters()).question == " ".join(question.split())
