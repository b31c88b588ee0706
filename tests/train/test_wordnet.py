from pathlib import Path

import pytest

from kiddqa.train.wordnet import WordNet

LICENCE = "  1 A line of the licence.\n"
NOUNS = (
    "00000001 14 n 02 delegation 0 mission 0 001 @ 00000002 n 0000 | a group of envoys\n"
    "00000002 14 n 03 group 0 Red_Cross 0 United 0 000 | some together\n"
    "00000003 14 n 01 errand 0 000 | the fourth sense of delegation, taken for a test\n"
    "00000004 18 n 02 lead 0 pb 0 000 | a metal\n"
)
NOUN_INDEX = (
    "delegation n 4 1 @ 4 1 00000001 00000004 00000004 00000003\n"
    "mission n 1 1 @ 1 1 00000001\n"
    "lead n 1 0 1 1 00000004\n"
)
VERBS = "00000005 41 v 02 lead 0 head 0 000 | be in charge\n"
VERB_INDEX = "lead v 1 0 1 1 00000005\nhead v 1 0 1 1 00000005\n"
ADJECTIVES = (
    "00000006 00 a 01 big(p) 0 001 & 00000007 a 0000 | of size\n"
    "00000007 00 s 01 huge 0 001 & 00000006 a 0000 | of much size\n"
)
ADJECTIVE_INDEX = "big a 1 1 & 1 1 00000006\nhuge a 1 1 & 1 1 00000007\n"
COUNTS = (
    "delegation%1:14:00:: 1 9\nlead%2:41:00:: 1 90\nlead%1:27:00:: 1 44\nbig%3:00:00:: 1 9\nhuge%5:00:00:big:00 1 2\n"
)


@pytest.fixture
def wordnet(tmp_path: Path) -> WordNet:
    files = {
        "data.noun": NOUNS,
        "index.noun": NOUN_INDEX,
        "data.verb": VERBS,
        "index.verb": VERB_INDEX,
        "data.adj": ADJECTIVES,
        "index.adj": ADJECTIVE_INDEX,
        "cntlist.rev": COUNTS,
    }
    for name, lines in files.items():
        (tmp_path / name).write_text((LICENCE if name != "cntlist.rev" else "") + lines, encoding="latin-1")
    return WordNet(tmp_path)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("delegation", ["group", "lead", "mission", "pb"]),
        ("delegations", ["groups", "leads", "missions", "pbs"]),
        ("mission", ["delegation", "group"]),
        ("led", ["headed"]),
        ("leading", ["heading"]),
        ("big", ["huge"]),
        ("huge", ["big"]),
        ("bigger", ["huger"]),
        ("nothing", []),
        ("the", []),
    ],
)
def test_words_of_the_same_and_of_the_broader_or_like_meaning_come_inflected_alike(
    wordnet: WordNet, word: str, near: list[str]
) -> None:
    assert wordnet.near(word) == near


def test_a_word_is_of_the_kinds_that_it_mostly_is(wordnet: WordNet) -> None:
    assert wordnet.near("lead") == ["head"]


def test_names_and_what_is_more_than_a_word_stand_for_nothing(wordnet: WordNet) -> None:
    assert not {"United", "Red_Cross"} & set(wordnet.near("delegation"))


def test_the_fourth_sense_is_not_taken(wordnet: WordNet) -> None:
    assert "errand" not in wordnet.near("delegation")


def test_a_folder_that_lacks_a_file_is_refused_in_a_sentence_that_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"index\.noun cannot be read .*wordnet-base\.$"):
        WordNet(tmp_path)
