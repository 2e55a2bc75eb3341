"""Wires the notices to the mail server that the systems file declares."""

from __future__ import annotations

from steersman.servicedesk.notices import Notices, Post
from steersman.settings.secrets import secret
from steersman.settings.systems import Systems
from steersman.web.core import Core


def notices(steersman: Core) -> Notices | None:
    """None: no mail server is declared, so people look for themselves."""
    post = post_of(steersman.declared)
    if post is None:
        return None
    return Notices(
        engine=steersman.store,
        desk=steersman.desk,
        ledger=steersman.ledger,
        people=steersman.people,
        permissions=steersman.permissions,
        links=steersman.links,
        post=post,
        clock=steersman.clock,
        address=steersman.settings.address,
    )


def post_of(declared: Systems) -> Post | None:
    """The mail server of the systems file; None: there is none."""
    if declared.mail is None:
        return None
    reference = declared.mail.password_secret
    password = secret(reference, folder=declared.folder) if reference else None
    return Post(declared.mail, password)
