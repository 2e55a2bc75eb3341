"""A contract server of its own for each test, and a way to connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from company.services.json_contract import Serving, serving
from company.services.servicenow_contract import PASSWORD, USER, Instance
from steersman.capabilities.documents import SourceDocument
from steersman.capabilities.inventory import Inventory, InventoryItem
from steersman.connectors.servicenow import connector_type
from steersman.connectors.servicenow.connector import ServiceNowConnector
from steersman.connectors.servicenow.settings import ServiceNowSettings


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
        inventory = self.connect(**settings).inventory()
        assert inventory is not None
        return inventory.collect()

    def documents(self, **settings: object) -> list[SourceDocument]:
        documents = self.connect(**settings).documents()
        assert documents is not None
        return list(documents.documents())


@contextmanager
def running(change: Callable[[Instance], None] = lambda _: None) -> Iterator[Place]:
    instance = Instance()
    change(instance)
    with serving(instance.answer) as server:
        yield Place(instance, server)


def one(inventory: Inventory, name: str) -> InventoryItem:
    (found,) = [item for item in inventory.items if item.name == name]
    return found


def edges(inventory: Inventory) -> set[tuple[str, str, str]]:
    """Every relation by the names of its ends."""
    names = {item.key: item.name for item in inventory.items}
    return {(names[each.source], each.kind, names[each.target]) for each in inventory.relations}


def reasons(inventory: Inventory) -> str:
    return "\n".join(f"{each.what}: {each.why}" for each in inventory.not_read)
