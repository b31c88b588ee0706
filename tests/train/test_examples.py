import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import document_of
from kiddqa.ingest.chunk import chunk
from kiddqa.records import Block, BlockKind, Passage, Range
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion
from kiddqa.train.examples import (
    ELSEWHERE_SHARE,
    RETRIEVED_SHARE,
    Example,
    ExampleSource,
    Place,
    hard_negatives,
    held_out,
    misspell,
    paragraph_of,
)

SETTINGS = Settings(passage_words=40, overlap_words=0, threads=1)
TOWNS = ("Amper", "Belt", "Cinder", "Dover", "Ebro", "Forth", "Gander", "Hague")
MAYORS = ("Lee", "Park", "Cho", "Kim", "Ryu", "Jung", "Han", "Song")
FILLING = "The town lies by the river of that name. Its market is held every Monday in the old square there."


def article_of(name: str) -> SquadArticle:
    """Return an article with a paragraph a town, and of each a question with an answer and one without."""
    lines = [f"{town} is led by {mayor}. {FILLING}" for town, mayor in zip(TOWNS, MAYORS, strict=True)]
    document = document_of(name, *lines, title=name)
    questions = []
    for block, town, mayor in zip(document.blocks, TOWNS, MAYORS, strict=True):
        place = Range(block.start, block.end)
        start = document.text.index(mayor, block.start)
        gold = Range(start, start + len(mayor))
        for text, golds, answers in (
            (f"Who leads {town} today?", (gold,), (mayor,)),
            (f"Who founded {town} once?", (), ()),
        ):
            questions.append(
                SquadQuestion(
                    id=f"{name}/{text}", article=name, text=text, paragraph=place, gold=golds, gold_texts=answers
                )
            )
    return SquadArticle(document=document, questions=tuple(questions))


ARTICLES = [article_of("Rivers"), article_of("Towns")]
MAYOR_OF = dict(zip(TOWNS, MAYORS, strict=True))
CUT = {article.document.id: chunk(article.document, passage_words=40, overlap_words=0) for article in ARTICLES}


def retrieved() -> dict[str, list[Place]]:
    """Return for each answerable question the last passage of the other article, but for the last town's."""
    found = {}
    for number, article in enumerate(ARTICLES):
        last = CUT[ARTICLES[1 - number].document.id][-1]
        for question in article.questions:
            if question.gold and TOWNS[-1] not in question.text:
                found[question.id] = [Place(article=1 - number, start=last.start, end=last.end)]
    return found


def source(seed: int = 7) -> ExampleSource:
    return ExampleSource(ARTICLES, retrieved(), seed=seed, settings=SETTINGS)


def many(passes: int = 40) -> list[Example]:
    made = source()
    return [example for number in range(passes) for example in made.examples(number)]


def town_of(example: Example) -> str:
    """Return the town a question is about, by its first letter, which is never misspelt."""
    [town] = [town for town in TOWNS if town[0] == example.question.split()[2][0]]
    return town


def is_answerable(example: Example) -> bool:
    return example.question.split()[1][0] == "l"


def test_held_out_articles_are_no_training_articles_and_none_is_lost() -> None:
    articles = [SquadArticle(document=document_of(str(number), "x"), questions=()) for number in range(10)]
    training, kept = held_out(articles, seed=1, count=3)
    assert len(kept) == 3
    assert sorted(article.document.id for article in training + kept) == [str(number) for number in range(10)]


def test_the_seed_decides_which_articles_are_held_out() -> None:
    articles = [SquadArticle(document=document_of(str(number), "x"), questions=()) for number in range(10)]
    assert held_out(articles, seed=1, count=3) == held_out(articles, seed=1, count=3)
    assert held_out(articles, seed=1, count=3) != held_out(articles, seed=2, count=3)


