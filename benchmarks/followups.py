"""Compares ways to carry a conversation into its next question: ``python benchmarks/followups.py CANARD``.

CANARD: questions of dialogues, each with a person's rewrite that stands alone. The pool: every answer of the file, as
one passage of page title, section title and answer, searched by BM25; a question's target is its own answer. Questions
without an answer in the file (each dialogue's last, and "I don't know") have no target and count for the terms only.
The rewrites are the ceiling, no history is the floor; "terms in reach" is the question with the terms of its rewrite
that stand in the turns it is given, which is all that a carry-over could take. A way is judged on the half that no
weight was fitted on.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from concatenation import Concatenated, Turns
from dialogue_pool import Judged, Pool, Search, cells, has_target, judge, mean, mrr, recall
from kiddqa.index.lexical import terms
from kiddqa.retrieve.antecedents import load_weights
from kiddqa.retrieve.conversation import Turn
from kiddqa.retrieve.followup import CarryOver, NoHistory, PhraseCarryOver
from kiddqa.retrieve.gaps import gaps
from kiddqa.retrieve.noun_phrases import noun_phrases
from kiddqa.train.followup import AskedInDialogue, halves, read_dialogues, without_replies

HEARD_TURNS = (1, 2, 3, 4, 6)
SEED = 20261122


def ways(weights: Path | None) -> dict[str, CarryOver]:
    """Return every way by name; the trained one only where its weights are there."""
    return {
        "no history": NoHistory(),
        "last question": Concatenated(turns=Turns.LAST),
        "first and last question": Concatenated(turns=Turns.FIRST_AND_LAST),
        "all questions": Concatenated(turns=Turns.ALL),
        "last question, titles": Concatenated(turns=Turns.LAST, titles=True),
        "all questions, quotes, titles": Concatenated(turns=Turns.ALL, quotes=True, titles=True),
        "phrases, by rules": PhraseCarryOver(),
        **({"phrases, trained": PhraseCarryOver(weights=load_weights(weights))} if weights else {}),
    }


def searched(way: CarryOver, question: str, history: Sequence[Turn]) -> str:
    """Return what is searched for: the question as it was read, and titles beside it."""
    followed = way.read(question, history)
    return "; ".join((followed.text, *followed.sought))


def print_retrieval(
    asked: Sequence[AskedInDialogue], compared: dict[str, CarryOver], pool: Pool, search: Search
) -> None:
    """Print recall at 5, MRR, and how much of the way from floor to ceiling is gone, overall and by turn."""
    texts = {name: [searched(way, one.question, one.history) for one in asked] for name, way in compared.items()}
    texts["human rewrite, terms in reach"] = [_in_reach(one) for one in asked]
    texts["human rewrite"] = [one.rewrite for one in asked]
    judged = {name: judge(asked, read, pool, search) for name, read in texts.items()}
    floor, ceiling = judged["no history"], judged["human rewrite"]
    turns = {"all": range(1, 100), "1 (page open)": [1], "2": [2], "3": [3], "4 on": range(4, 100)}
    for label, numbers in turns.items():
        count = sum(one.number in numbers for one in asked)
        if not count:
            continue
        print(f"\n  turn {label:<27} recall@5  closed     MRR  closed   n = {count}")
        for name, rows in judged.items():
            print(f"  {name:<32}{cells(*(_at(part, numbers) for part in (floor, rows, ceiling)))}")


def print_heard(asked: Sequence[AskedInDialogue], pool: Pool, search: Search) -> None:
    """Print how much of the way is gone by phrases, by what is heard of the replies, and to how many turns.

    The page's title counts as the document's; sections are left out, as a reply's headings are.
    """
    way = PhraseCarryOver()
    titled = [_with_turns(one, [replace(turn, titles=turn.titles[:1]) for turn in one.history]) for one in asked]
    views = {
        "questions only": [without_replies(one) for one in titled],
        **{f"replies to the last {turns}": [_hearing_last(one, turns) for one in titled] for turns in HEARD_TURNS},
        "all replies": titled,
        "all quotes, no titles": [_with_turns(one, [replace(t, titles=()) for t in one.history]) for one in titled],
        "all titles, no quotes": [_with_turns(one, [replace(t, quote="") for t in one.history]) for one in titled],
    }
    floor, ceiling = (
        judge(asked, texts, pool, search) for texts in ([one.question for one in asked], [one.rewrite for one in asked])
    )
    print(f"\n  {'what is heard':<32}recall@5  closed     MRR  closed   n = {len(asked)}")
    for name, view in views.items():
        texts = [searched(way, one.question, one.history) for one in view]
        print(f"  {name:<32}{cells(floor, judge(asked, texts, pool, search), ceiling)}")


def print_terms(asked: Sequence[AskedInDialogue], compared: dict[str, CarryOver]) -> None:
    """Print precision, recall and F1 of the terms added, against those the person added, over all questions."""
    heading = "precision  recall    F1    F1, turn 1      2      3   4 on"
    print(f"\n  {'terms that were added':<38}{heading}   n = {len(asked)}")
    for name, way in compared.items():
        pairs = [
            (one, _added(searched(way, one.question, one.history), one), _added(one.rewrite, one)) for one in asked
        ]
        precision, recall, f1 = _agreement([(added, gold) for _, added, gold in pairs])
        by_turn = [
            _agreement([(added, gold) for one, added, gold in pairs if one.number in numbers])[2]
            for numbers in ([1], [2], [3], range(4, 100))
        ]
        print(f"  {name:<38}{precision:>9.3f}{recall:>8.3f}{f1:>7.3f}{'':<7}{''.join(f'{f:>7.3f}' for f in by_turn)}")


def print_stand_alone(
    asked: Sequence[AskedInDialogue], compared: dict[str, CarryOver], pool: Pool, search: Search
) -> None:
    """Print what questions that stand alone lose by each way, in points, and how many it changes."""
    contained = [one for one in asked if one.is_self_contained]
    sets = {
        "own history, nothing rewritten": [(one.question, one.history, one) for one in contained],
        "foreign history, nothing rewritten": [(o.question, h, o) for o, h in _with_foreign_history(contained, asked)],
        "half foreign, nothing rewritten": [
            (o.question, h if place % 2 else o.history, o)
            for place, (o, h) in enumerate(_with_foreign_history(contained, asked))
        ],
        "foreign history, human rewrites": [(o.rewrite, h, o) for o, h in _with_foreign_history(asked, asked)],
    }
    for label, rows in sets.items():
        alone = judge([one for *_, one in rows], [question for question, *_ in rows], pool, search)
        print(f"\n  {label:<34} changed   recall@5 lost   MRR lost, points   n = {len(rows)}")
        for name, way in compared.items():
            texts = [searched(way, question, history) for question, history, _ in rows]
            read = judge([one for *_, one in rows], texts, pool, search)
            changed = sum(text != question for text, (question, *_) in zip(texts, rows, strict=True)) / len(rows)
            lost = [100 * (measure(alone) - measure(read)) for measure in (recall, mrr)]
            print(f"  {name:<34}{changed:>8.1%}{lost[0]:>16.1f}{lost[1]:>11.1f}")


def print_times(asked: Sequence[AskedInDialogue], compared: dict[str, CarryOver]) -> None:
    """Print milliseconds a question, with every turn heard for the first time and with every turn heard before."""
    print(f"  {'milliseconds a question':<32}{'first':>8}{'95 %':>8}{'again':>8}   n = {len(asked)}")
    for name, way in compared.items():
        first = sorted(_milliseconds(way, one, afresh=True) for one in asked)
        again = [_milliseconds(way, one, afresh=False) for one in asked]
        print(f"  {name:<32}{mean(first):>8.3f}{first[int(0.95 * len(first))]:>8.3f}{mean(again):>8.3f}")


def main() -> None:
    """Read the file and print each table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("canard", type=Path, help="CANARD, JSON or JSON in xz")
    parser.add_argument("--weights", type=Path, help="what kiddqa.train.followup wrote")
    parser.add_argument("--half", choices=("fitted", "judged"), default="judged", help="of the pages")
    parser.add_argument("--pages", type=float, default=1.0, help="share of the half's pages that is asked, 0 to 1")
    parser.add_argument("--embed", type=int, default=0, metavar="N", help="also search N of the questions by embedding")
    options = parser.parse_args()
    everything = read_dialogues(options.canard)
    half = _of_pages(halves(everything)[options.half == "judged"], options.pages)
    compared = ways(options.weights)
    pool = Pool(everything)
    search = pool.by_bm25()
    answered = [one for one in half if has_target(one)]
    print(f"CANARD, {options.half} half; {len(pool.passages)} passages, BM25; with replies' quotes and titles")
    print_retrieval(answered, compared, pool, search)
    print_terms(half, compared)
    print("\nThe same with the earlier questions only")
    print_retrieval([without_replies(one) for one in answered if one.number > 1], compared, pool, search)
    print_terms([without_replies(one) for one in half if one.number > 1], compared)
    print("\nWhat is heard of the replies")
    print_heard([one for one in answered if one.number > 1], pool, search)
    print("\nThe same where the first question says what it is about, as a person rewrote it")
    print_heard(_opened(answered, everything), pool, search)
    print("\nQuestions that stand alone")
    print_stand_alone(answered, compared, pool, search)
    if options.embed:
        chosen = random.Random(SEED).sample(answered, k=min(options.embed, len(answered)))
        print(f"\nSearched by embedding, n = {len(chosen)}")
        print_retrieval(chosen, compared, pool, pool.by_embedding())
    print("\nTime")
    print_times(half, compared)


