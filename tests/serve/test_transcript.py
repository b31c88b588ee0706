from kiddqa.serve.conversation import Conversation
from kiddqa.serve.transcript import transcript
from serve.fake_engine import DIALOGUE, REPORT, make_engine

ENGINE = make_engine()


def of(question: str, *history: str) -> list[str]:
    asked = Conversation(history=history, question=question, as_typed=False)
    return transcript(asked.replies(ENGINE)).splitlines()


def test_a_conversation_is_numbered_questions_with_their_quotations() -> None:
    lines = of("And small drones?", "Where was the dialogue held?")
    assert [line for line in lines if line.startswith("#")] == [
        "# Questions and answers",
        "## 1\\. Where was the dialogue held?",
        "## 2\\. And small drones?",
    ]
    assert [line for line in lines if line.startswith("**")] == ["**Seoul**", "**small drones**"]
    assert "Read as: Where was the dialogue held? And small drones?" in lines


def test_an_answer_is_followed_by_its_place_and_its_confidence() -> None:
    lines = of("Where was the dialogue held?")
    assert lines[-3].endswith(f"(dialogues/2024 seoul.md, characters 104–109, SHA-256 {DIALOGUE.sha256[:12]})")
    assert lines[-1] == "Confidence 92\u00a0%: very likely right."


def test_other_answers_stand_below_a_heading_of_their_own() -> None:
    lines = of("Which threats were named at the dialogue?")
    below = lines[lines.index("### Other answers in the documents") :]
    assert below[2] == "**small drones**"
    assert REPORT.sha256[:12] in below[-1]


def test_no_answer_says_what_was_missing_and_what_came_nearest() -> None:
    lines = of("What did the dialogue cost?")
    assert [line for line in lines if line and line[0] not in "#>"] == [
        "Quoted word for word from the documents; index gen-000001@00112233445566ff.",
        "The documents do not say.",
        "Nowhere in the documents: cost.",
        "The nearest they come; an answer needs a confidence of 50\u00a0%:",
        "**The two countries**",
        "Confidence 21\u00a0%.",
        "**Three areas stood**",
        "Confidence 21\u00a0%.",
    ]
