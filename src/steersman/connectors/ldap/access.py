"""Take one account out of the one group that opens a system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.ldap.accounts import Accounts
from steersman.connectors.ldap.directory import Entry
from steersman.connectors.ldap.filters import All, Equals, Filter
from steersman.connectors.ldap.groups import MEMBER_OF, LeaveGroups, groups_called
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change, Plan

PRIMARY, TOKEN = "primaryGroupID", "primaryGroupToken"  # [MS-ADTS] 3.1.1.4.5.11


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeParams:
    account: str  # entryUUID or objectGUID
    group: str  # the cn of the group, as access_group in the systems file names it


class RevokeAccess(Capability[RevokeParams]):
    """Remove the account from exactly this group, where it is a member by itself.

    A membership that comes through another group, or that the directory does not let go (the
    primary group of Active Directory, the last member of a groupOfNames), is a question: to
    say that the access is gone would be wrong.
    """

    params = RevokeParams
    spec = Spec(
        name="access.revoke",
        summary="Take an account out of the directory group that opens a system",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"read people and groups", "write the members of groups"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=10.0,
    )

    def __init__(self, accounts: Accounts) -> None:
        self.system = accounts.system
        self._accounts = accounts
        self._membership = LeaveGroups(accounts)  # writes and reads back rows like these

    def plan(self, params: RevokeParams) -> Plan:
        account, group = self._accounts.get(params.account), self._group(params.group)
        direct = self._groups(All((self._has_id(group), Equals("member", account.dn))))
        self._refuse_other_ways(account, group)
        if not direct:
            return Plan(self.key, ())
        self._refuse_last_member(account, group)
        row = Change(self._accounts.target(account.id), f"{MEMBER_OF}{group.id}", group.dn, None)
        names = {**self._accounts.called(account), **groups_called([group])}
        return Plan(self.key, (row,), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        self._membership.apply(plan, key=key)

    def verify(self, plan: Plan) -> bool:
        """Neither side names the other any more, asked over a new connection."""
        return self._membership.verify(plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        self._membership.undo(plan, key=key)

    def _group(self, name: str) -> Entry:
        found = self._groups(All((self._accounts.flavour.group, Equals("cn", name))))
        if not found:
            base = self._accounts.settings.groups
            raise Permanent(f"{self.system} has no group {name!r} below {base}: mend access_group")
        if len(found) > 1:
            names = " and ".join(sorted(group.dn for group in found))
            raise NeedsPerson(f"{self.system}: which group is meant by {name!r}: {names}?")
        return found[0]

    def _refuse_other_ways(self, account: Entry, group: Entry) -> None:
        """Groups within the group, and the primary group, which stands in no member list."""
        ways = [other.dn for other in self._groups_within(account, group)]
        if _is_primary(account, group):
            ways.append("its primary group")
        if ways:
            raise NeedsPerson(
                f"{account.dn} belongs to {group.dn} through {', '.join(ways)}:"
                " take it out there by hand, other access may hang on it"
            )

    def _groups_within(self, account: Entry, group: Entry) -> Iterable[Entry]:
        for other in self._accounts.groups_of(account):
            inside = All((self._has_id(group), self._accounts.flavour.member_somehow(other.dn)))
            if other.id != group.id and self._groups(inside):
                yield other

    def _refuse_last_member(self, account: Entry, group: Entry) -> None:
        if self._accounts.flavour.keeps_last_member and len(group.values("member")) == 1:
            raise NeedsPerson(
                f"{account.dn} is the last member of {group.dn}, and the schema forbids an empty"
                " group: who should stand there instead?"
            )

    def _groups(self, where: Filter) -> tuple[Entry, ...]:
        """Members are read only where the last one matters: large groups are slow to read."""
        accounts = self._accounts
        wanted = ("cn", "member") if accounts.flavour.keeps_last_member else ("cn", TOKEN)
        return accounts.directory.search(accounts.settings.groups, where, wanted)

    def _has_id(self, group: Entry) -> Filter:
        return self._accounts.flavour.has_id(group.id)


def _is_primary(account: Entry, group: Entry) -> bool:
    primary = account.first(PRIMARY)
    return primary is not None and primary == group.first(TOKEN)
