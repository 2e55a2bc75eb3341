"""``steersman systems check``: Slack tells exactly which scopes a token holds."""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.connectors.slack.client import Slack
from steersman.domain.errors import Permanent, Transient

NEEDED = frozenset({"admin", "admin.users:read", "admin.users:write"})


def check_token(slack: Slack) -> Check:
    """Ask who the token belongs to and count users; write nothing."""
    try:
        facts = slack.token_facts()
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error), unknown=tuple(sorted(NEEDED)))
    detail = f"Slack, as {facts.owner}; {_scim(slack)}"
    if facts.scopes is None:
        return Check(reached=True, detail=detail, unknown=tuple(sorted(NEEDED)))
    return Check(
        reached=True,
        detail=detail,
        missing=tuple(sorted(NEEDED - facts.scopes)),
        excessive=tuple(sorted(facts.scopes - NEEDED)),
    )


def _scim(slack: Slack) -> str:
    try:
        return f"{slack.user_count()} users over SCIM"
    except (Permanent, Transient) as error:
        return f"SCIM does not work: {error}"
