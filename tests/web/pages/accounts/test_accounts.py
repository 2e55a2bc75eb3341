"""The accounts pages: what an administrator sees and does there, and what nobody else may."""

from __future__ import annotations

import re

import pytest

from tests.web.office import Office
from tests.web.pages.sign_in.doors import app_of, is_in, knock
from tests.web.visitors import PASSWORD, account_of, browser_at, visit

LINK = re.compile(r"/sign-in/password/[\w-]+")
HOSTILE = '"><img onerror=alert(1)>'


def test_the_list_tells_how_each_signs_in_and_who_has_no_second_factor(office: Office) -> None:
    administrator = visit(office, "administrator")
    account_of(office, "hr", PASSWORD)
    app_of(office, "approver")
    told = administrator.get("/accounts").text
    assert "1 account signs in with a password alone" in told
    assert "STEERSMAN_SECOND_FACTOR_FOR" in told
    narrowed = administrator.get("/accounts?way=alone").text
    assert "hr@example.org" in narrowed
    assert "approver@example.org" not in narrowed
    by_role = administrator.get("/accounts?role=approver").text
    assert "approver@example.org" in by_role
    assert "hr@example.org" not in by_role
    assert "No account fits" in administrator.get("/accounts?q=nobody-is-called-so").text


@pytest.mark.parametrize("path", ["/accounts", "/accounts/new", "/accounts/console:x"])
def test_nobody_else_reads_them(office: Office, path: str) -> None:
    for who in ("employee", "technician", "approver", "hr"):
        told = visit(office, who).get(path)
        assert told.status_code == 403
        assert told.json()["error"]["rule"].startswith("sign_in_account.")
    assert 'href="/accounts"' not in visit(office, "approver").get("/account").text
    assert 'href="/accounts"' in visit(office, "administrator").get("/account").text


def test_an_account_is_added_and_its_link_sets_the_password(office: Office) -> None:
    administrator = visit(office, "administrator")
    form = {"person": "approver2@example.org", "role": ["approver", "auditor"]}
    told = administrator.post("/accounts/new", form)
    link = LINK.search(told.text)
    assert link is not None
    person = office.id("approver2")
    assert office.steersman.permissions.roles_of(person) == {"approver", "auditor"}
    assert link[0] not in administrator.get(f"/accounts/{person}").text
    owner = browser_at(office.steersman)
    owner.post(link[0], data={"password": PASSWORD, "again": PASSWORD})
    knock(owner, "approver2@example.org")
    assert is_in(owner)
    account = office.steersman.sign_in.accounts.get(person)
    assert account.vouched_by == office.id("administrator")  # no second pair of eyes