def _of_pages(asked: Sequence[AskedInDialogue], share: float) -> list[AskedInDialogue]:
    pages = sorted({one.page for one in asked})
    chosen = set(random.Random(SEED).sample(pages, k=max(1, round(share * len(pages)))))
    return [one for one in asked if one.page in chosen]


def _milliseconds(way: CarryOver, one: AskedInDialogue, *, afresh: bool) -> float:
    if afresh:
        noun_phrases.cache_clear()
        gaps.cache_clear()
    else:
        way.read(one.question, one.history)
    began = perf_counter()
    way.read(one.question, one.history)
    return 1000 * (perf_counter() - began)


def _with_foreign_history(
    chosen: Sequence[AskedInDialogue], asked: Sequence[AskedInDialogue]
) -> list[tuple[AskedInDialogue, tuple[Turn, ...]]]:
    """Return each question with the history of a question about another page, drawn with a seed."""
    draw = random.Random(SEED)
    return [(one, draw.choice([other.history for other in asked if other.page != one.page])) for one in chosen]


def _at(judged: Sequence[Judged], numbers: Sequence[int]) -> list[Judged]:
    return [one for one in judged if one.asked.number in numbers]


def _hearing_last(one: AskedInDialogue, turns: int) -> AskedInDialogue:
    """Return the question with the replies to its last turns only, as the engine hears them."""
    silent = len(one.history) - turns
    return _with_turns(
        one, [Turn(question=turn.question) if place < silent else turn for place, turn in enumerate(one.history)]
    )


