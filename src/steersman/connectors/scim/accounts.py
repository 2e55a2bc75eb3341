"""Reading and changing one account, by the routes that the capabilities need."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from steersman.capabilities.json_errors import NotFound
from steersman.connectors.scim.client import ScimClient
from steersman.connectors.scim.errors import Unsupported
from steersman.connectors.scim.listing import eq, everything, matching
from steersman.connectors.scim.resources import Group, User, group_of, user_of
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountParams:
    account: str  # the SCIM id


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts and groups of one system.  Targets are ``system:id``."""

    system: str
    client: ScimClient

    def target(self, account: str) -> str:
        return f"{self.system}:{account}"

    def account(self, target: str) -> str:
        system, _, account = target.partition(":")
        if system != self.system or not account:
            raise Permanent(f"{target!r} is not an account of {self.system}")
        return account

    def user(self, account: str) -> User:
        answer = self.client.get(_path("Users", account))
        user = user_of(answer.body, answer.version)
        if user.id != account:
            raise Permanent(f"{self.system} was asked for {account!r} and sent {user.id!r}")
        return user

    def user_or_none(self, account: str) -> User | None:
        try:
            return self.user(account)
        except NotFound:
            return None

    def group(self, group: str) -> Group:
        answer = self.client.get(_path("Groups", group))
        found = group_of(answer.body, answer.version)
        if found.id != group:
            raise Permanent(f"{self.system} was asked for group {group!r} and sent {found.id!r}")
        return found

    def patch_user(self, user: User, *operations: Json) -> None:
        self.client.patch(_path("Users", user.id), list(operations), user.version)

    def patch_group(self, group: Group, *operations: Json) -> None:
        self.client.patch(_path("Groups", group.id), list(operations), group.version)

    def delete_user(self, user: User) -> None:
        self.client.delete(_path("Users", user.id), user.version)

    def listed(self, account: str, user_name: str) -> User | None:
        """The account as the list shows it: another route than its own address.

        ``None``: not in the list, or the server cannot filter.
        """
        for expression in (eq("id", account), eq("userName", user_name)):
            try:
                found = matching(self.client, "/Users", expression)
            except Unsupported:
                continue
            for body in found:
                if body.get("id") == account:
                    return user_of(body)
        return None

    def groups_with(self, account: str) -> frozenset[str]:
        """Ids of the groups that the group list shows for this account.

        Groups listed without members are among them: only their own address tells.
        """
        groups = [group_of(body) for body in self._listed_groups(account)]
        return frozenset(g.id for g in groups if account in g.members or not g.members)

    def _listed_groups(self, account: str) -> list[Json]:
        try:
            return matching(self.client, "/Groups", eq("members.value", account))
        except NotFound:
            return []
        except Unsupported:
            return self._every_group()

    def _every_group(self) -> list[Json]:
        try:
            return everything(self.client, "/Groups")
        except Unsupported:  # not the filter: the server keeps no groups
            return []


def _path(collection: str, identifier: str) -> str:
    if identifier in ("", ".", ".."):
        raise Permanent(f"{identifier!r} cannot be the id of a SCIM resource")
    return f"/{collection}/{quote(identifier, safe='')}"
