from typing import Any, TypeGuard

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from kiddqa.records import Filters
from kiddqa.serve import examples, schemas
from kiddqa.serve.schemas import AskRequest, DocumentFields, FilterFields, FullDocumentFields, ReplyFields
from kiddqa.wire import document_to_json, exchange_to_json
from serve.fake_engine import DOCUMENTS, make_engine

ENGINE = make_engine()
REPLY: TypeAdapter[BaseModel] = TypeAdapter(ReplyFields)


@pytest.mark.parametrize("question", ["Who led the dialogue?", "What did the dialogue cost?", "Why?"])
@pytest.mark.parametrize("question_id", [None, "q1"])
def test_the_schema_of_a_reply_holds_exactly_what_is_sent(question: str, question_id: str | None) -> None:
    sent = exchange_to_json(ENGINE.ask(question), question_id=question_id)
    assert REPLY.validate_python(sent).model_dump(exclude_unset=True) == sent


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_the_schema_of_a_document_holds_exactly_what_is_sent(document: Any) -> None:  # noqa: ANN401
    short, full = document_to_json(document, with_text=False), document_to_json(document, with_text=True)
    assert DocumentFields.model_validate(short).model_dump() == short
    assert FullDocumentFields.model_validate(full).model_dump() == full


def is_model(value: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(value, type) and issubclass(value, BaseModel)


def test_every_example_fits_its_schema() -> None:
    models = [model for model in vars(schemas).values() if is_model(model) and model is not BaseModel]
    shown = [(model, model.model_json_schema().get("examples", [])) for model in models]
    checked = [model.model_validate(example) for model, given in shown for example in given]
    assert {type(instance).__name__ for instance in checked} == {
        "AskRequest",
        "AnswerFields",
        "NoAnswerFields",
        "ErrorFields",
    }


def test_the_quote_of_the_example_answer_is_the_slice_of_its_passage() -> None:
    answer: Any = examples.ANSWER
    citation, passage = answer["citations"][0], answer["passages"][0]
    assert passage["text"][citation["start"] : citation["end"]] == citation["quote"] == "105 kilometres"


def test_filters_become_the_engines_record() -> None:
    fields = FilterFields(documents=["a.md"], publisher="P", after="2014", before="2024-09-24")
    assert fields.to_filters() == Filters(documents=("a.md",), publisher="P", after="2014", before="2024-09-24")


def test_no_filters_admit_all() -> None:
    assert AskRequest(question="Who?").filters.to_filters().admits_all


@pytest.mark.parametrize("date", ["2024", "2024-02", "2024-02-29", "0001-01-01"])
def test_a_date_in_the_calendar_is_taken(date: str) -> None:
    assert FilterFields(after=date).after == date


@pytest.mark.parametrize("date", ["2023-02-29", "2024-13", "0000", "24", "2024-2-1", "2024-02-2٣", "2024-02-01\n", ""])
def test_a_date_that_is_not_in_the_calendar_is_refused(date: str) -> None:
    with pytest.raises(ValidationError):
        FilterFields(after=date)
