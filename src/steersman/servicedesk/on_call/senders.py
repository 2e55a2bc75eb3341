"""Hands a page to a chat or a receiver over HTTP.

Each raises ``Transient`` when trying again may help and ``Permanent`` when it cannot, and names the
status that came back, never the address or the secret.

Slack: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks; Matrix: Client-Server API
v1.11, 10.7.1; signatures: Standard Webhooks 1.0.0.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent, Transient
from steersman.domain.on_call.escalation import is_address
from steersman.servicedesk.on_call.message import Message, Method
from steersman.settings.secrets import secret

PATIENCE = 10.0  # seconds for an answer
AGAIN = frozenset({408, 425, 429})  # may be asked again; so may everything from 500 on
LONGEST_PAUSE = 600.0


@dataclass(frozen=True)
class Senders:
    """``folder``: where the files of ``file:on-call/NAME`` are."""

    clock: Clock
    folder: Path

    def slack(self, method: Method, message: Message) -> None:
        """An incoming webhook; its address is the secret."""
        url = self._secret(method)
        if not is_address(url):  # never said: it is the secret
            raise Permanent(f"what {method['secret']} holds is no address of a Slack webhook")
        _post("Slack", url, {"text": _plain(message.words)}, {})

    def matrix(self, method: Method, message: Message) -> None:
        """A message to a room; the same transaction again makes no second message."""
        room, key = quote(method["room"], safe=""), quote(_transaction(message.key), safe="")
        url = f"{method['address'].rstrip('/')}/_matrix/client/v3/rooms/{room}"
        body = {"msgtype": "m.text", "body": message.words}
        headers = {"Authorization": f"Bearer {self._secret(method)}"}
        _post("Matrix", f"{url}/send/m.room.message/{key}", body, headers, method="PUT")

    def webhook(self, method: Method, message: Message) -> None:
        """JSON, signed with HMAC-SHA256 when a key is named."""
        raw = canonical(body_of(message)).encode()
        headers = {"Content-Type": "application/json", "webhook-id": message.key}
        headers["webhook-timestamp"] = f"{self.clock.now():.0f}"
        if method.get("secret"):
            headers["webhook-signature"] = signature(self._secret(method), headers, raw)
        _send("the webhook", method["address"], raw, headers)

    def _secret(self, method: Method) -> str:
        return secret(method["secret"], folder=self.folder)()


def body_of(message: Message) -> Json:
    """What a receiver gets; ``text`` alone is what chat systems show."""
    return {
        "type": "page",
        "id": message.key,
        "page": message.page,
        "about": message.about,
        "title": message.title,
        "details": message.text,
        "urgent": message.urgent,
        "at": message.at,
        "person": message.person,
        "name": message.name,
        "acknowledge": message.link,
        "look": message.look,
        "text": message.words,
    }


def signature(key: str, headers: Mapping[str, str], raw: bytes) -> str:
    """``v1,…`` over id, timestamp and body; a key that begins with whsec_ is base64."""
    coded = key.removeprefix("whsec_")
    try:
        bare = base64.b64decode(coded, validate=True) if coded != key else key.encode()
    except ValueError as error:
        raise Permanent("the signing key begins with whsec_ and is no base64: correct it") from (
            error
        )
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + raw
    return "v1," + base64.b64encode(hmac.new(bare, signed, hashlib.sha256).digest()).decode()


def _post(
    what: str, url: str, body: Json, headers: Mapping[str, str], method: str = "POST"
) -> None:
    told = {"Content-Type": "application/json", **headers}
    _send(what, url, canonical(body).encode(), told, method)


def _send(
    what: str, url: str, raw: bytes, headers: Mapping[str, str], method: str = "POST"
) -> None:
    """No redirect is followed and no proxy asked: the address that was kept is the one called."""
    try:
        answer = httpx.request(
            method,
            url,
            content=raw,
            headers=dict(headers),
            timeout=PATIENCE,
            trust_env=False,
            follow_redirects=False,
        )
    except httpx.InvalidURL as error:
        raise Permanent(f"{what}: the address is none: correct it") from error
    except httpx.HTTPError as error:
        raise Transient(f"{what} was not reached: {type(error).__name__}") from error
    if answer.is_success:
        return
    if answer.status_code in AGAIN or answer.status_code >= 500:
        raise Transient(f"{what} answered {answer.status_code}", _pause(answer))
    raise Permanent(f"{what} answered {answer.status_code}: look at its address and secret")


def _pause(answer: httpx.Response) -> float:
    """How long the receiver asks us to wait: Retry-After, or Matrix's retry_after_ms."""
    told = answer.headers.get("retry-after", "")
    if told.isascii() and told.isdigit():
        return min(float(told), LONGEST_PAUSE)
    try:
        body = answer.json()
    except ValueError:
        return 0.0
    wait = body.get("retry_after_ms") if isinstance(body, dict) else None
    number = isinstance(wait, int) and not isinstance(wait, bool)
    return min(max(wait, 0) / 1000, LONGEST_PAUSE) if number and wait is not None else 0.0


def _plain(text: str) -> str:
    """Slack's three control characters, so that no text from data mentions a channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _transaction(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