@pytest.mark.parametrize(
    ("form", "what"),
    [
        ({"person": "no.such@example.org"}, "there is no person"),
        ({"person": ""}, "nobody is named"),
        ({"person": HOSTILE, "role": ["auditor"]}, "there is no person"),
        ({"person": "a/b", "outside": "yes"}, "without a slash"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    office: Office, form: dict[str, object], what: str
) -> None:
    told = visit(office, "administrator").post("/accounts/new", form)
    assert told.status_code == 422
    assert what in told.text
    assert "<img onerror" not in told.text
    assert f'value="auditor"{" checked" if "role" in form else ""}' in told.text


def test_roles_are_given_and_taken_from_the_next_request_on(office: Office) -> None:
    administrator, hr = visit(office, "administrator"), visit(office, "hr")
    assert hr.get("/ledger").status_code == 403
    path = f"/accounts/{office.id('hr')}/roles"
    administrator.post(path, {"role": ["auditor"]})
    assert office.steersman.permissions.roles_of(office.id("hr")) == {"auditor"}
    assert hr.get("/ledger").status_code == 200


def test_nobody_changes_their_own_roles_or_disables_themselves(office: Office) -> None:
    administrator, me = visit(office, "administrator"), office.id("administrator")
    told = administrator.post(f"/accounts/{me}/roles", {"role": ["administrator", "approver"]})
    assert (told.status_code, told.json()["error"]["rule"]) == (403, "four-eyes")
    assert administrator.post(f"/accounts/{me}/disable").status_code == 409
    assert office.steersman.permissions.roles_of(me) == {"administrator"}
    assert "Keep these roles" not in administrator.get(f"/accounts/{me}").text


def test_a_disabled_account_is_signed_out_and_may_be_enabled(office: Office) -> None:
    administrator, hr = visit(office, "administrator"), visit(office, "hr")
    path = f"/accounts/{office.id('hr')}"
    administrator.post(f"{path}/disable")
    assert hr.get("/account").status_code == 303
    assert "Disabled" in administrator.get("/accounts?way=disabled").text
    administrator.post(f"{path}/enable")
    assert visit(office, "hr").get("/account").status_code == 200


def test_a_reset_forgets_the_second_factor_only_when_it_is_asked_to(office: Office) -> None:
    administrator, who = visit(office, "administrator"), office.id("approver")
    app_of(office)
    administrator.post(f"/accounts/{who}/reset")
    assert office.steersman.sign_in.has_second_factor(who)
    told = administrator.post(f"/accounts/{who}/reset", {"second_factors": "yes"})
    assert LINK.search(told.text)
    assert not office.steersman.sign_in.has_second_factor(who)


def test_sessions_end_one_by_one_or_all_and_never_those_of_another_path(office: Office) -> None:
    administrator = visit(office, "administrator")
    one, two = visit(office, "hr"), visit(office, "hr")
    auditor, path = visit(office, "auditor"), f"/accounts/{office.id('hr')}/sessions"
    told = administrator.post(f"{path}/end", {"session": auditor.session.id})
    assert told.status_code == 404
    administrator.post(f"{path}/end", {"session": one.session.id})
    assert [s.get("/account").status_code for s in (one, two)] == [303, 200]
    administrator.post(f"{path}/end-all")
    assert two.get("/account").status_code == 303
    assert auditor.get("/account").status_code == 200


def test_a_token_of_somebody_else_is_revoked(office: Office) -> None:
    assert office.get("hr", "/people").status_code == 200
    (token,) = office.steersman.tokens.all(office.id("hr"))
    account_of(office, "hr")
    administrator, path = visit(office, "administrator"), f"/accounts/{office.id('hr')}"
    assert token["id"] in administrator.get(path).text
    other = f"/accounts/{account_of(office, 'auditor').id}/tokens/revoke"
    assert administrator.post(other, {"token": token["id"]}).status_code == 404
    administrator.post(f"{path}/tokens/revoke", {"token": token["id"]})
    assert office.get("hr", "/people").status_code == 401
    assert [told["token"] for told in office.ledger("token-revoked")] == [token["id"]]


@pytest.mark.parametrize("act", ["new", "{hr}/roles", "{hr}/reset", "{hr}/disable", "{hr}/enable"])
def test_an_open_browser_is_not_enough(office: Office, act: str) -> None:
    account_of(office, "hr")
    app_of(office, "administrator")
    administrator = visit(office, "administrator", second_factor=False)
    path = f"/accounts/{act.format(hr=office.id('hr'))}"
    told = administrator.post(path, {"person": "auditor@example.org", "role": ["auditor"]})
    assert told.status_code == 303
    assert told.headers["location"].startswith("/sign-in/again?next=/accounts/")
    assert office.steersman.permissions.roles_of(office.id("hr")) == {"hr"}


def test_security_ends_and_disables_but_gives_nothing(office: Office) -> None:
    hr, security = visit(office, "hr"), visit(office, "security")
    path = f"/accounts/{office.id('hr')}"
    assert "Disable…" in security.get(path).text
    for act in ("roles", "reset", "enable", "tokens/revoke"):
        assert security.post(f"{path}/{act}").status_code == 403
    assert security.post(f"{path}/disable").status_code == 303
    assert hr.get("/account").status_code == 303
