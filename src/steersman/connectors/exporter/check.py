"""``steersman systems check``: which pages of metrics can be read."""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.connectors.exporter.client import ExporterReader
from steersman.connectors.exporter.text_format import Page


def check_exporter(reader: ExporterReader) -> Check:
    """Fetch each page once; reached: at least one was read."""
    pages = reader.pages()
    read = {host: page for host, page in pages.items() if isinstance(page, Page)}
    away = [f"{host}: {why}" for host, why in pages.items() if host not in read]
    samples = sum(len(page.samples) for page in read.values())
    told = f"{len(read)} of {len(pages)} pages with {samples:,} metrics"
    return Check(bool(read), "; ".join([told, *away[:3]]))
