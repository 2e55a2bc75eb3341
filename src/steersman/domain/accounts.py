"""What a person holds in the outside systems: accounts, entitlements, sessions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AccountKind(StrEnum):
    PERSON = "person"
    SHARED = "shared"
    SERVICE = "service"


class EntitlementKind(StrEnum):
    GROUP = "group"
    ROLE = "role"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account in one system.  ``id`` is ``system:immutable-id``, never a name."""

    id: str
    system: str
    native_id: str  # the system's own immutable id: entryUUID, objectGUID, SCIM id
    person: str | None = None  # a person's id; None: nobody is known to own it
    label: str = ""  # how a person would recognise it
    kind: AccountKind = AccountKind.PERSON
    active: bool = True
    matched_by: str = ""  # the identifiers that agreed: "employee_number, mail"
    seen_at: float = 0.0  # seconds since 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """A group, role or licence that an account holds."""

    id: str
    account: str
    kind: EntitlementKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSeen:
    """A signed-in session as a system reported it.  Times are seconds since 1970."""

    id: str  # ``system:the system's own id of the session``
    account: str
    system: str
    started: float
    last_seen: float
    ended: float | None = None


def account_id(system: str, native_id: str) -> str:
    return f"{system}:{native_id}"
