"""Pages of metrics in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from steersman.connectors.exporter.client import Fetched
from steersman.connectors.exporter.text_format import Page, page_of
from steersman.domain.errors import Transient


@dataclass
class FakeExporter:
    """``texts``: the page of each host; those in ``away`` do not answer."""

    texts: dict[str, str] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    fetches: int = 0

    def pages(self) -> Fetched:
        self.fetches += 1
        return {host: self._page(host, text) for host, text in self.texts.items()}

    def _page(self, host: str, text: str) -> Page | Transient:
        return Transient("no whole answer", retry_after=2) if host in self.away else page_of(text)
