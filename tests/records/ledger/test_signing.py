"""Signed notes after the specification, and the key file that nobody else may read."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from steersman.domain.errors import Permanent
from steersman.records.ledger.note import PublicKey
from steersman.records.ledger.signing import Signer, signer

NAME = "steersman.example.com/ledger"


@pytest.fixture
def ours(tmp_path: Path) -> Signer:
    return signer(tmp_path / "key", NAME)


def test_the_key_is_made_once_and_for_us_alone(tmp_path: Path, ours: Signer) -> None:
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert signer(tmp_path / "key", NAME).public_key == ours.public_key
    assert os.listdir(tmp_path) == ["key"]


def test_many_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: str(signer(tmp_path / "k", NAME).public_key), range(8)))

    assert len(set(made)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    signer(tmp_path / "key", NAME)
    (tmp_path / "key").chmod(mode)

    with pytest.raises(Permanent, match="chmod 600"):
        signer(tmp_path / "key", NAME)


def test_a_file_that_is_no_key_is_refused_and_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("rubbish")
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(Permanent, match="restore"):
        signer(tmp_path / "key", NAME)
    assert (tmp_path / "key").read_text() == "rubbish"


def test_the_private_key_is_in_no_repr(tmp_path: Path, ours: Signer) -> None:
    secret = "".join((tmp_path / "key").read_text().splitlines()[1:-1])

    assert secret[-40:] not in repr(ours) + str(ours) + repr(ours.public_key)


def test_a_signed_note_opens_with_its_key_only(tmp_path: Path, ours: Signer) -> None:
    note = ours.sign("one\ntwo\n")

    assert ours.public_key.opened(note) == "one\ntwo\n"
    assert signer(tmp_path / "other", NAME).public_key.opened(note) is None
    assert PublicKey("other.example", ours.public_key.raw).opened(note) is None


def test_a_note_is_spelled_as_the_specification_says(ours: Signer) -> None:
    text, _, line = ours.sign("body\n").rpartition("\n\n")
    dash, name, spelled = line.removesuffix("\n").split(" ")
    raw = base64.b64decode(spelled)
    sequence = NAME.encode() + b"\n\x01" + ours.public_key.raw

    assert (text, dash, name) == ("body", "\u2014", NAME)
    assert raw[:4] == hashlib.sha256(sequence).digest()[:4]
    assert len(raw) == 4 + 64


def test_openssl_agrees_with_the_signature(tmp_path: Path, ours: Signer) -> None:
    signature = base64.b64decode(ours.sign("body\n").rsplit(" ", 1)[1])[4:]
    (tmp_path / "text").write_bytes(b"body\n")
    (tmp_path / "signature").write_bytes(signature)
    key, public = str(tmp_path / "key"), str(tmp_path / "public")
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin"]
    files = ["-in", str(tmp_path / "text"), "-sigfile", str(tmp_path / "signature")]

    assert subprocess.run([*command, *files], capture_output=True).returncode == 0


def test_the_note_of_the_go_checksum_database_opens() -> None:
    """The example of golang.org/x/mod/sumdb/note."""
    key = PublicKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    signature = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
        "pRZb6KE6RyyBwJnAM=\n"
    )

    assert key.opened(f"{text}\n{signature}") == text
    assert key.opened(f"{text.replace('answer', 'key')}\n{signature}") is None


def test_signatures_of_witnesses_are_passed_over(tmp_path: Path, ours: Signer) -> None:
    witness = signer(tmp_path / "witness", "witness.example")
    line = witness.sign("body\n").rpartition("\n\n")[2]

    assert ours.public_key.opened(ours.sign("body\n") + line) == "body\n"


def test_one_wrong_signature_of_ours_condemns_the_note(ours: Signer) -> None:
    wrong = ours.public_key.signature_line(bytes(64))

    assert ours.public_key.opened(ours.sign("body\n") + wrong) is None


@pytest.mark.parametrize(
    "note", ["", "body\n", "body\n\n", "body\n\nrubbish\n", "— a b\n\n— c d\n"]
)
def test_what_is_no_note_does_not_open(ours: Signer, note: str) -> None:
    assert ours.public_key.opened(note) is None


def test_a_public_key_survives_being_written_down(ours: Signer) -> None:
    assert PublicKey.parse(str(ours.public_key)) == ours.public_key


@pytest.mark.parametrize("text", ["", "a+b+c", "name+00000000+AQ==", "PeterNeumann+c74f20a3+!!"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(Permanent, match="key"):
        PublicKey.parse(text)
