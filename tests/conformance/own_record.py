"""A record in which one leaver still has a shift, a role and a laptop, and a colleague nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from steersman.capabilities.contract import Capability
from steersman.domain.sources import CONSOLE, Fields, Source, Value
from steersman.records.all_tables import all_tables
from steersman.records.assets import Assets
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.desk.work import WorkItems
from steersman.records.ledger.ledger import Ledger
from steersman.records.on_call import OnCallBook, OnCallRota, Schedules
from steersman.records.people import People
from steersman.records.permissions.rules import Rules
from steersman.records.store import connect
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.handover import own_capabilities

NOON, HOUR = 1_780_000_000.0, 3600.0
BY = "system:test"
FROM = Source(name=CONSOLE, recency=NOON)


class OwnRecord:
    """``asked`` gives a capability on the record with its parameters; ``state`` what stands."""

    def __init__(self, folder: Path) -> None:
        store, clock = connect(f"sqlite:///{folder}/records.db"), ManualClock(NOON)
        all_tables().create_all(store)
        self._rota, self._rules = OnCallRota(store, clock), Rules(store, clock)
        self._assets, self._work_items = Assets(store, clock), WorkItems(store, clock)
        people = People(store, clock)
        self._leaver, self._heir = (
            people.add({"given_name": name}, by=BY, source=FROM).id for name in ("John", "Ann")
        )
        shift: dict[str, Value] = {"service": "trading", "person": self._leaver}
        shift |= {"starts": NOON + HOUR, "ends": NOON + 2 * HOUR}
        self._shift = self._rota.add(shift, by=BY, source=FROM).id
        self._rules.assign(self._leaver, "approver", by=BY)
        laptop: dict[str, Value] = {"tag": "LT-1", "model": "X1", "state": "assigned"}
        self._assets.add({**laptop, "assigned_to": self._leaver}, by=BY, source=FROM)
        server: Fields = {"ci_class": "server", "name": "web-1", "owner": self._leaver}
        ConfigurationItems(store, clock).add(server, by=BY)
        duty = OnCallBook(store, clock, Schedules(store, clock, Ledger(store)), self._rota)
        parts = duty, self._rules, self._assets, self._work_items, clock
        self._own = own_capabilities(*parts)

    def asked(self, name: str) -> tuple[Capability[Any], Any]:
        capability = self._own[f"{name}@record"]
        to = {"to": self._heir} if name == "on_call.hand_over" else {}
        return capability, capability.params(account=self._leaver, **to)

    def state(self) -> object:
        """Who has the shift, which roles are held, and what is still to be asked for."""
        asking = map(self.asked, ("device.request_return", "owner.request"))
        still_to_ask = [len(capability.plan(params).changes) for capability, params in asking]
        roles = sorted(self._rules.roles_of(self._leaver))
        return self._rota.get(self._shift).person, roles, still_to_ask
