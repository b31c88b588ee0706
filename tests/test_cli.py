"""The command line as a stranger meets it: real parts on a folder of two small documents."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiddqa import __version__
from kiddqa.cli import app
from kiddqa.errors import KiddQAError

RUNNER = CliRunner()
DRONES = """---
title: Talks on drones
date: 2014-04-15
publisher: Example Daily
---
# Talks on drones

The talks on drones were held in Washington on 15 April 2014. Mr. Ryu Je-seung led the delegation of Seoul.
Both sides agreed to share radar data.
"""
BRIDGES = """Report on bridges

The old bridge over the river was closed for repairs in 1999 because its pillars had cracked.
The new bridge is four kilometres long.
"""
SQUAD = {
    "data": [
        {
            "title": "Amper",
            "paragraphs": [
                {
                    "context": "The Amper is a river in Bavaria. It is 105 kilometres long.",
                    "qas": [
                        {
                            "id": "1",
                            "question": "How long is the Amper?",
                            "answers": [{"text": "105 kilometres", "answer_start": 39}],
                        },
                        {"id": "2", "question": "Who painted the Amper?", "answers": []},
                    ],
                }
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("workplace")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "drones.md").write_text(DRONES, encoding="utf-8")
    (corpus / "bridges.txt").write_text(BRIDGES, encoding="utf-8")
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "200")
        patch.chdir(folder)
        result = run("index", "--corpus", "corpus")
        assert result.exit_code == 0, result.output
        yield folder


def run(*arguments: str) -> Result:
    return RUNNER.invoke(app, arguments)


def test_alone_it_lists_its_commands() -> None:
    result = run()
    assert result.exit_code == 0
    commands = result.stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in commands] == [
        *("index", "ask", "serve", "eval", "doctor", "verify", "compile", "corpus"),
    ]
    assert "..." not in "".join(commands)


def test_it_says_its_version() -> None:
    assert run("--version").stdout == f"kiddqa {__version__}\n"


def test_indexing_lists_what_was_taken_and_what_was_not(workplace: Path) -> None:
    result = run("index", "--corpus", "corpus")
    assert "drones.md" in result.stdout
    assert "2 documents" in result.stdout
    assert "empty.txt  is empty" in result.stderr
    assert (workplace / "embeddings" / "CURRENT").is_file()


def test_indexing_again_reuses_every_vector(workplace: Path) -> None:
    indexed = json.loads(run("index", "--corpus", str(workplace / "corpus"), "--json").stdout)
    assert (indexed["embedded"], indexed["reused"]) == (0, indexed["passages"])
    assert indexed["skipped"] == [{"path": "empty.txt", "reason": "is empty"}]


@pytest.mark.usefixtures("workplace")
def test_strict_indexing_fails_if_a_file_was_skipped() -> None:
    assert run("index", "--corpus", "corpus", "--strict").exit_code == 1


@pytest.mark.usefixtures("workplace")
def test_an_answer_is_printed_with_its_source() -> None:
    result = run("ask", "Where were the talks on drones held in April 2014?", "--min-confidence", "0")
    assert "held in Washington on 15 April 2014" in " ".join(result.stdout.split())
    assert "Talks on drones, Example Daily, 15 April 2014" in result.stdout


def test_every_quote_is_a_slice_of_its_document(workplace: Path) -> None:
    from kiddqa.ingest.folder import load_folder  # noqa: PLC0415

    texts = {d.id: d.text for d in load_folder(workplace / "corpus", max_file_bytes=10_000).documents}
    for question in ("Who led the delegation?", "Why was the bridge closed?", "What is the capital of Peru?"):
        reply = json.loads(run("ask", question, "--json").stdout)
        for citation in [*reply.get("citations", []), *reply.get("nearest", [])]:
            assert texts[citation["document_id"]][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.usefixtures("workplace")
def test_a_threshold_of_one_gives_no_answer_and_exit_code_0() -> None:
    result = run("ask", "Who led the delegation?", "--min-confidence", "1")
    assert result.exit_code == 0
    assert "The documents do not say." in result.stdout


def test_a_batch_gives_one_reply_a_line_in_order_each_with_its_id(workplace: Path) -> None:
    lines = ['{"id": "b", "question": "Who led?"}', '{"id": "a", "question": "Why?", "history": ["Was it closed?"]}']
    (workplace / "batch.jsonl").write_text("\n".join(lines), encoding="utf-8")
    replies = [json.loads(line) for line in run("ask", "--batch", "batch.jsonl", "--json").stdout.splitlines()]
    assert [reply["id"] for reply in replies] == ["b", "a"]
    assert {reply["kind"] for reply in replies} <= {"answer", "no_answer"}


def test_a_question_of_a_batch_that_cannot_be_asked_gets_a_line_and_the_others_are_answered(workplace: Path) -> None:
    lines = ['{"id": "1", "question": " "}', '{"id": "2", "question": "Who led?"}']
    (workplace / "batch.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = run("ask", "--batch", "batch.jsonl", "--json")
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert replies[0]["kind"] == "error"
    assert replies[1]["id"] == "2"
    assert result.exit_code == 2


def test_a_saved_answer_is_verified_and_a_forged_one_is_not(workplace: Path) -> None:
    saved = workplace / "answer.json"
    saved.write_text(run("ask", "Who led the delegation?", "--min-confidence", "0", "--json").stdout, encoding="utf-8")
    assert run("verify", "answer.json").exit_code == 0
    saved.write_text(saved.read_text(encoding="utf-8").replace("Ryu", "Kim"), encoding="utf-8")
    forged = run("verify", "answer.json")
    assert forged.exit_code == 1
    assert "gone" in forged.stdout
    assert json.loads(run("verify", "answer.json", "--json").stdout)["stand"] is False


def test_eval_prints_a_row_a_kind_and_one_for_all(workplace: Path) -> None:
    line = '{"id": "1", "kind": "where", "question": "Where were the talks on drones held?", "answers": ["Washington"]}'
    (workplace / "questions.jsonl").write_text(line, encoding="utf-8")
    assert [row.split()[0] for row in run("eval", "questions.jsonl").stdout.splitlines()[2:4]] == ["where", "all"]
    evaluated = json.loads(run("eval", "questions.jsonl", "--json").stdout)
    assert evaluated["figures"][-1]["sentence_accuracy"] == 1.0


def test_eval_reads_questions_in_squad_s_format(workplace: Path) -> None:
    (workplace / "squad.json").write_text(json.dumps(SQUAD), encoding="utf-8")
    rows = run("eval", "--squad", "squad.json").stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["questions", "all", "answerable", "unanswerable"]
    alone = json.loads(run("eval", "--squad", "squad.json", "--json").stdout)
    assert (alone["answerable"], alone["unanswerable"]) == (1, 1)
    (workplace / "more.json").write_text(json.dumps(SQUAD), encoding="utf-8")
    over_all = json.loads(run("eval", "--squad-open", "squad.json", "--distractors", "more.json", "--json").stdout)
    assert over_all["answerable"] + over_all["taken_out"] == 1
    assert "recall@10" in run("eval", "--squad-open", "squad.json").stdout


def test_eval_asks_only_the_half_it_is_told(workplace: Path) -> None:
    entries = [
        {"id": "1", "kind": "where", "question": "Where were the talks on drones held?", "half": "development"},
        {"id": "2", "kind": "who", "question": "Who led the delegation?", "half": "final"},
    ]
    (workplace / "questions.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    evaluated = json.loads(run("eval", "questions.jsonl", "--half", "final", "--json").stdout)
    assert [(row["kind"], row["questions"]) for row in evaluated["figures"]] == [("who", 1), ("all", 1)]


@pytest.mark.usefixtures("workplace")
def test_the_doctor_finds_a_good_index_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIDDQA_CORPUS", "corpus")
    result = run("doctor", "--json")
    found = {check["name"]: check["severity"] for check in json.loads(result.stdout)["checks"]}
    assert result.exit_code == 0
    assert found == {
        "corpus": "WARN",
        "model": "OK",
        "reader": "OK",
        "index": "OK",
        "freshness": "OK",
        "answering": "OK",
        "compiling": "OK",
    }


@pytest.mark.usefixtures("workplace")
def test_a_person_gets_a_line_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIDDQA_CORPUS", "corpus")
    lines = run("doctor").stdout.splitlines()
    assert lines[0].startswith("WARN corpus: 2 documents can be read in corpus; 1 file cannot")
    assert lines[1] == "     type: kiddqa index --corpus corpus"
    assert [line[:4] for line in lines[2:]] == ["OK  "] * 6


@pytest.mark.usefixtures("workplace")
def test_the_doctor_says_what_to_type_where_there_is_no_index() -> None:
    result = run("doctor", "--embeddings", "nowhere", "--json")
    index = next(check for check in json.loads(result.stdout)["checks"] if check["name"] == "index")
    assert (index["severity"], index["remedy"]) == ("FAIL", "kiddqa index --embeddings nowhere")
    assert result.exit_code == 1


def test_a_changed_corpus_is_refused_with_the_command_that_mends_it(workplace: Path) -> None:
    extra = workplace / "corpus" / "extra.txt"
    extra.write_text("One more document.", encoding="utf-8")
    try:
        result = run("ask", "Who led?")
    finally:
        extra.unlink()
    assert result.exit_code == 2
    assert "have changed since they were indexed (files 1 new); type: kiddqa index --corpus" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("ask", "Who?", "--embeddings", "nowhere"), "There is no index in nowhere; type: kiddqa index"),
        (("ask",), "Give either a question or --batch FILE"),
        (("ask", "  "), "The question is empty"),
        (("ask", "--batch", "nowhere.jsonl"), "could not be read"),
        (("eval", "nowhere.jsonl"), "could not be read"),
        (("eval",), "Give one file of questions"),
        (("eval", "questions.jsonl", "--squad", "squad.json"), "Give one file of questions"),
        (("eval", "--squad", "corpus/drones.md"), "could not be read as SQuAD JSON"),
        (("verify", "nowhere.json"), "could not be read"),
        (("index", "--corpus", "nowhere"), "expected a folder of documents"),
    ],
)
@pytest.mark.usefixtures("workplace")
def test_an_error_is_one_plain_line_and_exit_code_2(arguments: tuple[str, ...], complaint: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("kiddqa: ")
    assert complaint in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_without_an_index_the_bundled_corpus_is_indexed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "documents"
    corpus.mkdir()
    (corpus / "bridges.txt").write_text(BRIDGES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIDDQA_CORPUS", str(corpus))
    result = run("ask", "How long is the new bridge?", "--min-confidence", "0", "--json")
    assert "There is no index in embeddings yet" in result.stderr
    assert json.loads(result.stdout)["citations"][0]["document_id"] == "bridges.txt"


def test_every_error_made_on_purpose_has_one_root() -> None:
    import kiddqa.errors as tree  # noqa: PLC0415

    raised = [thing for thing in vars(tree).values() if isinstance(thing, type) and issubclass(thing, Exception)]
    assert all(issubclass(error, KiddQAError) for error in raised)


def test_answering_imports_no_torch(workplace: Path) -> None:
    asked = [sys.executable, "-X", "importtime", "-m", "kiddqa", "ask", "Who led the delegation?", "--json"]
    done = subprocess.run(asked, cwd=workplace, capture_output=True, text=True, check=True)  # noqa: S603  (our own command)
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "onnxruntime" in imported
    assert imported.isdisjoint({"torch", "transformers", "sentence_transformers", "sklearn", "fastapi", "trafilatura"})
