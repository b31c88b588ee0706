from kiddqa.serve.conversation import Conversation
from kiddqa.serve.pages import ConversationPage
from kiddqa.serve.views import home_page, thread_page
from serve.fake_engine import make_engine

ENGINE = make_engine(max_history=1)


def thread(question: str, *history: str, as_typed: bool = False) -> ConversationPage:
    asked = Conversation(history=history, question=question, as_typed=as_typed)
    return thread_page(ENGINE, asked, asked.replies(ENGINE))


def test_the_home_page_counts_the_documents_and_links_the_examples() -> None:
    page = home_page(ENGINE, ["Who led?"])
    assert (page.documents_count, page.examples) == ("3 documents", (("Who led?", "/?q=Who+led%3F"),))


def test_the_next_question_is_asked_after_the_latest_ones_only() -> None:
    page = thread("Two questions?", "One question?")
    assert (page.history, page.next_number) == (("Two questions?",), 3)


def test_only_the_last_turn_is_asked_as_typed() -> None:
    page = thread("Two questions?", "One question?", as_typed=True)
    assert [turn.address.partition("#")[0] for turn in page.turns] == [
        "/?q=One+question%3F",
        "/?h=One+question%3F&q=Two+questions%3F&as_typed=true",
    ]


def test_a_thread_can_be_saved_as_it_was_asked() -> None:
    page = thread("Two questions?", "One question?", as_typed=True)
    query = "?h=One+question%3F&q=Two+questions%3F&as_typed=true"
    assert (page.markdown_address, page.json_address) == (f"/thread.md{query}", f"/thread.json{query}")
