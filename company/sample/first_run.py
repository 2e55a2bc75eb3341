"""The sample's first hour: HR's people are taken in, and five of them get a role and a sign-in."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from company import systems
from company.people import Employee, in_department
from company.sample import estate
from steersman.bootstrap import Steersman
from steersman.settings.product import Settings

BY = "system:sample"
LASTS = 365 * 86400.0  # seconds
SCOPES = ("read", "act", "approve", "admin")


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody of the sample who may sign in; token and password stand in files of their own."""

    role: str
    person: Employee
    token_file: Path

    @property
    def password_file(self) -> Path:
        return self.token_file.with_suffix(".password")


def sign_ins(home: Path) -> list[SignIn]:
    """Who has which role at Meridian, and where their token is kept."""
    it, compliance = in_department("it"), in_department("compliance")
    chosen = {
        "administrator": it[0],
        "approver": it[1],
        "hr": in_department("hr")[0],
        "security": compliance[0],
        "auditor": compliance[1],
    }
    folder = home / "sign-in"
    return [SignIn(role, person, folder / role) for role, person in chosen.items()]


def prepare(home: Path, settings: Settings) -> None:
    """Do it once in the life of the product's data; later starts find it done."""
    mark = settings.data / "sample-is-prepared"
    if mark.exists():
        return
    steersman = Steersman(settings)
    try:
        steersman.poll_hr()
        estate.prepare(steersman)
        for sign_in in sign_ins(home):
            _let_in(steersman, sign_in)
    finally:
        steersman.close()
    mark.touch()


def _let_in(steersman: Steersman, sign_in: SignIn) -> None:
    person = steersman.people.by_employee_number(sign_in.person.employee_number)
    if person is None:
        raise LookupError(f"HR's file does not name {sign_in.person.full_name}")
    steersman.permissions.assign(person.id, sign_in.role, by=BY)
    expires = time.time() + LASTS
    name = f"sample {sign_in.role}"
    token = steersman.tokens.create(person.id, SCOPES, name, expires)
    sign_in.token_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    systems.write_secret(sign_in.token_file, token)
    _give_password(steersman, person.id, sign_in)


def _give_password(steersman: Steersman, person: str, sign_in: SignIn) -> None:
    """For the console: the mail address as the name, and a password of this installation alone."""
    password = "-".join(secrets.token_hex(3) for _ in range(4))
    _, link = steersman.sign_in.create(person, sign_in.person.mail, by=BY)
    steersman.sign_in.set_password(link, password)
    systems.write_secret(sign_in.password_file, password)
