from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import document_of
from kiddqa.read.frame import frame_of, put_to, without_frame
from kiddqa.records import AskedName, Passage, Query, Range

REPORT = document_of(
    "report",
    "The two ministries held their 25th Joint Dialogue in Oslo.",
    "Ada Ice spoke of the harbour.",
    "A drill is scheduled for late 2024.",
    title="Joint Dialogue, 24 September 2024",
)


def passage(date: str | None = None, title: str | None = None) -> Passage:
    document = replace(REPORT, date=date, title=REPORT.title if title is None else title)
    last = document.blocks[-1]
    return Passage(document=document, start=last.start, end=last.end, sentences=(Range(last.start, last.end),))


@pytest.mark.parametrize(
    ("asked", "put"),
    [
        ("Which drills were announced in 2024?", "Which drills were announced?"),
        ("Which drills were announced in September 2024?", "Which drills were announced?"),
        ("In September 2024, which drills were announced?", "Which drills were announced?"),
        ("Which drills were announced at the 25th dialogue?", "Which drills were announced?"),
        ("Which drills were announced, according to the 25th meeting?", "Which drills were announced?"),
        ("Which drills did the 2024 delegations announce?", "Which drills did the delegations announce?"),
        ("Which drills were announced at the 2024 Oslo talks by Norway?", "Which drills were announced by Norway?"),
        ("At the 25th round, who announced the drills?", "Who announced the drills?"),
        ("Which drills were announced in Oslo in 2024?", "Which drills were announced?"),
        ("In Oslo, in September 2024, who announced the drills?", "Who announced the drills?"),
        ("Which drills were announced at the Oslo talks?", "Which drills were announced?"),
        ("How many drills are announced as of 2024?", "How many drills are announced?"),
        ("Which drills were announced in autumn 2024?", "Which drills were announced?"),
        ("Which drills were announced in the fall of 2024?", "Which drills were announced?"),
        ("Which drills were announced at the talks on the harbour?", "Which drills were announced?"),
        (
            "Which drills were announced at the harbours-themed round by Norway?",
            "Which drills were announced by Norway?",
        ),
        ("Which drills did Norway announce at the Oslo round with Ada Ice?", "Which drills did Norway announce?"),
        ("Which envoy at the Oslo talks announced the drills?", "Which envoy announced the drills?"),
    ],
)
def test_a_time_or_occasion_that_the_document_tells_of_itself_is_left_out(asked: str, put: str) -> None:
    assert without_frame(asked, passage()) == put


@pytest.mark.parametrize(
    "asked",
    [
        "Which drills were announced in 2023?",
        "Which drills were announced in March 2024?",
        "Which drills were announced at the 24th dialogue?",
        "Which drills were announced at the 2024 Lima talks?",
        "Which drills were announced in Oslo?",
        "Which drills were announced at the Lima talks?",
        "Which drills were announced in Lima in 2023?",
        "Which drills were announced in spring 2024?",
        "Which drills were announced at the talks on fishing?",
        "Which drills were announced at the talks with Ada Ice and Eda Eis?",
        "Which drills were announced at the 26th talks with Ada Ice?",
        "Which drills were announced with the Oslo police?",
        "Which drills did the delegations announce at the dialogue?",
        "Which drills take place on 2024-09-24?",
        "Did the number of drills grow from 2023 to 2024?",
        "When were the drills announced in 2024?",
        "What happened in 2024?",
        "",
    ],
)
def test_any_other_question_is_left_as_it_is(asked: str) -> None:
    assert without_frame(asked, passage()) == asked


def test_a_place_that_the_document_does_not_tell_stays_where_the_time_goes() -> None:
    put = "Which drills were announced in Lima?"
    assert without_frame("Which drills were announced in Lima in 2024?", passage()) == put


def test_a_document_s_date_tells_year_and_month() -> None:
    assert {"2019", "march", "spring"} <= frame_of(replace(REPORT, date="2019-03-02")).told
    asked = "Which drills were announced in March 2019?"
    assert without_frame(asked, passage(date="2019-03")) == "Which drills were announced?"
    assert without_frame(asked, passage(date="2019")) == asked
    assert without_frame("Which drills were announced in 2019?", passage(date="2019")) == "Which drills were announced?"


@pytest.mark.parametrize(
    ("month", "season"),
    [
        ("12", "winter"),
        ("02", "winter"),
        ("03", "spring"),
        ("05", "spring"),
        ("06", "summer"),
        ("09", "autumn"),
        ("11", "fall"),
    ],
)
def test_a_month_tells_its_season_and_no_other(month: str, season: str) -> None:
    told = frame_of(replace(REPORT, title="Joint Dialogue", date=f"2019-{month}")).told
    assert season in told
    assert len(told & {"winter", "spring", "summer", "autumn"}) == 1


def test_what_only_a_later_paragraph_tells_is_no_frame() -> None:
    asked = "Which drills were announced in 2024?"
    assert without_frame(asked, passage(title="Joint Dialogue")) == asked


def test_a_question_is_put_to_a_passage_in_its_names_and_without_its_frame() -> None:
    text = "Which drills did Christiania announce in 2024?"
    name = AskedName(name="Christiania", others=("a drill",), start=17, end=28)
    assert put_to(passage(), Query(question=text, text=text, names=(name,))) == "Which drills did a drill announce?"


@given(st.text(max_size=80))
@settings(max_examples=300)
def test_no_word_is_added_to_a_question(asked: str) -> None:
    assert len(without_frame(asked, passage())) <= len(asked)


def test_the_same_phrase_is_left_out_again_of_what_is_left() -> None:
    once = without_frame("Which drills were announced at the 2024 talks in September 2024?", passage())
    assert without_frame(once, passage()) == once == "Which drills were announced?"
