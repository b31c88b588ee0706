import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from kiddqa.engine import Engine
from kiddqa.serve.app import create_app
from kiddqa.serve.failures import Refusal
from kiddqa.serve.guard import check_framing, check_host, check_origin
from kiddqa.serve.limits import DEFAULT_LIMITS
from serve.conftest import client_of
from serve.fake_engine import make_engine

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}
MAX_BODY_BYTES = DEFAULT_LIMITS.max_body_bytes
ROUTES = {
    "/": 200,
    "/?q=Who+led+the+dialogue": 200,
    "/?q=Why": 200,
    "/?q=" + "a" * 1001: 422,
    "/stages?q=Why": 200,
    "/stages": 200,
    "/thread.md?q=Why": 200,
    "/thread.json?q=Why": 200,
    "/thread.json": 422,
    "/documents": 200,
    "/documents/letter.txt": 200,
    "/documents/none": 404,
    "/api": 200,
    "/api/search?q=dialogue": 200,
    "/api/search": 422,
    "/api/ask": 405,
    "/api/documents": 200,
    "/api/documents/letter.txt": 200,
    "/api/documents/none": 404,
    "/healthz": 200,
    "/openapi.json": 200,
    "/static/kiddqa.css": 200,
    "/static/none": 404,
    "/none": 404,
    "/docs": 404,
}


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Return method and path of every route, as declared."""
    inner = [getattr(route, "original_router", None) for route in app.routes]
    routes = [
        each for route, router in zip(app.routes, inner, strict=True) for each in (router.routes if router else [route])
    ]
    return [
        (method, getattr(each, "path", ""))
        for each in routes
        for method in sorted(getattr(each, "methods", None) or ["GET"])
    ]


ROUTED = routes_of(create_app(make_engine))


def headers_of(client: TestClient, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    response = client.get(path, headers=headers)
    return response.status_code, {name: response.headers.get(name, "") for name in HEADERS}


@pytest.mark.parametrize(("path", "status"), ROUTES.items())
def test_every_route_answers_with_the_security_headers(client: TestClient, path: str, status: int) -> None:
    assert headers_of(client, path) == (status, HEADERS)


def test_a_walk_along_the_routes_meets_only_known_kinds_of_path() -> None:
    assert {("GET", "/"), ("GET", "/stages"), ("GET", "/documents/{document_id:path}"), ("POST", "/api/ask")} < set(
        ROUTED
    )
    assert {path for _, path in ROUTED if "{" in path} == {
        "/documents/{document_id:path}",
        "/api/documents/{document_id:path}",
    }


@pytest.mark.parametrize(("method", "path"), ROUTED)
@pytest.mark.parametrize("host", ["localhost:8000", "evil.example"])
def test_whatever_is_routed_answers_with_the_security_headers(
    client: TestClient, method: str, path: str, host: str
) -> None:
    response = client.request(method, path.replace("{document_id:path}", "letter.txt"), headers={"host": host})
    found = {name: response.headers.get(name, "") for name in HEADERS}
    assert (found, response.status_code == 400) == (HEADERS, host == "evil.example")


@pytest.mark.parametrize(("method", "path"), ROUTED)
@pytest.mark.parametrize("header", [{"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}])
def test_whatever_could_change_something_is_refused_to_another_site(
    client: TestClient, method: str, path: str, header: dict[str, str]
) -> None:
    refused = (
        client.request(method, path.replace("{document_id:path}", "letter.txt"), headers=header).status_code == 403
    )
    assert refused == (method not in {"GET", "HEAD"})


@pytest.mark.parametrize("path", ["/", "/api/documents", "/static/kiddqa.css"])
def test_a_foreign_host_is_refused_with_the_security_headers(client: TestClient, path: str) -> None:
    assert headers_of(client, path, host="evil.example") == (400, HEADERS)


def test_the_refusal_of_a_foreign_host_says_what_to_do(client: TestClient) -> None:
    assert client.get("/api/documents", headers={"host": "evil.example"}).json() == {
        "error": (
            "This server does not go by the name evil.example; open it as localhost or 127.0.0.1, or list the name in "
            "KIDDQA_ALLOWED_HOSTS."
        )
    }


def test_an_unforeseen_error_has_the_security_headers_and_shows_nothing_of_itself() -> None:
    def broken() -> Engine:
        raise RuntimeError("secret")

    client = TestClient(create_app(broken), base_url="http://localhost", raise_server_exceptions=False)
    assert headers_of(client, "/healthz") == (500, HEADERS)
    assert client.get("/healthz").json() == {
        "error": "Something went wrong that should not have; the terminal that runs kiddqa says what."
    }


def test_an_unforeseen_error_is_raised_again_for_the_log() -> None:
    def broken() -> Engine:
        raise RuntimeError("secret")

    with pytest.raises(RuntimeError, match="secret"):
        TestClient(create_app(broken), base_url="http://localhost").get("/healthz")


def test_a_request_that_gives_its_length_in_two_ways_is_refused_and_its_connection_closed() -> None:
    with pytest.raises(Refusal, match="both a Content-Length and a Transfer-Encoding; send one") as refused:
        check_framing(Headers({"content-length": "5", "transfer-encoding": "chunked"}))
    assert (refused.value.status_code, refused.value.headers) == (400, {"Connection": "close"})


@pytest.mark.parametrize("name", ["content-length", "transfer-encoding"])
def test_a_request_that_gives_its_length_in_one_way_is_served(name: str) -> None:
    check_framing(Headers({name: "5"}))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000", "kidd.example"])
def test_the_server_goes_by_its_own_names(host: str) -> None:
    client = TestClient(create_app(make_engine, allowed_hosts=[" Kidd.example", ""]), base_url="http://localhost")
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [""],
        ["evil.example"],
        ["localhost.evil.example"],
        ["localhost@evil.example"],
        ["127.0.0.1", "evil.example"],
        ["["],
        ["localhost evil"],
    ],
)
def test_any_other_host_is_refused(hosts: list[str]) -> None:
    headers = Headers(raw=[(b"host", host.encode()) for host in hosts])
    with pytest.raises(Refusal) as refused:
        check_host(headers, {"localhost", "127.0.0.1"})
    assert refused.value.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://localhost:8000", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_post_from_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/api/ask", json={"question": "Why?"}, headers=headers)
    origin = headers.get("origin", "another site")
    assert (response.status_code, response.json()) == (
        403,
        {"error": f"A page of {origin} may not send this; send it from this server's page."},
    )


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://localhost:8000"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}]
)
def test_a_post_from_here_is_served(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/ask", json={"question": "Why?"}, headers=headers).status_code == 200


def test_a_get_may_come_from_a_link_on_another_site() -> None:
    check_origin("GET", Headers({"host": "localhost", "sec-fetch-site": "cross-site"}))


def body_of(size: int) -> bytes:
    frame = b'{"question": "Why?"}'
    return frame + b" " * (size - len(frame))


JSON = {"content-type": "application/json"}


def test_the_largest_body_is_read(client: TestClient) -> None:
    assert client.post("/api/ask", content=body_of(MAX_BODY_BYTES), headers=JSON).status_code == 200


@pytest.mark.parametrize("declared", [True, False])
def test_a_larger_body_is_refused_whether_its_size_is_declared_or_not(client: TestClient, *, declared: bool) -> None:
    body = body_of(MAX_BODY_BYTES + 1)
    content = body if declared else iter([body[:40_000], body[40_000:]])
    response = client.post("/api/ask", content=content, headers=JSON)
    assert (response.status_code, response.json()) == (
        413,
        {"error": "The body has more than 65,536 bytes; shorten the question or the history."},
    )


def test_a_body_of_a_size_declared_too_large_is_refused_before_it_is_read() -> None:
    response = client_of(make_engine()).post("/api/ask", content=b"{}", headers={**JSON, "content-length": "65537"})
    assert response.status_code == 413
