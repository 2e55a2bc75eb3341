"""The directory's entries, kept in one JSON file so that a restart keeps every change."""

from __future__ import annotations

import base64
import json
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from company.sample.directory_entry import (
    READ_ONLY,
    Attribute,
    Entry,
    LdapError,
    normal_name,
    parent_of,
)
from company.sample.directory_password import hashed

BASE, ONE_LEVEL, SUBTREE = 0, 1, 2  # the scopes of RFC 4511, 4.5.1.2
ADD, DELETE, REPLACE = 0, 1, 2  # the kinds of modification of RFC 4511, 4.6
SINGLE = ("pwdAccountLockedTime", "employeeNumber")  # the schema allows one value
Modification = tuple[int, str, list[bytes]]


class Tree:
    """All entries below one suffix.  Every change is on disk before it is answered."""

    def __init__(self, suffix: str, path: Path) -> None:
        self.suffix = suffix
        self.path = path
        self.entries: dict[str, Entry] = {}
        self._groups: dict[str, list[bytes]] | None = None  # member -> groups, until a write
        if path.exists():
            self.entries = {normal_name(entry.dn): entry for entry in _read(path)}

    def lookup(self, dn: str) -> Entry:
        """The entry with its computed attributes, or ``noSuchObject``."""
        return self._with_groups(self._stored(dn))

    def search(self, base: str, scope: int, wanted: Callable[[Entry], bool]) -> Iterator[Entry]:
        root = normal_name(base)
        self._stored(base)
        for key, entry in list(self.entries.items()):
            if _within(key, root, scope):
                found = self._with_groups(entry)
                if wanted(found):
                    yield found

    def add(self, dn: str, attributes: list[tuple[str, list[bytes]]], *, save: bool = True) -> None:
        key = normal_name(dn)
        if key in self.entries:
            raise LdapError(68, f"{dn} is already there")  # entryAlreadyExists
        if key != normal_name(self.suffix) and parent_of(key) not in self.entries:
            raise LdapError(32, f"nothing above {dn}")  # noSuchObject
        entry = Entry(dn)
        for name, values in attributes:
            _refuse_read_only(name)
            entry.add(name, _stored_values(name, values))
        _add_naming_attribute(entry)
        entry.replace("entryUUID", [str(uuid.uuid4()).encode()])
        entry.replace("createTimestamp", [_now()])
        self._keep(key, entry, save=save)

    def modify(self, dn: str, changes: list[Modification], *, save: bool = True) -> None:
        """All of it or nothing."""
        changed = self._stored(dn).copy()
        for kind, name, values in changes:
            _refuse_read_only(name)
            _refuse_naming(changed, name, kind)
            if kind == DELETE:
                changed.remove(name, values)
            elif kind == ADD:
                changed.add(name, _stored_values(name, values))
            else:
                changed.replace(name, _stored_values(name, values))
        self._keep(normal_name(dn), changed, save=save)

    def delete(self, dn: str) -> None:
        key = normal_name(dn)
        self._stored(dn)
        if any(parent_of(other) == key for other in self.entries):
            raise LdapError(66, f"{dn} has entries below it")  # notAllowedOnNonLeaf
        del self.entries[key]
        self._groups = None
        self.save()

    def save(self) -> None:
        draft = self.path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump([_as_json(entry) for entry in self.entries.values()], file, indent=0)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)

    def _stored(self, dn: str) -> Entry:
        entry = self.entries.get(normal_name(dn))
        if entry is None:
            raise LdapError(32, f"no such object: {dn}")
        return entry

    def _keep(self, key: str, entry: Entry, *, save: bool) -> None:
        _check_classes(entry)
        entry.replace("modifyTimestamp", [_now()])
        self.entries[key] = entry
        self._groups = None
        if save:
            self.save()

    def _with_groups(self, entry: Entry) -> Entry:
        """``memberOf`` follows from the groups, as with OpenLDAP's overlay of that name."""
        if self._groups is None:
            self._groups = _memberships(self.entries.values())
        complete = entry.copy()
        complete.replace("memberOf", self._groups.get(normal_name(entry.dn), []))
        complete.replace("entryDN", [entry.dn.encode()])
        return complete


def _memberships(entries: Iterable[Entry]) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for group in entries:
        for member in group.get("member"):
            found.setdefault(normal_name(member.decode()), []).append(group.dn.encode())
    return found


def _within(key: str, root: str, scope: int) -> bool:
    if scope == BASE:
        return key == root
    if scope == ONE_LEVEL:
        return parent_of(key) == root
    return key == root or key.endswith(f",{root}")


def _stored_values(name: str, values: list[bytes]) -> list[bytes]:
    return [hashed(value) for value in values] if name.lower() == "userpassword" else values


def _refuse_read_only(name: str) -> None:
    if name.lower() in READ_ONLY:
        raise LdapError(19, f"{name}: no user modification allowed")  # constraintViolation


def _refuse_naming(entry: Entry, name: str, kind: int) -> None:
    if kind != ADD and entry.dn.lower().startswith(f"{name.lower()}="):
        raise LdapError(67, f"{name} names the entry")  # notAllowedOnRDN


def _add_naming_attribute(entry: Entry) -> None:
    """slapd adds the attribute that stands in the name when the entry lacks it; so do we."""
    name, _, value = entry.dn.split(",")[0].partition("=")
    if not entry.has(name, value.encode()):
        entry.add(name, [value.encode()])


def _check_classes(entry: Entry) -> None:
    """The rules of the schema that people trip over: a group without members, a second value."""
    if not entry.get("objectClass"):
        raise LdapError(65, "no objectClass attribute")  # objectClassViolation
    if entry.has("objectClass", b"groupOfNames") and not entry.get("member"):
        raise LdapError(65, "object class 'groupOfNames' requires attribute 'member'")
    for name in SINGLE:
        if len(entry.get(name)) > 1:
            raise LdapError(19, f"{name}: only one value allowed")  # constraintViolation


def _now() -> bytes:
    return datetime.now(UTC).strftime("%Y%m%d%H%M%SZ").encode()


def _as_json(entry: Entry) -> list[object]:
    held = [[a.name, *map(_encode, a.values)] for a in entry.attributes.values()]
    return [entry.dn, held]


def _encode(value: bytes) -> str | list[str]:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return [base64.b64encode(value).decode()]


def _decode(value: str | list[str]) -> bytes:
    return value.encode() if isinstance(value, str) else base64.b64decode(value[0])


def _read(path: Path) -> Iterator[Entry]:
    for dn, attributes in json.loads(path.read_text()):
        held = {n.lower(): Attribute(n, [_decode(v) for v in values]) for n, *values in attributes}
        yield Entry(dn, held)
