"""The second factor: codes that count once, recovery codes, and being asked again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from steersman.web.errors import Problem
from steersman.web.sign_in import cookies
from steersman.web.sign_in.session import visitor_of
from steersman.web.sign_in.step_up import second_factor_again
from tests.web.office import Office
from tests.web.pages.sign_in.doors import app_of, code_of, is_in, knock, with_password
from tests.web.visitors import PASSWORD, Visit, account_of, browser_at, visit

FACTOR = "/sign-in/second-factor"


def half_in(office: Office) -> TestClient:
    """A browser that gave the password and is asked for a code."""
    client = with_password(office)
    told = knock(client, "approver@example.org", next="/work")
    assert (told.status_code, told.headers["location"]) == (303, FACTOR)
    return client


def test_the_password_alone_is_not_enough(office: Office) -> None:
    app_of(office)
    client = half_in(office)
    assert not is_in(client)
    assert "second factor" in client.get(FACTOR).text


def test_a_code_of_the_app_lets_in_once(office: Office) -> None:
    app = app_of(office)
    code = code_of(office, app)
    client = half_in(office)
    told = client.post(FACTOR, data={"code": f"{code[:3]} {code[3:]}"})
    assert (told.status_code, told.headers["location"]) == (303, "/work")
    assert is_in(client)
    seen_by_somebody = half_in(office)
    assert seen_by_somebody.post(FACTOR, data={"code": code}).status_code == 401
    assert not is_in(seen_by_somebody)


def test_the_step_is_over_when_it_was_used(office: Office) -> None:
    app = app_of(office)
    client = half_in(office)
    secret = client.cookies[cookies.name_of(office.steersman, cookies.SIGNING_IN)]
    client.post(FACTOR, data={"code": code_of(office, app)})
    thief = browser_at(office.steersman)
    thief.cookies.set(cookies.name_of(office.steersman, cookies.SIGNING_IN), secret)
    told = thief.post(FACTOR, data={"code": code_of(office, app, 1)})
    assert told.headers["location"] == "/sign-in"
    assert not is_in(thief)


@pytest.mark.parametrize("code", ["", "000000", "١٢٣٤٥٦", "x" * 4000, "\x01"])
def test_what_is_no_code_is_refused(office: Office, code: str) -> None:
    app_of(office)
    client = half_in(office)
    assert client.post(FACTOR, data={"code": code}).status_code == 401
    assert not is_in(client)


def test_guessing_codes_is_slowed_down(office: Office) -> None:
    app = app_of(office)
    client = half_in(office)
    told = [client.post(FACTOR, data={"code": f"00000{n}"}).status_code for n in range(7)]
    assert told == [401] * 6 + [429]
    assert client.post(FACTOR, data={"code": code_of(office, app)}).status_code == 429


def test_a_recovery_code_lets_in_once_in_any_spelling(office: Office) -> None:
    app_of(office)
    code = office.steersman.sign_in.recovery.make(office.id("approver"))[3]
    spelled = code.replace("-", " ").upper()
    assert half_in(office).post(FACTOR, data={"code": spelled}).status_code == 303
    assert half_in(office).post(FACTOR, data={"code": code}).status_code == 401
    assert office.ledger("recovery-code-used")[0]["left"] == 9


def test_somebody_elses_recovery_code_is_none(office: Office) -> None:
    app_of(office)
    account_of(office, "hr")
    code = office.steersman.sign_in.recovery.make(office.id("hr"))[0]
    assert half_in(office).post(FACTOR, data={"code": code}).status_code == 401


def test_it_is_noted_when_the_second_factor_was_given(office: Office) -> None:
    app = app_of(office)
    half_in(office).post(FACTOR, data={"code": code_of(office, app)})
    session = office.steersman.sign_in.sessions.running(office.id("approver"))[0]
    assert session.second_factor_at == session.created_at


def test_proving_it_again_renews_the_secret_of_the_session(office: Office) -> None:
    app = app_of(office)
    approver = visit(office, "approver", second_factor=False)
    name = cookies.name_of(office.steersman, cookies.SESSION)
    before = approver.http.cookies[name]
    assert approver.post("/sign-in/again", {"code": "123"}).status_code == 401
    told = approver.post("/sign-in/again", {"code": code_of(office, app), "next": "/work"})
    assert (told.status_code, told.headers["location"]) == (303, "/work")
    assert approver.get("/account").status_code == 200
    stale = browser_at(office.steersman)
    stale.cookies.set(name, before)
    assert not is_in(stale)


def test_a_risky_step_asks_for_it_only_when_it_is_not_recent(office: Office) -> None:
    app_of(office)
    assert way(office, visit(office, "approver", second_factor=True)) == ""
    assert way(office, visit(office, "approver", second_factor=False)) == "/sign-in/again?next=/x"


def test_who_has_no_second_factor_is_sent_to_set_one_up(office: Office) -> None:
    assert way(office, visit(office, "approver", second_factor=False)) == "/account?next=/x"


def way(office: Office, visitor: Visit) -> str:
    """Where ``second_factor_again`` sends them; empty: nowhere."""
    name = cookies.name_of(office.steersman, cookies.SESSION)
    request = SimpleNamespace(cookies={name: visitor.http.cookies[name]}, headers={}, method="POST")
    found = visitor_of(request, office.steersman)  # type: ignore[arg-type]  # all that it reads
    assert found is not None
    try:
        second_factor_again(request, office.steersman, found, next="/x")  # type: ignore[arg-type]  # as above
    except Problem as problem:
        return problem.headers["Location"]
    return ""


def test_without_a_second_factor_the_password_proves_it_again(office: Office) -> None:
    account_of(office, "approver", PASSWORD)
    approver = visit(office, "approver", second_factor=False)
    assert approver.post("/sign-in/again", {"password": "wrong"}).status_code == 401
    assert approver.post("/sign-in/again", {"password": PASSWORD}).status_code == 303
    session = office.steersman.sign_in.sessions.running(office.id("approver"))[0]
    assert session.second_factor_at is None
