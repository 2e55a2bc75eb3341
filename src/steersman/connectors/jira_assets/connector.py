"""One connected Jira site with Assets, and how it is made from the systems file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.jira_assets.check import check_site
from steersman.connectors.jira_assets.client import AssetsClient, JiraClient, SignIn
from steersman.connectors.jira_assets.issues import JiraDocuments
from steersman.connectors.jira_assets.objects import AssetsInventory
from steersman.connectors.jira_assets.settings import JiraAssetsSettings
from steersman.domain.errors import Permanent


class JiraAssetsConnector(Connector):
    """Objects of Assets and resolved requests of Jira.  Nothing is ever changed there."""

    def __init__(self, system: str, settings: JiraAssetsSettings, secret: Secret) -> None:
        if settings.schemas and not settings.workspace_id:
            raise Permanent(f"{system}: schemas need workspace_id")
        if settings.projects and not settings.site:
            raise Permanent(f"{system}: projects need site")
        self.system, self._settings = system, settings
        sign_in = SignIn(settings, secret)
        self._assets = AssetsClient(settings, sign_in) if settings.schemas else None
        self._jira = JiraClient(settings, sign_in) if settings.projects else None

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def inventory(self) -> AssetsInventory | None:
        """None until the settings name schemas."""
        return AssetsInventory(self._assets, self._settings) if self._assets else None

    def documents(self) -> JiraDocuments | None:
        """None until the settings name projects."""
        return JiraDocuments(self._jira, self._settings) if self._jira else None

    def check(self) -> Check:
        return check_site(self._assets, self._jira, self._settings)

    def close(self) -> None:
        for client in (self._assets, self._jira):
            if client is not None:
                client.close()


class JiraAssetsType:
    """The connector type ``jira_assets``."""

    kind = "jira_assets"
    settings = JiraAssetsSettings

    def connect(
        self, system: str, settings: JiraAssetsSettings, secret: Callable[[str], Secret]
    ) -> JiraAssetsConnector:
        return JiraAssetsConnector(system, settings, secret(settings.token_secret))
