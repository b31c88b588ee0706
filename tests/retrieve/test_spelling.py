import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import document_of
from kiddqa.records import Document
from kiddqa.retrieve.english import English
from kiddqa.retrieve.spelling import Spelling, SpellingChange, SpellingCorrector
from kiddqa.retrieve.vocabulary import WORD, Vocabulary

MINUTES = document_of(
    "a.txt",
    "The Korean delegation was led by Cho Chang-rae, and Mark Lippert led the U.S. delegation at the 25th KIDD.",
    "Ulchi Freedom Shield 24 simulated threats of missile launch data and drones around Korea.",
    "They condemned the deepening military cooperation between the North and Russia in the strongest terms.",
    "The cyberterrain of the exercise was new, and the ministers met with the officials after it in Seoul.",
    title="The talks of the ministers",
)
ENGLISH = English.load()


def corrector(*documents: Document) -> SpellingCorrector:
    return SpellingCorrector(vocabulary=Vocabulary.of(documents or [MINUTES]), english=ENGLISH)


CORRECTOR = corrector()


def corrected(text: str) -> str:
    return CORRECTOR.correct(text).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wo led the korean delgation at the 25th kidd", "who led the korean delegation at the 25th kidd"),
        (
            "wich thretas did ulchi fredom sheild 24 simulate?",
            "which threats did ulchi freedom shield 24 simulate?",
        ),
        ("hwo many drones were there?", "how many drones were there?"),
        ("waht is teh KIDD?", "what is the KIDD?"),
        ("Wen was the exercise?", "When was the exercise?"),
        ("Hat threats were there?", "What threats were there?"),
        ("Waht dos KIDD mean?", "What does KIDD mean?"),
        ("Who led the minsters of Korea?", "Who led the ministers of Korea?"),
    ],
)
def test_a_misspelt_question_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


def test_each_change_is_named_in_the_order_of_the_text() -> None:
    assert CORRECTOR.correct("Who led the delgation to Seuol?").changes == (
        SpellingChange(typed="delgation", corrected="delegation"),
        SpellingChange(typed="Seuol", corrected="Seoul"),
    )


def test_a_text_without_errors_is_left_to_the_byte() -> None:
    text = "  Who\tled the  Korean side’s delegation?\n"
    assert CORRECTOR.correct(text) == Spelling(text=text)


def test_a_misspelt_name_becomes_the_name_of_the_documents() -> None:
    assert corrected("What did Lipert say?") == "What did Lippert say?"


def test_a_name_that_the_documents_do_not_have_is_left_alone() -> None:
    assert corrected("What did Lindqvist tell Milley in Tashkent?") == "What did Lindqvist tell Milley in Tashkent?"


def test_a_capitalised_word_is_not_taken_for_a_short_common_word() -> None:
    assert corrected("How long is the Aare?") == "How long is the Aare?"


def test_a_wrong_first_letter_is_repaired_in_a_long_name_and_left_in_a_short_one() -> None:
    capital = corrector(document_of("a.txt", "Talks in Washington were led by Chang of the ministry.", title="Talks"))
    assert capital.correct("Was Xhang in Eashington?").text == "Was Xhang in Washington?"


def test_a_common_name_that_the_documents_lack_is_repaired_if_its_letters_are_only_mixed_up() -> None:
    assert corrected("Who met in Feburary in Moscoow?") == "Who met in February in Moscow?"


def test_a_name_beside_its_neighbour_may_have_two_errors() -> None:
    assert corrected("What did Mark Lipart say?") == "What did Mark Lippert say?"
    assert corrected("What did Lipart say?") == "What did Lipart say?"


def test_a_rare_word_of_the_documents_is_never_corrected() -> None:
    assert "cyberterrain" not in ENGLISH
    assert corrected("What was the cyberterrain like?") == "What was the cyberterrain like?"


