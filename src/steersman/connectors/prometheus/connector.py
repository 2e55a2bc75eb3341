"""The connector type ``prometheus``: it reads what is watched and measured; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.prometheus.check import check_prometheus
from steersman.connectors.prometheus.client import PrometheusClient
from steersman.connectors.prometheus.metrics import PrometheusMetrics
from steersman.connectors.prometheus.settings import PrometheusSettings
from steersman.connectors.prometheus.source import PrometheusSource


@dataclass(frozen=True)
class PrometheusConnector(Connector):
    """One Prometheus server."""

    system: str
    client: PrometheusClient
    settings: PrometheusSettings

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def inventory(self) -> PrometheusSource:
        return PrometheusSource(self.client, self.settings)

    def metrics(self) -> PrometheusMetrics:
        return PrometheusMetrics(self.client, self.settings.timeout)

    def check(self) -> Check:
        return check_prometheus(self.client)

    def close(self) -> None:
        self.client.close()


class PrometheusType:
    """The connector type ``prometheus``."""

    kind = "prometheus"
    settings = PrometheusSettings

    def connect(
        self, system: str, settings: PrometheusSettings, secret: Callable[[str], Secret]
    ) -> PrometheusConnector:
        password = secret(settings.password_secret) if settings.password_secret else None
        token = secret(settings.token_secret) if settings.token_secret else None
        return PrometheusConnector(system, PrometheusClient(settings, password, token), settings)


connector_type = PrometheusType()
