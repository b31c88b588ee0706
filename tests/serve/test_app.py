import subprocess
import sys

import pytest
from starlette.testclient import TestClient

from kiddqa.engine import Engine
from kiddqa.errors import CorpusError, IndexError_, KiddQAError, ModelError, QuestionError
from kiddqa.records import BlockKind, Document
from kiddqa.serve.app import create_app
from serve.conftest import client_of
from serve.fake_engine import BY_HEART, DIALOGUE, LETTER, make_document, make_engine
from serve.parsed import one_of, parse, text_of


def failing_client(error: KiddQAError) -> TestClient:
    def get_engine() -> Engine:
        raise error

    return TestClient(create_app(get_engine), base_url="http://localhost")


@pytest.mark.parametrize("error", [IndexError_, ModelError, CorpusError])
def test_without_an_engine_the_api_says_why_with_a_503(error: type[KiddQAError]) -> None:
    response = failing_client(error("There is no index; type kiddqa index.")).get("/healthz")
    assert (response.status_code, response.json()) == (503, {"error": "There is no index; type kiddqa index."})


def test_without_an_engine_the_page_says_why_too() -> None:
    response = failing_client(IndexError_("There is no index; type kiddqa index.")).get("/")
    assert response.status_code == 503
    assert text_of(one_of(parse(response.text), "p", "lead")) == "There is no index; type kiddqa index."


def test_a_question_that_is_refused_is_a_422() -> None:
    assert failing_client(QuestionError("No.")).get("/healthz").status_code == 422


def test_a_rebuilt_index_is_taken_up_by_the_next_request() -> None:
    engines = iter([make_engine(), make_engine([LETTER])])
    client = TestClient(create_app(lambda: next(engines)), base_url="http://localhost")
    assert [client.get("/healthz").json()["documents"] for _ in range(2)] == [3, 1]


def test_the_description_of_the_api_names_every_operation(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert {(method, path) for path, methods in described["paths"].items() for method in methods} == {
        ("post", "/api/ask"),
        ("get", "/api/search"),
        ("get", "/api/documents"),
        ("get", "/api/documents/{document_id}"),
        ("get", "/healthz"),
    }


def test_the_description_of_every_refusal_is_one_plain_sentence(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    refusals = [
        response["content"]["application/json"]["schema"]["$ref"]
        for methods in paths.values()
        for operation in methods.values()
        for status, response in operation["responses"].items()
        if status != "200"
    ]
    assert set(refusals) == {"#/components/schemas/ErrorFields"}


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/docs/oauth2-redirect"])
def test_no_page_that_loads_scripts_from_elsewhere_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "sentence"),
    [
        ("GET", "/api/ask", "/api/ask does not take GET; use POST."),
        ("DELETE", "/healthz", "/healthz does not take DELETE; use GET."),
        ("GET", "/api/nothing", "There is nothing at /api/nothing; GET /openapi.json lists what there is."),
    ],
)
def test_a_wrong_method_or_path_is_said_in_one_sentence(
    client: TestClient, method: str, path: str, sentence: str
) -> None:
    assert client.request(method, path).json() == {"error": sentence}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("kiddqa.css", "text/css"), ("kiddqa.js", "text/javascript"), ("favicon.svg", "image/svg+xml")],
)
def test_static_files_have_the_type_that_nosniff_demands(client: TestClient, path: str, media_type: str) -> None:
    assert client.get(f"/static/{path}").headers["content-type"].partition(";")[0] == media_type


@pytest.mark.parametrize("path", ["/static/../templates/base.html", "/static/%2e%2e/templates/base.html"])
def test_nothing_outside_the_static_folder_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def long_document(number: int) -> Document:
    """Return a document with one passage of 130 words, the most a passage has, and facts of the usual length."""
    words = " ".join(["The ministers of both countries reaffirmed their agreement on extended deterrence."] * 13)
    return make_document(
        f"meetings/{number:02}-integrated-defense-dialogue.md",
        f"The {number}th Korea-U.S. Integrated Defense Dialogue",
        [(BlockKind.PARAGRAPH, 0, f"{BY_HEART['led']}, led the delegation to dialogue {number}. {words[: 130 * 7]}")],
        date="2024-09-24",
        publisher="U.S. Department of Defense",
        url=f"https://example.org/news/releases/release/article/{number}/joint-press-statement/",
        sources=DIALOGUE.sources,
    )


def test_a_reply_with_ten_passages_weighs_less_than_60_kilobytes_in_all() -> None:
    client = client_of(make_engine([long_document(number) for number in range(12)]))
    page = client.get("/?q=Who+led+the+delegation+to+the+dialogue")
    assert page.text.count("<li>\n<h3>") == 10
    parts = ["/static/kiddqa.css", "/static/kiddqa.js", "/static/favicon.svg"]
    assert len(page.content) + sum(len(client.get(part).content) for part in parts) < 60_000


def test_importing_the_application_imports_no_training_library() -> None:
    heavy = "torch transformers sentence_transformers sklearn onnx"
    code = (
        f"import sys, kiddqa.serve.app, kiddqa.serve.server; sys.exit(any(m in sys.modules for m in {heavy.split()}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  (our own words)
