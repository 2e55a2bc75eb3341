"""Who held the link to somebody's password has not become a second person by it."""

from __future__ import annotations

import re

from steersman.web.sign_in import cookies
from tests.web.office import Office
from tests.web.visitors import PASSWORD, Visit, browser_at


def played(office: Office) -> Visit:
    """The approver's account, made by the administrator, who uses its link."""
    asked = {"person": office.id("approver")}
    link = office.post("administrator", "/accounts", asked).json()["link"]
    client = browser_at(office.steersman)
    path = "/" + link.split("/", 3)[3]
    client.post(path, data={"password": PASSWORD, "again": PASSWORD})
    form = {"name": "approver@example.org", "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 303
    secret = client.cookies[cookies.name_of(office.steersman, cookies.SESSION)]
    session = office.steersman.sign_in.sessions.find(secret)
    assert session is not None
    renewed = office.steersman.sign_in.sessions.proved(session.id, second_factor=True)
    client.cookies.clear()
    client.cookies.set(cookies.name_of(office.steersman, cookies.SESSION), renewed)
    return Visit(client, session, office.steersman.sign_in.csrf(session))


def test_a_plan_is_not_approved_by_who_asked_for_it_under_another_name(office: Office) -> None:
    number = office.leaver("administrator")
    form = {"digest": office.digest(number), "verdict": "approve", "reason": "fine"}
    told = played(office).post(f"/approvals/{number}", form)
    assert told.status_code == 403
    assert office.status(number) == "held"


def test_a_token_made_in_such_a_session_hides_nobody(office: Office) -> None:
    number = office.leaver("administrator")
    form = {"name": "n", "days": "1", "scope": ["approve"]}
    found = re.search(r"smn_[\w-]+", played(office).post("/account/tokens", form).text)
    assert found is not None
    headers = {"Authorization": f"Bearer {found[0]}"}
    body = {"digest": office.digest(number)}
    told = office.ask("", "POST", f"/work/{number}/approve", body, headers=headers)
    assert (told.status_code, told.json()["error"]["rule"]) == (403, "four-eyes")


def test_plans_of_others_they_may_approve(office: Office) -> None:
    number = office.leaver("hr")
    form = {"digest": office.digest(number), "verdict": "approve", "reason": "fine"}
    assert played(office).post(f"/approvals/{number}", form).status_code == 303
