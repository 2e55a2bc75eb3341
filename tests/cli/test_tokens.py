"""Tokens: the first one made on the server itself, all others through the API."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.cli.office import Office, steersman


def test_the_first_administrator_is_made_on_the_server_itself(office: Office) -> None:
    here = ("--local", "--data", office.data, "--role", "administrator")
    scopes = ("--scopes", "read,admin")
    told = steersman("tokens", "create", office.people["john"], *here, *scopes, "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)
    assert body["roles"] == ["administrator"]
    listed = steersman("tokens", STEERSMAN_URL=office.url, STEERSMAN_TOKEN=body["token"])
    assert listed.exit_code == 0, listed.output
    assert office.people["john"] in listed.stdout
    assert body["token"] not in listed.stdout


def test_it_works_before_the_server_ever_ran(tmp_path: Path) -> None:
    told = steersman("tokens", "create", "--local", "--data", tmp_path / "new")
    assert (told.exit_code, told.stdout.startswith("smn_")) == (0, True), told.output


def test_a_place_that_was_empty_is_named_once(tmp_path: Path) -> None:
    words = ("tokens", "create", "--local", "--data", tmp_path)
    assert f"There was no database in {tmp_path}" in steersman(*words).stderr
    assert "There was no database" not in steersman(*words).stderr


def test_a_token_can_go_to_a_file_of_its_owner(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "token"
    told = office.run("adam", "tokens", "create", office.people["lena"], "--out", out)
    assert told.exit_code == 0, told.output
    secret = out.read_text().strip()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert secret.startswith("smn_")
    assert secret not in told.output
    assert office.run("adam", "tokens", "create", "--out", out).exit_code == 1


def test_a_revoked_token_is_refused(office: Office) -> None:
    made = office.read("adam", "tokens", "create", office.people["helen"], "--scopes", "read,act")
    as_her = {"STEERSMAN_URL": office.url, "STEERSMAN_TOKEN": made["token"]}
    assert steersman("work", **as_her).exit_code == 0
    assert office.run("adam", "tokens", "revoke", made["id"]).exit_code == 0
    told = steersman("work", **as_her)
    assert (told.exit_code, "not valid" in told.stderr) == (1, True)


def test_who_is_no_administrator_makes_none(office: Office) -> None:
    assert office.run("helen", "tokens", "create", office.people["helen"]).exit_code == 1


def test_local_options_need_local(office: Office) -> None:
    assert office.run("adam", "tokens", "create", "--role", "administrator").exit_code == 2


def test_an_unknown_scope_or_role_is_refused(tmp_path: Path) -> None:
    here = ("tokens", "create", "--local", "--data", tmp_path)
    assert steersman(*here, "--scopes", "everything").exit_code != 0
    assert steersman(*here, "--role", "emperor").exit_code != 0
