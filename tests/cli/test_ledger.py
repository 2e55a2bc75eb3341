"""The ledger: read from the server, verified by an auditor who trusts only the file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from steersman.records.ledger.signing import signer
from tests.cli.office import Office, opened, steersman


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Path]:
    """(data of an office that has ended, its verifier key, a checkpoint that was held outside)."""
    home = tmp_path_factory.mktemp("audited")
    with opened(home) as office:
        office.done("john")
        key = office.read("oscar", "ledger", "checkpoint", "--out", home / "held")["public_key"]
        data = office.data
    return data, key, home / "held"


KEPT = (".db", ".pem", ".key")


def verify(data: Path, *words: object) -> tuple[int, str]:
    told = steersman("ledger", "verify", "--data", data, *words)
    return told.exit_code, told.output


def tampered(data: Path, home: Path, statement: str) -> Path:
    copy = Path(shutil.copytree(data, home / "copy"))
    with closing(sqlite3.connect(copy / "records.db")) as database, database:
        assert database.execute(statement).rowcount > 0
    return copy


def test_entries_are_listed_and_shown(office: Office) -> None:
    number = office.leaver("lena")
    assert f"{number}#1/decision" in office.run("oscar", "ledger", "--work", number).stdout
    seq = office.read("oscar", "ledger", "--work", number)["entries"][0]["seq"]
    assert '"verdict": "HOLD"' in office.run("oscar", "ledger", "show", seq).stdout
    assert office.run("oscar", "ledger", "show", 99999).exit_code == 1


def test_the_export_is_ocsf_in_lines(office: Office, tmp_path: Path) -> None:
    office.leaver("omar")
    lines = office.run("oscar", "ledger", "export").stdout.splitlines()
    assert {"class_uid", "time"} <= set(json.loads(lines[0]))
    office.run("oscar", "ledger", "export", "--out", tmp_path / "events")
    written = (tmp_path / "events").read_text().splitlines()
    assert [json.loads(line) for line in written] == [json.loads(line) for line in lines]


def test_a_piped_checkpoint_is_the_signed_text_byte_for_byte(office: Office) -> None:
    office.leaver("rosa")
    piped = office.run("oscar", "ledger", "checkpoint").stdout
    assert piped == office.read("oscar", "ledger", "checkpoint")["checkpoint"]


def test_an_honest_ledger_is_whole(audited: tuple[Path, str, Path]) -> None:
    data, key, held = audited
    code, text = verify(data, "--public-key", key, "--held", held)
    assert (code, "is whole" in text) == (0, True)
    assert "--held" not in text


def test_without_outside_knowledge_it_says_what_it_cannot_see(
    audited: tuple[Path, str, Path],
) -> None:
    code, text = verify(audited[0])
    assert (code, "--public-key" in text, "--held" in text) == (0, True, True)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE ledger_entries SET body = '{}' WHERE seq = 3", "entry 3"),
        ("DELETE FROM ledger_entries WHERE seq = 4", "entry 4 is missing"),
        ("DELETE FROM ledger_entries WHERE seq > 5", "entry 6 is missing"),
    ],
)
def test_whatever_was_done_to_it_is_named(
    audited: tuple[Path, str, Path], tmp_path: Path, statement: str, found: str
) -> None:
    data, key, held = audited
    copy = tampered(data, tmp_path, statement)
    code, text = verify(copy, "--public-key", key, "--held", held)
    assert (code, found in text) == (1, True), text
    told = steersman("ledger", "verify", "--data", copy, "--public-key", key, "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["fault"]


def test_verifying_writes_nothing(audited: tuple[Path, str, Path], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(audited[0], tmp_path / "copy"))
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.suffix in KEPT}
    assert verify(copy, "--public-key", audited[1])[0] == 0
    after = {path: path.read_bytes() for path in copy.rglob("*") if path.suffix in KEPT}
    assert after == before


def test_a_missing_database_or_key_is_a_mistake_of_usage(
    audited: tuple[Path, str, Path], tmp_path: Path
) -> None:
    code, text = verify(tmp_path)
    assert (code, f"no ledger in {tmp_path}" in text, "--data" in text) == (2, True, True)
    assert not list(tmp_path.iterdir()), "looking must not make one"
    shutil.copy(audited[0] / "records.db", tmp_path)
    code, text = verify(tmp_path)
    assert (code, "--public-key" in text) == (2, True)
    assert not (tmp_path / "keys").exists(), "a fresh key would accuse an honest ledger"


def test_the_word_of_another_key_counts_for_nothing(
    audited: tuple[Path, str, Path], tmp_path: Path
) -> None:
    other = signer(tmp_path / "other.pem", "steersman/ledger").public_key
    code, text = verify(audited[0], "--public-key", other, "--held", audited[2])
    assert (code, "not one that" in text) == (1, True)
