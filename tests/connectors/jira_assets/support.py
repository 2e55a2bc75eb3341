"""A contract server of its own for each test, and a way to connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from company.services.jira_assets_contract import TOKEN, USER, WORKSPACE, JiraAssets
from company.services.json_contract import Serving, serving
from steersman.capabilities.documents import SourceDocument
from steersman.capabilities.inventory import Inventory
from steersman.connectors.jira_assets import connector_type
from steersman.connectors.jira_assets.connector import JiraAssetsConnector
from steersman.connectors.jira_assets.settings import JiraAssetsSettings
from tests.fixtures.inventories import collected, documents_of


def connect(url: str, token: str = TOKEN, **settings: object) -> JiraAssetsConnector:
    told = {"url": url, "site": url, "user": USER, "token_secret": "env:X", "timeout": 2}
    told |= {"workspace_id": WORKSPACE, "schemas": ["ITAM"], "projects": ["HELP"], **settings}
    return connector_type.connect(
        "jira", JiraAssetsSettings.model_validate(told), lambda _: lambda: token
    )


@dataclass
class Place:
    """A running contract server, and what it holds."""

    jira: JiraAssets
    server: Serving

    def connector(self, **settings: object) -> JiraAssetsConnector:
        return connect(self.server.url, TOKEN, **settings)

    def collect(self, **settings: object) -> Inventory:
        return collected(self.connector(**settings))

    def documents(self, **settings: object) -> list[SourceDocument]:
        return documents_of(self.connector(**settings))


@contextmanager
def running(change: Callable[[JiraAssets], object] = lambda _: None) -> Iterator[Place]:
    jira = JiraAssets()
    change(jira)
    with serving(jira.answer) as server:
        yield Place(jira, server)
