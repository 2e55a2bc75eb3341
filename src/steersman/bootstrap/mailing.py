"""Wires the notices to the mail server that the systems file declares."""

from __future__ import annotations

from steersman.servicedesk.notices import Notices, Post
from steersman.settings.secrets import secret
from steersman.web.core import Core


def notices(steersman: Core) -> Notices | None:
    """None: no mail server is declared, so people look for themselves."""
    mail, folder = steersman.declared.mail, steersman.declared.folder
    if mail is None:
        return None
    reference = mail.password_secret
    return Notices(
        engine=steersman.store,
        desk=steersman.desk,
        ledger=steersman.ledger,
        people=steersman.people,
        permissions=steersman.permissions,
        links=steersman.links,
        post=Post(mail, secret(reference, folder=folder) if reference else None),
        clock=steersman.clock,
        address=steersman.settings.address,
    )
