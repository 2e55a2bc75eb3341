"""Delete an account for good, at the end of its retention."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.ldap.accounts import Accounts, changed_since
from steersman.connectors.ldap.directory import Entry
from steersman.connectors.ldap.filters import Present
from steersman.connectors.ldap.flavour import DISABLED
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change, Plan

ENTRY = "entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteParams:
    account: str  # entryUUID or objectGUID


class DeleteAccount(Capability[DeleteParams]):
    """Delete the entry: only a disabled one, without entries below it, out of all groups.

    The last matters where the server leaves the name behind: the next person who gets the same
    DN would inherit the groups.
    """

    params = DeleteParams
    spec = Spec(
        name="account.delete",
        summary="Delete a disabled account from the directory for good",
        risk=Risk.HIGH,
        reversal=Reversal.NONE,
        permissions=frozenset({"read people and groups", "delete people"}),
        rate_limit=RateLimit(calls=20, per=60.0),
        verify_within=5.0,
    )

    def __init__(self, accounts: Accounts) -> None:
        self.system = accounts.system
        self._accounts = accounts

    def plan(self, params: DeleteParams) -> Plan:
        entry = self._accounts.find(params.account)
        if entry is None:
            return Plan(self.key, (), warnings=(f"no entry {params.account}: already deleted?",))
        self._refuse_unless_ready(entry)
        target = self._accounts.target(entry.id)
        row, names = Change(target, ENTRY, entry.dn, None), self._accounts.called(entry)
        return Plan(self.key, (row,), warnings=self._left(entry), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            entry = self._accounts.find(self._accounts.id_of(change.target))
            if entry is None:
                continue
            if entry.dn != change.before:
                raise changed_since(entry, "name", entry.dn)
            self._refuse_unless_ready(entry)
            self._accounts.delete(entry, self._accounts.flavour.is_disabled())

    def verify(self, plan: Plan) -> bool:
        """Gone by its id, wherever it might have been moved; over a new connection."""
        ids = [self._accounts.id_of(change.target) for change in plan]
        return all(self._accounts.find(id, fresh=True) is None for id in ids)

    def undo(self, plan: Plan, *, key: str) -> None:
        """Nothing: a new entry would have another id.  A backup can bring the old one back."""

    def _refuse_unless_ready(self, entry: Entry) -> None:
        if self._accounts.flavour.state(entry) != DISABLED:
            raise Permanent(f"{entry.dn} is not disabled: disable it first, and delete it later")
        below = self._accounts.directory.search(entry.dn, Present("objectClass"), ())
        if len(below) > 1:
            raise Permanent(f"{entry.dn} has {len(below) - 1} entries below it: move them first")
        if not self._accounts.flavour.cleans_up_links:
            self._refuse_in_groups(entry)

    def _refuse_in_groups(self, entry: Entry) -> None:
        groups = self._accounts.groups_of(entry, "member")
        names = ", ".join(group.dn for group in groups)
        if any(len(group.values("member")) == 1 for group in groups):
            raise NeedsPerson(f"{entry.dn} is the last member of {names}: who takes its place?")
        if groups:
            raise Permanent(f"{entry.dn} is still a member of {names}: leave the groups first")

    def _left(self, entry: Entry) -> tuple[str, ...]:
        reports = self._accounts.referring("manager", entry)
        return (f"{len(reports)} people still name it as their manager",) if reports else ()
