"""A server in memory that behaves: the same conditions and refusals as the statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from steersman.connectors.postgresql.client import Connections, Replication
from steersman.connectors.postgresql.sessions import ACTIVE, CLIENT, Session
from steersman.connectors.postgresql.settings import PostgresqlSettings
from steersman.connectors.postgresql.statements import MONITOR, SIGNAL


@dataclass
class FakeServer:
    """``fails`` is raised by the next call; ``lies`` makes ending succeed without effect."""

    settings: PostgresqlSettings
    running: list[Session] = field(default_factory=list)
    number: str = "7000000000000000001"
    replicas: Replication = field(default_factory=lambda: Replication(False, 0.0))
    held: Mapping[str, bool] = field(
        default_factory=lambda: {MONITOR: True, SIGNAL: True, "superuser": False}
    )
    fails: Exception | None = None
    lies: bool = False
    ended: list[str] = field(default_factory=list)

    def identifier(self) -> str:
        return self.number

    def sessions(self) -> tuple[Session, ...]:
        self._answer()
        return tuple(self.running)

    def cancel(self, session: tuple[int, int, int]) -> None:
        for found in self._allowed(session):
            if found.state == ACTIVE and not self.lies:
                idle = replace(found, state="idle")
                self.running = [idle if each == found else each for each in self.running]

    def terminate(self, session: tuple[int, int, int]) -> None:
        for found in self._allowed(session):
            if not self.lies:
                self.running = [each for each in self.running if each != found]

    def connections(self) -> Connections:
        self._answer()
        roles = [each.role for each in self.running if each.kind == CLIENT]
        return Connections(len(roles), 100, 3, {role: roles.count(role) for role in sorted(roles)})

    def replication(self) -> Replication:
        self._answer()
        return self.replicas

    def rights(self) -> tuple[str, Mapping[str, bool]]:
        self._answer()
        return "15.18", self.held

    def close(self) -> None:
        """Nothing is open."""

    def _allowed(self, session: tuple[int, int, int]) -> list[Session]:
        self._answer()
        given = self.settings
        found = [
            each
            for each in self.running
            if (each.pid, each.started, each.query_started) == session
            and each.kind == CLIENT
            and not (each.superuser or each.ours)
            and each.role in given.roles
            and each.database in given.databases
        ]
        self.ended += [each.id for each in found]
        return found

    def _answer(self) -> None:
        failure, self.fails = self.fails, None
        if failure:
            raise failure
