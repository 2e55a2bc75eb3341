"""One's own account: what one may change there, and what nobody may for somebody else."""

from __future__ import annotations

import html
import re

import pyotp
import pytest

from steersman.records.sign_in.sessions import From
from tests.web.office import Office
from tests.web.pages.sign_in.doors import app_of
from tests.web.visitors import visit

EVERY_FORM: tuple[str, ...] = (
    "theme",
    "password",
    "sessions/end",
    "sessions/end-all",
    "app/begin",
    "app",
    "codes",
)
EVERY_FORM += ("app/remove", "passkeys/options", "passkeys/remove", "tokens", "tokens/revoke")


@pytest.mark.parametrize("path", EVERY_FORM)
def test_no_form_is_taken_without_its_token(office: Office, path: str) -> None:
    approver = visit(office, "approver")
    for given in ("", "0" * 64, visit(office, "hr").csrf):
        told = approver.post(f"/account/{path}", {"csrf": given})
        assert (told.status_code, told.json()["error"]["rule"]) == (403, "csrf")


@pytest.mark.parametrize("path", EVERY_FORM)
def test_no_form_of_another_site_is_taken_even_with_it(office: Office, path: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    told = visit(office, "approver").post(f"/account/{path}", headers=headers)
    assert told.status_code == 403


def test_htmx_sends_the_token_in_a_header(office: Office) -> None:
    approver = visit(office, "approver")
    headers = {"X-CSRF-Token": approver.csrf}
    told = approver.ask("POST", "/account/theme", data={"theme": "dark"}, headers=headers)
    assert told.status_code == 303
    assert 'data-theme="dark"' in approver.get("/account").text


def test_a_theme_that_does_not_exist_is_refused(office: Office) -> None:
    assert visit(office, "approver").post("/account/theme", {"theme": "x"}).status_code == 409


def test_an_app_is_set_up_by_its_first_code(office: Office) -> None:
    approver = visit(office, "approver", second_factor=False)
    page = approver.post("/account/app/begin").text
    found = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page)
    assert found is not None
    app = pyotp.TOTP(found[1].replace(" ", ""))
    assert approver.post("/account/app", {"code": "000000"}).status_code == 422
    assert not office.steersman.sign_in.has_second_factor(office.id("approver"))
    told = approver.post("/account/app", {"code": app.at(int(office.steersman.clock.now()))})
    codes = re.findall(r"\b(?:[a-z2-7]{4}-){3}[a-z2-7]{4}\b", told.text)
    assert len(set(codes)) == 10
    assert office.steersman.sign_in.has_second_factor(office.id("approver"))
    assert codes[0] not in approver.get("/account").text


def test_the_secret_of_a_set_up_app_is_never_shown_again(office: Office) -> None:
    app = app_of(office)
    approver = visit(office, "approver")
    assert app.secret not in approver.get("/account").text.replace(" ", "")
    assert approver.post("/account/app/begin").status_code == 409


@pytest.mark.parametrize("path", ["app/begin", "app/remove", "codes", "password", "tokens"])
def test_an_open_browser_is_not_enough_to_take_the_account(office: Office, path: str) -> None:
    app_of(office)
    approver = visit(office, "approver", second_factor=False)
    told = approver.post(f"/account/{path}", {"password": "x" * 20, "again": "x" * 20})
    assert told.headers["location"] == "/sign-in/again?next=/account"


def test_a_new_password_ends_the_other_sessions_only(office: Office) -> None:
    here, there = visit(office, "approver"), visit(office, "approver")
    form = {"password": "many boats sail home", "again": "many boats sail home"}
    assert here.post("/account/password", form).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [
        ("short", "short", "12 to 256"),
        ("one sentence here", "another one here", "not the same"),
        ("the approver sails", "the approver sails", "your own name"),
        ("password1234567", "password1234567", "first that are tried"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "first that are tried"),
    ],
)
def test_a_weak_password_is_refused(office: Office, password: str, again: str, why: str) -> None:
    form = {"password": password, "again": again}
    told = visit(office, "approver").post("/account/password", form)
    assert told.status_code == 422
    assert why in html.unescape(told.text)


def test_one_session_can_be_ended_and_nobody_elses(office: Office) -> None:
    here, there, other = (visit(office, who) for who in ("approver", "approver", "hr"))
    assert here.post("/account/sessions/end", {"session": there.session.id}).status_code == 303
    assert there.get("/account").status_code == 303
    told = here.post("/account/sessions/end", {"session": other.session.id})
    nothing = here.post("/account/sessions/end", {"session": "ses_0"})
    assert told.status_code == nothing.status_code == 404
    assert told.text == nothing.text
    assert other.get("/account").status_code == 200


def test_signing_out_everywhere_ends_all(office: Office) -> None:
    here, there = visit(office, "approver"), visit(office, "approver")
    assert here.post("/account/sessions/end-all").headers["location"] == "/sign-in"
    assert {here.get("/account").status_code, there.get("/account").status_code} == {303}


def test_a_token_is_shown_once_and_speaks_for_its_maker(office: Office) -> None:
    approver = visit(office, "approver")
    form = {"name": "report", "days": "30", "scope": ["read"]}
    found = re.search(r"smn_[\w-]+", approver.post("/account/tokens", form).text)
    assert found is not None
    assert found[0] not in approver.get("/account").text
    headers = {"Authorization": f"Bearer {found[0]}"}
    assert office.ask("", "GET", "/me", headers=headers).json()["id"] == office.id("approver")
    token = office.steersman.tokens.all(office.id("approver"))[0]["id"]
    assert visit(office, "hr").post("/account/tokens/revoke", {"token": token}).status_code == 404
    assert approver.post("/account/tokens/revoke", {"token": token}).status_code == 303
    assert office.ask("", "GET", "/me", headers=headers).status_code == 401


@pytest.mark.parametrize("days", ["0", "366", "", "x", "00001000"])
def test_a_token_holds_a_year_at_most(office: Office, days: str) -> None:
    form = {"name": "report", "days": days, "scope": ["read"]}
    assert visit(office, "approver").post("/account/tokens", form).status_code == 422


def test_a_browser_that_calls_itself_a_script_stays_text(office: Office) -> None:
    sign_in = office.steersman.sign_in
    account = sign_in.accounts.create(office.id("approver"), "a@example.org", by="system:test")
    sign_in.start(account, "password", From("x", "<script>alert(1)</script>"), second_factor=False)
    assert "<script>alert" not in visit(office, "approver").get("/account").text
