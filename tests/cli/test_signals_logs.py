"""Wordings of a log from the command line: streaming, packed, from standard input."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from typer.testing import CliRunner

from steersman.cli.app import app
from tests.cli.office import steersman

LINES = ["sshd: session of alice took 5 s", "sshd: session of bob took 7 s", "", "disk is full"]


def log(folder: Path, text: str = "\n".join(LINES) + "\n") -> Path:
    path = folder / "app.log"
    path.write_text(text)
    return path


def test_each_line_has_its_template_and_new_wordings_are_named(tmp_path: Path) -> None:
    told = steersman("signals", "logs", log(tmp_path), "--json")
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(row["line"], row["new"]) for row in rows] == [
        (1, True),
        (2, False),
        (3, False),
        (4, True),
    ]
    assert rows[0]["template"] == rows[1]["template"] != rows[3]["template"]
    assert rows[2]["template"] is None
    assert rows[3]["text"] == "disk is full"


def test_people_get_a_table_with_the_most_frequent_first(tmp_path: Path) -> None:
    told = steersman("signals", "logs", log(tmp_path)).stdout
    assert "4 lines in 2 wordings" in told
    assert "sshd: session of <*> took" in told


def test_a_packed_file_and_standard_input_are_read_alike(tmp_path: Path) -> None:
    packed = tmp_path / "app.log.gz"
    packed.write_bytes(gzip.compress("\n".join(LINES).encode()))
    plain = steersman("signals", "logs", log(tmp_path), "--json").stdout
    assert steersman("signals", "logs", packed, "--json").stdout == plain
    words = ["signals", "logs", "-", "--json"]
    assert CliRunner().invoke(app, words, input="\n".join(LINES)).stdout == plain


def test_what_is_no_text_and_what_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(b"caf\xe9 \x00\x1b[2J\nlast")
    told = steersman("signals", "logs", path, "--json")
    assert told.exit_code == 0
    assert len(told.stdout.splitlines()) == 2
    assert "\x1b" not in steersman("signals", "logs", path).stdout
    missing = steersman("signals", "logs", tmp_path / "none.log")
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (1, True)
