"""A contract server of its own for each test, and a way to connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from company.services.json_contract import Serving, serving
from company.services.netbox_contract import TOKEN, NetBox
from steersman.capabilities.inventory import Inventory
from steersman.connectors.netbox import connector_type
from steersman.connectors.netbox.connector import NetBoxConnector
from steersman.connectors.netbox.settings import NetBoxSettings
from tests.fixtures.inventories import collected


def connect(url: str, token: str = TOKEN, **settings: object) -> NetBoxConnector:
    told = {"url": url, "token_secret": "env:X", "timeout": 2, **settings}
    return connector_type.connect(
        "netbox", NetBoxSettings.model_validate(told), lambda _: lambda: token
    )


@dataclass
class Place:
    """A running contract server, and what it holds."""

    netbox: NetBox
    server: Serving

    def collect(self, token: str = TOKEN, **settings: object) -> Inventory:
        return collected(connect(self.server.url, token, **settings))


@contextmanager
def running(change: Callable[[NetBox], None] = lambda _: None) -> Iterator[Place]:
    netbox = NetBox()
    change(netbox)
    with serving(netbox.answer) as server:
        yield Place(netbox, server)
