"""A contract server of its own for each test, and a way to connect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from company.services.json_contract import Serving, serving
from company.services.mediawiki_contract import TOKEN, Wiki, WikiPage
from steersman.capabilities.documents import SourceDocument
from steersman.connectors.mediawiki import connector_type
from steersman.connectors.mediawiki.connector import MediaWikiConnector
from steersman.connectors.mediawiki.settings import MediaWikiSettings
from tests.fixtures.inventories import documents_of

NUMBER = 7


def connect(url: str, token: str = "", **settings: object) -> MediaWikiConnector:
    told = {"url": url, "timeout": 2, "token_secret": "env:X" if token else "", **settings}
    return connector_type.connect(
        "wiki", MediaWikiSettings.model_validate(told), lambda _: lambda: token
    )


def pages(count: int = NUMBER) -> list[WikiPage]:
    return [
        WikiPage(number, f"Page {number:03}", f"<p>Text {number}</p>", 1000 + number)
        for number in range(1, count + 1)
    ]


@dataclass
class Place:
    """A running contract server, and what it holds."""

    wiki: Wiki
    server: Serving

    def listed(self, token: str = "", **settings: object) -> list[SourceDocument]:
        return documents_of(connect(self.server.url, token, **settings))


@contextmanager
def running(**state: object) -> Iterator[Place]:
    wiki = Wiki(**{"pages": pages(), **state})  # type: ignore[arg-type]  # its fields by their names
    with serving(wiki.answer) as server:
        yield Place(wiki, server)


__all__ = ["TOKEN", "Place", "WikiPage", "connect", "pages", "running"]
