import re

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from kiddqa.serve.api import api
from kiddqa.serve.app import create_app
from kiddqa.serve.site import site
from serve.fake_engine import LETTER, make_engine


def addresses() -> list[str]:
    """Return an address for every route that answers GET."""
    routes = [*create_app(make_engine).routes, *api.routes, *site.routes]
    answering = [route for route in routes if isinstance(route, Route) and "GET" in (route.methods or ())]
    return [re.sub(r"\{.*?\}", LETTER.id, route.path) for route in answering]


def test_the_addresses_are_those_of_the_application() -> None:
    assert {"/", "/documents", "/healthz", "/api/search", "/openapi.json", f"/documents/{LETTER.id}"} <= {*addresses()}


@pytest.mark.parametrize("address", [*addresses(), "/?q=Who+led+the+dialogue", "/static/kiddqa.css", "/nothing"])
def test_every_address_answers_head_as_it_answers_get_without_a_body(client: TestClient, address: str) -> None:
    head, got = client.head(address), client.get(address)

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-security-policy"] == got.headers["content-security-policy"]


def test_what_takes_only_post_does_not_take_head(client: TestClient) -> None:
    assert client.head("/api/ask").status_code == 405


def test_the_length_is_that_of_the_body_that_get_would_send(client: TestClient) -> None:
    assert client.head("/openapi.json").headers["content-length"] == str(len(client.get("/openapi.json").content))
