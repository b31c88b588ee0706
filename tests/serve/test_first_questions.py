from kiddqa.engine import Engine
from kiddqa.records import BlockKind, Document
from kiddqa.serve.first_questions import first_questions
from serve.fake_engine import make_document, make_engine


def saying(document_id: str, *sentences: str) -> Document:
    return make_document(document_id, "Words", [(BlockKind.PARAGRAPH, 0, sentence) for sentence in sentences])


def over(*documents: Document) -> Engine:
    return make_engine(documents)


def test_the_short_form_that_most_documents_spell_out_is_asked_for_first() -> None:
    engine = over(
        saying("a.md", "The Harbour Board (HB) met.", "The Water Board (WB) met."),
        saying("b.md", "The Water Board (WB) met."),
        saying("c.md", "The Abbey Fund (AF) met."),
    )
    assert first_questions(engine.index) == (
        "What does WB stand for?",
        "What does AF stand for?",
        "What does HB stand for?",
    )


def test_there_are_four_examples_at_most() -> None:
    names = ("Abbey Fund (AF)", "Bridge Fund (BF)", "Canal Fund (CF)", "Dam Fund (DF)", "Eel Fund (EF)")
    engine = over(saying("a.md", *(f"The {name} met." for name in names)))
    assert [question.split()[2] for question in first_questions(engine.index)] == ["AF", "BF", "CF", "DF"]


def test_documents_that_spell_nothing_out_give_no_examples() -> None:
    assert first_questions(over(saying("a.md", "Nobody met.")).index) == ()


def test_no_documents_give_no_examples() -> None:
    assert first_questions(over().index) == ()
