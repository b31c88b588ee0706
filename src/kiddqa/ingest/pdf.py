"""A PDF file's bytes in; a Draft of its text, page below page, with the start of each page out."""

from itertools import accumulate

import pypdfium2

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.dates import pdf_date
from kiddqa.ingest.draft import Draft, Metadata, clean
from kiddqa.ingest.layout import find_blocks
from kiddqa.ingest.running_heads import find_running_heads

_MAX_PAGES = 10_000
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD in pdfium's fpdfview.h
_LINE_END_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})  # how pdfium reports a hyphen that ends a line


def load(data: bytes) -> Draft:
    """Return the draft of a PDF; words stay as they are printed, hyphens at line ends included.

    Pages are parted by a line break only, so that a paragraph may go on across them.

    Raises:
        UnreadableFileError: if the file is encrypted or broken, has more than 10,000 pages, or no page has text.
    """
    with _opened(data) as pdf:
        if len(pdf) > _MAX_PAGES:
            raise UnreadableFileError(f"has {len(pdf):,} pages, more than {_MAX_PAGES:,}; split it")
        pages = [_page_text(pdf, number) for number in range(len(pdf))]
        metadata = pdf.get_metadata_dict()
    if not any(pages):
        count = f"its {len(pages)} pages" if len(pages) != 1 else "its only page"
        raise UnreadableFileError(f"has no text on {count}, images only; run it through text recognition (OCR) first")
    text = "\n".join(pages)
    starts = accumulate((len(page) + 1 for page in pages[:-1]), initial=0)
    return Draft(
        text=text,
        blocks=find_blocks(text, furniture=find_running_heads([page.split("\n") for page in pages])),
        metadata=Metadata(title=metadata.get("Title"), date=pdf_date(metadata.get("CreationDate", ""))),
        page_starts=tuple(starts),
    )


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _WRONG_PASSWORD:
            raise UnreadableFileError("is encrypted; save it without a password") from error
        raise UnreadableFileError("is a broken PDF; it ends too early or was altered") from error


def _page_text(pdf: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = pdf[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(f"is a broken PDF; its page {number + 1} cannot be opened") from error
    try:
        return clean(text_page.get_text_range().translate(_LINE_END_HYPHENS)).strip()
    finally:
        text_page.close()
        page.close()