def _opened(asked: Sequence[AskedInDialogue], everything: Sequence[AskedInDialogue]) -> list[AskedInDialogue]:
    """Return the follow-ups with the rewrite of their dialogue's first question in its place: no page is open."""
    first = {one.dialogue: one.rewrite for one in everything if one.number == 1}
    return [
        _with_turns(one, [replace(one.history[0], question=first[one.dialogue]), *one.history[1:]])
        for one in asked
        if one.number > 1 and one.dialogue in first
    ]


def _with_turns(one: AskedInDialogue, turns: Sequence[Turn]) -> AskedInDialogue:
    return replace(one, history=tuple(turns))


def _in_reach(one: AskedInDialogue) -> str:
    """Return the question with those terms of the rewrite that stand in the turns a way is given."""
    heard = {term for turn in one.history for text in (turn.question, turn.quote, *turn.titles) for term in terms(text)}
    return " ".join([one.question, *sorted(_added(one.rewrite, one) & heard)])


def _added(text: str, one: AskedInDialogue) -> set[str]:
    return set(terms(text)) - set(terms(one.question))


def _agreement(pairs: Sequence[tuple[set[str], set[str]]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over all terms together."""
    both = sum(len(added & gold) for added, gold in pairs)
    added, gold = sum(len(added) for added, _ in pairs), sum(len(gold) for _, gold in pairs)
    precision, recall = both / max(1, added), both / max(1, gold)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


if __name__ == "__main__":
    main()
