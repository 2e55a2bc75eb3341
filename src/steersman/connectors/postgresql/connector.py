"""One PostgreSQL server: what keeps it busy, and an end to one query or session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.capabilities.machine_clock import machine_clock
from steersman.capabilities.probe import Probe
from steersman.connectors.postgresql.check import check
from steersman.connectors.postgresql.client import PsycopgServer, Server
from steersman.connectors.postgresql.ending import CancelQuery, TerminateSession
from steersman.connectors.postgresql.probes import Activity, ConnectionsInUse, ReplicationLag
from steersman.connectors.postgresql.settings import PostgresqlSettings
from steersman.domain.clock import Clock


@dataclass(frozen=True)
class PostgresqlConnector(Connector):
    """One server with all its databases."""

    system: str
    server: Server
    settings: PostgresqlSettings
    clock: Clock

    def capabilities(self) -> Sequence[Capability[Any]]:
        given = (self.system, self.server, self.settings)
        return (CancelQuery(*given), TerminateSession(*given))

    def probes(self) -> Sequence[Probe]:
        given = (self.system, self.server, self.clock)
        return (Activity(*given), ConnectionsInUse(*given), ReplicationLag(*given))

    def check(self) -> Check:
        return check(self.server, self.settings)


class PostgresqlType:
    """The connector type ``postgresql``."""

    kind = "postgresql"
    settings = PostgresqlSettings

    def connect(
        self, system: str, settings: PostgresqlSettings, secret: Callable[[str], Secret]
    ) -> PostgresqlConnector:
        password = secret(settings.password_secret) if settings.password_secret else None
        server = PsycopgServer(settings, password)
        return PostgresqlConnector(system, server, settings, machine_clock())


connector_type = PostgresqlType()
