"""A catalog and a queue of their own for each test, and a way to connect."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from company.services.request_tracker import RequestTracker
from steersman.capabilities.documents import SourceDocument
from steersman.capabilities.inventory import Inventory
from steersman.connectors.request_tracker import connector_type
from steersman.connectors.request_tracker.connector import RequestTrackerConnector
from steersman.connectors.request_tracker.settings import RequestTrackerSettings
from tests.fixtures.inventories import collected


def connect(url: str, token: str = "1-14-abc", **settings: object) -> RequestTrackerConnector:
    told = {"url": url, "token_secret": "env:X", "timeout": 30, **settings}
    return connector_type.connect(
        "rt", RequestTrackerSettings.model_validate(told), lambda _: lambda: token
    )


@dataclass(frozen=True, slots=True)
class Place:
    """One catalog and one queue of a real Request Tracker, and what is read of them."""

    server: RequestTracker
    catalog: str
    queue: str

    @classmethod
    def of(cls, server: RequestTracker, name: str = "place") -> Place:
        own = f"{name} {uuid4().hex[:8]}"
        return cls(server, server.add_place("catalog", own), server.add_place("queue", own))

    def add(self, name: str, type: str = "Server", **told: object) -> str:
        fields = {"Type": type, **dict(told.pop("fields", {}) or {})}  # type: ignore[call-overload]  # a test hands in a dict
        return self.server.add_asset(name, self.catalog, CustomFields=fields, **told)

    def solved(self, subject: str, question: str, answer: str, kind: str = "text/plain") -> str:
        ticket = self.server.add_ticket(subject, question, self.queue)
        self.server.say(ticket, answer, kind)
        self.server.resolve(ticket)
        return ticket

    def connector(self, user: str = "reader", **settings: object) -> RequestTrackerConnector:
        own = {"catalogs": [self.catalog], "queues": [self.queue], **settings}
        return connect(self.server.url, self.server.tokens[user], **own)

    def collect(self, user: str = "reader", **settings: object) -> Inventory:
        return collected(self.connector(user, **settings))

    def documents(self, user: str = "reader", **settings: object) -> list[SourceDocument]:
        source = self.connector(user, **settings).documents()
        return [] if source is None else list(source.documents())
