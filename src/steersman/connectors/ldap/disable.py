"""Stop one person from signing in anywhere that asks this directory."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.ldap.accounts import Accounts, changed_since
from steersman.connectors.ldap.directory import Entry
from steersman.connectors.ldap.filters import All
from steersman.connectors.ldap.flavour import DISABLED
from steersman.domain.plan import Change, Plan

SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableParams:
    account: str  # entryUUID or objectGUID


class DisableAccount(Capability[DisableParams]):
    """Lock the account for good, also if failures have locked it for a while already.

    The plan's ``before`` is ``enabled`` or ``locked at <time>``, and ``undo`` restores just that.
    On OpenLDAP an administrator who sets a new password lifts the lock (ppolicy does that).
    """

    params = DisableParams
    spec = Spec(
        name="account.disable",
        summary="Disable a sign-in account in the directory",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"read people", "write the sign-in lock of people"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=5.0,
    )

    def __init__(self, accounts: Accounts) -> None:
        self.system = accounts.system
        self._accounts = accounts

    def plan(self, params: DisableParams) -> Plan:
        entry = self._accounts.get(params.account)
        state = self._accounts.flavour.state(entry)
        if state == DISABLED:
            return Plan(self.key, ())
        target = self._accounts.target(entry.id)
        row = Change(target, SIGN_IN, state, DISABLED)
        return Plan(self.key, (row,), names=self._accounts.called(entry))

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            entry = self._entry(change)
            state = self._accounts.flavour.state(entry)
            if state == change.before:
                self._bring(entry, DISABLED)
            elif state != DISABLED:
                raise changed_since(entry, SIGN_IN, state)

    def verify(self, plan: Plan) -> bool:
        """The server's own test over a new connection, then the effect: a refused sign-in."""
        return all(self._is_disabled(change) for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            entry = self._entry(change)
            if change.before is not None and self._accounts.flavour.state(entry) == DISABLED:
                self._bring(entry, change.before)

    def _entry(self, change: Change) -> Entry:
        return self._accounts.get(self._accounts.id_of(change.target))

    def _bring(self, entry: Entry, state: str) -> None:
        self._accounts.write(entry, self._accounts.flavour.edit(entry, state))

    def _is_disabled(self, change: Change) -> bool:
        accounts = self._accounts
        this = accounts.flavour.has_id(accounts.id_of(change.target))
        found = accounts.directory.search(
            accounts.settings.base_dn, All((this, accounts.flavour.is_disabled())), (), fresh=True
        )
        return bool(found) and accounts.directory.says_locked(found[0]) is not False
