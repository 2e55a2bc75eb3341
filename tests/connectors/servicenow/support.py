"""A contract server of its own for each test, and a way to connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from company.services.json_contract import Serving, serving
from company.services.servicenow_contract import PASSWORD, USER, Instance
from steersman.capabilities.documents import SourceDocument
from steersman.capabilities.inventory import Inventory
from steersman.connectors.servicenow import connector_type
from steersman.connectors.servicenow.connector import ServiceNowConnector
from steersman.connectors.servicenow.settings import ServiceNowSettings
from tests.fixtures.inventories import collected, documents_of


def connect(url: str, password: str = PASSWORD, /, **settings: object) -> ServiceNowConnector:
    told = {"url": url, "user": USER, "password_secret": "env:X", "timeout": 2, **settings}
    return connector_type.connect(
        "servicenow", ServiceNowSettings.model_validate(told), lambda _: lambda: password
    )


@dataclass
class Place:
    """A running contract server, and what it holds."""

    instance: Instance
    server: Serving

    def connect(self, **settings: object) -> ServiceNowConnector:
        return connect(self.server.url, PASSWORD, **settings)

    def collect(self, **settings: object) -> Inventory:
        return collected(self.connect(**settings))

    def documents(self, **settings: object) -> list[SourceDocument]:
        return documents_of(self.connect(**settings))


@contextmanager
def running(change: Callable[[Instance], None] = lambda _: None) -> Iterator[Place]:
    instance = Instance()
    change(instance)
    with serving(instance.answer) as server:
        yield Place(instance, server)
