"""What a SCIM server's answers mean for us: try again, never mind, or tell a person.

Statuses and error bodies: RFC 7644 §3.12.
"""

from __future__ import annotations

import json

import httpx

from steersman.capabilities.json_errors import (
    Forbidden,
    NotFound,
    Unauthorised,
    detail_of,
    retry_after,
)
from steersman.domain.errors import Permanent, Transient

_CHANGED = (409, 412)
_UNSUPPORTED = (405, 501)


class Unsupported(Permanent):
    """The server does not do this at all: a filter, a method, an endpoint."""


def refused(response: httpx.Response, body: bytes, what: str, secret: str) -> Exception:
    """The error for an answer that is not 2xx."""
    status = response.status_code
    if status in (401, 403):
        return _no_rights(status, what)
    if status == 404:
        return NotFound(f"{what}: there is no such resource (404)")
    if status in _CHANGED:
        return Transient(f"{what}: changed since it was read ({status}): plan again")
    if status == 429 or (status >= 500 and status not in _UNSUPPORTED):
        return Transient(f"{what}: the server answered {status}", retry_after(response.headers))
    if 300 <= status < 400:
        return Permanent(f"{what}: the server redirects ({status}): set base_url to where it leads")
    kind = Unsupported if status in _UNSUPPORTED or _filter_refused(body) else Permanent
    return kind(f"{what}: the server answered {status}: {detail_of(body, (secret,))}")


def _no_rights(status: int, what: str) -> Permanent:
    if status == 401:
        return Unauthorised(f"{what}: the token is refused (401): renew the one in token_secret")
    return Forbidden(f"{what}: the token lacks a right (403): widen its scope")


def _filter_refused(body: bytes) -> bool:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("scimType") == "invalidFilter"
