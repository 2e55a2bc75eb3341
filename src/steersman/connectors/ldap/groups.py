"""Take one account out of all its groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.ldap.accounts import Accounts
from steersman.connectors.ldap.directory import Edit, Entry
from steersman.connectors.ldap.filters import All, Equals
from steersman.domain.plan import Change, Plan

MEMBER_OF = "member of "  # followed by the group's immutable id
DOMAIN_USERS = "513"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveParams:
    account: str  # entryUUID or objectGUID


def groups_called(groups: Iterable[Entry]) -> dict[str, str]:
    """Names for the rows of memberships: the group by its cn, instead of its id and its DN."""
    named = {group.dn: group.first("cn") or "" for group in groups}
    return {**named, **{f"{MEMBER_OF}{group.id}": "group" for group in groups}}


class LeaveGroups(Capability[LeaveParams]):
    """Remove the account from every group that names it, and from nothing else.

    Each row stands on the account (``member of <group id>``), so that two leavers from one group
    do not wait for each other.  Two memberships stay, with a warning: the primary group of
    Active Directory, and a groupOfNames whose last member it is (the schema forbids an empty
    one, and whom to put there instead is a person's choice; ``account.delete`` asks for it).
    """

    params = LeaveParams
    spec = Spec(
        name="group.leave",
        summary="Remove an account from all its directory groups",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"read people and groups", "write the members of groups"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=10.0,
    )

    def __init__(self, accounts: Accounts) -> None:
        self.system = accounts.system
        self._accounts = accounts

    def plan(self, params: LeaveParams) -> Plan:
        account = self._accounts.get(params.account)
        target = self._accounts.target(account.id)
        groups = self._accounts.groups_of(account, *self._needed)
        changes = tuple(
            Change(target, f"{MEMBER_OF}{group.id}", group.dn, None)
            for group in groups
            if not self._would_be_empty(group)
        )
        names = {**self._accounts.called(account), **groups_called(groups)}
        return Plan(self.key, changes, warnings=self._warnings(account, groups), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            account, group = self._pair(change)
            if group is not None and self._names(group, account, fresh=False):
                self._accounts.write_member(group, Edit("member", account.dn, None))

    def verify(self, plan: Plan) -> bool:
        """Neither side names the other any more, asked over a new connection."""
        return all(self._has_left(change) for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        """A group that was deleted meanwhile is a newer edit, and stays deleted."""
        for change in plan:
            account, group = self._pair(change)
            if group is not None and not self._names(group, account, fresh=False):
                self._accounts.write_member(group, Edit("member", None, account.dn))

    @property
    def _needed(self) -> tuple[str, ...]:
        """Members are read only where the last one matters: large groups are slow to read."""
        return ("member",) if self._accounts.flavour.keeps_last_member else ()

    def _would_be_empty(self, group: Entry) -> bool:
        return self._accounts.flavour.keeps_last_member and len(group.values("member")) == 1

    def _warnings(self, account: Entry, groups: tuple[Entry, ...]) -> tuple[str, ...]:
        kept = [
            f"stays in {group.dn}: its last member, and the schema forbids an empty group;"
            " put somebody else there, or delete the group"
            for group in groups
            if self._would_be_empty(group)
        ]
        primary = account.first("primaryGroupID")
        if primary not in (None, DOMAIN_USERS):
            kept.append(f"stays in its primary group (RID {primary}): Active Directory demands one")
        return tuple(kept)

    def _pair(self, change: Change) -> tuple[Entry, Entry | None]:
        account = self._accounts.get(self._accounts.id_of(change.target))
        return account, self._accounts.find(change.attribute.removeprefix(MEMBER_OF))

    def _names(self, group: Entry, account: Entry, *, fresh: bool) -> bool:
        where = All((self._accounts.flavour.has_id(group.id), Equals("member", account.dn)))
        base = self._accounts.settings.base_dn
        return bool(self._accounts.directory.search(base, where, (), fresh=fresh))

    def _has_left(self, change: Change) -> bool:
        account, group = self._pair(change)
        if group is None:
            return True
        return not self._names(group, account, fresh=True) and not self._points_at(account, group)

    def _points_at(self, account: Entry, group: Entry) -> bool:
        """The other direction, which the server keeps by itself (memberOf, where it has one)."""
        accounts = self._accounts
        where = All((accounts.flavour.has_id(account.id), Equals("memberOf", group.dn)))
        return bool(accounts.directory.search(accounts.settings.base_dn, where, (), fresh=True))
