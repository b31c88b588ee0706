"""HTML in; elements out, by a parser that raises at the first parse error the standard knows."""

from xml.etree.ElementTree import Element

import html5lib


def parse(html: str) -> Element:
    """Parse a whole page strictly."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    return root


def parse_fragment(html: str) -> Element:
    """Parse a piece of a page strictly."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parseFragment(html)
    return root


def text_of(element: Element) -> str:
    """Return all text below an element."""
    return "".join(element.itertext())


def all_of(root: Element, tag: str, css_class: str | None = None) -> list[Element]:
    """Return every element of that name, and of that class if one is given, in the order of the page."""
    return [e for e in root.iter(tag) if css_class is None or css_class in e.get("class", "").split()]


def one_of(root: Element, tag: str, css_class: str | None = None) -> Element:
    """Return the only element of that name and class."""
    (element,) = all_of(root, tag, css_class)
    return element


def addresses_of(root: Element) -> list[str]:
    """Return the target of every link, in the order of the page."""
    return [link.get("href", "") for link in root.iter("a")]
