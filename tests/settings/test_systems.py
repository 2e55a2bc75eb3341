"""The systems file: what is wrong in it is named, never guessed at."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.domain.errors import Permanent
from steersman.settings.secrets import secret
from steersman.settings.systems import Systems, load_systems

DIRECTORY = '[[systems]]\nname = "directory"\nkind = "ldap"\n'
MAIL = '[[systems]]\nname = "mail"\nkind = "dovecot"\naccounts_from = "directory"\n'


def loaded(tmp_path: Path, text: str) -> Systems:
    file = tmp_path / "systems.toml"
    file.write_text(text)
    return load_systems(file)


def test_no_file_is_no_system() -> None:
    assert load_systems(None).systems == ()


def test_paths_start_where_the_file_stands(tmp_path: Path) -> None:
    assert loaded(tmp_path, DIRECTORY).folder == tmp_path


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[systems", "not TOML"),
        (DIRECTORY + "colour = 1", "systems.0.colour"),
        (DIRECTORY.replace("directory", "The Directory"), "lower-case letters"),
        (DIRECTORY + DIRECTORY, "declared twice: directory"),
        (MAIL, "which is not declared"),
        (DIRECTORY + MAIL, "directory needs identity_source = true"),
        ("[hr]\npoll_every = 0", "hr.poll_every"),
        ("[hr]\nshrink_share = 2", "hr.shrink_share"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(Permanent, match=fault):
        loaded(tmp_path, text)


def test_accounts_may_come_from_an_identity_source(tmp_path: Path) -> None:
    systems = loaded(tmp_path, DIRECTORY + "identity_source = true\n" + MAIL).systems
    assert [system.accounts_from for system in systems] == ["", "directory"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="cannot be read"):
        load_systems(tmp_path / "none.toml")


def test_a_secret_file_is_read_from_beside_the_systems_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("hunter2\n")
    file.chmod(0o600)
    assert secret("file:password", folder=tmp_path)() == "hunter2"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "password"
    file.write_text("hunter2")
    file.chmod(mode)
    with pytest.raises(Permanent, match="chmod 600") as refused:
        secret("file:password", folder=tmp_path)()
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("reference", ["hunter2", "env:", "file:", "vault:x", ""])
def test_a_secret_written_as_its_value_is_refused_without_repeating_it(reference: str) -> None:
    with pytest.raises(Permanent, match="never as its value") as refused:
        secret(reference)
    assert "hunter2" not in str(refused.value)


def test_a_secret_that_is_not_set_is_named() -> None:
    with pytest.raises(Permanent, match="STEERSMAN_TEST_UNSET is not set"):
        secret("env:STEERSMAN_TEST_UNSET")()
