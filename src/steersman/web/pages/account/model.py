"""What the account page shows, and whatever it shows only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.domain.canonical import Json
from steersman.records.sign_in.accounts import Account
from steersman.records.sign_in.passkeys import Passkey
from steersman.records.sign_in.sessions import Session
from steersman.records.sign_in.totp import address_for_app
from steersman.records.tokens import SCOPES
from steersman.web.core import Core
from steersman.web.qr import Drawing, drawn
from steersman.web.sign_in import onward, requiring
from steersman.web.sign_in.session import Visitor

MEANINGS = {
    "read": "look at what your roles may see",
    "act": "ask for work",
    "approve": "answer plans and questions",
    "admin": "change the installation",
    "report": "report alerts, as monitoring does",
}


@dataclass(frozen=True, slots=True)
class AppView:
    """A secret on its way into an authenticator app."""

    secret: str
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class AccountView:
    """``codes``, ``token`` and ``app`` are shown this once."""

    account: Account
    here: str
    sessions: Sequence[Session]
    app_is_set_up: bool
    codes_left: int
    passkeys: Sequence[Passkey]
    tokens: Sequence[Json]
    meanings: Sequence[tuple[str, str]]
    wanting: Sequence[str]  # their roles that nobody uses without a second factor
    enrolling: bool  # nothing else is open to this session before one is set up
    csrf: str
    next: str = ""
    app: AppView | None = None
    codes: Sequence[str] = ()
    token: str = ""
    error: str = ""
    where: str = ""  # which form the error is about


def view_of(core: Core, visitor: Visitor, *, next: str = "", **more: object) -> AccountView:
    sign_in, me = core.sign_in, visitor.id
    account = sign_in.accounts.get(me)
    pending = sign_in.totp.pending(me) if more.pop("begin", False) else None
    now = core.clock.now()
    tokens = [t for t in core.tokens.all(me) if t["revoked_at"] is None and t["expires_at"] > now]
    wanted = onward.safe(next)
    return AccountView(
        account=account,
        here=visitor.session.id,
        sessions=sign_in.sessions.running(me),
        app_is_set_up=sign_in.totp.is_set_up(me),
        codes_left=sign_in.recovery.left(me),
        passkeys=sign_in.passkeys.of(me),
        tokens=tokens,
        meanings=[(scope, MEANINGS[scope]) for scope in SCOPES],
        wanting=requiring.roles_wanting(core, visitor.caller.principal),
        enrolling=requiring.must_prove(core, visitor.caller.principal, visitor.session),
        csrf=visitor.csrf,
        next="" if wanted == onward.HOME else wanted,
        app=AppView(_grouped(pending), drawn(address_for_app(pending, account.name)))
        if pending
        else None,
        **more,  # type: ignore[arg-type]  # each caller gives fields of the view
    )


def _grouped(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
