"""Accounts and groups by their immutable id, looked up anew for every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from steersman.connectors.ldap.directory import Conflict, Directory, Edit, Entry
from steersman.connectors.ldap.filters import All, Equals, Filter, holds
from steersman.connectors.ldap.flavour import Flavour
from steersman.connectors.ldap.settings import LdapSettings
from steersman.domain.errors import Permanent, Transient


@dataclass(frozen=True, slots=True)
class Accounts:
    """What every capability shares: the system's name, the directory and how to speak to it."""

    system: str
    directory: Directory
    flavour: Flavour
    settings: LdapSettings

    def target(self, id: str) -> str:
        return f"{self.system}:{id}"

    def id_of(self, target: str) -> str:
        system, _, id = target.partition(":")
        if system != self.system:
            raise Permanent(f"{target} is no entry of {self.system}: plan again")
        return id

    def find(self, id: str, *also: str, fresh: bool = False) -> Entry | None:
        """The entry with this id wherever it stands now, or ``None`` when it is gone."""
        attributes = (*self.flavour.read, *also)
        where = self.flavour.has_id(_checked(id))
        found = self.directory.search(self.settings.base_dn, where, attributes, fresh=fresh)
        return found[0] if found else None

    def get(self, id: str, *also: str, fresh: bool = False) -> Entry:
        entry = self.find(id, *also, fresh=fresh)
        if entry is None:
            raise Permanent(
                f"{self.system} has no entry {id} below {self.settings.base_dn}:"
                " it was deleted, or the service account may not read it"
            )
        return entry

    def groups_of(self, account: Entry, *attributes: str) -> tuple[Entry, ...]:
        """The groups that name the account as a member, sorted by id."""
        where = All((self.flavour.group, Equals("member", account.dn)))
        found = self.directory.search(self.settings.groups, where, ("cn", *attributes))
        return tuple(sorted(found, key=lambda group: group.id))

    def referring(self, attribute: str, account: Entry, *, fresh: bool = False) -> Sequence[Entry]:
        """Entries whose ``attribute`` holds the account's DN, sorted by id."""
        where, wanted = Equals(attribute, account.dn), ("cn", self.flavour.login, attribute)
        found = self.directory.search(self.settings.base_dn, where, wanted, fresh=fresh)
        return sorted(found, key=lambda entry: entry.id)

    def called(self, entry: Entry) -> dict[str, str]:
        """How people call an entry, where a plan names it by its id or by its DN."""
        name = entry.first("displayName") or entry.first("cn") or ""
        login = entry.first(self.flavour.login) or ""
        words = f"{name} ({login})" if name and login and name != login else name or login
        return {self.target(entry.id): words, entry.dn: words} if words else {}

    def write(self, entry: Entry, edit: Edit) -> None:
        """Write if this very entry still holds the old value, else ``Transient``."""
        here = All((self.flavour.has_id(entry.id), holds(edit.attribute, edit.before)))
        self._modify(entry, edit, here)

    def write_member(self, group: Entry, edit: Edit) -> None:
        """The same without the assertion control; the old value in the edit is the condition.

        slapd's memberof overlay repeats the control in its own write to the member's entry, where
        it cannot hold, and leaves ``memberOf`` as it was without a word (seen on 2.5.13).
        """
        self._modify(group, edit, None)

    def _modify(self, entry: Entry, edit: Edit, condition: Filter | None) -> None:
        try:
            self.directory.modify(entry, edit, unless_changed=condition)
        except Conflict as conflict:
            raise Transient(f"{conflict}: read it again") from conflict

    def delete(self, entry: Entry, condition: Filter) -> None:
        here = All((self.flavour.has_id(entry.id), condition))
        try:
            self.directory.delete(entry, unless_changed=here)
        except Conflict as conflict:
            raise Transient(f"{conflict}: read it again") from conflict


def _checked(id: str) -> str:
    try:
        return str(UUID(id))
    except ValueError:
        raise Permanent(f"{id!r} is no immutable id of a directory entry (a UUID)") from None


def changed_since(entry: Entry, attribute: str, now: str | None) -> Transient:
    """Somebody was faster: the retry plans anew, and what was not decided is decided again."""
    return Transient(
        f"{attribute} of {entry.dn} has changed since the plan was made (now {now}): plan again"
    )
