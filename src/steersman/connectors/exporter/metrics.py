"""Pages of metrics as a source: their values at this moment, and no history.

Each target also has ``up``, 1 where its page was read and 0 where not, as in Prometheus.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from steersman.capabilities.metrics import MOST_SERIES, Measured, MeasuredSeries
from steersman.connectors.exporter.client import ExporterReader, Fetched
from steersman.connectors.exporter.selector import selector_of
from steersman.connectors.exporter.text_format import Page
from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent, Transient

FRESH = 1.0  # seconds in which several questions are answered from the same pages
HOST, UP, NAME = "host", "up", "__name__"
LONGEST_LABEL = 300


@dataclass
class ExporterMetrics:
    """A ``MetricSource`` whose past is what was kept of it."""

    reader: ExporterReader
    keeps_history: bool = False
    _pages: Fetched = field(default_factory=dict, repr=False)
    _at: float = -math.inf

    def query(self, expression: str, at: float) -> Measured:
        selector = selector_of(expression)
        pages = self._fetched(at)
        if selector.name != UP:
            _check_read(pages)
        found = [
            MeasuredSeries(labels, [(at, value if math.isfinite(value) else math.nan)])
            for name, labels, value in _samples(pages)
            if selector.fits(name, labels)
        ]
        if len(found) > MOST_SERIES:
            raise Permanent(
                f"it gives {len(found):,} series, {MOST_SERIES} at most can be watched: "
                "narrow it by labels"
            )
        return Measured(found, list(_warnings(pages)))

    def range(self, expression: str, start: float, end: float, step: float) -> Measured:
        raise Permanent("an exporter keeps no history: ask for this moment")

    def series(self, selector: str, start: float, end: float) -> Sequence[Mapping[str, str]]:
        return [each.labels for each in self.query(selector, end).series]

    def _fetched(self, at: float) -> Fetched:
        if not self._at <= at <= self._at + FRESH:
            self._pages, self._at = self.reader.pages(), at
        return self._pages


def _check_read(pages: Fetched) -> None:
    """Where no page was read there are no values, and that is no empty answer."""
    if pages and not any(isinstance(page, Page) for page in pages.values()):
        raise Transient(f"no page was read: {next(_warnings(pages))}", retry_after=2)


def _samples(pages: Fetched) -> Iterator[tuple[str, dict[str, str], float]]:
    for host, page in pages.items():
        yield UP, {NAME: UP, HOST: host}, float(isinstance(page, Page))
        if isinstance(page, Page):
            for each in page.samples:
                labels = {one_line(k): one_line(v)[:LONGEST_LABEL] for k, v in each.labels.items()}
                yield each.name, {NAME: each.name, **labels, HOST: host}, each.value


def _warnings(pages: Fetched) -> Iterator[str]:
    for host, page in pages.items():
        if isinstance(page, Transient | Permanent):
            yield f"{host}: {page}"
        elif page.bad:
            yield f"{host}: {page.bad:,} lines of the page are no metrics"
