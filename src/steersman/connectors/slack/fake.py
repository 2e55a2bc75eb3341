"""A Slack organisation in memory that behaves."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace

from steersman.connectors.slack.check import NEEDED
from steersman.connectors.slack.client import TokenFacts
from steersman.connectors.slack.connector import SlackConnector
from steersman.connectors.slack.errors import Unsupported
from steersman.connectors.slack.resources import User
from steersman.connectors.slack.settings import SlackSettings
from steersman.domain.errors import Permanent

_TERM = re.compile(r'([\w.]+) eq ("(?:[^"\\]|\\.)*")')


@dataclass
class FakeSlack:
    """``sessions`` counts each user's; ``writes`` tells what was written."""

    accounts: dict[str, User] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    scopes: frozenset[str] | None = NEEDED

    def connector(self, system: str = "slack") -> SlackConnector:
        return SlackConnector(system, SlackSettings(token_secret="env:FAKE"), self)

    def add(self, user: User, sessions: int = 0) -> None:
        self.accounts[user.id], self.sessions[user.id] = user, sessions

    def state(self) -> object:
        return dict(self.accounts), dict(self.sessions)

    def user(self, account: str) -> User:
        if account not in self.accounts:
            raise Permanent(f"{account}: there is no such user (404)")
        return self.accounts[account]

    def users(self, expression: str) -> list[User]:
        terms = [_TERM.fullmatch(term) for term in expression.split(" and ")] if expression else []
        if not all(terms):
            raise Unsupported(f"this filter is not supported: {expression}")
        wanted = [(term[1], json.loads(term[2]).casefold()) for term in terms if term]
        everyone = self.accounts.values()
        return [u for u in everyone if all(v in _values(u, name) for name, v in wanted)]

    def user_count(self) -> int:
        return len(self.accounts)

    def set_active(self, account: str, active: bool) -> None:
        self.writes.append(f"{account}: active={active}")
        self.accounts[account] = replace(self.user(account), active=active)

    def open_sessions(self, account: str) -> int:
        return self.sessions.get(account, 0)

    def reset_sessions(self, account: str) -> None:
        self.writes.append(f"{account}: reset sessions")
        self.sessions[account] = 0

    def token_facts(self) -> TokenFacts:
        return TokenFacts("admin in Meridian", self.scopes)


def _values(user: User, attribute: str) -> list[str]:
    held: dict[str, list[str]] = {
        "userName": [user.user_name],
        "externalId": [user.external_id],
        "email": list(user.emails),
        "name.givenName": [user.given_name],
        "name.familyName": [user.family_name],
    }
    if attribute not in held:
        raise Unsupported(f"Slack cannot filter by {attribute}")
    return [value.casefold() for value in held[attribute]]
