import pytest

from fakes import document_of
from kiddqa.retrieve.english import English
from kiddqa.retrieve.odd_words import OddWords, WordPlace
from kiddqa.retrieve.vocabulary import Vocabulary

MINUTES = document_of("a.txt", "The ministers named threats and shields at the talks.", title="Talks")
ODD = OddWords(vocabulary=Vocabulary.of([MINUTES]), english=English.load())


def near(  # noqa: PLR0913  (each says what stands around the word)
    word: str, *, left: str = "", right: str = "", capitalised: bool = False, second: bool = False, name: bool = False
) -> dict[str, int]:
    return ODD.near(
        WordPlace(word=word, left=left, right=right, capitalised=capitalised, second=second, right_capitalised=name)
    )


@pytest.mark.parametrize(("word", "right"), [("wen", "was"), ("hat", "threats")])
def test_a_rare_word_opens_a_question_only_by_a_slip(word: str, right: str) -> None:
    assert near(word, right=right) in ({"when": 1}, {"what": 1})


def test_a_name_after_it_or_a_word_that_fits_no_question_word_leaves_the_opening() -> None:
    assert near("wen", right="jiabao", name=True) == {}
    assert near("hat", right="threats", name=True) == {}
    assert near("wen", right="threats") == {}


def test_a_rare_word_after_a_question_word_is_an_auxiliary_that_lost_a_letter() -> None:
    assert near("dos", left="what", right="sews", second=True) == {"does": 1}
    assert near("dos", left="the", right="sews", second=True) == {}
    assert near("dos", left="what", right="sews") == {}


def test_a_very_rare_word_may_be_one_of_the_documents_unless_it_may_be_a_name() -> None:
    assert near("minsters", left="the") == {"ministers": 1}
    assert near("minsters", left="the", capitalised=True) == {}


@pytest.mark.parametrize("word", ["threats", "treats", "does", "shied"])
def test_a_word_of_the_documents_or_a_usual_word_is_not_odd(word: str) -> None:
    assert near(word, left="what", right="was", second=True) == {}


def test_a_word_of_the_documents_must_be_far_likelier() -> None:
    place = WordPlace(word="minsters", left="the", right="", capitalised=False)
    assert ODD.is_meant(place, "ministers", likelier=4.0)
    assert not ODD.is_meant(place, "ministers", likelier=2.0)
