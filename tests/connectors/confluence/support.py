"""A contract server of its own for each test, and a way to connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from company.services.confluence_contract import TOKEN, USER, Confluence, Page
from company.services.json_contract import Serving, serving
from steersman.capabilities.documents import SourceDocument
from steersman.connectors.confluence import connector_type
from steersman.connectors.confluence.connector import ConfluenceConnector
from steersman.connectors.confluence.settings import ConfluenceSettings
from tests.fixtures.inventories import documents_of

OPEN = {"IT": ["everyone"]}


def connect(url: str, token: str = TOKEN, **settings: object) -> ConfluenceConnector:
    told = {"url": f"{url}/wiki", "user": USER, "token_secret": "env:X", "timeout": 2}
    told |= {"spaces": OPEN, **settings}
    return connector_type.connect(
        "wiki", ConfluenceSettings.model_validate(told), lambda _: lambda: token
    )


@dataclass
class Place:
    """A running contract server, and what it holds."""

    confluence: Confluence
    server: Serving

    def connector(self, **settings: object) -> ConfluenceConnector:
        return connect(self.server.url, TOKEN, **settings)

    def documents(self, **settings: object) -> dict[str, SourceDocument]:
        """By title."""
        return {each.title: each for each in documents_of(self.connector(**settings))}


@contextmanager
def running(change: Callable[[Confluence], object] = lambda _: None) -> Iterator[Place]:
    confluence = Confluence()
    change(confluence)
    with serving(confluence.answer) as server:
        yield Place(confluence, server)


def page(confluence: Confluence, title: str) -> Page:
    return next(p for space in confluence.spaces for p in space.pages if p.title == title)
