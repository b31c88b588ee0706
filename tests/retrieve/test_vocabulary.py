import pytest

from fakes import document_of
from kiddqa.retrieve.vocabulary import Vocabulary, nearest, plain, without_ending

MINUTES = document_of(
    "a.txt", "The KIDD met in Seoul.", "Seoul’s envoy led the talks of the 25th KIDD.", title="The KIDD"
)


def test_words_of_titles_and_texts_are_counted_without_case_or_ending() -> None:
    counts = Vocabulary.of([MINUTES]).counts
    assert (counts["kidd"], counts["seoul"], counts["the"]) == (3, 2, 4)


def test_numbers_and_what_hangs_on_them_are_no_words() -> None:
    assert "th" not in Vocabulary.of([MINUTES])


def test_accents_do_not_count() -> None:
    assert "zurich" in Vocabulary.of([document_of("a.txt", "Zürich")])


def test_names_are_the_words_that_are_mostly_capitalised() -> None:
    vocabulary = Vocabulary.of([document_of("a.txt", "Talks with Seoul: talks, and talks.", title="Talks")])
    assert (vocabulary.names, "talks" in vocabulary) == (frozenset({"seoul"}), True)


def test_a_number_between_two_words_does_not_part_a_pair() -> None:
    assert Vocabulary.of([document_of("a.txt", "Shield 24 began")]).pairs["shield", "began"] == 1


def test_pairs_do_not_reach_from_one_document_into_the_next() -> None:
    documents = [document_of("a.txt", "one", title="first"), document_of("b.txt", "two", title="second")]
    assert set(Vocabulary.of(documents).pairs) == {("first", "one"), ("second", "two")}


def test_a_words_probability_is_its_share_of_all_words() -> None:
    vocabulary = Vocabulary.of([document_of("a.txt", "to be or not to", title="be")])
    assert vocabulary.probability("to") == pytest.approx(2 / 6)


def test_a_rare_word_says_little_about_what_follows_it() -> None:
    vocabulary = Vocabulary.of([document_of("a.txt", "summit of", title="the")])
    assert vocabulary.pair_probability("summit", "of") == pytest.approx(1 / 6)


def test_an_empty_corpus_gives_every_word_no_probability() -> None:
    vocabulary = Vocabulary.of([])
    assert (vocabulary.probability("a"), vocabulary.pair_probability("a", "b")) == (0.0, 0.0)


def test_words_like_a_misspelt_one_come_with_their_errors() -> None:
    vocabulary = Vocabulary.of([document_of("a.txt", "delegation delegations relation", title="x")])
    assert vocabulary.words_like("delgation", limit=2) == {"delegation": 1, "delegations": 2, "relation": 2}


def test_two_swapped_letters_are_one_error() -> None:
    assert nearest("sheild", ["shield", "field"], limit=1) == {"shield": 1}


def test_plain_text_has_straight_apostrophes_and_no_accents() -> None:
    assert plain("Chloé’s") == "Chloe's"


def test_a_possessive_ending_is_taken_off() -> None:
    assert [without_ending(word) for word in ("Seoul's", "bus", "don't")] == ["Seoul", "bus", "don't"]
