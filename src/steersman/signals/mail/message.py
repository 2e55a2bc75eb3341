"""A mail as it came, read with care: sender, subject, date and the first words, all of it data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser

from steersman.domain.clean import clean, one_line

LONGEST_SUBJECT, LONGEST_BODY = 300, 10_000  # characters
NO_SUBJECT = "Mail without a subject"


@dataclass(frozen=True, slots=True)
class Mail:
    """``at``: by the sender's clock, None where it tells none."""

    sender: str
    subject: str
    body: str
    at: float | None = None


def mail_of(raw: bytes) -> Mail:
    """Whatever the bytes are; what cannot be read of it is left empty."""
    told = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    subject = one_line(_header(told, "Subject"))[:LONGEST_SUBJECT]
    sender = parseaddr(_header(told, "From"))[1].lower()[:LONGEST_SUBJECT]
    return Mail(one_line(sender), subject or NO_SUBJECT, _body(told), _date(told))


def _header(told: EmailMessage, name: str) -> str:
    try:
        return str(told.get(name, ""))
    except (ValueError, LookupError, AttributeError, IndexError, MessageError):
        return ""  # the library gives up on some broken headers


def _date(told: EmailMessage) -> float | None:
    try:
        found = getattr(told["Date"], "datetime", None)
        return found.timestamp() if isinstance(found, datetime) else None
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, MessageError):
        return None


def _body(told: EmailMessage) -> str:
    """The first text that is no attachment; of HTML its words."""
    texts = {kind: text for kind, text in reversed(list(_texts(told)))}
    found = texts.get("text/plain") or _words(texts.get("text/html", ""))
    return clean(found)[:LONGEST_BODY].strip()


def _texts(told: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in told.walk():
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or part.get_filename():
            continue
        raw = part.get_payload(decode=True)
        if isinstance(raw, bytes):
            yield kind, _decoded(raw[: 4 * LONGEST_BODY], part.get_content_charset("utf-8"))


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except LookupError:  # a charset that nobody knows
        return raw.decode("utf-8", "replace")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style", "head")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= self._hidden > 0 and tag in ("script", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def _words(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    return " ".join(" ".join(parser.words).split())
