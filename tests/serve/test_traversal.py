import pytest

from kiddqa.serve.app import create_app
from serve.asgi import LOCALHOST, requested
from serve.fake_engine import make_engine

APP = create_app(make_engine)
WAYS_UP = (
    b"../../etc/passwd",
    b"..%2f..%2fetc%2fpasswd",
    b"%2e%2e/%2e%2e/etc/passwd",
    b"%252e%252e%252f%252e%252e%252fetc%252fpasswd",
    b"..\\..\\etc\\passwd",
    b"..%5c..%5cetc%5cpasswd",
    b"..%c0%af..%c0%afetc%c0%afpasswd",
    b"/etc/passwd",
    b"//etc/passwd",
    b"%2fetc%2fpasswd",
    b"....//....//etc/passwd",
    b"letter.txt%00.css",
    b"%00",
    b"kiddqa.css/../../templates/base.html",
    b"..;/templates/base.html",
    b"a" * 5_000,
)


@pytest.mark.parametrize("room", [b"/documents/", b"/api/documents/", b"/static/"])
@pytest.mark.parametrize("way", WAYS_UP)
def test_no_path_leads_out_of_the_documents_or_the_static_folder(room: bytes, way: bytes) -> None:
    answered = requested(APP, room + way)
    assert answered.status == 404
    assert b"root:" not in answered.body
    assert b"{% block" not in answered.body


@pytest.mark.parametrize("target", [b"[", b"*", b"//[", b"http://[", b"/%", b"/?%", b"/?q=%ff%fe&h=%ed%a0%80", b"/;?#"])
def test_a_target_that_is_no_address_is_no_error_of_ours(target: bytes) -> None:
    assert requested(APP, target).status in {200, 404, 422}


@pytest.mark.parametrize("origin", [b"http://[", b"http://]", b"://", b"http://localhost:99999999", b"\xff"])
def test_a_malformed_origin_is_a_foreign_one(origin: bytes) -> None:
    headers = (*LOCALHOST, (b"origin", origin))
    assert requested(APP, b"/api/ask", method="POST", headers=headers).status == 403


@pytest.mark.parametrize(
    ("size", "status"), [(b"65537", 413), (b"9" * 5_000, 413), (b"\xb2", 422), (b"-1", 422), (b"x", 422)]
)
def test_a_declared_size_is_compared_only_if_it_is_a_number(size: bytes, status: int) -> None:
    headers = (*LOCALHOST, (b"content-length", size), (b"content-type", b"application/json"))
    assert requested(APP, b"/api/ask", method="POST", headers=headers).status == status


def test_the_longest_address_is_read_and_a_longer_one_refused_with_what_to_do() -> None:
    longest = b"/healthz?" + b"a" * (65_536 - len(b"/healthz"))
    answered = requested(APP, longest + b"a")
    assert (requested(APP, longest).status, answered.status) == (200, 414)
    assert answered.body.decode() == (
        '{"error":"The address has 65,537 bytes and at most 65,536 are read; '
        'ask a shorter question or start a new conversation."}'
    )


def test_a_page_with_too_long_an_address_is_refused_by_a_page() -> None:
    answered = requested(APP, b"/?q=a" + b"&h=%20" * 20_000)
    assert (answered.status, answered.headers["content-type"]) == (414, "text/html; charset=utf-8")
    assert b"start a new conversation" in answered.body
