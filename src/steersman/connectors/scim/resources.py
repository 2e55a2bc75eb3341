"""SCIM resources as we read them, tolerant of what servers really send (RFC 7643 §4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from steersman.domain.canonical import Json, canonical
from steersman.domain.errors import Permanent

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
Right = Literal["entitlement", "role"]
PLURAL: dict[Right, str] = {"entitlement": "entitlements", "role": "roles"}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    id: str
    version: str  # for If-Match; empty when the server keeps none
    user_name: str
    external_id: str
    employee_number: str  # of the enterprise extension
    given_name: str
    family_name: str
    display_name: str
    emails: tuple[str, ...]  # the primary one first
    active: bool | None  # None: the server does not say
    rights: tuple[tuple[Right, str], ...]  # each spelled as ``spelling`` does
    groups: tuple[str, ...]  # ids, where the server lists them


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    id: str
    version: str
    display_name: str
    members: frozenset[str]


def user_of(body: Json, etag: str = "") -> User:
    name, enterprise = _object(body, "name"), _object(body, ENTERPRISE)
    given, family = _text(name, "givenName"), _text(name, "familyName")
    return User(
        id=_id(body),
        version=etag or _text(_object(body, "meta"), "version"),
        user_name=_text(body, "userName"),
        external_id=_text(body, "externalId"),
        employee_number=_text(enterprise, "employeeNumber"),
        given_name=given,
        family_name=family,
        display_name=_text(body, "displayName") or _text(name, "formatted") or f"{given} {family}",
        emails=_emails(body),
        active=_active(body),
        rights=tuple(_rights(body)),
        groups=tuple(_text(entry, "value") for entry in _entries(body, "groups")),
    )


def group_of(body: Json, etag: str = "") -> Group:
    return Group(
        id=_id(body),
        version=etag or _text(_object(body, "meta"), "version"),
        display_name=_text(body, "displayName"),
        members=frozenset(_text(entry, "value") for entry in _entries(body, "members")),
    )


def spelling(entry: Json) -> str:
    """An entitlement or role as text: its value, or the whole of it when it holds more."""
    value = _text(entry, "value")
    return value if set(entry) == {"value"} and not value.startswith("{") else canonical(entry)


def spelled(text: str) -> Json:
    """The opposite of ``spelling``."""
    if not text.startswith("{"):
        return {"value": text}
    entry: Json = json.loads(text)
    return entry


def _id(body: Json) -> str:
    found = _text(body, "id")
    if not found:
        raise Permanent("the server sent a resource without an id: is base_url a SCIM address?")
    return found


def _active(body: Json) -> bool | None:
    """Servers send a boolean, or the words of one in any case."""
    value = body.get("active")
    if value is None or isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise Permanent(f"the server says active is {str(value)[:20]!r}: neither true nor false")


def _emails(body: Json) -> tuple[str, ...]:
    entries = sorted(_entries(body, "emails"), key=lambda entry: entry.get("primary") is not True)
    return tuple(value for entry in entries if (value := _text(entry, "value")))


def _rights(body: Json) -> Iterator[tuple[Right, str]]:
    for kind, plural in PLURAL.items():
        for entry in _entries(body, plural):
            if _text(entry, "value"):  # without one it cannot be addressed in a PATCH
                yield kind, spelling(entry)


def _object(body: Json, key: str) -> Json:
    value = body.get(key)
    return value if isinstance(value, dict) else {}


def _entries(body: Json, key: str) -> list[Json]:
    """The entries of a multi-valued attribute; some servers send bare strings."""
    value = body.get(key)
    entries = value if isinstance(value, list) else []
    whole = [{"value": entry} if isinstance(entry, str) else entry for entry in entries]
    return [entry for entry in whole if isinstance(entry, dict)]


def _text(body: Json, key: str) -> str:
    value = body.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # employee numbers come as numbers from some servers
    return value if isinstance(value, str) else ""