@pytest.mark.parametrize(
    "word", ["KIDE", "SCMM", "KIDDs", "25ht", "C4II", "F-35b", "delgation2", "McLipert", "délgation"]
)
def test_acronyms_numbers_and_words_with_other_signs_are_left_alone(word: str) -> None:
    assert corrected(f"What did the {word} say?") == f"What did the {word} say?"


def test_an_english_word_is_left_alone_however_near_a_word_of_the_documents() -> None:
    assert corrected("Was there a relegation or a neighborhood?") == "Was there a relegation or a neighborhood?"


def test_the_plural_of_a_known_word_is_a_word() -> None:
    assert corrected("Which cyberterrains were there?") == "Which cyberterrains were there?"


def test_the_case_and_the_possessive_ending_stay_as_typed() -> None:
    assert corrected("What was seuol’s and Koera's goal?") == "What was seoul’s and Korea's goal?"


def test_the_neighbours_decide_between_two_words_as_near() -> None:
    field = document_of("a.txt", "the shield of freedom was in the open field of the yield", title="a")
    both = corrector(field)
    assert both.correct("freedom and the open fiield").text == "freedom and the open field"
    assert both.correct("the shiel of freedom").text == "the shield of freedom"


def test_a_word_of_the_documents_is_preferred_over_another_english_word() -> None:
    assert corrected("Where were the dornes?") == "Where were the drones?"


def test_two_words_typed_as_one_are_parted_where_the_documents_have_them_side_by_side() -> None:
    assert CORRECTOR.correct("Who gets missilelaunch data?") == Spelling(
        text="Who gets missile launch data?",
        changes=(SpellingChange(typed="missilelaunch", corrected="missile launch"),),
    )


def test_a_short_word_that_is_near_no_question_word_is_left_alone() -> None:
    assert corrected("What of ze EU at la carte?") == "What of ze EU at la carte?"


def test_a_name_that_opens_the_question_is_no_question_word() -> None:
    assert corrected("Wen Jiabao said what?") == "Wen Jiabao said what?"


def test_a_question_in_another_language_is_left_alone() -> None:
    text = "Wer leitete damals eigentlich die koreanische Abordnung?"
    assert corrected(text) == text


def test_questions_to_documents_in_another_language_stay_as_typed() -> None:
    german = document_of("a.txt", "Die koreanische Abordnung wurde von Herrn Cho geleitet.", title="Sitzung")
    assert corrector(german).correct("Wer leitete die Abordnug?").text == "Wer leitete die Abordnug?"


def test_without_documents_english_words_are_still_corrected() -> None:
    assert SpellingCorrector(vocabulary=Vocabulary.of([]), english=ENGLISH).correct("wich governmnet").text == (
        "which government"
    )


PIECES = st.sampled_from(
    (
        "who",
        "wo",
        "wich",
        "led",
        "delgation",
        "Lipert",
        "Lippert",
        "missilelaunch",
        "sheild",
        "24",
        "25th",
        "KIDD",
        "teh",
        "wenn",
        "Wen",
        "fredom",
        "zzxq’s",
        "’",
        "-",
        "?",
        "é",
    )
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map(" ".join)))
def test_correcting_never_raises_and_twice_changes_no_more_than_once(text: str) -> None:
    once = corrected(text)
    assert CORRECTOR.correct(once) == Spelling(text=once)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(sorted(CORRECTOR.vocabulary.counts)), st.from_regex(r"[0-9]{1,4}", fullmatch=True))
    )
)
def test_a_text_of_words_of_the_documents_is_never_changed(words: list[str]) -> None:
    text = " ".join(words)
    assert CORRECTOR.correct(text) == Spelling(text=text)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=8, unique=True).map(" ".join))
def test_the_changes_are_all_that_differs(text: str) -> None:
    spelling = CORRECTOR.correct(text)
    changes = list(spelling.changes)

    def changed(word: str) -> str:
        return changes.pop(0).corrected if changes and changes[0].typed == word else word

    assert WORD.sub(lambda match: changed(match[0]), text) == spelling.text
    assert changes == []
