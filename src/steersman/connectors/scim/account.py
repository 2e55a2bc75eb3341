"""Disable an account, and much later delete it (RFC 7644 §3.5.2, §3.6)."""

from __future__ import annotations

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.scim.accounts import AccountParams, Accounts
from steersman.connectors.scim.resources import User
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.plan import Change, Plan, is_known

ON, OFF = "true", "false"
IN_WORDS = {"active": "sign-in", ON: "allowed", OFF: "blocked"}
SLOWEST_REPLICA = 10.0  # seconds until another route of a SaaS product shows a write


class DisableAccount(Capability[AccountParams]):
    """Keep somebody from signing in: ``active`` becomes false, everything else stays."""

    params = AccountParams
    spec = Spec(
        name="account.disable",
        summary="Disable a sign-in account",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"users.read", "users.write"}),
        rate_limit=RateLimit(calls=120, per=60.0),
        verify_within=SLOWEST_REPLICA,
    )

    def __init__(self, accounts: Accounts) -> None:
        self._accounts, self.system = accounts, accounts.system

    def plan(self, params: AccountParams) -> Plan:
        target = self._accounts.target(params.account)
        if is_known(params.account) and self._accounts.user(params.account).active is False:
            return Plan(self.key, ())
        return Plan(self.key, (Change(target, "active", ON, OFF),), names=IN_WORDS)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._set(change.target, to=False)

    def verify(self, plan: Plan) -> bool:
        """Ask the account's own address and the list, both over new connections."""
        with self._accounts.client.fresh() as client:
            second = Accounts(self.system, client)
            return all(_is_off(second, second.account(change.target)) for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._set(change.target, to=True)

    def _set(self, target: str, *, to: bool) -> None:
        """Write only if it is not so already, and only onto the version that was read."""
        user = self._accounts.user(self._accounts.account(target))
        if (user.active is not False) != to:
            self._accounts.patch_user(user, _replace_active(to))


class DeleteAccount(Capability[AccountParams]):
    """Remove a disabled account for good, with whatever the system keeps under it."""

    params = AccountParams
    spec = Spec(
        name="account.delete",
        summary="Delete a disabled account for good",
        risk=Risk.CRITICAL,
        reversal=Reversal.NONE,
        permissions=frozenset({"users.read", "users.write"}),
        rate_limit=RateLimit(calls=10, per=60.0),
        verify_within=SLOWEST_REPLICA,
    )

    def __init__(self, accounts: Accounts) -> None:
        self._accounts, self.system = accounts, accounts.system

    def plan(self, params: AccountParams) -> Plan:
        user = self._accounts.user_or_none(params.account) if is_known(params.account) else None
        if user is None:
            return Plan(self.key, ())
        self._require_disabled(user)
        target = self._accounts.target(user.id)
        return Plan(self.key, (Change(target, "account", "present", None),))

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            user = self._accounts.user_or_none(self._accounts.account(change.target))
            if user is not None:
                self._require_disabled(user)
                self._accounts.delete_user(user)

    def verify(self, plan: Plan) -> bool:
        with self._accounts.client.fresh() as client:
            second = Accounts(self.system, client)
            return all(_is_gone(second, second.account(change.target)) for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        """Nothing brings it back, which is why the declaration says so."""

    def _require_disabled(self, user: User) -> None:
        if user.active is not False:
            raise Permanent(
                f"{self.system}: account {user.id} is still active: disable it before deleting it"
            )


def _is_off(accounts: Accounts, account: str) -> bool:
    own = accounts.user(account)
    if own.active is not False:
        return False
    listed = accounts.listed(account, own.user_name)
    return listed is None or listed.active is False


def _is_gone(accounts: Accounts, account: str) -> bool:
    return accounts.user_or_none(account) is None and accounts.listed(account, "") is None


def _replace_active(value: bool) -> Json:
    return {"op": "replace", "path": "active", "value": value}
