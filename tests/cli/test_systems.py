"""Each connection is tried, with the server and without; nothing is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from company.process import free_port
from company.services.scim import ScimServer
from tests.cli.office import Office, steersman


def declared(folder: Path, name: str, url: str, token: str) -> Path:
    secret = folder / f"{name}-token"
    secret.write_text(token)
    secret.chmod(0o600)
    path = folder / "systems.toml"
    settings = f'base_url = "{url}"\ntoken_secret = "file:{secret.name}"\n'
    path.write_text(f'[[systems]]\nname = "{name}"\nkind = "scim"\n[systems.settings]\n{settings}')
    return path


@pytest.fixture
def crm(tmp_path: Path, scim_server: ScimServer) -> Path:
    return declared(tmp_path, "crm", scim_server.url, scim_server.token)


def test_a_system_that_answers_is_reached_without_a_server(crm: Path) -> None:
    told = steersman("systems", "check", "--systems", crm)
    assert told.exit_code == 0, told.output
    body = json.loads(steersman("systems", "check", "crm", "--systems", crm, "--json").stdout)
    assert [(each["name"], each["reached"]) for each in body["systems"]] == [("crm", True)]


def test_the_file_of_the_settings_is_used_when_no_server_runs(crm: Path) -> None:
    told = steersman("systems", "check", STEERSMAN_SYSTEMS_FILE=str(crm))
    assert (told.exit_code, "asking the systems of" in told.stderr) == (0, True), told.output


def test_a_system_that_is_silent_fails_the_check(tmp_path: Path) -> None:
    path = declared(tmp_path, "crm", f"http://127.0.0.1:{free_port()}", "x")
    told = steersman("systems", "check", "--systems", path)
    assert (told.exit_code, "crm" in told.stdout) == (1, True)


def test_a_token_that_the_system_refuses_fails_the_check(
    tmp_path: Path, scim_server: ScimServer
) -> None:
    path = declared(tmp_path, "crm", scim_server.url, "wrong-token-value")
    told = steersman("systems", "check", "--systems", path)
    assert told.exit_code == 1
    assert "wrong-token-value" not in told.output


def test_an_unknown_system_is_a_mistake_of_usage(crm: Path) -> None:
    told = steersman("systems", "check", "erp", "--systems", crm)
    assert (told.exit_code, "declared: crm" in told.stderr) == (2, True)


def test_without_a_server_and_a_file_both_mends_are_named() -> None:
    told = steersman("systems", "check")
    assert (told.exit_code, "--systems FILE" in told.stderr) == (4, True)


def test_a_bad_systems_file_names_the_key(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('[[systems]]\nname = "x"\n')
    told = steersman("systems", "check", "--systems", tmp_path / "s.toml")
    assert (told.exit_code, "systems.0.kind" in told.stderr) == (1, True)


def test_the_running_server_lists_and_checks_what_it_declared(office: Office) -> None:
    assert office.run("adam", "systems").exit_code == 0
    assert office.read("adam", "systems", "check") == {"systems": []}
    assert office.run("adam", "systems", "check", "erp").exit_code == 1
