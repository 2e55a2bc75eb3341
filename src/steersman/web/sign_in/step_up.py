"""Asking again who somebody is, before something that matters."""

from __future__ import annotations

from fastapi import Request

from steersman.web.core import Core
from steersman.web.sign_in import onward
from steersman.web.sign_in.onward import ACCOUNT, AGAIN
from steersman.web.sign_in.session import Visitor, elsewhere

RECENT = 300.0  # seconds
RECENT_FOR_ACCOUNT = 900.0  # seconds, for changes of one's own sign-in


def second_factor_again(
    request: Request, core: Core, visitor: Visitor, *, within: float = RECENT, next: str = ""
) -> None:
    """Go on only if a second factor was given within so many seconds; else ask for it.

    ``next``: the page to come back to; empty: the one they are on.  Who has no second factor is
    sent to set one up.
    """
    given = visitor.session.second_factor_at
    if given is not None and core.clock.now() - given <= within:
        return
    back = next or onward.here(request)
    if not core.sign_in.has_second_factor(visitor.id):
        raise elsewhere(request, onward.with_next(ACCOUNT, back), "set up a second factor first")
    raise elsewhere(request, onward.with_next(AGAIN, back), "give your second factor again")


def proved_again(request: Request, core: Core, visitor: Visitor, next: str = ACCOUNT) -> None:
    """For changes of one's own sign-in: whoever finds an open browser must not take the account.

    A second factor counts, and for who has none the password or having signed in just now.
    """
    session, has = visitor.session, core.sign_in.has_second_factor(visitor.id)
    given = session.second_factor_at if has else session.proved_at
    if given is None or core.clock.now() - given > RECENT_FOR_ACCOUNT:
        raise elsewhere(request, onward.with_next(AGAIN, next), "prove again who you are")
