"""Takes what one system lists into the record, by the same rules as a file that is imported."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.capabilities.inventory import Inventory
from steersman.domain.clock import Clock
from steersman.domain.errors import NeedsPerson
from steersman.records.cmdb.collection import Collection
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.importer import CmdbImporter, RecordChanged
from steersman.records.cmdb.request import CmdbPlan
from steersman.records.files.problems import Threshold
from steersman.records.sources import objects_of
from steersman.records.store import reading
from steersman.servicedesk.collecting.plan import CollectionPlan, left_out_of
from steersman.servicedesk.collecting.planning import ANY, USUAL, Planner
from steersman.servicedesk.collecting.relations import ready

TRIES = 3  # while others write to the record


@dataclass(frozen=True, slots=True)
class Collector:
    """``threshold``: how much of a system's last whole listing may be missing unasked."""

    engine: sa.Engine
    clock: Clock
    threshold: Threshold = USUAL

    def plan(
        self, system: str, inventory: Inventory, *, at: float | None = None, accepted: bool = False
    ) -> CollectionPlan:
        """What taking ``inventory`` in would do.  Reads only.

        ``at``: when the system was asked, before it answered; now otherwise.  ``accepted``: a
        person looked, and what is missing is truly gone; an empty listing is never believed.
        """
        asked = self.clock.now() if at is None else at
        return self._planner.plan(system, inventory, at=asked, accepted=accepted)

    def apply(self, plan: CollectionPlan, inventory: Inventory, *, by: str) -> CollectionPlan:
        """Do it; what was done.  ``NeedsPerson`` where the plan has a question.

        Relations of new items are looked up once these are there.
        """
        if plan.question:
            raise NeedsPerson(plan.question)
        if plan.items is None:
            return plan
        items = self._import(plan.items, by)
        with reading(self.engine) as connection:
            known = objects_of(connection, CI.name, plan.system)
        found = ready(inventory.relations, plan.lines.keys & known.keys(), frozenset())
        relations = plan.relations
        if plan.new_relations or relations is None:
            relations = self._planner.relations(plan, found, threshold=ANY)
        told = [*left_out_of(items, plan.lines.names), *found.left_out]
        if relations is not None:
            relations = self._import(relations, by)
            told += left_out_of(relations, found.names)
        return replace(
            plan,
            items=items,
            relations=relations,
            new_relations=0,
            left_out=(*plan.lines.left_out, *told),
        )

    def collect(
        self, system: str, inventory: Inventory, *, by: str, at: float | None = None
    ) -> Collection:
        """Plan and do it.  What came of it, a question to a person included."""
        plan = self.plan(system, inventory, at=at)
        return plan.found() if plan.question else self.apply(plan, inventory, by=by).found()

    @property
    def _planner(self) -> Planner:
        return Planner(self.engine, self.clock, self.threshold)

    def _import(self, plan: CmdbPlan, by: str) -> CmdbPlan:
        """Do what was planned, planned again where others wrote in between."""
        importer = CmdbImporter(self.engine, self.clock)
        for _ in range(TRIES):
            try:
                return importer.apply(plan, by=by, partial=True)
            except RecordChanged:
                of_items = plan.subject == CI.name
                plan = (importer.plan_items if of_items else importer.plan_relations)(plan.request)
        return importer.apply(plan, by=by, partial=True)
