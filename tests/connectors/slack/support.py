"""Users of their own for each test, and a way to connect."""

from __future__ import annotations

from itertools import count
from typing import Any, TypeVar

from company.people import Employee, by_number
from company.services.slack_contract import SlackContract
from steersman.capabilities.contract import Capability
from steersman.connectors.slack import connector_type
from steersman.connectors.slack.connector import SlackConnector
from steersman.connectors.slack.settings import SlackSettings
from steersman.domain.plan import Change, Plan
from tests.fixtures.faulty_http import FaultyHttp

Kind = TypeVar("Kind", bound=Capability[Any])
DISABLE = Plan("account.disable@slack", (Change("slack:W1", "active", "true", "false"),))
END = Plan("session.end@slack", (Change("slack:W1", "sessions", "open", "none"),))
_numbers = count(1000)


def somebody() -> tuple[Employee, str]:
    """An employee whom no other test touches, and the id of the account."""
    employee = by_number(str(next(_numbers)))
    return employee, f"W0{employee.employee_number}"


def connect(token: str, settings: dict[str, object]) -> SlackConnector:
    return connector_type.connect(
        "slack", SlackSettings.model_validate(settings), lambda _: lambda: token
    )


def connect_to(server: SlackContract, token: str = "", **settings: object) -> SlackConnector:
    return connect(token or server.token, {**server.settings, **settings})


def connect_to_faulty(
    server: FaultyHttp, token: str = "xoxp-1", /, **settings: object
) -> SlackConnector:
    told = {"scim_url": f"{server.url}/scim/v1/", "api_url": f"{server.url}/api/"}
    return connect(token, {**told, "token_secret": "env:X", "timeout": 2, **settings})


def capability(connector: SlackConnector, kind: type[Kind]) -> Kind:
    return next(one for one in connector.capabilities() if isinstance(one, kind))
