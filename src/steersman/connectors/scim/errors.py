"""What a SCIM server's answers mean for us: try again, never mind, or tell a person.

Statuses and error bodies: RFC 7644 §3.12; ``Retry-After``: RFC 9110 §10.2.3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx

from steersman.domain.errors import Permanent, Transient

LONGEST_WAIT = timedelta(days=1).total_seconds()
_CHANGED = (409, 412)
_UNSUPPORTED = (405, 501)


class NotFound(Permanent):
    """The resource is not there."""


class Forbidden(Permanent):
    """The token is known, but may not do this."""


class Unsupported(Permanent):
    """The server does not do this at all: a filter, a method, an endpoint."""


def unreachable(error: Exception, what: str) -> Transient | Permanent:
    """The error for a request that got no whole answer."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Permanent(
            f"{what}: the server's certificate is not trusted: set ca_file to its authority"
        )
    return Transient(f"{what}: no whole answer ({type(error).__name__})", retry_after=2)


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
    return kind(f"{what}: the server answered {status}: {_detail(body, secret)}")


def _no_rights(status: int, what: str) -> Permanent:
    if status == 401:
        return Permanent(f"{what}: the token is refused (401): renew the one in token_secret")
    return Forbidden(f"{what}: the token lacks a right (403): widen its scope")


def retry_after(headers: Mapping[str, str], default: float = 2.0) -> float:
    """Seconds to wait, from ``Retry-After`` in either form.

    A date is measured against the answer's own ``Date``, so that a wrong clock cannot matter.
    """
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return min(float(value), LONGEST_WAIT)
    try:
        until, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)
    except (ValueError, TypeError):  # neither form, or one date without a zone
        return default


def _error_body(body: bytes) -> Mapping[str, object]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _filter_refused(body: bytes) -> bool:
    return _error_body(body).get("scimType") == "invalidFilter"


def _detail(body: bytes, secret: str) -> str:
    """The server's own words, short, and without the token if it quotes us."""
    detail = str(_error_body(body).get("detail") or "no detail")
    return detail.replace(secret, "(token)")[:200] if secret else detail[:200]
