from dataclasses import dataclass

import pytest
from jinja2 import UndefinedError

from kiddqa.serve.pages import ErrorPage
from kiddqa.serve.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    title: str


def test_what_a_template_shows_is_escaped_and_showable() -> None:
    page = ErrorPage(title="t", heading="h", sentence="<script>alert(1)</script>\x00\ud800")
    assert (
        b'<p class="lead">&lt;script&gt;alert(1)&lt;/script&gt;\xef\xbf\xbd\xef\xbf\xbd</p>'
        in render("error.html", page).body
    )


def test_a_page_that_lacks_something_its_template_shows_is_refused() -> None:
    with pytest.raises(UndefinedError):
        render("error.html", Incomplete(title="t"))
