from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.retrieve.conversation import TURNS_HEARD, Mention, Place, Turn, is_known, key, keys_of, mentions
from kiddqa.retrieve.noun_phrases import PhraseKind

LED = Turn(
    question="Who led the Korean side at the 25th KIDD?",
    quote="Cho Chang Lae",
    titles=("25th Integrated Defense Dialogue (KIDD), Seoul, 23 September 2024", "Delegations"),
)
HELD = Turn(question="Where was the 25th KIDD held?", quote="in Seoul")


def mention(text: str, history: list[Turn]) -> Mention:
    return next(found for found in mentions(history) if found.text == text)


def test_a_turn_mentions_what_stands_in_question_quote_and_titles() -> None:
    assert [(found.text, found.place) for found in mentions([LED])] == [
        ("Korean side", Place.QUESTION),
        ("25th KIDD", Place.QUESTION),
        ("Cho Chang Lae", Place.QUOTE),
        ("25th Integrated Defense Dialogue", Place.TITLE),
        ("KIDD", Place.HEADING),
        ("Seoul", Place.HEADING),
        ("23 September 2024", Place.HEADING),
        ("Delegations", Place.HEADING),
    ]


def test_what_is_mentioned_twice_is_one_mention_of_its_last_turn() -> None:
    found = mention("25th KIDD", [LED, HELD])
    assert (found.turn, found.first_turn, found.turns) == (1, 0, 2)


def test_the_latest_turn_comes_first() -> None:
    assert [found.turn for found in mentions([LED, HELD])][:2] == [1, 1]


def test_a_name_is_kept_with_the_words_it_was_mentioned_with() -> None:
    assert mention("25th KIDD", [LED]).article == "the"
    assert mention("25th KIDD", [LED]).preposition == "at"
    assert mention("Seoul", [HELD]).preposition == "in"


def test_a_surname_is_the_full_name_that_was_mentioned_before() -> None:
    history = [Turn(question="Was Yoo Jehseung in Seoul?"), Turn(question="What did Jehseung say?")]
    assert [(found.text, found.turn) for found in mentions(history)] == [("Yoo Jehseung", 1), ("Seoul", 0)]


def test_a_short_quote_is_the_answer_to_who_what_and_which_and_not_to_where() -> None:
    assert mention("Cho Chang Lae", [LED]).is_answer
    assert not mention("Seoul", [HELD]).is_answer


def test_a_long_quote_is_a_statement_that_mentions_nothing() -> None:
    said = "The two sides agreed that Cho Chang Lae would host the next round of the talks in Seoul"
    assert [found.text for found in mentions([Turn(question="What was agreed?", quote=said)])] == []


def test_what_was_said_before_it_became_a_title_counts_as_said() -> None:
    replied = Turn(question="When was it?", quote="in 2024", titles=("25th KIDD",))
    found = mention("25th KIDD", [HELD, replied])
    assert (found.place, found.article, found.turn) == (Place.QUESTION, "the", 1)


def test_what_a_question_asks_for_is_open_until_a_reply_is_known() -> None:
    asked = Turn(question="Which joint exercise was reviewed?")
    assert mention("joint exercise", [asked]).is_asked_for
    replied = Turn(question=asked.question, quote="Ulchi Freedom Shield 24")
    assert not mention("joint exercise", [replied]).is_asked_for


def test_a_reply_that_is_none_mentions_nothing() -> None:
    assert mentions([Turn(question="Why?", quote="I don't know.")]) == []
    assert [is_known(quote) for quote in ("I don't know", "CANNOTANSWER", " ", "in Seoul")] == [
        False,
        False,
        False,
        True,
    ]


def test_only_the_first_turn_and_the_last_few_are_heard() -> None:
    history = [Turn(question=f"Who led the {number}th KIDD?") for number in range(4, 14)]
    heard = {found.turn for found in mentions(history)}
    assert heard == {0, *range(len(history) - TURNS_HEARD, len(history))}


def test_two_to_four_capitalised_words_look_like_a_person_unless_one_belongs_to_an_organisation() -> None:
    named = [
        "Cho Chang Lae",
        "Ludwig Mies van der Rohe",
        "Minister Yoo",
        "Freedom Shield",
        "KIDD",
        "25th KIDD",
        "Seoul",
    ]
    found = [
        Mention(text=text, kind=PhraseKind.NAME, place=Place.QUOTE, turn=0, first_turn=0).looks_like_person
        for text in named
    ]
    assert found == [True, True, True, False, False, False, False]


def test_a_word_is_compared_without_case_accents_owner_or_plural() -> None:
    assert [key(word) for word in ("Talks", "Dalí’s", "gas", "press")] == ["talk", "dali", "gas", "press"]
    assert keys_of("Who led the Talks?") == {"led", "talk"}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.builds(Turn, question=st.text(max_size=40), quote=st.text(max_size=40)), max_size=4))
def test_any_conversation_can_be_heard(history: list[Turn]) -> None:
    assert all(found.keys and 0 <= found.first_turn <= found.turn < len(history) for found in mentions(history))
