"""What the answers of a web API mean: try again, or tell a person what to mend.

Statuses: RFC 9110; ``Retry-After``: RFC 9110 §10.2.3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx

from steersman.domain.errors import Permanent, Transient

LONGEST_WAIT = timedelta(days=1).total_seconds()
_ATTEMPT_AGAIN = (408, 425, 429)


class Unauthorised(Permanent):
    """The sign-in is refused (401)."""


class Forbidden(Permanent):
    """The account is known, but may not read this (403)."""


class NotFound(Permanent):
    """There is no such address (404)."""


class BadRequest(Permanent):
    """The server does not know what was asked for (400)."""


def unreachable(error: Exception, what: str) -> Transient | Permanent:
    """The error for a request that got no whole answer."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Permanent(
            f"{what}: the server's certificate is not trusted: set ca_file to its authority"
        )
    return Transient(f"{what}: no whole answer ({type(error).__name__})", retry_after=2)


def refused(
    response: httpx.Response, raw: bytes, what: str, hidden: tuple[str, ...]
) -> Transient | Permanent:
    """The error for an answer that is not 2xx; ``hidden`` is never repeated."""
    status = response.status_code
    if status in _ATTEMPT_AGAIN or status >= 500:
        return Transient(f"{what}: the server answered {status}", retry_after(response.headers))
    if 300 <= status < 400:
        return Permanent(f"{what}: the server redirects ({status}): set url to where it leads")
    if status == 401:
        return Unauthorised(f"{what}: the sign-in is refused (401): correct it or renew it")
    detail = detail_of(raw, hidden)
    if status == 403:
        return Forbidden(f"{what}: the account may not read this (403): {detail}")
    kind = {400: BadRequest, 404: NotFound}.get(status, Permanent)
    return kind(f"{what}: the server answered {status}: {detail}")


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


def detail_of(raw: bytes, hidden: tuple[str, ...]) -> str:
    """The server's own words, short, on one line, and without a secret if it quotes us."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return "no detail"
    body = body if isinstance(body, dict) else {}
    told = body.get("detail") or body.get("error") or body.get("message")
    if isinstance(told, dict):  # ServiceNow: {"error": {"message": …, "detail": …}}
        told = told.get("message")
    if not told and isinstance(body.get("errorMessages"), list):  # Jira
        told = " ".join(map(str, body["errorMessages"]))
    text = " ".join(str(told or "no detail").split())
    for secret in filter(None, hidden):
        text = text.replace(secret, "(secret)")
    return text[:200]
