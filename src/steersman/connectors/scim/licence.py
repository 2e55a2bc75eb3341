"""Give back what an account costs: entitlements, roles and memberships in licence groups."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import get_args

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.scim.accounts import AccountParams, Accounts
from steersman.connectors.scim.resources import PLURAL, Group, Right, User, spelled
from steersman.domain.canonical import Json
from steersman.domain.errors import Transient
from steersman.domain.plan import Change, Plan, is_known

GROUP = "group "  # and the group's id: the attribute of a membership's change


class ReleaseLicence(Capability[AccountParams]):
    """Remove each entitlement, role and licence-group membership of one account.

    Rows are (account, ``entitlement`` or ``role``, its value, none) and (account, ``group ID``,
    the group's display name, none).  A value with more than ``value`` in it is spelled as JSON.
    """

    params = AccountParams
    spec = Spec(
        name="licence.release",
        summary="Release the licences an account holds",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"users.read", "users.write", "groups.read", "groups.write"}),
        rate_limit=RateLimit(calls=120, per=60.0),
        verify_within=10.0,
    )

    def __init__(self, accounts: Accounts, licence_groups: tuple[str, ...]) -> None:
        self._accounts, self.system = accounts, accounts.system
        self._patterns = tuple(pattern.lower() for pattern in licence_groups)

    def plan(self, params: AccountParams) -> Plan:
        if not is_known(params.account):
            return Plan(self.key, ())
        user = self._accounts.user(params.account)
        target = self._accounts.target(user.id)
        rights = [Change(target, kind, text, None) for kind, text in user.rights]
        groups = [
            Change(target, f"{GROUP}{group.id}", group.display_name, None)
            for group in self._licence_groups(user)
        ]
        rows = sorted({*rights, *groups}, key=lambda row: (row.attribute, row.before or ""))
        names = {row.attribute: "group" for row in groups}
        return Plan(self.key, tuple(rows), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for target, rows in _by_target(plan).items():
            account = self._accounts.account(target)
            self._remove_rights(account, _rights_in(rows))
            for group in _groups_in(rows):
                self._set_member(group, account, member=False)

    def verify(self, plan: Plan) -> bool:
        with self._accounts.client.fresh() as client:
            second = Accounts(self.system, client)
            return all(
                _nothing_left(second, second.account(target), rows)
                for target, rows in _by_target(plan).items()
            )

    def undo(self, plan: Plan, *, key: str) -> None:
        for target, rows in _by_target(plan).items():
            account = self._accounts.account(target)
            self._restore_rights(account, _rights_in(rows))
            for group in _groups_in(rows):
                self._set_member(group, account, member=True)

    def _licence_groups(self, user: User) -> list[Group]:
        """Each group named like a licence that, at its own address, has the account as member."""
        ids = sorted(self._accounts.groups_with(user.id) | set(user.groups))
        groups = [self._accounts.group(group) for group in ids]
        return [group for group in groups if user.id in group.members and self._costs(group)]

    def _costs(self, group: Group) -> bool:
        name = group.display_name.lower()
        return any(fnmatchcase(name, pattern) for pattern in self._patterns)

    def _remove_rights(self, account: str, rights: set[tuple[Right, str]]) -> None:
        user = self._accounts.user(account)
        values = {(kind, _value(text)) for kind, text in rights & set(user.rights)}
        for kind, text in set(user.rights) - rights:
            if (kind, _value(text)) in values:  # the path below would take this one along
                raise Transient(f"{self.system}: {kind}s of {account} changed: plan again")
        if values:
            self._accounts.patch_user(user, *(_remove(kind, value) for kind, value in values))

    def _restore_rights(self, account: str, rights: set[tuple[Right, str]]) -> None:
        """Add back what is missing, unless somebody has given the same value anew since."""
        user = self._accounts.user(account)
        held = {(kind, _value(text)) for kind, text in user.rights}
        missing = sorted(right for right in rights if (right[0], _value(right[1])) not in held)
        additions: list[Json] = [
            {"op": "add", "path": PLURAL[kind], "value": [spelled(text)]} for kind, text in missing
        ]
        if additions:
            self._accounts.patch_user(user, *additions)

    def _set_member(self, group_id: str, account: str, *, member: bool) -> None:
        group = self._accounts.group(group_id)
        if (account in group.members) == member:
            return
        entry: Json = {"op": "add", "path": "members", "value": [{"value": account}]}
        gone: Json = {"op": "remove", "path": f"members[value eq {json.dumps(account)}]"}
        self._accounts.patch_group(group, entry if member else gone)


def _nothing_left(accounts: Accounts, account: str, rows: Iterable[Change]) -> bool:
    rights, groups = _rights_in(rows), _groups_in(rows)
    own = accounts.user(account)
    listed = accounts.listed(account, own.user_name) or own
    if rights & {*own.rights, *listed.rights}:
        return False
    return not any(account in accounts.group(group).members for group in groups)


def _by_target(plan: Plan) -> dict[str, list[Change]]:
    rows: dict[str, list[Change]] = {target: [] for target in sorted(plan.targets)}
    for change in plan:
        rows[change.target].append(change)
    return rows


def _rights_in(rows: Iterable[Change]) -> set[tuple[Right, str]]:
    kinds: tuple[Right, ...] = get_args(Right)
    return {(kind, row.before or "") for row in rows for kind in kinds if row.attribute == kind}


def _groups_in(rows: Iterable[Change]) -> list[str]:
    found = [row.attribute for row in rows if row.attribute.startswith(GROUP)]
    return [attribute.removeprefix(GROUP) for attribute in found]


def _value(text: str) -> str:
    return str(spelled(text)["value"])


def _remove(kind: Right, value: str) -> Json:
    return {"op": "remove", "path": f"{PLURAL[kind]}[value eq {json.dumps(value)}]"}
