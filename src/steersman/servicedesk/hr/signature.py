"""Is this call from the HR system, whole and fresh?

BambooHR signs the raw body followed by the timestamp header with SHA-256 HMAC and sends the hex
digest (documentation.bamboohr.com/docs/webhooks, "Security").
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from steersman.domain.errors import Permanent

SIGNATURE, TIMESTAMP = "x-bamboohr-signature", "x-bamboohr-timestamp"
LARGEST = 1024 * 1024  # bytes


class Refused(Permanent):
    """A call that is not taken in.  ``http_status`` is what to answer; the message has the mend."""

    def __init__(self, http_status: int, message: str) -> None:
        super().__init__(message)
        self.http_status = http_status


def signed_at(
    headers: Mapping[str, str], body: bytes, secret: str, *, now: float, tolerance: float
) -> float:
    """When the call was signed, in seconds since 1970.  Raises ``Refused`` unless it is genuine.

    The signature is checked before the time: only a genuine call learns about our clock.
    """
    if len(body) > LARGEST:
        raise Refused(413, f"the call is larger than {LARGEST} bytes: send fewer employees at once")
    if not secret:
        raise Refused(
            503, "the webhook's secret is empty: enter the private key from the HR system"
        )
    known = {name.lower(): value for name, value in headers.items()}
    moment, given = known.get(TIMESTAMP, ""), known.get(SIGNATURE, "")
    if not moment or not given:
        raise Refused(401, "the call is not signed: generate a private key for the webhook")
    right = hmac.new(secret.encode(), body + moment.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), given.strip().lower().encode()):
        raise Refused(401, "the signature is wrong: enter the webhook's private key as the secret")
    at = seconds(moment)
    if at is None:
        raise Refused(400, f"{TIMESTAMP} {moment[:40]!r} is no time: write seconds or ISO 8601")
    if abs(now - at) > tolerance:
        raise Refused(
            401,
            f"the call was signed {abs(now - at):.0f} s {'ago' if at < now else 'ahead'}, "
            f"and {tolerance:.0f} s are allowed: set both clocks by NTP and send it again",
        )
    return at


def seconds(text: str) -> float | None:
    """Seconds since 1970 of ``1780000000`` or ``2026-01-31T18:42:00+0000``; None: no time."""
    if text.isascii() and text.isdigit() and len(text) <= 12:
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
        return moment.timestamp() if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
