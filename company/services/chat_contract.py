"""A contract server for chats: Slack's incoming webhooks and a Matrix homeserver's one call.

What works here is tested against what both publish, not with Slack or Synapse.  Sources:
docs.slack.dev/messaging/sending-messages-using-incoming-webhooks ("Handling errors"), and the
Matrix Client-Server API v1.11, 10.7.1 (PUT …/send/{eventType}/{txnId}: the same transaction of the
same token is one event) and 4 (standard errors).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote

from company.services.json_contract import Asked, Reply, Serving, serving

HOOK = "/services/T0MERIDIAN/B0ONCALL/secretpartofit"
TOKEN, ROOM = "syt_contract_token", "!oncall:example.org"
_SEND = "/_matrix/client/v3/rooms/"


@dataclass
class Chats:
    """``slack`` and ``matrix`` are the texts that a channel and a room show."""

    at: Serving | None = None
    slack: list[str] = field(default_factory=list)
    matrix: dict[str, str] = field(default_factory=dict)  # transaction → text
    refusals: list[Reply] = field(default_factory=list)  # for the calls to come

    @property
    def url(self) -> str:
        assert self.at is not None
        return self.at.url

    def answer(self, asked: Asked) -> Reply:
        if self.refusals:
            return self.refusals.pop(0)
        if asked.path.startswith("/services/"):
            return self._slack(asked)
        if asked.path.startswith(_SEND):
            return self._matrix(asked)
        return Reply(404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"})

    def _slack(self, asked: Asked) -> Reply:
        if asked.method != "POST":
            return _text(400, "invalid_payload")
        if asked.path != HOOK:
            return _text(404, "no_service")
        try:
            body = json.loads(asked.body)
        except ValueError:
            return _text(400, "invalid_payload")
        if not isinstance(body, dict) or not isinstance(body.get("text"), str) or not body["text"]:
            return _text(400, "no_text")
        self.slack.append(body["text"])
        return _text(200, "ok")

    def _matrix(self, asked: Asked) -> Reply:
        parts = [unquote(part) for part in asked.path.removeprefix(_SEND).split("/")]
        if asked.method != "PUT" or len(parts) != 4 or parts[1:3] != ["send", "m.room.message"]:
            return Reply(404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"})
        token = asked.headers.get("authorization", "")
        if not token:
            return Reply(401, {"errcode": "M_MISSING_TOKEN", "error": "Missing access token"})
        if token != f"Bearer {TOKEN}":
            return Reply(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token"})
        if parts[0] != ROOM:
            return Reply(403, {"errcode": "M_FORBIDDEN", "error": "User is not in the room"})
        body = json.loads(asked.body)
        if body.get("msgtype") != "m.text" or not isinstance(body.get("body"), str):
            return Reply(400, {"errcode": "M_BAD_JSON", "error": "No body or msgtype"})
        self.matrix.setdefault(parts[3], body["body"])
        return Reply(200, {"event_id": f"${parts[3][:20]}"})


def limited(seconds: int) -> Reply:
    """What Slack answers to whoever sends too fast."""
    return Reply(429, "rate_limited", {"Retry-After": str(seconds), "Content-Type": "text/plain"})


def matrix_limited(milliseconds: int) -> Reply:
    body = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests"}
    return Reply(429, {**body, "retry_after_ms": milliseconds})


@contextmanager
def chats() -> Iterator[Chats]:
    found = Chats()
    with serving(found.answer) as at:
        found.at = at
        yield found


def _text(status: int, word: str) -> Reply:
    return Reply(status, word, {"Content-Type": "text/plain"})
