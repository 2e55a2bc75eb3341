"""``session.end``: end the mail sessions that are open now.

A session that was opened before the account was locked keeps working until it is kicked, and
Dovecot's authentication cache may let a locked user in again: so flush first, then kick.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.dovecot.client import Doveadm, NotFound, Row
from steersman.connectors.dovecot.mailbox import Mailboxes
from steersman.domain.plan import Change, Plan, is_known

SESSIONS, OPEN, NONE = "sessions", "open", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEndParams:
    account: str  # the mailbox id, jdoe/<INBOX GUID>


class SessionEnd(Capability[SessionEndParams]):
    """End every open mail session of one person and forget the cached sign-in."""

    spec = Spec(
        name="session.end",
        summary="End all open mail sessions of one person",
        risk=Risk.LOW,
        restores=False,
        reversal=Reversal.BEST_EFFORT,  # they sign in again; a session does not come back
        permissions=frozenset({"who", "kick", "authCacheFlush", "mailboxStatus"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=5.0,  # kick returns before the session is gone
    )
    params = SessionEndParams

    def __init__(self, doveadm: Doveadm, mailboxes: Mailboxes) -> None:
        self._doveadm = doveadm
        self._mailboxes = mailboxes
        self.system = mailboxes.system

    def plan(self, params: SessionEndParams) -> Plan:
        if not is_known(params.account):
            return Plan(self.key, ())  # a mailbox that does not exist yet has no sessions
        mailbox = self._mailboxes.resolve_or_gone(params.account)
        open_now = self._open(mailbox.user)
        if not open_now:
            return Plan(self.key, ())
        change = Change(self._mailboxes.target(mailbox), SESSIONS, OPEN, NONE)
        names = {**self._mailboxes.called(mailbox), SESSIONS: "open mail sessions"}
        return Plan(self.key, (change,), warnings=(_described(open_now),), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            user = self._mailboxes.resolve_or_gone(change.target).user
            self._doveadm.rows("authCacheFlush", user=[user])
            self._kick(user)

    def verify(self, plan: Plan) -> bool:
        return not any(
            self._open(self._mailboxes.resolve_or_gone(change.target).user) for change in plan
        )

    def undo(self, plan: Plan, *, key: str) -> None:
        """Nothing: the person signs in again."""

    def _open(self, user: str) -> list[Row]:
        # The mask may match more than was meant on a server that compares otherwise than we do.
        return [r for r in self._doveadm.rows("who", mask=[user]) if r.get("username") == user]

    def _kick(self, user: str) -> None:
        try:
            self._doveadm.rows("kick", mask=[user])
        except NotFound:
            return  # nobody left to kick: a retry, or the session ended by itself


def _described(rows: list[Row]) -> str:
    count: Counter[str] = Counter()
    for row in rows:
        count[str(row.get("service", "?"))] += int(row.get("connections", 1))
    kinds = ", ".join(f"{service} {number}" for service, number in sorted(count.items()))
    return f"{count.total()} open mail session(s) will be cut: {kinds}"
