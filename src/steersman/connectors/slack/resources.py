"""A Slack user as its SCIM API describes one (docs.slack.dev/reference/scim-api)."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

ENTERPRISES = (
    "urn:scim:schemas:extension:enterprise:1.0",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    id: str  # U… or W…, the same in the SCIM and the Web API
    user_name: str
    external_id: str = ""
    employee_number: str = ""
    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    emails: tuple[str, ...] = ()  # the primary one first
    active: bool | None = None  # None: Slack does not say


def user_of(body: Json) -> User:
    identifier = _text(body, "id")
    if not identifier:
        raise Permanent("Slack sent a user without an id: correct scim_url")
    name = _object(body, "name")
    given, family = _text(name, "givenName"), _text(name, "familyName")
    numbers = [_text(_object(body, urn), "employeeNumber") for urn in ENTERPRISES]
    return User(
        id=identifier,
        user_name=_text(body, "userName"),
        external_id=_text(body, "externalId"),
        employee_number=next(filter(None, numbers), ""),
        given_name=given,
        family_name=family,
        display_name=_text(body, "displayName") or f"{given} {family}".strip(),
        emails=_emails(body),
        active=_active(body),
    )


def _active(body: Json) -> bool | None:
    value = body.get("active")
    if value is None or isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise Permanent("Slack says that a user is neither active nor inactive: look at the user there")


def _emails(body: Json) -> tuple[str, ...]:
    value = body.get("emails")
    entries = [entry for entry in value if isinstance(entry, dict)] if value else []
    entries.sort(key=lambda entry: entry.get("primary") is not True)
    return tuple(address for entry in entries if (address := _text(entry, "value")))


def _object(body: Json, key: str) -> Json:
    value = body.get(key)
    return value if isinstance(value, dict) else {}


def _text(body: Json, key: str) -> str:
    value = body.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # employee numbers may come as numbers
    return value if isinstance(value, str) else ""
