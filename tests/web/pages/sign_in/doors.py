"""What somebody does at the door: type a name, a password and a code."""

from __future__ import annotations

from dataclasses import replace

import pyotp
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.governor.company import HR
from tests.web.office import Office
from tests.web.visitors import PASSWORD, account_of, browser_at


def knock(
    client: TestClient, name: str, password: str = PASSWORD, next: str = "/", **headers: str
) -> Response:
    form = {"name": name, "password": password, "next": next}
    answer: Response = client.post("/sign-in", data=form, headers=headers)
    return answer


def with_password(office: Office, who: str = "approver") -> TestClient:
    """A browser with empty pockets, at an office where ``who`` has a password."""
    account_of(office, who, PASSWORD)
    return browser_at(office.steersman)


def app_of(office: Office, who: str = "approver") -> pyotp.TOTP:
    """Somebody's authenticator app, set up by a code of the step before."""
    totp, account = office.steersman.sign_in.totp, account_of(office, who)
    app = pyotp.TOTP(totp.begin(account.id))
    assert totp.confirm(account.id, app.at(int(office.steersman.clock.now()) - 30))
    return app


def code_of(office: Office, app: pyotp.TOTP, steps: int = 0) -> str:
    return app.at(int(office.steersman.clock.now()) + 30 * steps)


def is_in(client: TestClient) -> bool:
    """Whether this browser is signed in."""
    return bool(client.get("/account").status_code == 200)


def same_mail(office: Office, person: str, mail: str) -> None:
    """HR says that they have this address."""
    number = office.steersman.people.get(person).employee_number
    source = replace(HR, native_key=number)
    office.steersman.people.change(person, {"mail": mail}, by="system:test", source=source)
