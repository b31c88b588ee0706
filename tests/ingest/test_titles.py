from kiddqa.ingest.layout import find_blocks
from kiddqa.ingest.titles import choose_title, shorten
from kiddqa.records import Block, BlockKind

LONG = "The two ministers met on the first day and spoke at length about the plans that both sides had brought along."


def title(text: str, *, given: str | None = None, name: str = "notes/a.txt") -> str:
    return choose_title(given, text, find_blocks(text), name)


def test_the_title_in_the_metadata_wins() -> None:
    assert title(f"Envoys Agree on Ports\n\n{LONG}", given=" The  talks ") == "The talks"


def test_a_title_that_a_program_put_there_does_not_count() -> None:
    assert title(f"Envoys Agree on Ports\n\n{LONG}", given="Microsoft Word - draft.doc") == "Envoys Agree on Ports"


def test_without_metadata_the_heading_above_the_text_is_the_title() -> None:
    assert title(f"Recent News\n\nEnvoys Agree on Ports\n\n{LONG}") == "Envoys Agree on Ports"


def test_a_heading_below_text_is_no_title() -> None:
    assert title(f"{LONG}\nLooking Ahead\n{LONG}").startswith("The two ministers met")


def test_a_heading_below_text_is_the_title_if_it_is_of_the_first_level() -> None:
    blocks = (Block(start=0, end=5, kind=BlockKind.PARAGRAPH), Block(start=7, end=12, kind=BlockKind.HEADING, level=1))
    assert choose_title(None, "Intro\n\nTitle", blocks, "a.md") == "Title"


def test_a_long_first_sentence_is_cut_before_a_clause() -> None:
    name = "The Republic of X and the United States of Y held their 9th Joint Harbour Talks (JHT)"
    assert shorten(f"{name} from May 3 to 4, 2017, in Busan.") == f"{name}…"


def test_a_short_sentence_is_kept_without_its_full_stop() -> None:
    assert shorten("The envoys met.") == "The envoys met"


def test_a_sentence_without_clauses_is_cut_after_eighteen_words() -> None:
    assert shorten(" ".join(["word"] * 30)) == " ".join(["word"] * 18) + "…"


def test_a_file_of_boilerplate_is_called_by_its_name_without_hashes() -> None:
    assert title("Read more", name="x/012_harbour-talks_c10f5452c9916dd9.txt") == "012 harbour talks"


def test_a_name_that_is_only_a_hash_stays() -> None:
    assert title("Read more", name="c10f5452c9916dd9.txt") == "C10f5452c9916dd9.txt"


def test_a_very_long_given_title_is_cut_to_two_hundred_characters() -> None:
    assert len(title("Text.", given="word " * 100)) <= 200


def test_a_word_without_end_makes_no_title_without_end() -> None:
    assert shorten("x" * 4_000) == "x" * 199 + "…"
