"""A change of level is signed here, with a key that never leaves this machine."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from steersman.cli import keyfiles, levels
from steersman.cli.exits import Stop
from tests.cli.office import Office, steersman

SET = ("level", "set", "account.disable", "--scope", "procedure:leaver", "--to", "2")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    assert steersman("keys", "new", tmp_path / "mine.pem").exit_code == 0
    return tmp_path / "mine.pem"


def test_a_new_key_is_for_its_owner_only_and_never_replaced(key: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    assert steersman("keys", "new", key).exit_code == 1
    assert key.read_bytes() == before


def test_the_public_half_verifies_what_the_key_signed(key: Path) -> None:
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(keyfiles.public_key(key)))
    public.verify(base64.b64decode(keyfiles.sign(key, "a statement")), b"a statement")


def test_a_signed_change_is_carried_out_and_listed(office: Office, key: Path) -> None:
    assert office.run("adam", "keys", "enroll", key).exit_code == 0
    told = office.run("adam", *SET, "--reason", "look at each", "--key", key)
    assert told.exit_code == 0, told.output
    assert "from L3 to L2" in told.stdout
    (row,) = office.read("adam", "level")["levels"]
    assert (row["level"], row["signed_by"]) == (2, office.people["adam"])


def test_a_key_that_nobody_enrolled_signs_nothing(office: Office, key: Path) -> None:
    told = office.run("adam", *SET, "--reason", "x", "--key", key)
    assert told.exit_code == 1
    assert "not that of" in told.stderr or "no signing key" in told.stderr


def test_a_key_that_others_can_read_is_refused(office: Office, key: Path) -> None:
    key.chmod(0o644)
    told = office.run("adam", *SET, "--reason", "x", "--key", key)
    assert (told.exit_code, f"chmod 600 {key}" in told.stderr) == (1, True)


@pytest.mark.parametrize("content", ["", "no key", "-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_holds_no_key_is_named(tmp_path: Path, content: str) -> None:
    keyfiles.write_private(tmp_path / "bad.pem", content.encode())
    with pytest.raises(Stop, match="no private key"):
        keyfiles.public_key(tmp_path / "bad.pem")


@pytest.mark.parametrize("changed", [{"to": 4}, {"capability": "mailbox.delete"}, {"scope": "x"}])
def test_a_statement_that_was_not_asked_for_is_not_signed(changed: dict[str, object]) -> None:
    asked: dict[str, object] = {"capability": "account.disable", "scope": "everyone", "to": 2}
    assert levels.the_one_asked_for(json.dumps(asked), asked) == asked
    with pytest.raises(Stop, match="nothing was signed"):
        levels.the_one_asked_for(json.dumps({**asked, **changed}), asked)
