"""The connector type ``exporter``: it reads pages of metrics and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.exporter.check import check_exporter
from steersman.connectors.exporter.client import ExporterClient
from steersman.connectors.exporter.metrics import ExporterMetrics
from steersman.connectors.exporter.settings import ExporterSettings


@dataclass(frozen=True)
class ExporterConnector(Connector):
    """Some pages of metrics."""

    system: str
    client: ExporterClient

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def metrics(self) -> ExporterMetrics:
        return ExporterMetrics(self.client)

    def check(self) -> Check:
        return check_exporter(self.client)

    def close(self) -> None:
        self.client.close()


class ExporterType:
    """The connector type ``exporter``."""

    kind = "exporter"
    settings = ExporterSettings

    def connect(
        self, system: str, settings: ExporterSettings, secret: Callable[[str], Secret]
    ) -> ExporterConnector:
        return ExporterConnector(system, ExporterClient(settings))


connector_type = ExporterType()
