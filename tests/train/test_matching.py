from dataclasses import replace

import numpy as np
import pytest

from fakes import LetterEmbedder, document_of
from kiddqa.records import Range
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion
from kiddqa.train.matching import Choice, MatchingRecipe, choice_of, fit

SETTINGS = Settings(passage_words=40, overlap_words=0)
DOCUMENT = document_of("a", "Anka Lee led the talks. They met in Seoul.", "Nothing was signed.", title="Talks")


def question(text: str, *answers: str) -> SquadQuestion:
    gold = tuple(Range(DOCUMENT.text.index(answer), DOCUMENT.text.index(answer) + len(answer)) for answer in answers)
    return SquadQuestion(id=text, article="a", text=text, paragraph=Range(0, 42), gold=gold, gold_texts=answers)


ARTICLE = SquadArticle(document=DOCUMENT, questions=())


def test_a_question_chooses_among_all_sentences_those_that_hold_an_answer() -> None:
    embedder = LetterEmbedder()
    found = choice_of(
        ARTICLE, [question("Who led?", "Anka Lee")], [question("zz", "Seoul", "signed")], embedder, SETTINGS
    )
    assert found is not None
    assert found.answering.tolist() == [[True, False, False], [False, True, True]]
    assert found.plain.tolist() == [True, False]
    assert found.sentences.tolist() == embedder.embed([
        "Talks. Anka Lee led the talks.", "Talks. They met in Seoul.", "Talks. Nothing was signed.",
    ]).tolist()  # fmt: skip
    assert found.questions.tolist() == embedder.embed(["Who led?", "zz"]).tolist()


def test_a_question_that_no_sentence_answers_chooses_nothing() -> None:
    assert choice_of(ARTICLE, [question("Why?")], [], LetterEmbedder(), SETTINGS) is None


def choice(*, plain: bool = False) -> Choice:
    """Return eight questions of one letter that the sentence of the next letter answers."""
    letters = "abcdefgh"
    embed = LetterEmbedder().embed
    return Choice(
        questions=embed(list(letters)),
        sentences=embed([chr(ord(letter) + 1) for letter in letters]),
        answering=np.eye(8, dtype=np.bool_),
        plain=np.full(8, plain),
    )


RECIPE = MatchingRecipe(passes=100, begins_at=1.0, penalty=0.00001, rate=0.3)


def test_what_is_asked_learns_to_find_what_answers() -> None:
    form, bias, curve = fit([choice()], RECIPE)
    made = choice()
    scores = made.questions @ form @ made.sentences.T + made.sentences @ bias
    assert scores.argmax(axis=1).tolist() == list(range(8))
    assert curve[-1] < 0.5 < curve[0]
    assert form.dtype == bias.dtype == np.float32


def test_the_same_seed_gives_the_same_numbers_to_the_bit() -> None:
    recipe = replace(RECIPE, passes=3, questions_at_once=4)
    fits = [fit([choice(), choice(plain=True)], replace(recipe, seed=seed)) for seed in (1, 1, 2)]
    assert fits[0][0].tobytes() == fits[1][0].tobytes() != fits[2][0].tobytes()


@pytest.mark.parametrize(("share", "loss"), [(0.0, 0.0), (1.0, 1.0)])
def test_questions_in_the_text_s_own_words_count_by_their_share(share: float, loss: float) -> None:
    other = replace(choice(), answering=np.ones((8, 8), dtype=np.bool_))  # whatever is chosen answers: a loss of 0
    _, _, curve = fit([choice(plain=True), other], replace(RECIPE, passes=1, rate=0.0, plain_share=share))
    assert curve[0] == pytest.approx(loss, abs=0.2)


def test_the_penalty_keeps_the_form_where_it_began() -> None:
    away = [
        float(np.abs(fit([choice()], replace(RECIPE, penalty=penalty))[0] - np.eye(27)).max())
        for penalty in (0.00001, 10.0)
    ]
    assert away[1] < 0.1 < away[0]
