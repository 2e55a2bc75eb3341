"""Links in pages by which one person says that they have it, once, without signing in.

The link names the page and the person under HMAC-SHA256 (RFC 2104) with the key of all links.
Opening it changes nothing: scanners of mail open every link.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path

from steersman.domain.canonical import canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.people import EmploymentStatus
from steersman.records.key_file import key_at
from steersman.records.on_call.page import RESOLVED, Page
from steersman.records.on_call.pages import Pages
from steersman.records.people import People
from steersman.records.used_links import UsedLinks

LASTS = 24 * 3600.0  # seconds from the moment that the page was sent
LONGEST = 2000  # characters
CHANNEL = "the link in the message"


class Unusable(Permanent):
    """The link does not count: forged, expired, used, or of somebody who has left."""


@dataclass(frozen=True, slots=True)
class PageLink:
    page: str
    person: str
    expires: float
    nonce: str


@dataclass(frozen=True)
class PageLinks:
    """Makes and honours them.  ``key_file`` is made on first use, for its owner only."""

    pages: Pages
    people: People
    used: UsedLinks
    clock: Clock
    key_file: Path

    def token(self, page: str, person: str, sent: float) -> str:
        """The same for the same words, so that a message sent twice holds one link."""
        about = {"page": page, "person": person, "exp": sent + LASTS}
        about["nonce"] = self._mac(b"page nonce", canonical(about).encode())[:16].hex()
        body = canonical(about).encode()
        return f"{_spell(body)}.{_spell(self._mac(b'page', body))}"

    def read(self, token: str) -> tuple[PageLink, Page]:
        """What the link is about, if it still counts.  Reads only; raises ``Unusable``."""
        link = self._genuine(token)
        if link.expires <= self.clock.now():
            raise Unusable("this link has expired: sign in and answer there")
        if self.used.is_used(link.nonce):
            raise Unusable("this link was used already: it works once")
        person = self.people.find(link.person)
        if person is None or person.employment_status is EmploymentStatus.TERMINATED:
            raise Unusable("this link belongs to somebody who does not work here any more")
        page = self.pages.find(link.page)
        if page is None or page.state == RESOLVED:
            raise Unusable("this page was resolved meanwhile: there is nothing left to do")
        return link, page

    def acknowledge(self, token: str) -> Page:
        """In the name of whom it was sent to; it is used up first, so of two clicks one counts."""
        link, _ = self.read(token)
        if not self.used.use(link.nonce, link.page, link.person):
            raise Unusable("this link was used already: it works once")
        try:
            return self.pages.acknowledge(link.page, by=link.person, channel=CHANNEL)
        except Exception:
            self.used.give_back(link.nonce)  # nothing was done by it
            raise

    def _genuine(self, token: str) -> PageLink:
        body, _, mac = token.partition(".") if len(token) <= LONGEST else ("", "", "")
        told = _read(body)
        if not hmac.compare_digest(_read(mac), self._mac(b"page", told)):
            raise Unusable("this link is not one of ours, or it was cut: copy it whole")
        about = json.loads(told)
        return PageLink(about["page"], about["person"], about["exp"], about["nonce"])

    def _mac(self, purpose: bytes, body: bytes) -> bytes:
        key = key_at(self.key_file)
        return hmac.new(key, purpose + b"\0" + body, hashlib.sha256).digest()


def _spell(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(text: str) -> bytes:
    """Only the one spelling that we write counts; anything else reads as empty."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""
    return raw if _spell(raw) == text else b""
