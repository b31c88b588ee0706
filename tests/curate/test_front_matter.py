from kiddqa.curate.front_matter import Fault, read_front_matter

TEXT = """\
---
title: Kill Chain
date: 2024-02-30
number: 7
sources:
  - publisher: Yonhap
    title: Report
  - {publisher: YTN, title: Preview}
---

# Kill Chain
"""


def test_a_date_stays_as_it_was_typed_and_a_number_is_a_number() -> None:
    fields = read_front_matter(TEXT).fields
    assert (fields["date"], fields["number"]) == ("2024-02-30", 7)


def test_every_value_has_the_line_it_stands_on() -> None:
    lines = read_front_matter(TEXT).lines
    assert (lines["title"], lines["sources"]) == (2, 5)
    assert (lines["sources[0]"], lines["sources[0].title"], lines["sources[1].title"]) == (6, 7, 8)


def test_the_body_begins_on_the_line_below_the_front_matter() -> None:
    front_matter = read_front_matter(TEXT)
    assert (front_matter.body, front_matter.body_line) == ("\n# Kill Chain\n", 10)


def test_a_file_without_front_matter_is_all_body() -> None:
    front_matter = read_front_matter("# Kill Chain\n")
    assert (front_matter.body, front_matter.body_line) == ("# Kill Chain\n", 1)
    expected = "The front matter is missing; expected YAML between two lines of --- at the top."
    assert front_matter.faults == (Fault(line=1, message=expected),)


def test_broken_yaml_is_a_fault_on_its_line() -> None:
    (fault,) = read_front_matter('---\ntitle: "open\nkind: term\n---\n').faults
    assert fault.message.startswith("The front matter is broken YAML (")
    assert fault.line >= 2


def test_front_matter_that_is_a_list_is_a_fault() -> None:
    (fault,) = read_front_matter("---\n- title\n---\n").faults
    assert fault == Fault(line=2, message="The front matter has no keys; expected lines of key: value.")


def test_a_key_that_stands_twice_is_a_fault_where_it_stands_again() -> None:
    (fault,) = read_front_matter("---\ntitle: a\nkind: term\ntitle: b\n---\n").faults
    assert fault == Fault(line=4, message="The front matter has title twice; expected it once.")
