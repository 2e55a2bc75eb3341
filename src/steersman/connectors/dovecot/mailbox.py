"""Which mailbox is meant, safe against a user name that was given to somebody else.

Dovecot knows a mailbox by its user name alone, and names are re-used.  Its only immutable mark
is the GUID of the INBOX, from which no name can be looked up; so our id is both,
``jdoe/97f68b2966df036b3539000083ecc375``, and each call checks that they still belong together.
Asking for the GUID makes Dovecot create an INBOX that was never used, as a first mail would.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from steersman.connectors.dovecot.client import Doveadm, NoSuchUser
from steersman.domain.errors import NeedsPerson, Permanent

# doveadm takes * and ? in a name as wildcards, and an address as "everybody from there".
USER = re.compile(r"[a-z0-9_][a-z0-9_.+@-]*")
GUID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    user: str
    guid: str

    @property
    def id(self) -> str:
        return f"{self.user}/{self.guid}"


def is_plain_user(name: str) -> bool:
    """Whether ``name`` can be given to doveadm without meaning more than one user."""
    if not USER.fullmatch(name):
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return True
    return False


def parse_id(account: str, system: str) -> Mailbox:
    """``account`` is the native id, with or without ``system:`` in front."""
    user, _, guid = account.removeprefix(f"{system}:").rpartition("/")
    if not is_plain_user(user) or not GUID.fullmatch(guid):
        raise Permanent(f"{account!r} is no mailbox id: look the person up in {system} again")
    return Mailbox(user, guid)


class Mailboxes:
    """Resolves the ids of one system."""

    def __init__(self, doveadm: Doveadm, system: str) -> None:
        self._doveadm = doveadm
        self.system = system

    def target(self, mailbox: Mailbox) -> str:
        return f"{self.system}:{mailbox.id}"

    def called(self, mailbox: Mailbox) -> dict[str, str]:
        """How people call it, where a plan names it by its id."""
        return {self.target(mailbox): f"mailbox {mailbox.user}"}

    def of_user(self, user: str) -> Mailbox:
        """The mailbox that a user has now; raises ``NoSuchUser``."""
        rows = self._doveadm.rows("mailboxStatus", user=user, field=["guid"], mailboxMask=["INBOX"])
        guids = [str(row.get("guid")) for row in rows]
        if len(guids) != 1 or not GUID.fullmatch(guids[0]):
            raise Permanent(f"Dovecot tells no GUID for the INBOX of {user}")
        return Mailbox(user, guids[0])

    def resolve(self, account: str) -> Mailbox:
        """The mailbox with this id, if its user name still leads to it."""
        wanted = parse_id(account, self.system)
        found = self.of_user(wanted.user)
        if found != wanted:
            raise NeedsPerson(
                f"The user name {wanted.user} in {self.system} now leads to another mailbox "
                f"({found.guid} instead of {wanted.guid}). Was the name given to somebody else?"
            )
        return wanted

    def resolve_or_gone(self, account: str) -> Mailbox:
        """As ``resolve``, but a user that was removed is fine: its sessions outlive it."""
        try:
            return self.resolve(account)
        except NoSuchUser:
            return parse_id(account, self.system)
