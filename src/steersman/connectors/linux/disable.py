"""Lock an account on a host and let it expire, so that neither password nor key opens it.

A locked password alone leaves SSH keys working where PAM is used; an expired account is refused
by sshd with and without PAM (sshd(8), shadow(5)).  authorized_keys stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.linux.accounts import (
    ELSEWHERE,
    FIRST_DAY,
    LOCKED,
    NEVER,
    UNLOCKED,
    Account,
    person_account,
)
from steersman.connectors.linux.client import Edit, LinuxHost
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import Permanent
from steersman.domain.plan import Change, Plan, is_known

EPOCH = date(1970, 1, 1)
PASSWORD, EXPIRES = "password", "expires"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableParams:
    account: str  # "<uid>/<login>"


@dataclass(frozen=True, slots=True)
class DisableAccount(Capability[DisableParams]):
    """Lock the password and expire the account; undo restores both exactly."""

    system: str
    host: LinuxHost
    settings: LinuxSettings
    params = DisableParams
    spec = Spec(
        name="account.disable",
        summary="Lock an account on a host and let it expire",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"accounts, access, access_again, jobs_of of steersman-host"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=2.0,
    )

    def plan(self, params: DisableParams) -> Plan:
        if not is_known(params.account):
            return Plan(self.key, (), warnings=("the account does not exist yet",))
        account = self._account(params.account)
        if account.password == ELSEWHERE:
            raise Permanent(f"{account.login} is kept by a directory, not here: disable it there")
        target = f"{self.system}:{account.id}"
        changes = []
        if account.password == UNLOCKED:
            changes.append(Change(target, PASSWORD, UNLOCKED, LOCKED))
        if account.expires != FIRST_DAY:
            before = _as_date(account.expires)
            changes.append(Change(target, EXPIRES, before, _as_date(FIRST_DAY)))
        names = {target: account.called, EXPIRES: "account expires"}
        warnings = _told(self.host.jobs(account))
        return Plan(self.key, tuple(changes), warnings=warnings, names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for target in plan.targets:
            edits = {
                c.attribute: Edit(_raw(c.before), _raw(c.after)) for c in plan if c.target == target
            }
            self._edit(target, edits, undo=False)

    def verify(self, plan: Plan) -> bool:
        for change in plan:
            account = self._account(self._id(change.target))
            password, expires = self.host.access(account.login)
            now = password if change.attribute == PASSWORD else _as_date(expires)
            if now != change.after:
                return False
        return True

    def undo(self, plan: Plan, *, key: str) -> None:
        for target in plan.targets:
            edits = {
                c.attribute: Edit(_raw(c.after), _raw(c.before)) for c in plan if c.target == target
            }
            self._edit(target, edits, undo=True)

    def _edit(self, target: str, edits: dict[str, Edit], *, undo: bool) -> None:
        account = self._account(self._id(target))
        keep = Edit()
        password, expires = edits.get(PASSWORD, keep), edits.get(EXPIRES, keep)
        self.host.edit_access(account, password, expires, undo=undo)

    def _account(self, account: str) -> Account:
        return person_account(self.host.accounts(), account, self.settings)

    def _id(self, target: str) -> str:
        return target.removeprefix(f"{self.system}:")


def _as_date(days: str) -> str | None:
    """Shadow's day count as a date; ``None`` for never."""
    return None if days == NEVER else (EPOCH + timedelta(days=int(days))).isoformat()


def _raw(value: str | None) -> str:
    """A plan's value as the host writes it."""
    if value in (LOCKED, UNLOCKED):
        return value or ""
    return NEVER if value is None else str((date.fromisoformat(value) - EPOCH).days)


def _told(jobs: tuple[str, ...]) -> tuple[str, ...]:
    """What starts by itself: said, never changed."""
    told = []
    if "crontab" in jobs:
        told.append(
            "has a crontab, which stays: a cron that asks PAM (Debian, Red Hat) skips an expired "
            "account, busybox's does not"
        )
    if "at" in jobs:
        told.append(f"has {jobs.count('at')} at job(s): atd asks PAM and skips an expired account")
    if "linger" in jobs:
        told.append(
            "has lingering services and timers of systemd: those that run now go on until "
            "session.end; they do not start again while the account is expired"
        )
    return tuple(told)
