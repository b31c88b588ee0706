from ingest.reading import seen
from kiddqa.ingest.text import load


def test_the_text_is_the_file_itself() -> None:
    written = "  Envoys met in Busan.\n\n\n\tThey agreed.  \n"
    assert load(written.encode()).text == written


def test_the_text_is_in_nfc_with_unix_line_ends_and_no_byte_order_mark() -> None:
    assert load("\ufeffCafe\u0301\r\nSeoul\x00\r".encode()).text == "Café\nSeoul\n"


def test_offsets_hold_in_a_file_of_another_encoding() -> None:
    text = "The minister called it “ironclad” and left.\nThe café was closed by then, said the envoys.\n"
    assert seen(load(text.encode("cp1252")))[1] == ("paragraph", "The café was closed by then, said the envoys.")
