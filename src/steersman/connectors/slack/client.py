"""Slack, as far as we need it: the port, and the client on Slack's own SDK."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import trust_in, usable
from steersman.connectors.slack.errors import FilterIgnored, not_ok
from steersman.connectors.slack.resources import User, user_of
from steersman.connectors.slack.settings import SlackSettings
from steersman.connectors.slack.transport import SILENT, BoundedScimClient, BoundedWebClient
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient

PAGE = 100
MOST_MATCHES = 200  # more than that for one person: the filter was not applied
MOST_USERS = 50_000
MOST_SESSION_PAGES = 1_000


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What Slack says about our token; ``scopes`` is None when it does not tell."""

    owner: str
    scopes: frozenset[str] | None


class Slack(Protocol):
    """The few calls we make.  The real client and the fake both have exactly these."""

    def user(self, account: str) -> User: ...

    def users(self, expression: str) -> list[User]:
        """What Slack says fits ``expression`` (all users if empty); the caller checks each."""
        ...

    def user_count(self) -> int: ...

    def set_active(self, account: str, active: bool) -> None: ...

    def open_sessions(self, account: str) -> int: ...

    def reset_sessions(self, account: str) -> None: ...

    def token_facts(self) -> TokenFacts: ...


def eq(attribute: str, value: str) -> str:
    """``attribute eq "value"``; a value is a JSON string, so no value can break out of it."""
    return f"{attribute} eq {json.dumps(value, ensure_ascii=False)}"


class SlackClient:
    """Each call is a new connection and reads the token anew."""

    def __init__(self, settings: SlackSettings, token: Secret) -> None:
        settings.require_safe_transport()
        self._settings, self._token, self._trust = settings, token, _trust(settings)

    def user(self, account: str) -> User:
        user = user_of(_body(self._scim().read_user(_usable_id(account)).body))
        if user.id != account:
            raise Permanent(f"Slack was asked for {account!r} and sent {user.id!r}")
        return user

    def users(self, expression: str) -> list[User]:
        most = MOST_MATCHES if expression else MOST_USERS
        found: dict[str, User] = {}
        start = 1
        while True:
            total, bodies = self._page(expression, start)
            new = found | {user.id: user for user in map(user_of, bodies)}
            if len(new) > most:
                raise FilterIgnored(f"over {most} Slack users fit {expression or 'anything'}")
            if len(new) == len(found) and total > len(found):
                raise Transient(f"Slack's list of users ended after {len(found)} of {total}")
            if len(new) == len(found) or (len(new) >= total and len(bodies) < PAGE):
                return list(new.values())
            found, start = new, start + len(bodies)

    def user_count(self) -> int:
        return self._page("", 1, count=1)[0]

    def set_active(self, account: str, active: bool) -> None:
        self._scim().patch_user(_usable_id(account), {"active": active})

    def open_sessions(self, account: str) -> int:
        """Counts only sessions that say they are this user's, whatever else Slack sends."""
        teams: tuple[str | None, ...] = self._settings.team_ids or (None,)
        return sum(self._sessions_in(team, account) for team in teams)

    def reset_sessions(self, account: str) -> None:
        self._call(lambda web: web.admin_users_session_reset(user_id=account))

    def token_facts(self) -> TokenFacts:
        answer = self._call(lambda web: web.auth_test())
        headers = {name.lower(): value for name, value in answer.headers.items()}
        told = headers.get("x-oauth-scopes")
        scopes = None if told is None else frozenset(told.replace(",", " ").split())
        return TokenFacts(f"{answer.get('user', '?')} in {answer.get('team', '?')}", scopes)

    def _page(self, expression: str, start: int, count: int = PAGE) -> tuple[int, list[Json]]:
        answer = self._scim().search_users(
            count=count, start_index=start, filter=expression or None
        )
        body = _body(answer.body)
        total, found = body.get("totalResults"), body.get("Resources") or []
        usable = isinstance(found, list) and all(isinstance(entry, dict) for entry in found)
        if not isinstance(total, int) or not usable:
            raise Permanent("Slack's answer is no list of users: correct scim_url")
        return total, found

    def _sessions_in(self, team: str | None, account: str) -> int:
        cursor, count = "", 0
        for _ in range(MOST_SESSION_PAGES):
            answer = self._sessions_page(team, account, cursor)
            sessions = answer.get("active_sessions")
            if not isinstance(sessions, list):
                raise Permanent("Slack's answer is no list of sessions: correct api_url")
            count += sum(_is_of(session, account) for session in sessions)
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return count
        raise Permanent("Slack's list of sessions has no end: set team_ids to list fewer")

    def _sessions_page(self, team: str | None, account: str, cursor: str) -> SlackResponse:
        """Slack takes a user only together with a workspace; otherwise it lists everybody's."""
        user = account if team else None
        return self._call(
            lambda web: web.admin_users_session_list(
                cursor=cursor or None, limit=1000, team_id=team, user_id=user
            )
        )

    def _scim(self) -> BoundedScimClient:
        client = BoundedScimClient(
            usable(self._token(), "token_secret"),
            timeout=self._settings.timeout,
            ssl=self._trust,
            base_url=self._settings.scim_url,
            logger=SILENT,
            retry_handlers=[],
        )
        client.proxy = None  # the SDK took one from the environment
        return client

    def _call(self, method: Callable[[BoundedWebClient], SlackResponse]) -> SlackResponse:
        web = BoundedWebClient(
            usable(self._token(), "token_secret"),
            base_url=self._settings.api_url,
            timeout=self._settings.timeout,
            ssl=self._trust,
            logger=SILENT,
            retry_handlers=[],
        )
        try:
            return method(web)
        except SlackApiError as error:
            answer = error.response
            code, needed = str(answer.get("error", "")), str(answer.get("needed", ""))
            raise not_ok(code, needed, answer.headers, "Slack's Web API") from None


def _usable_id(account: str) -> str:
    """Slack's ids are letters and digits; anything else could lead to another address."""
    if not (account.isascii() and account.isalnum()):
        raise Permanent(f"{account!r} cannot be the id of a Slack user")
    return account


def _is_of(session: object, account: str) -> bool:
    return isinstance(session, dict) and session.get("user_id") == account


def _body(body: Json | None) -> Json:
    if not body:
        raise Permanent("Slack's answer is empty: correct scim_url")
    return body


def _trust(settings: SlackSettings) -> ssl.SSLContext | None:
    """None where all is loopback without TLS: loading the roots takes time."""
    if settings.scim_url.startswith("http:") and settings.api_url.startswith("http:"):
        return None
    return trust_in(settings.ca_file)
