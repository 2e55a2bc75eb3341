"""Roles that need a second factor: who has one sets it up before anything else is open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from pydantic import ValidationError

from steersman.settings.product import Settings
from tests.governor.company import Company
from tests.web.office import Office, move_in
from tests.web.pages.approve.test_page import link
from tests.web.pages.sign_in.doors import app_of, knock
from tests.web.visitors import PASSWORD, account_of, browser_at, visit


class Strict(Company):
    """A company in which nobody approves or administers with a password alone."""

    def settings(self, worker: str = "local") -> Settings:
        asked = {"second_factor_for": "approver, administrator"}
        return super().settings(worker).model_copy(update=asked)


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Office]:
    company = Strict(tmp_path, "")
    with company.open() as steersman:
        yield move_in(steersman, company)


def test_a_misspelled_role_stops_the_start_instead_of_being_left_out() -> None:
    with pytest.raises(ValidationError, match="'approvers' is no role"):
        Settings(second_factor_for="approvers")
    assert Settings(second_factor_for="hr, approver,").second_factor_roles == {"hr", "approver"}


def test_a_password_alone_opens_nothing_but_the_setting_up(strict: Office) -> None:
    account_of(strict, "approver", PASSWORD)
    client = browser_at(strict.steersman)
    assert knock(client, "approver@example.org", next="/work").status_code == 303
    for path in ("/", "/work?status=all", "/approvals", "/people", "/console/helm", "/levels"):
        told = client.get(path)
        assert told.status_code == 303
        assert told.headers["location"].startswith("/account")
    assert client.get("/work").headers["location"] == "/account?next=/work"
    page = client.get("/account?next=/work").text
    assert "Set up a second factor" in page
    assert "Make the token" not in page
    for path in ("/account/tokens", "/account/theme", "/switches/throw", "/account/codes"):
        assert client.post(path, data={"scope": "everything"}).status_code == 303
    assert not strict.steersman.switches.thrown()
    assert not strict.steersman.tokens.all(strict.id("approver"))


def test_who_sets_it_up_goes_on_to_where_they_wanted(strict: Office) -> None:
    approver = visit(strict, "approver", second_factor=False)
    form = {"next": "/work"}
    page = approver.post("/account/app/begin", form).text
    secret = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page)
    assert secret is not None
    assert 'name="next" value="/work"' in page
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    code = app.at(int(strict.steersman.clock.now()))
    told = approver.post("/account/app", {"code": code, **form})
    assert len(set(re.findall(r"\b(?:[a-z2-7]{4}-){3}[a-z2-7]{4}\b", told.text))) == 10
    assert 'href="/work">I have kept them' in told.text
    assert approver.get("/work").status_code == 200


def test_who_set_it_up_elsewhere_gives_it_before_going_on(strict: Office) -> None:
    earlier = visit(strict, "approver", second_factor=False)
    app_of(strict)
    assert earlier.get("/work").headers["location"] == "/sign-in/again?next=/work"
    told = earlier.get("/account")  # nor do they add one of their own
    assert told.headers["location"] == "/sign-in/again?next=/account"
    assert earlier.get("/sign-in/again").status_code == 200


def test_who_has_no_such_role_is_not_asked(strict: Office) -> None:
    hr = visit(strict, "hr", second_factor=False)
    assert hr.get("/work").status_code == 200
    strict.steersman.permissions.assign(strict.id("hr"), "approver", by="system:test")
    assert hr.get("/work").status_code == 303  # from the next request on


def test_the_last_second_factor_stays(strict: Office) -> None:
    app_of(strict)
    approver = visit(strict, "approver")
    told = approver.post("/account/app/remove")
    assert (told.status_code, told.json()["error"]["rule"]) == (409, "second_factor_for")
    assert strict.steersman.sign_in.has_second_factor(strict.id("approver"))
    passkeys = strict.steersman.sign_in.passkeys
    passkeys.add("a2V5", strict.id("approver"), "phone", "cHVi", 0)
    assert approver.post("/account/app/remove").status_code == 303
    assert approver.post("/account/passkeys/remove", {"passkey": "a2V5"}).status_code == 409


def test_a_mailed_link_is_one_factor_and_not_enough(strict: Office) -> None:
    number = strict.leaver()
    client = browser_at(strict.steersman)
    path = link(strict, number)
    page = client.get(path).text
    assert "Sign in and answer" in page
    assert 'value="approve"' not in page
    told = client.post(path, data={"decision": "approve"})
    assert told.status_code == 409
    assert f"/approvals/{number}" in told.text
    strict.run()
    assert strict.status(number) == "held"


def test_the_api_says_who_must_have_one_and_who_lacks_it(strict: Office) -> None:
    account_of(strict, "approver", PASSWORD)
    account_of(strict, "hr", PASSWORD)
    told = strict.get("administrator", "/accounts").json()["accounts"]
    needed = {one["name"]: (one["needs_second_factor"], one["has_app"]) for one in told}
    assert needed == {"approver@example.org": (True, False), "hr@example.org": (False, False)}
    listed = visit(strict, "administrator").get("/accounts").text
    assert listed.count("second factor missing") == 2  # the administrator's own account too
