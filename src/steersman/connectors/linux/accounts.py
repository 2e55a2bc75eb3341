"""Accounts of one host, the id that names them, and who may never be touched.

The id is ``<uid>/<login>``, for example ``1042/jdoe``.  The uid is what the kernel and every file
know; the login is a check word: if the uid is another's by now (deleted and given out again), or
two logins share it, a person is asked.  The host itself is told by its host key.
"""

from __future__ import annotations

from dataclasses import dataclass

from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import NeedsPerson, Permanent

NEVER = "never"
FIRST_DAY = "1"  # 1970-01-02: day 0 is ambiguous, says shadow(5)
LOCKED, UNLOCKED, ELSEWHERE = "locked", "unlocked", "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One line of passwd with the state of its shadow line."""

    uid: int
    login: str
    gecos: str = ""
    home: str = ""
    shell: str = "/bin/sh"
    password: str = UNLOCKED  # or "locked", or "elsewhere": kept by a directory, not here
    expires: str = NEVER  # days since 1970, or "never"

    @property
    def id(self) -> str:
        return f"{self.uid}/{self.login}"

    @property
    def full_name(self) -> str:
        return self.gecos.split(",")[0]

    @property
    def called(self) -> str:
        """“Jane Doe (jdoe)”."""
        return f"{self.full_name} ({self.login})" if self.full_name else self.login

    @property
    def employee_number(self) -> str:
        parts = self.gecos.split(",", 4)
        return parts[4].strip() if len(parts) == 5 else ""

    @property
    def disabled(self) -> bool:
        return self.expires == FIRST_DAY


def parse_id(account: str) -> tuple[int, str]:
    uid, slash, login = account.partition("/")
    if not (slash and login and uid.isascii() and uid.isdigit()):
        raise Permanent(f"{account!r} is no account id of a host: <uid>/<login> is")
    return int(uid), login


def person_account(accounts: tuple[Account, ...], account: str, settings: LinuxSettings) -> Account:
    """The account with that id, if it is a person's own; otherwise the error that says why not."""
    uid, login = parse_id(account)
    refuse_protected(uid, login, settings)
    found = [each for each in accounts if each.uid == uid]
    if not found:
        raise Permanent(f"{settings.address} has no account with uid {uid}: look it up again")
    if [each.login for each in found] != [login]:
        others = ", ".join(sorted(each.login for each in found))
        raise NeedsPerson(
            f"On {settings.address} uid {uid} is {others} now, not {login} alone. "
            "Whose account is it?"
        )
    return found[0]


def refuse_protected(uid: int, login: str, settings: LinuxSettings) -> None:
    where = settings.address
    if not settings.uid_min <= uid <= settings.uid_max:
        raise Permanent(
            f"{login} (uid {uid}) on {where} is the system's own account: never touched"
        )
    if login in ("root", settings.user):
        raise Permanent(f"{login} on {where} is our own user: it would lock us out")
    if login in settings.protected_users or login in settings.service_users:
        raise Permanent(f"{login} on {where} is protected by the settings of this system")
