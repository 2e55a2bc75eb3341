"""What Slack's refusals mean for us.

Sources: docs.slack.dev/apis/web-api/rate-limits, …/reference/scim-api/rate-limits and the tables
of errors of each method.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from steersman.capabilities.json_errors import retry_after
from steersman.domain.errors import Permanent, Transient

PASSING = frozenset(
    [
        "ratelimited",
        "rate_limited",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "user_session_reset_failed",
    ]
)
BAD_TOKEN = frozenset(
    ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]
)
_CODE = re.compile(r"[a-z_]{1,60}")


class Unsupported(Permanent):
    """Slack does not do this: a filter it does not know."""


class FilterIgnored(Unsupported):
    """Slack answered a filter with users that do not fit it."""


def refused(status: int, headers: Mapping[str, str], what: str) -> Exception:
    """The error for an answer that is not 2xx."""
    if status == 429 or status >= 500:
        return Transient(f"{what}: Slack answered {status}", retry_after(_in_lower_case(headers)))
    if status in (409, 412):
        return Transient(f"{what}: changed since it was read ({status}): plan again")
    if status == 401:
        return Permanent(f"{what}: the token is refused (401): renew the one in token_secret")
    if status == 403:
        return Permanent(f"{what}: the token lacks a right (403): it needs the scope admin")
    if status == 404:
        return Permanent(f"{what}: there is no such user (404)")
    if 300 <= status < 400:
        return Permanent(f"{what}: Slack redirects ({status}): correct scim_url or api_url")
    kind = Unsupported if status == 400 else Permanent
    return kind(f"{what}: Slack answered {status}")


def not_ok(code: str, needed: str, headers: Mapping[str, str], what: str) -> Exception:
    """The error for a Web API answer with ``ok: false``; ``needed`` is a scope, if Slack named one.

    Slack's own text is quoted only if it looks like an error code, so that nothing else gets out.
    """
    shown = code if _CODE.fullmatch(code) else "an error it does not name"
    if code in PASSING:
        return Transient(f"{what}: Slack says {shown}", retry_after(_in_lower_case(headers)))
    if code in BAD_TOKEN:
        return Permanent(f"{what}: Slack says {shown}: renew the token in token_secret")
    if code == "missing_scope":
        scope = needed if re.fullmatch(r"[a-z.:,_ ]{1,100}", needed) else "it asks for"
        return Permanent(f"{what}: the token lacks the scope {scope}: add it and reinstall the app")
    return Permanent(f"{what}: Slack says {shown}")


def _in_lower_case(headers: Mapping[str, str]) -> Mapping[str, str]:
    """As the SDK hands them over, they can be found by one spelling only."""
    return {name.lower(): value for name, value in headers.items()}
