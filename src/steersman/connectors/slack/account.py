"""Deactivate a Slack account.  Slack never deletes one: its DELETE deactivates as well."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.slack.client import Slack, eq
from steersman.connectors.slack.errors import Unsupported
from steersman.connectors.slack.resources import User
from steersman.domain.errors import Permanent
from steersman.domain.plan import Change, Plan, is_known

ON, OFF = "true", "false"
IN_WORDS = {"active": "sign-in", ON: "allowed", OFF: "blocked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountParams:
    account: str  # Slack's user id: U… or W…


def account_in(target: str, system: str) -> str:
    named, _, account = target.partition(":")
    if named != system or not account:
        raise Permanent(f"{target!r} is not an account of {system}")
    return account


class DisableAccount(Capability[AccountParams]):
    """Keep somebody from signing in to any workspace; messages and files stay."""

    params = AccountParams
    spec = Spec(
        name="account.disable",
        summary="Deactivate a Slack account",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"admin"}),
        rate_limit=RateLimit(calls=180, per=60.0),  # SCIM's own for updates of users
        verify_within=10.0,
    )

    def __init__(self, system: str, slack: Slack) -> None:
        self.system, self._slack = system, slack

    def plan(self, params: AccountParams) -> Plan:
        if is_known(params.account) and self._slack.user(params.account).active is False:
            return Plan(self.key, ())
        target = f"{self.system}:{params.account}"
        return Plan(self.key, (Change(target, "active", ON, OFF),), names=IN_WORDS)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._set(change.target, to=False)

    def verify(self, plan: Plan) -> bool:
        """Ask the user's own address and the list of users."""
        return all(self._is_off(account_in(change.target, self.system)) for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._set(change.target, to=True)

    def _set(self, target: str, *, to: bool) -> None:
        account = account_in(target, self.system)
        if (self._slack.user(account).active is not False) != to:
            self._slack.set_active(account, to)

    def _is_off(self, account: str) -> bool:
        own = self._slack.user(account)
        if own.active is not False:
            return False
        listed = self._listed(own)
        return listed is None or listed.active is False

    def _listed(self, own: User) -> User | None:
        """``None``: not in the list, or Slack cannot filter by that."""
        try:
            found = self._slack.users(eq("userName", own.user_name))
        except Unsupported:
            return None
        return next((user for user in found if user.id == own.id), None)
