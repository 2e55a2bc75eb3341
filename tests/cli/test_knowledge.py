"""``steersman knowledge``: a folder is asked from standard input, and the search is measured."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from steersman.cli.app import app
from steersman.knowledge.retrieval.indexing import Indexing, Source
from steersman.records.knowledge import KnowledgeIndex
from steersman.records.store import connect
from steersman.runtime.clock import ManualClock

PAGES = {
    "vpn.md": "# VPN\n\nConnect with the wireguard client. Restart the tunnel when it hangs.",
    "hall/printer.txt": "The printer on floor two is out of toner.",
    "fleet.html": "<h1>Fleet</h1><p>Book a car with the reception.</p>",
}
NO_MODEL = "/nowhere/minilm"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "pages"


def knowledge(
    folder: Path, *words: object, typed: bytes = b"", env: Mapping[str, str] = {}
) -> Result:
    """By words alone unless ``env`` says otherwise; the cache lies beside the folder."""
    given = {"STEERSMAN_CACHE": str(folder.parent / "cache"), "STEERSMAN_MODEL": NO_MODEL, **env}
    return CliRunner().invoke(app, ["knowledge", *map(str, words)], input=typed, env=given)


def answers(folder: Path, typed: bytes, *words: object) -> list[dict[str, Any]]:
    told = knowledge(folder, "search", "--corpus", folder, "--json", *words, typed=typed)
    assert told.exit_code == 0, told.output
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_each_line_is_a_question_and_each_answer_a_line(folder: Path) -> None:
    first, second = answers(folder, b"Why does the printer not print?\nhow to restart the tunnel\n")
    assert first["question"] == "Why does the printer not print?"
    assert first["results"][0]["id"] == "hall/printer.txt"
    assert second["results"][0]["id"] == "vpn.md"


def test_every_format_is_read(folder: Path) -> None:
    (told,) = answers(folder, b"book a car\n")
    assert [each["id"] for each in told["results"]] == ["fleet.html"]


def test_scores_are_numbers_and_the_best_is_first(folder: Path) -> None:
    (told,) = answers(folder, b"toner tunnel car\n")
    scores = [each["score"] for each in told["results"]]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


def test_there_are_at_most_ten_results(folder: Path) -> None:
    for number in range(15):
        (folder / f"{number}.txt").write_text("toner")
    (told,) = answers(folder, b"toner\n")
    assert len(told["results"]) == 10


@pytest.mark.parametrize(
    ("line", "question"),
    [(b"", ""), (b"   ", "   "), (b"\xff\xfe", "\ufffd\ufffd"), (b"x\x00y", "x\x00y")],
)
def test_an_odd_line_has_an_answer_too(folder: Path, line: bytes, question: str) -> None:
    told = answers(folder, line + b"\ntoner\r\n")
    assert told[0] == {"question": question, "results": []}
    assert told[1]["question"] == "toner"
    assert told[1]["results"][0]["id"] == "hall/printer.txt"


def test_the_mark_that_windows_begins_a_file_with_is_no_part_of_a_question(folder: Path) -> None:
    (told,) = answers(folder, b"\xef\xbb\xbftoner\r\n")
    assert told["question"] == "toner"
    assert told["results"][0]["id"] == "hall/printer.txt"


def test_no_question_is_no_answer(folder: Path) -> None:
    assert answers(folder, b"") == []


def test_the_same_question_has_the_same_answer(folder: Path) -> None:
    once = answers(folder, b"toner tunnel car\n" * 2)
    assert once[0] == once[1] == answers(folder, b"toner tunnel car\n")[0]


def test_without_the_model_that_is_said_once_and_words_are_searched(folder: Path) -> None:
    told = knowledge(folder, "search", "--corpus", folder, "--json", typed=b"toner\ncar\n")
    assert told.stderr.count("by words alone") == 1
    assert "make setup" in told.stderr


def test_a_second_run_reads_nothing_again(folder: Path) -> None:
    first = knowledge(folder, "search", "--corpus", folder, typed=b"toner\n")
    second = knowledge(folder, "search", "--corpus", folder, typed=b"toner\n")
    assert "3 were new or changed" in first.stderr
    assert "new or changed" not in second.stderr
    assert first.stdout == second.stdout


def test_the_index_is_kept_where_it_is_told(folder: Path) -> None:
    file = folder.parent / "mine.db"
    answers(folder, b"toner\n", "--index", file)
    assert file.exists()
    assert not (folder.parent / "cache").exists()


def test_the_folder_itself_is_left_as_it_is(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    answers(folder, b"toner\n")
    assert sorted(folder.rglob("*")) == before


def test_a_broken_file_is_named_on_standard_error_and_skipped(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    told = knowledge(folder, "search", "--corpus", folder, "--json", typed=b"toner\n")
    assert told.exit_code == 0
    assert "broken.pdf" in told.stderr
    assert json.loads(told.stdout)["results"][0]["id"] == "hall/printer.txt"


def test_what_a_person_reads_is_a_list(folder: Path) -> None:
    told = knowledge(folder, "search", "--corpus", folder, typed=b"toner\nzebra\n")
    lines = told.stdout.splitlines()
    assert lines[0] == "toner"
    assert lines[1].endswith("hall/printer.txt")
    assert lines[2:] == ["zebra", "  nothing found"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    told = knowledge(tmp_path, "search", "--corpus", tmp_path / "nothing", typed=b"x\n")
    assert told.exit_code == 1
    assert "is no folder" in told.stderr


def test_an_answer_comes_before_the_next_question_is_asked(folder: Path) -> None:
    words = ["knowledge", "search", "--corpus", str(folder), "--json"]
    given = {"STEERSMAN_CACHE": str(folder.parent / "cache"), "STEERSMAN_MODEL": NO_MODEL}
    asked = subprocess.Popen(
        [sys.executable, "-m", "steersman.cli", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **given},
    )
    assert asked.stdin
    assert asked.stdout
    with asked:
        for question in ("toner", "car"):
            asked.stdin.write(f"{question}\n".encode())
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["question"] == question
        asked.stdin.close()
    assert asked.returncode == 0


@pytest.fixture
def questions(folder: Path) -> Path:
    file = folder.parent / "questions.csv"
    file.write_text("question,id\nno toner,hall/printer.txt\nbook a car,vpn.md\n")
    return file


def test_the_search_is_measured_with_ones_own_questions(folder: Path, questions: Path) -> None:
    told = knowledge(folder, "evaluate", questions, "--corpus", folder, "--json")
    body = json.loads(told.stdout)
    assert body["questions"] == 2
    assert list(body["systems"]) == ["words"]
    assert body["systems"]["words"]["ndcg@10"]["mean"] == 0.5
    assert body["systems"]["words"]["mrr@10"] == {"mean": 0.5, "low": 0.0, "high": 1.0}


def test_the_figures_stand_in_a_table_with_their_bounds(folder: Path, questions: Path) -> None:
    told = knowledge(folder, "evaluate", questions, "--corpus", folder)
    assert "recall@5" in told.stdout
    assert "0.500  (0.000–1.000)" in told.stdout


def test_with_the_model_each_way_of_searching_is_measured(
    folder: Path, questions: Path, minilm: object
) -> None:
    env = {"STEERSMAN_MODEL": str(Path(sys.prefix) / "share" / "steersman" / "minilm")}
    told = knowledge(folder, "evaluate", questions, "--corpus", folder, "--json", env=env)
    assert list(json.loads(told.stdout)["systems"]) == ["words", "meaning", "both"]


def test_a_question_whose_document_is_not_there_is_told(folder: Path, questions: Path) -> None:
    questions.write_text("question,id\nno toner,hall/printer.txt\nx,gone.md\n")
    told = knowledge(folder, "evaluate", questions, "--corpus", folder)
    assert "gone.md" in told.stderr


def test_a_corpus_and_the_record_are_not_measured_at_once(folder: Path, questions: Path) -> None:
    told = knowledge(folder, "evaluate", questions, "--corpus", folder, "--data", folder)
    assert told.exit_code == 2


def test_the_documents_of_the_record_are_measured_in_its_database(
    folder: Path, questions: Path, empty_record: Path
) -> None:
    data = folder.parent / "data"
    data.mkdir()
    shutil.copyfile(empty_record, data / "records.db")
    engine = connect(f"sqlite:///{data / 'records.db'}")
    texts = {name: text.encode() for name, text in PAGES.items()}
    Indexing(KnowledgeIndex(engine, ManualClock(0)), None).take(
        Source(name="wiki"), texts, texts.__getitem__
    )
    engine.dispose()
    told = knowledge(folder, "evaluate", questions, "--data", data, "--json")
    assert json.loads(told.stdout)["systems"]["words"]["ndcg@10"]["mean"] == 0.5


def test_a_record_without_documents_is_said(
    folder: Path, questions: Path, empty_record: Path
) -> None:
    told = knowledge(folder, "evaluate", questions, "--database-url", f"sqlite:///{empty_record}")
    assert told.exit_code == 1
    assert "holds no documents" in told.stderr


def test_a_record_that_is_not_there_is_not_made(folder: Path, questions: Path) -> None:
    told = knowledge(folder, "evaluate", questions, "--data", folder / "nowhere")
    assert told.exit_code == 1
    assert not (folder / "nowhere").exists()
