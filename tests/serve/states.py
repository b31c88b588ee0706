"""Every state of the pages, by name, as an address below a corpus that has enough documents to fill each of them."""

import json
from pathlib import Path

from kiddqa.records import BlockKind, Range
from kiddqa.serve.addresses import document_address, question_address, slice_address, slices_address
from kiddqa.serve.how import model_hashes
from kiddqa.serve.measured import DIAGRAM_FILE, FIGURES_FILE
from serve.fake_engine import DIALOGUE, DOCUMENTS, REPORT, make_document

LED = "Who led the U.S. delegation at the 25th dialogue?"
_LED_AT = DIALOGUE.text.index("Mr. Anka Lee")
_AREAS = [
    Range(start, start + len(area))
    for area in ("extended deterrence", "the Nuclear Consultative Group", "regional security")
    for start in (DIALOGUE.text.index(area),)
]
_HARBOUR = ("cranes", "dredging", "ferries", "fog", "lights", "moorings", "pilots", "tides", "tugs", "wharves")
_MEETINGS = (
    *("2015-04-26", "2015-09-12", "2016-04-15", "2016-10-03", "2017-05-09"),
    *("2019-04-11", "2019-09-18", "2020-04-21", "2021-09-27", "2022-04-01"),
)
ARCHIVE = (
    *DOCUMENTS,
    *(
        make_document(
            f"minutes/{date}.md",
            f"Minutes of the harbour board, {date}",
            [(BlockKind.PARAGRAPH, 0, f"On {date} the Harbour Board (HB) heard of {topic} and of {topic} only.")],
            date=date,
            kind="minutes",
            publisher="Harbour Board",
        )
        for date, topic in zip(_MEETINGS, _HARBOUR, strict=True)
    ),
    *(
        make_document(
            f"words/{topic}.md",
            topic.capitalize(),
            [(BlockKind.PARAGRAPH, 0, f"What sailors call {topic} is known by that name on every coast.")],
            kind="word",
            publisher="Sailors’ Press",
        )
        for topic in _HARBOUR
    ),
)
"""The documents of ``DOCUMENTS``, a series of minutes, and undated ones."""

STATES = {
    "empty": "/",
    "answer": question_address(LED),
    "list": question_address("What stood on the agenda of the dialogue?"),
    "other-answers": question_address("Which threats did the dialogue name?"),
    "no-answer": question_address("What did the dialogue cost?"),
    "nothing-near": question_address("Why?"),
    "thread": question_address("And small drones?", [LED, "Where was the dialogue held?"]),
    "document": document_address(REPORT.id),
    "document-marked": slice_address(DIALOGUE, _LED_AT, _LED_AT + 65),
    "document-marks": slices_address(DIALOGUE, _AREAS),
    "document-note": "/documents/letter.txt?start=1&end=9999",
    "documents": "/documents",
    "documents-filtered": "/documents?kind=minutes",
    "documents-none": "/documents?kind=word&year=2015",
    "how": "/how",
    "api": "/api",
    "error": "/documents/no-such-document",
}

FIGURES = {
    "date": "2026-11-22",
    "models": model_hashes(),
    "sets": [
        {
            "title": "Questions about rivers",
            "questions": 1800,
            "answerable": 1200,
            "right_sentence": {"naive ranker": 0.41, "reader alone": 0.62, "+ retrieval features": 0.66},
            "given": {"answered": 0.7, "right": 0.9, "false": 0.05},
            "calibration": {
                "expected_calibration_error": 0.042,
                "coverage_at_90": 0.55,
                "bins": [
                    {"low": step / 10, "high": (step + 1) / 10, "answers": 180, "share_right": step / 10 + 0.05}
                    for step in range(10)
                ],
            },
        }
    ],
}


def write_figures(folder: Path) -> None:
    """Write figures and a diagram such as a benchmark leaves."""
    (folder / FIGURES_FILE).write_text(json.dumps(FIGURES), encoding="utf-8")
    square = '<rect width="42" height="32" fill="gray"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 32">{square}</svg>'
    (folder / DIAGRAM_FILE).write_text(drawing, encoding="utf-8")
