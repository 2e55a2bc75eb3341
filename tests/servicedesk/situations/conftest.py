"""Alerts that were taken in, and the worker that makes situations of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import sqlalchemy as sa

from steersman.records.alerts import Alerts, Received
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.relations import Relations
from steersman.records.desk.desk import Desk
from steersman.records.situations.store import Situations, Wanted
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.situations.telling import Telling
from steersman.servicedesk.situations.worker import Situating
from steersman.signals.intake.shaping import Parts, received

EVERY = Wanted(where=sa.true(), every=True, limit=1000)
LIVE = Wanted(where=sa.true(), limit=1000)


@dataclass
class Told:
    """Keeps what people were told, in the transaction that told it."""

    engine: sa.Engine
    said: list[Telling] = field(default_factory=list)

    def tell(self, connection: sa.Connection, telling: Telling) -> str:
        self.said.append(telling)
        return "everybody"


@dataclass
class Site:
    """What a site's monitoring says, and what comes of it."""

    engine: sa.Engine
    clock: ManualClock
    told: Told
    worker: Situating

    @property
    def alerts(self) -> Alerts:
        return Alerts(self.engine, self.clock)

    @property
    def situations(self) -> Situations:
        return Situations(self.engine, self.clock)

    def says(
        self,
        name: str,
        host: str = "",
        severity: str = "critical",
        status: str = "firing",
        **more: str,
    ) -> str:
        """One alert, at the clock's time; returns its id."""
        one = self.alert(name, host, severity, status, **more)
        self.alerts.keep([one])
        return one.id

    def alert(
        self,
        name: str,
        host: str = "",
        severity: str = "critical",
        status: str = "firing",
        **more: str,
    ) -> Received:
        now = self.clock.now()
        parts = Parts(name=name, time=str(now), host=host, severity=severity, status=status)
        return replace(received(replace(parts, labels=more), now), source="test")

    def passes(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.worker.work()

    def another_worker(self, batch: int = 2_000) -> Situating:
        return Situating(self.engine, self.worker.work_items, self.clock, self.told, batch)

    def live(self) -> list[dict[str, Any]]:
        return self.situations.search(LIVE)

    def one(self) -> dict[str, Any]:
        (row,) = self.situations.search(EVERY)
        return row

    def timeline(self, number: str) -> list[tuple[str, str]]:
        return [(each["kind"], each["text"]) for each in self.situations.timeline(number)]

    def item(self, name: str, kind: str = "server", **values: str) -> str:
        given: Mapping[str, Any] = {"ci_class": kind, "name": name, **values}
        return ConfigurationItems(self.engine, self.clock).add(given, by="system:test").id

    def needs(self, parent: str, child: str, relation: str = "runs_on") -> None:
        Relations(self.engine, self.clock).add(parent, relation, child, by="system:test")


@pytest.fixture
def site(record: sa.Engine, noon: ManualClock) -> Site:
    told = Told(record)
    worker = Situating(record, Desk(record, noon).work_items, noon, told)
    return Site(record, noon, told, worker)
