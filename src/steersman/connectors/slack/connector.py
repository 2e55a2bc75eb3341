"""One connected Slack organisation, and how it is made from the systems file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.slack.account import DisableAccount
from steersman.connectors.slack.check import check_token
from steersman.connectors.slack.client import Slack, SlackClient
from steersman.connectors.slack.finder import SlackFinder
from steersman.connectors.slack.session import EndSessions
from steersman.connectors.slack.settings import SlackSettings


class SlackConnector(Connector):
    """Accounts and sessions of one Slack organisation."""

    def __init__(self, system: str, settings: SlackSettings, slack: Slack) -> None:
        self.system, self._settings, self._slack = system, settings, slack

    def capabilities(self) -> Sequence[Capability[Any]]:
        resets = self._settings.session_resets_per_minute
        return (
            DisableAccount(self.system, self._slack),
            EndSessions(self.system, self._slack, resets),
        )

    def finder(self) -> SlackFinder:
        return SlackFinder(self._slack, self._settings.external_id)

    def check(self) -> Check:
        return check_token(self._slack)


class SlackType:
    """The connector type ``slack``."""

    kind = "slack"
    settings = SlackSettings

    def connect(
        self, system: str, settings: SlackSettings, secret: Callable[[str], Secret]
    ) -> SlackConnector:
        token = secret(settings.token_secret)
        return SlackConnector(system, settings, SlackClient(settings, token))
