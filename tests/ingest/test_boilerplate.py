import pytest

from kiddqa.ingest.boilerplate import find_boilerplate, is_boilerplate, is_navigation


@pytest.mark.parametrize(
    "line",
    [
        "<Copyright ⓒ The Daily, All rights reserved>",
        "© 2024 Ministry of Defense",
        "The Daily. All rights reserved.",
        "Read more",
        "Read more about the talks »",
        "Click here for the full list",
        "To read the original press release please visit the ministry's website.",
        "For more information, visit our website",
        "Subscribe to our newsletter",
        "Advertisement",
        "We use cookies to improve the site; by browsing on you accept our policy.",
        "press@example.org",
        "E-mail: press@example.org",
        "https://example.org/news/1",
        "12",
        "- 3 -",
        "Page 4 of 12",
        "* * *",
        "-----",
        "• (Presentation and discussion)",
        "By Chul Soo, Park < >",
        "By Jane Smith and John O\u2019Neil",
        "Written by Jane Smith jane@example.org",
    ],
)
def test_a_line_of_furniture_is_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "The copyright treaty of 1996 was signed by both sides, and it entered into force in 2002.",
        "Read more than twenty pages of it.",
        "They reserved all rights of passage.",
        "By 2015 the two sides had met seven times.",
        "By Land and by Sea they came to Busan.",
        "For more than sixty years the alliance has held.",
        "To see the original treaty, delegates had to go to the archive by bus " + "and wait " * 10 + "at its door.",
        "2024",
        "28,500 troops",
        "(Presentation and discussion)",
        "• Extended deterrence",
        "Mr. Kim ate a cookie.",
        "Write to press@example.org by Monday.",
    ],
)
def test_a_line_of_text_is_no_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    "line", ["Recent News", "News Zone", "Share on Facebook | Tweet", "Home > News > Archive", "MENU"]
)
def test_a_line_of_interface_words_is_navigation(line: str) -> None:
    assert is_navigation(line)


@pytest.mark.parametrize(
    "line", ["North Korea News", "the latest news", "Read the news.", "On the", "Press Conference"]
)
def test_other_words_make_no_navigation(line: str) -> None:
    assert not is_navigation(line)


def test_a_cut_off_line_that_stands_whole_elsewhere_is_a_teaser() -> None:
    lines = ["Allies agree on small dro...", "", "Allies agree on small drones", "Allies agree on small dro…"]
    assert find_boilerplate(lines) == {0, 3}


def test_a_cut_off_line_that_stands_nowhere_else_is_text() -> None:
    assert find_boilerplate(["And then there was silence...", "Allies agree on drones"]) == frozenset()


def test_interface_words_directly_above_text_are_its_heading() -> None:
    assert find_boilerplate(["Contact", "Questions go to the press office of the ministry."]) == frozenset()


def test_interface_words_above_a_blank_line_and_a_sentence_are_its_heading() -> None:
    assert find_boilerplate(["About", "", "The ministry was founded in the spring of 1948."]) == frozenset()


def test_interface_words_above_other_interface_words_are_navigation() -> None:
    assert find_boilerplate(["Home", "", "News", "", "Talks Held in Seoul"]) == {0, 2}


def test_a_very_long_line_is_never_boilerplate() -> None:
    assert not is_boilerplate("Copyright " + "x" * 100_000)