def test_a_question_s_paragraph_is_a_passage_of_its_own() -> None:
    passage = paragraph_of(ARTICLES[0], ARTICLES[0].questions[2])
    assert passage.text.startswith("Belt is led by Park.")
    assert passage.text.endswith("there.")
    assert passage.sentences == (Range(passage.start, passage.end),)


def test_a_question_s_paragraph_stands_below_the_last_heading_before_it() -> None:
    text = "Before\n\nOne.\n\nAfter\n\nTwo.\n\nBeyond"
    places = [Range(text.index(line), text.index(line) + len(line)) for line in text.split("\n\n")]
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH) * 2
    document = replace(
        document_of("a", text),
        blocks=tuple(
            Block(start=start, end=end, kind=kind)
            for (start, end), kind in zip(places, (*kinds, BlockKind.HEADING), strict=True)
        ),
    )
    question = SquadQuestion(id="1", article="a", text="?", paragraph=places[3], gold=(), gold_texts=())
    passage = paragraph_of(SquadArticle(document=document, questions=(question,)), question)
    assert (passage.text, passage.heading) == ("Two.", ("After",))


def test_a_pass_is_the_same_whenever_it_is_made() -> None:
    first, second = source(), source()
    second.examples(5)
    assert second.examples(3) == first.examples(3)


def test_another_pass_and_another_seed_give_other_examples() -> None:
    assert source().examples(3) != source().examples(4)
    assert source(seed=7).examples(3) != source(seed=8).examples(3)


def test_each_question_is_asked_in_every_pass_with_a_passage_that_answers_it_if_one_does() -> None:
    examples = source().examples(0)
    assert sum(bool(example.gold) for example in examples) == len(TOWNS) * 2
    assert sum(not is_answerable(example) for example in examples) == len(TOWNS) * 2


def test_the_gold_slices_of_an_example_are_its_answer_within_its_passage() -> None:
    for example in many():
        for start, end in example.gold:
            assert example.passage.start <= start < end <= example.passage.end
            assert example.passage.document.text[start:end] == MAYOR_OF[town_of(example)]


def test_a_negative_never_holds_the_answer() -> None:
    negatives = [example for example in many() if is_answerable(example) and not example.gold]
    assert negatives
    for example in negatives:
        assert MAYOR_OF[town_of(example)] not in example.passage.text


def test_an_unanswerable_question_is_asked_of_a_passage_that_shares_text_with_its_paragraph() -> None:
    unanswerable = [example for example in many() if not is_answerable(example)]
    assert all(not example.gold for example in unanswerable)
    for example in unanswerable:
        block = example.passage.document.blocks[TOWNS.index(town_of(example))]
        assert min(block.end, example.passage.end) - max(block.start, example.passage.start) > 20


def test_half_of_the_passages_are_paragraphs_and_half_are_cut_as_for_serving() -> None:
    own = [example.passage for example in many() if example.gold]
    paragraphs = [passage for passage in own if len(passage.sentences) == 1]
    assert {passage.text for passage in own if len(passage.sentences) > 1} <= {
        passage.text for cut in CUT.values() for passage in cut
    }
    assert 0.45 < len(paragraphs) / len(own) < 0.55


def test_negatives_of_both_kinds_come_as_often_as_they_should() -> None:
    examples = many(60)
    answerable = sum(bool(example.gold) for example in examples)
    negatives = [example for example in examples if is_answerable(example) and not example.gold]
    assert abs(len(negatives) / answerable - (ELSEWHERE_SHARE + RETRIEVED_SHARE)) < 0.05
    # the last passages are those retrieved, and one in eight of those that stand elsewhere in the article
    last = {(document_id, cut[-1].start) for document_id, cut in CUT.items()}
    retrieved_ones = [found for found in negatives if (found.passage.document.id, found.passage.start) in last]
    assert abs(len(retrieved_ones) / answerable - (RETRIEVED_SHARE + ELSEWHERE_SHARE / len(TOWNS))) < 0.05


