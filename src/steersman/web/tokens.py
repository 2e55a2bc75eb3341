"""Tokens made and revoked by the API and by the pages: the same way, told to the ledger alike."""

from __future__ import annotations

from collections.abc import Iterable

from steersman.domain.canonical import Json
from steersman.records.ledger.entry import Entry
from steersman.web.auth import Caller
from steersman.web.core import Core


def make_token(
    core: Core, caller: Caller, principal: str, *, name: str, scopes: Iterable[str], expires: float
) -> tuple[str, str]:
    """The token's id and the token, which nobody sees again.  ``expires``: seconds since 1970."""
    wanted = sorted(set(scopes))
    eyes = caller.bearer.eyes  # not the caller's id: that may be somebody whom another plays
    secret = core.tokens.create(principal, wanted, name, expires, by=eyes)
    made = core.tokens.bearer(secret)
    token = made.token if made else ""
    told: Json = {"token": token, "principal": principal, "name": name, "by": caller.id}
    told |= {"scopes": wanted, "expires_at": expires}
    told |= {"vouched_by": caller.bearer.vouched_by} if caller.bearer.vouched_by else {}
    core.ledger.record(Entry(f"token/{token}/made", "token-made", core.clock.now(), told))
    return token, secret


def revoke_token(core: Core, caller: Caller, token: str) -> bool:
    """From now on it is refused.  ``False``: it was already."""
    new = core.tokens.revoke(token)
    told: Json = {"token": token, "by": caller.id}
    core.ledger.record(Entry(f"token/{token}/revoked", "token-revoked", core.clock.now(), told))
    return new
