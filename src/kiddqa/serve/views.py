"""An engine and exchanges in; the pages of a conversation out."""

from collections.abc import Sequence

from kiddqa.engine import Engine
from kiddqa.records import Exchange
from kiddqa.serve.addresses import question_address
from kiddqa.serve.conversation import Conversation, latest
from kiddqa.serve.pages import ConversationPage
from kiddqa.serve.turns import turn
from kiddqa.wording import count

MARKDOWN_PATH, JSON_PATH = "/thread.md", "/thread.json"


def home_page(engine: Engine, examples: Sequence[str]) -> ConversationPage:
    """Return the page before a question is asked."""
    return ConversationPage(
        title="kiddqa: ask the documents",
        turns=(),
        history=(),
        next_number=1,
        max_history=engine.max_history,
        max_question_chars=engine.max_question_chars,
        documents_count=count(len(engine.index.documents()), "document"),
        examples=tuple((example, question_address(example)) for example in examples),
        markdown_address=MARKDOWN_PATH,
        json_address=JSON_PATH,
        index=engine.index.name,
    )


def thread_page(engine: Engine, conversation: Conversation, exchanges: Sequence[Exchange]) -> ConversationPage:
    """Return the page of a conversation with its replies, oldest first."""
    questions = [exchange.question for exchange in exchanges]
    last, typed = len(exchanges) - 1, conversation.as_typed
    turns = [
        turn(exchange, questions[:number], as_typed=typed and number == last)
        for number, exchange in enumerate(exchanges)
    ]
    markdown_address, json_address = (
        question_address(questions[-1], questions[:-1], as_typed=typed, path=path)
        for path in (MARKDOWN_PATH, JSON_PATH)
    )
    return ConversationPage(
        title=f"{questions[-1]} · kiddqa",
        turns=tuple(turns),
        history=tuple(latest(questions, engine.max_history)),
        next_number=len(turns) + 1,
        max_history=engine.max_history,
        max_question_chars=engine.max_question_chars,
        documents_count=count(len(engine.index.documents()), "document"),
        examples=(),
        markdown_address=markdown_address,
        json_address=json_address,
        index=engine.index.name,
    )
