"""Asks the connected systems for what they know of the estate, when it is time or on request."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.capabilities.inventory import Inventory, InventorySource
from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.records.cmdb.collected import Collections
from steersman.records.cmdb.collection import Collection, Outcome
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.servicedesk.collecting.collector import Collector
from steersman.servicedesk.collecting.plan import CollectionPlan

BY_ITSELF = "system:steersman"
JOB = "collect inventories"
log = logging.getLogger("steersman.collecting")


class Changed(Permanent):
    """The system lists something else than what was shown."""


@dataclass(frozen=True)
class Collecting:
    """``sources``: the systems that have an inventory; none is contacted until it is asked."""

    engine: sa.Engine
    clock: Clock
    ledger: Ledger
    sources: Mapping[str, InventorySource] = field(default_factory=dict)

    def look(self, system: str, *, accepted: bool = False) -> CollectionPlan:
        """Ask the system and tell what taking its answer in would do.  Writes nothing.

        ``accepted``: as if a person had said that what is missing is truly gone.  Raises what the
        system's connector raises.
        """
        source, at = self._source(system), self.clock.now()
        return self._collector.plan(system, source.collect(), at=at, accepted=accepted)

    def collect(
        self, system: str, *, by: str, digest: str = "", accepted: bool = False
    ) -> Collection:
        """Ask the system and take in what it lists; what came of it, a failure included.

        ``digest``: do it only if it is what was shown; ``Changed`` otherwise.  What a person
        accepts as missing must have been shown.  ``Transient`` while somebody else collects it.
        """
        source = self._source(system)
        if accepted and not digest:
            raise Permanent("what is missing can only be accepted as it was shown: dry-run first")
        if not self._collections.begin(system):
            raise Transient(f"{system} is being collected right now", retry_after=10)
        return self._ask(system, source, by, digest, accepted)

    def collect_due(self, system: str, every: float) -> Collection | None:
        """Collect a system, unless somebody did so within ``every`` seconds."""
        source = self._source(system)
        if not self._collections.begin(system, every=every):
            return None
        return self._ask(system, source, BY_ITSELF, "", False)

    @property
    def faults(self) -> Mapping[str, str]:
        """The systems of which nothing was taken in the last time, whichever worker asked them."""
        try:
            last = self._collections.last()
        except sa.exc.SQLAlchemyError:
            return {}  # the next heartbeat says what is wrong with the database
        bad = [name for name in sorted(self.sources) if name in last and not last[name].is_good]
        if not bad:
            return {}
        return {JOB: f"{', '.join(bad)}: nothing was taken in; the page Sources says why"}

    def _ask(
        self, system: str, source: InventorySource, by: str, digest: str, accepted: bool
    ) -> Collection:
        """Whatever happens is kept as what came of it, and others may ask again."""
        at = self.clock.now()
        try:
            found = self._take(system, source.collect(), at, by, (digest, accepted))
        except Changed:
            self._collections.let_go(system)
            raise
        except (Transient, Permanent, NeedsPerson) as problem:
            found = Collection(at=at, outcome=Outcome.FAILED, detail=str(problem))
        except Exception as error:  # noqa: BLE001 - a defect of one connector must reach a person
            where = "".join(traceback.format_tb(error.__traceback__))  # its text may be a secret
            log.warning("collecting %s broke: %s\n%s", system, type(error).__name__, where)
            told = f"{type(error).__name__} in its connector: this is a defect, look at the log"
            found = Collection(at=at, outcome=Outcome.FAILED, detail=told)
        self._collections.end(system, found)
        if not found.is_good:
            log.warning("%s was not collected: %s", system, found.detail)
        return found

    def _take(
        self, system: str, listing: Inventory, at: float, by: str, shown: tuple[str, bool]
    ) -> Collection:
        digest, accepted = shown
        plan = self._collector.plan(system, listing, at=at, accepted=accepted)
        if digest and plan.digest != digest:
            raise Changed(f"{system} lists something else than what was shown: look again")
        if plan.question:
            return plan.found()
        done = self._collector.apply(plan, listing, by=by)
        if done.changes or by != BY_ITSELF:
            told: Json = {**done.counts, "by": by, "source": system, "type": "inventory"}
            entry = Entry(f"import/{plan.digest}/{at!r}", "import", self.clock.now(), told)
            self.ledger.record(entry)
        return done.found()

    def _source(self, system: str) -> InventorySource:
        if system not in self.sources:
            known = ", ".join(sorted(self.sources)) or "none"
            raise Permanent(f"there is no inventory of {system!r}; systems that have one: {known}")
        return self.sources[system]

    @property
    def _collector(self) -> Collector:
        return Collector(self.engine, self.clock)

    @property
    def _collections(self) -> Collections:
        return Collections(self.engine, self.clock)
