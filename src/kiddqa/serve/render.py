"""A template's name and the page it shows in; an HTML response out."""

from functools import cache

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiddqa.resources import web_folder
from kiddqa.serve.plain_text import showable


def render(template: str, page: object, status: int = 200) -> HTMLResponse:
    """Render ``page``, a dataclass of ``pages``, which is all that the template sees."""
    return HTMLResponse(rendered(template, page), status_code=status)


def rendered(template: str, page: object) -> str:
    """Render ``page`` as text."""
    return _environment().get_template(template).render(page=page)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(web_folder() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_showable_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _showable_value(value: object) -> object:
    return showable(value) if type(value) is str else value
