"""A directory in memory that behaves like the real ones in what the connector relies on.

It refuses conflicting writes, keeps ``memberOf``, holds a schema (no empty group), enforces
rights, cuts long answers short with an error, counts failed sign-ins, and can break or lie.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from steersman.connectors.ldap.directory import Conflict, Edit, Entry
from steersman.connectors.ldap.dn import is_below, same
from steersman.connectors.ldap.filters import Filter
from steersman.connectors.ldap.flavour import Flavour
from steersman.domain.errors import NeedsPerson, Permanent

Attributes = dict[str, tuple[str, ...]]


@dataclass
class FakeDirectory:
    """``Directory`` in memory.  ``add`` fills it; the other fields are faults and rights."""

    flavour: Flavour
    entries: dict[str, Entry] = field(default_factory=dict)
    may: frozenset[str] | None = None  # attributes we may write, and "delete"; None: everything
    broken: Exception | None = None  # raised by each call as long as it stands here
    lies: bool = False  # says yes to each write and does nothing
    size_limit: int = 1000
    failed_sign_ins: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def add(self, dn: str, **attributes: str | Sequence[str]) -> Entry:
        """Store an entry and give it an id.  Attribute names as keywords, any case."""
        id = str(uuid4())
        held = {name.lower(): _tuple(value) for name, value in attributes.items()}
        entry = Entry(id, dn, {**held, self.flavour.id_attribute.lower(): (id,)})
        self.entries[id] = entry
        return entry

    def put(self, id: str, attribute: str, *values: str) -> None:
        """Set an attribute as somebody else at work in the directory would."""
        entry = self.entries[id]
        held: Attributes = {**entry.attributes, attribute.lower(): values}
        self.entries[id] = replace(entry, attributes={k: v for k, v in held.items() if v})

    def search(
        self, base: str, where: Filter, attributes: Sequence[str], *, fresh: bool = False
    ) -> tuple[Entry, ...]:
        with self.lock:
            self._answer()
            below = [
                self._with_member_of(entry)
                for entry in self.entries.values()
                if is_below(entry.dn, base)
            ]
            hits = tuple(entry for entry in below if where.matches(entry.attributes))
        if len(hits) > self.size_limit:
            raise Permanent(f"search below {base}: the directory cuts its answers short")
        return hits

    def sample(self, base: str, where: Filter) -> Entry | None:
        return next(iter(self.search(base, where, ())), None)

    def modify(self, entry: Entry, edit: Edit, *, unless_changed: Filter | None) -> None:
        with self.lock:
            stored = self._writable(entry, edit.attribute, unless_changed)
            values = list(stored.values(edit.attribute))
            if edit.before is not None:
                values = _without(values, edit.before)
            if edit.after is not None:
                values = _with(values, edit.after)
            if self.flavour.keeps_last_member and edit.attribute == "member" and not values:
                raise NeedsPerson(f"{entry.dn} would be empty, and the schema forbids it")
            if not self.lies:
                self.put(entry.id, edit.attribute, *values)

    def delete(self, entry: Entry, *, unless_changed: Filter) -> None:
        with self.lock:
            self._writable(entry, "delete", unless_changed)
            if not self.lies:
                del self.entries[entry.id]

    def says_locked(self, entry: Entry) -> bool | None:
        self._answer()
        if not self.flavour.says_locked:
            return None
        locked = bool(self.entries[entry.id].values(self.flavour.sign_in))
        if not locked:
            self.failed_sign_ins.append(entry.id)
        return locked

    def base_dse(self) -> Entry:
        self._answer()
        return Entry("", "", {"vendorname": ("a directory in memory",)})

    def who_am_i(self) -> str:
        self._answer()
        return "dn:cn=steersman"

    def may_write(self, entry: Entry, attribute: str, example: str) -> bool | None:
        self._answer()
        return self.may is None or attribute in self.may

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self) -> None:
        if self.broken is not None:
            raise self.broken

    def _writable(self, entry: Entry, right: str, condition: Filter | None) -> Entry:
        self._answer()
        if not self.may_write(entry, right, ""):
            raise Permanent(f"write {right} of {entry.dn}: insufficientAccessRights")
        stored = self.entries.get(entry.id)
        if stored is None or (condition and not condition.matches(stored.attributes)):
            raise Conflict(f"{entry.dn} has changed meanwhile")
        return stored

    def _with_member_of(self, entry: Entry) -> Entry:
        groups = tuple(
            group.dn
            for group in self.entries.values()
            if any(same(member, entry.dn) for member in group.values("member"))
        )
        return replace(entry, attributes={**entry.attributes, "memberof": groups})


def _tuple(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _without(values: list[str], gone: str) -> list[str]:
    left = [value for value in values if value.casefold() != gone.casefold()]
    if len(left) == len(values):
        raise Conflict(f"{gone} is no value of it any more")
    return left


def _with(values: list[str], new: str) -> list[str]:
    if new.casefold() in (value.casefold() for value in values):
        raise Conflict(f"{new} is a value of it already")
    return [*values, new]