def test_without_retrieved_passages_the_other_negatives_are_still_made() -> None:
    made = ExampleSource(ARTICLES, {}, seed=7, settings=SETTINGS)
    examples = [example for number in range(20) for example in made.examples(number)]
    negatives = [example for example in examples if is_answerable(example) and not example.gold]
    answerable = sum(bool(example.gold) for example in examples)
    assert abs(len(negatives) / answerable - ELSEWHERE_SHARE) < 0.05


def test_an_article_of_which_every_passage_answers_gives_no_negative_from_it() -> None:
    document = document_of("a", "Lee is here. Lee is there.")
    asked = SquadQuestion(
        id="1", article="a", text="Who?", paragraph=Range(0, 26), gold=(Range(0, 3),), gold_texts=("Lee",)
    )
    made = ExampleSource([SquadArticle(document=document, questions=(asked,))], {}, seed=1, settings=SETTINGS)
    assert all(example.gold for number in range(30) for example in made.examples(number))


def test_an_answer_that_the_chunker_parts_is_asked_of_its_paragraph() -> None:
    document = document_of("a", f"{'one ' * 30}end. {'two ' * 30}end.")
    across = Range(document.text.index("end."), document.text.index("two") + 3)
    whole = Range(0, len(document.text))
    asked = SquadQuestion(id="1", article="a", text="Who?", paragraph=whole, gold=(across,), gold_texts=("x",))
    made = ExampleSource([SquadArticle(document=document, questions=(asked,))], {}, seed=1, settings=SETTINGS)
    positives = [example for number in range(10) for example in made.examples(number) if example.gold]
    assert len(positives) == 10
    assert {(example.passage.start, example.passage.end) for example in positives} == {whole}


@given(st.lists(st.from_regex(r"[A-Za-z]{1,8}\??", fullmatch=True), max_size=8), st.integers())
@settings(max_examples=60, deadline=None)
def test_misspelling_touches_one_word_at_most_and_no_space(words: list[str], seed: int) -> None:
    text = " ".join(words)
    wrong = misspell(text, random.Random(seed))
    touched = [pair for pair in zip(words, wrong.split(), strict=True) if pair[0] != pair[1]]
    assert len(touched) <= 1
    assert all(abs(len(word) - len(other)) <= 1 and word[0] == other[0] for word, other in touched)


@given(st.integers())
@settings(max_examples=40, deadline=None)
def test_a_typing_error_is_the_same_for_the_same_chance(seed: int) -> None:
    text = "Which commission approved the document"
    assert misspell(text, random.Random(seed)) == misspell(text, random.Random(seed))


def test_the_four_typing_errors_are_swapping_losing_doubling_and_mistaking_a_letter() -> None:
    found = {misspell("land", random.Random(seed)) for seed in range(400)}
    assert {"lnad", "ladn", "lnd", "lad", "laand", "lannd"} <= found
    assert all(len(word) in {3, 4, 5} and word[0] == "l" for word in found)


def test_short_words_and_numbers_are_left_alone() -> None:
    assert misspell("Who led in 1953?", random.Random(1)) == "Who led in 1953?"


@pytest.mark.slow
def test_the_product_s_own_retriever_finds_passages_that_look_right_and_are_not() -> None:
    found = hard_negatives(ARTICLES, questions=6, seed=3, settings=SETTINGS)
    asked = {question.id: question for article in ARTICLES for question in article.questions}
    assert len(found) == 6
    for question_id, places in found.items():
        assert 1 <= len(places) <= 4
        for place in places:
            passage = _passage_at(place)
            assert not any(answer in passage.text for answer in asked[question_id].gold_texts)
    again = hard_negatives(ARTICLES, questions=6, seed=3, settings=SETTINGS)
    assert again == found
    ExampleSource(ARTICLES, found, seed=1, settings=SETTINGS).examples(0)


def _passage_at(place: Place) -> Passage:
    document = ARTICLES[place.article].document
    [passage] = [cut for cut in CUT[document.id] if (cut.start, cut.end) == (place.start, place.end)]
    return passage
