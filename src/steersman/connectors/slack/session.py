"""End every session of one Slack user, on all devices."""

from __future__ import annotations

from dataclasses import replace

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.slack.account import AccountParams, account_in
from steersman.connectors.slack.client import Slack
from steersman.domain.plan import Change, Plan, is_known

OPEN, NONE = "open", "none"


class EndSessions(Capability[AccountParams]):
    """Sign somebody out everywhere.

    The row says ``open`` and ``none``, not how many: sessions come and go between rehearsal and
    run, and the same decision covers them all.  The number is in the warning.
    Source: docs.slack.dev/reference/methods/admin.users.session.reset
    """

    params = AccountParams
    spec = Spec(
        name="session.end",
        summary="End all open Slack sessions",
        risk=Risk.LOW,
        restores=False,
        reversal=Reversal.BEST_EFFORT,
        permissions=frozenset({"admin.users:read", "admin.users:write"}),
        rate_limit=RateLimit(calls=20, per=60.0),
        verify_within=30.0,
    )

    def __init__(self, system: str, slack: Slack, resets_per_minute: int) -> None:
        self.system, self._slack = system, slack
        self.spec = replace(
            type(self).spec, rate_limit=RateLimit(calls=resets_per_minute, per=60.0)
        )

    def plan(self, params: AccountParams) -> Plan:
        sessions = self._slack.open_sessions(params.account) if is_known(params.account) else 0
        if not sessions:
            return Plan(self.key, ())
        change = Change(f"{self.system}:{params.account}", "sessions", OPEN, NONE)
        return Plan(self.key, (change,), warnings=(f"{sessions} open sessions will be ended",))

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            account = account_in(change.target, self.system)
            if self._slack.open_sessions(account):
                self._slack.reset_sessions(account)

    def verify(self, plan: Plan) -> bool:
        """The list is empty: another method of Slack's than the one that ended them."""
        accounts = [account_in(change.target, self.system) for change in plan]
        return not any(self._slack.open_sessions(account) for account in accounts)

    def undo(self, plan: Plan, *, key: str) -> None:
        """An ended session stays ended; the person can sign in again if the account may."""
