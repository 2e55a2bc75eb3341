"""Accounts of the console from the command line: the first one on the server, others asked for."""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from tests.cli.office import Office, steersman

PASSWORD = "the harbour freezes late"


def browser(office: Office) -> httpx.Client:
    return httpx.Client(base_url=office.url, headers={"Origin": office.url})


def use(office: Office, link: str, password: str = PASSWORD) -> int:
    path = "/" + link.split("/", 3)[3]
    with browser(office) as client:
        form = {"password": password, "again": password}
        return client.post(path, data=form).status_code


def sign_in(client: httpx.Client, name: str, password: str = PASSWORD) -> int:
    return client.post("/sign-in", data={"name": name, "password": password}).status_code


def test_the_first_administrator_of_an_empty_installation(tmp_path: Path) -> None:
    here = ("--local", "--data", tmp_path / "new", "--outside")
    who = ("accounts", "create", "--person", "Ada@Example.org", "--role", "administrator")
    told = steersman(*who, *here, "--json")
    assert told.exit_code == 0, told.output
    body = json.loads(told.stdout)
    assert (body["name"], body["roles"]) == ("ada@example.org", ["administrator"])
    assert body["id"] == "console:ada@example.org"
    assert "/sign-in/password/" in body["link"]


def test_locally_a_person_who_is_not_in_the_record_needs_a_word_more(tmp_path: Path) -> None:
    told = steersman("accounts", "create", "--person", "ada", "--local", "--data", tmp_path / "new")
    assert told.exit_code == 1
    assert "--outside" in told.stderr


def test_the_link_sets_the_password_once_and_the_password_lets_in(office: Office) -> None:
    made = office.read("adam", "accounts", "create", "--person", office.people["rosa"])
    assert use(office, made["link"], "short") == 422
    assert use(office, made["link"]) == 303
    assert use(office, made["link"]) == 410
    with browser(office) as client:
        assert sign_in(client, made["name"]) == 303
        assert client.get("/account").status_code == 200
        listed = office.read("adam", "sessions", "list", "--account", made["name"])["sessions"]
        assert [each["how"] for each in listed] == ["password"]
        assert office.run("adam", "sessions", "revoke", listed[0]["id"]).exit_code == 0
        assert client.get("/account").status_code == 303


def test_a_reset_ends_every_session_and_the_old_password(office: Office) -> None:
    made = office.read("adam", "accounts", "create", "--person", office.people["theo"])
    use(office, made["link"])
    with browser(office) as client:
        sign_in(client, made["name"])
        told = office.read("adam", "accounts", "reset", made["name"], "--second-factors")
        assert told["has_password"] is False
        assert client.get("/account").status_code == 303
        assert sign_in(client, made["name"]) == 401


def test_a_disabled_account_opens_again_when_enabled(office: Office) -> None:
    made = office.read("adam", "accounts", "create", "--person", office.people["vera"])
    use(office, made["link"])
    with browser(office) as client:
        assert sign_in(client, made["name"]) == 303
        assert office.run("adam", "accounts", "disable", made["name"]).exit_code == 0
        assert client.get("/account").status_code == 303
        assert office.run("adam", "accounts", "enable", made["name"]).exit_code == 0
        assert sign_in(client, made["name"]) == 303
        assert office.run("adam", "sessions", "revoke", "--account", made["name"]).exit_code == 0
        assert client.get("/account").status_code == 303


def test_the_list_shows_who_proves_themselves_with_what(office: Office) -> None:
    made = office.read("adam", "accounts", "create", "--person", office.people["will"])
    told = office.run("adam", "accounts")
    assert (told.exit_code, made["name"] in told.stdout) == (0, True)
    assert "nothing yet" in told.stdout
    assert made["link"] not in told.stdout


def test_only_an_administrator_makes_accounts(office: Office) -> None:
    words = ("accounts", "create", "--person", office.people["yuki"])
    assert office.run("helen", *words).exit_code == 1
    assert office.run("helen", "sessions").exit_code == 1
    assert office.run("adam", *words, "--data", "/tmp").exit_code == 2
    assert office.run("adam", "sessions", "revoke").exit_code == 2


def test_roles_are_given_and_taken_by_an_administrator_and_not_to_oneself(office: Office) -> None:
    who = office.people["will"]
    told = office.read("adam", "accounts", "roles", who, "--add", "auditor", "--add", "technician")
    assert told["roles"] == ["auditor", "technician"]
    told = office.read("adam", "accounts", "roles", who, "--remove", "auditor")
    assert told["roles"] == ["technician"]
    assert office.run("adam", "accounts", "roles", who).exit_code == 2
    assert office.run("helen", "accounts", "roles", who, "--add", "approver").exit_code == 1
    own = office.read("adam", "accounts", "create", "--person", office.people["adam"])
    refused = office.run("adam", "accounts", "roles", own["name"], "--add", "approver")
    assert refused.exit_code == 1
    assert "four-eyes" in refused.stderr
