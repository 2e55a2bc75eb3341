"""A mailbox over IMAP (RFC 3501): unread mails are looked at, and marked as seen when told to be.

Looking marks nothing (BODY.PEEK), so what was not stored is unread the next time, too.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from steersman.capabilities.http_exchange import is_loopback, trust_in
from steersman.domain.errors import Permanent, Transient

LARGEST = 200_000  # bytes that are fetched of one mail: the headers and the first words
TOGETHER = 50  # mails in one look
_SAFE = re.compile(r'[^"\\\r\n\0]{1,200}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``tls``: from the first byte; without it only on this machine, for the password's sake."""

    host: str
    user: str
    port: int = 993
    tls: bool = True
    ca_file: str = ""
    folder: str = "INBOX"
    timeout: float = 30.0


class Mailbox:
    """One sign-in: the unread mails of one folder."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._imap = connection

    def unread(self) -> Sequence[int]:
        """The UIDs of mails that nobody has seen, the oldest first."""
        (found,) = _asked(self._imap.uid("SEARCH", "UNSEEN"))
        return [int(each) for each in (found if isinstance(found, bytes) else b"").split()]

    def fetch(self, uid: int) -> bytes:
        """Its first bytes; empty when it is gone by now."""
        told = _asked(self._imap.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)"))
        return next((each[1] for each in told if isinstance(each, tuple)), b"")

    def mark_seen(self, uids: Sequence[int]) -> None:
        if uids:
            _asked(self._imap.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", "(\\Seen)"))


@contextmanager
def opened(place: Place, password: Callable[[], str]) -> Iterator[Mailbox]:
    """Raises ``Transient`` where it does not answer, ``Permanent`` where it refuses us."""
    if not place.tls and not is_loopback(place.host):
        raise Permanent(f"{place.host} would get the password unencrypted: set tls")
    if not _SAFE.fullmatch(place.folder):
        raise Permanent(f"{place.folder!r} is no name of a folder")
    what = f"mailbox {place.folder} of {place.user} at {place.host}"
    try:
        connection = _connected(place)
    except ssl.SSLCertVerificationError as error:
        raise Permanent(f"{what}: its certificate is not trusted: set ca_file") from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise Transient(f"{what}: no answer ({type(error).__name__})", retry_after=30) from error
    try:
        yield Mailbox(_signed_in(connection, place, password, what))
    except (OSError, imaplib.IMAP4.abort) as error:
        raise Transient(f"{what}: it broke off ({type(error).__name__})", retry_after=30) from error
    except imaplib.IMAP4.error as error:
        raise Permanent(f"{what}: it refuses what we ask") from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _connected(place: Place) -> imaplib.IMAP4:
    if not place.tls:
        return imaplib.IMAP4(place.host, place.port, timeout=place.timeout)
    context = trust_in(place.ca_file)
    return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=place.timeout)


def _signed_in(
    connection: imaplib.IMAP4, place: Place, password: Callable[[], str], what: str
) -> imaplib.IMAP4:
    try:
        connection.login(place.user, password())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:  # its words may quote the password
        raise Permanent(f"{what}: the sign-in is refused: correct user and password") from None
    answer, _ = connection.select(f'"{place.folder}"')
    if answer != "OK":
        raise Permanent(f"{what}: there is no such folder")
    return connection


def _asked(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    kind, told = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(kind)
    return told
