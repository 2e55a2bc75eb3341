"""Links in mails by which one person may answer about one plan, once, for a limited time.

The link names the work, the plan's digest, the person and its end, under HMAC-SHA256 (RFC 2104)
with a key of its own.  Opening it changes nothing: scanners of mail open every link.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.key_file import key_at
from steersman.records.used_links import UsedLinks
from steersman.servicedesk.approving import Answer, Approving

LASTS = 8 * 3600.0  # seconds, as long as an approval itself
LONGEST = 2000  # characters


class Unusable(Permanent):
    """The link does not count: forged, expired, used, or about a plan that has changed."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a genuine link says.  ``expires`` is in seconds since 1970."""

    work: str
    digest: str
    approver: str
    expires: float
    nonce: str


class ApprovalLinks:
    """Makes and honours them.  ``key_file`` is made on first use, for its owner only."""

    def __init__(
        self, engine: sa.Engine, approving: Approving, clock: Clock, key_file: Path
    ) -> None:
        self._approving, self._clock = approving, clock
        self._used = UsedLinks(engine, clock)
        self._key = key_at(key_file)

    def token(self, work: str, digest: str, approver: str, expires: float) -> str:
        """The same for the same words, so that a mail sent twice holds one link, not two."""
        about = {"work": work, "digest": digest, "approver": approver, "exp": expires}
        about["nonce"] = self._mac(b"nonce", canonical(about).encode())[:16].hex()
        body = canonical(about).encode()
        return f"{_spell(body)}.{_spell(self._mac(b'link', body))}"

    def read(self, token: str) -> Link:
        """What the link says, if it still counts.  Reads only; raises ``Unusable``."""
        link = self._genuine(token)
        if link.expires <= self._clock.now():
            raise Unusable("this link has expired: sign in and answer there")
        if self._used.is_used(link.nonce):
            raise Unusable("this link was used already: it works once")
        row = self._approving.desk.work_items.row(link.work)
        if row["digest"] != link.digest:
            raise Unusable("the plan has changed since this mail was sent: answer the newer mail")
        return link

    def approve(self, token: str, reason: str = "") -> Link:
        """Say yes in the name of whom the link was sent to."""
        return self._act(token, reason, yes=True)

    def refuse(self, token: str, reason: str) -> Link:
        """Say no; the reason is told to whoever asked."""
        if not reason.strip():
            raise Permanent("a refusal needs a reason: whoever asked must learn it")
        return self._act(token, reason, yes=False)

    def _act(self, token: str, reason: str, *, yes: bool) -> Link:
        """The link is used up first: of two clicks at the same moment only one goes on."""
        link = self.read(token)
        answer = Answer(
            work=link.work, digest=link.digest, by=link.approver, reason=reason, channel="mail"
        )
        self._approving.check(answer)
        if not self._used.use(link.nonce, link.work, link.approver):
            raise Unusable("this link was used already: it works once")
        try:
            if yes:
                self._approving.approve(answer)
            else:
                self._approving.refuse(answer)
        except Exception:
            self._used.give_back(link.nonce)  # nothing was done by it
            raise
        return link

    def _genuine(self, token: str) -> Link:
        body, _, mac = token.partition(".") if len(token) <= LONGEST else ("", "", "")
        told = _read(body)
        if not hmac.compare_digest(_read(mac), self._mac(b"link", told)):
            raise Unusable("this link is not one of ours, or it was cut: copy it whole")
        about = json.loads(told)
        named = about["work"], about["digest"], about["approver"], about["exp"], about["nonce"]
        return Link(*named)

    def _mac(self, purpose: bytes, body: bytes) -> bytes:
        return hmac.new(self._key, purpose + b"\0" + body, hashlib.sha256).digest()


def _spell(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(text: str) -> bytes:
    """Only the one spelling that we write counts; anything else reads as empty."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""
    return raw if _spell(raw) == text else b""
