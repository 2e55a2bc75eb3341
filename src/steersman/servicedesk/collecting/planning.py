"""What taking a listing in would do, found by the import that would do it.  Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.capabilities.inventory import Inventory
from steersman.domain.clock import Clock
from steersman.domain.cmdb.attributes import AttributeType
from steersman.domain.cmdb.classes import class_for
from steersman.domain.cmdb.spellings import CLASS, KEY
from steersman.domain.errors import Permanent
from steersman.domain.sources import CONSOLE, Source
from steersman.records.cmdb.collected import Collections
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.importer import CmdbImporter
from steersman.records.cmdb.kinds import words_of
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.cmdb.schema import Schema, load
from steersman.records.files.problems import Problem, ProblemKind, Threshold
from steersman.records.sources import objects_of
from steersman.records.store import reading
from steersman.servicedesk.collecting.lines import Lines, file_of, identifying, lines_of
from steersman.servicedesk.collecting.plan import CollectionPlan, left_out_of
from steersman.servicedesk.collecting.relations import Ready, ready

FEED = "inventory"
ROUNDS = 3  # in which references that lead nowhere are left out of their items
USUAL = Threshold()
ANY = Threshold(share=1.0, count=2**62)  # what is missing was asked about already
NAMED = 5  # of the missing items, in the question
_ASTRAY = (ProblemKind.UNKNOWN_REFERENCE, ProblemKind.AMBIGUOUS)


@dataclass(frozen=True, slots=True)
class Planner:
    """``threshold``: how much of a system's last whole listing may be missing unasked."""

    engine: sa.Engine
    clock: Clock
    threshold: Threshold = USUAL

    def plan(
        self, system: str, inventory: Inventory, *, at: float, accepted: bool = False
    ) -> CollectionPlan:
        """``accepted``: a person looked, and what is missing is truly gone.

        A listing without a single item is never believed, whoever says so.
        """
        if system == CONSOLE:
            raise Permanent(f"a system called {CONSOLE!r} would speak as people do: rename it")
        with reading(self.engine) as connection:
            schema, words = load(connection), words_of(connection, system)
        lines = lines_of(inventory, schema, words)
        before = Collections(self.engine, self.clock).listed(system)
        missing = _missing(before, lines) if lines.is_whole or not lines.cells else ()
        draft = CollectionPlan(
            system=system, at=at, lines=lines, missing=missing, left_out=tuple(lines.left_out)
        )
        if not lines.cells:
            return replace(draft, question=_nothing(system, missing) if missing else "")
        if not accepted and self.threshold.is_passed(len(missing), len(before)):
            draft = replace(draft, question=_fewer(system, missing, len(before)))
        return self._looked_up(draft, inventory, schema, accepted)

    def relations(
        self, draft: CollectionPlan, found: Ready, *, threshold: Threshold
    ) -> CmdbPlan | None:
        """``None``: the system states none, and stated none before."""
        stated = Collections(self.engine, self.clock).has_relations(draft.system)
        if not found.rows and not stated:
            return None
        request = CmdbRequest(
            file=file_of(found.rows),
            source=_source(draft),
            complete=draft.lines.is_whole and not found.left_out,
            threshold=threshold,
            discovered=True,
            may_be_empty=True,
        )
        return CmdbImporter(self.engine, self.clock).plan_relations(request)

    def _looked_up(
        self, draft: CollectionPlan, inventory: Inventory, schema: Schema, accepted: bool
    ) -> CollectionPlan:
        items = self._items(draft, schema)
        lines = draft.lines
        refused = {each.line for each in items.problems}
        taken = {cells[KEY] for line, cells in enumerate(lines.cells, 1) if line not in refused}
        with reading(self.engine) as connection:
            known = objects_of(connection, CI.name, draft.system).keys() & lines.keys
        found = ready(inventory.relations, known, taken - known)
        threshold = ANY if accepted else self.threshold
        relations = self.relations(draft, found, threshold=threshold)
        told = left_out_of(relations, found.names) if relations is not None else []
        return replace(
            draft,
            items=items,
            relations=relations,
            new_relations=found.waiting,
            left_out=(*lines.left_out, *left_out_of(items, lines.names), *found.left_out, *told),
            question=draft.question or _about(relations),
        )

    def _items(self, draft: CollectionPlan, schema: Schema) -> CmdbPlan:
        """An item whose reference leads nowhere is taken without it, unless it identifies it."""
        plan = self._planned(draft)
        for _ in range(ROUNDS):
            astray = [each for each in plan.problems if _is_astray(each, draft.lines, schema)]
            if not astray:
                break
            for each in astray:
                draft.lines.leave_out(each.line, each.column, f"{each.message}; {each.mend}")
            plan = self._planned(draft)
        return plan

    def _planned(self, draft: CollectionPlan) -> CmdbPlan:
        request = CmdbRequest(
            file=file_of(draft.lines.cells),
            source=_source(draft),
            complete=draft.lines.is_whole,
            threshold=ANY,
        )
        return CmdbImporter(self.engine, self.clock).plan_items(request)


def _source(draft: CollectionPlan) -> Source:
    return Source(name=draft.system, recency=draft.at, feed=FEED)


def _is_astray(problem: Problem, lines: Lines, schema: Schema) -> bool:
    """Whether the item can be taken without what is wrong with it."""
    if problem.kind not in _ASTRAY or not problem.line:
        return False
    cells = lines.cells[problem.line - 1]
    known = class_for(cells[CLASS])
    if known is None or problem.column not in cells:
        return False
    attribute = schema.stateable(known.name).get(problem.column)
    is_reference = attribute is not None and attribute.type is AttributeType.REFERENCE
    return is_reference and problem.column not in identifying(known.name)


def _about(relations: CmdbPlan | None) -> str:
    problems = relations.problems if relations is not None else ()
    fatal = [each for each in problems if each.is_of_file]
    return f"Relations: {fatal[0].message}; {_MEND}" if fatal else ""


def _missing(before: Mapping[str, str], lines: Lines) -> tuple[str, ...]:
    now = lines.keys
    return tuple(sorted(name for key, name in before.items() if key not in now))


def _nothing(system: str, missing: tuple[str, ...]) -> str:
    return (
        f"{system} answers and lists nothing, where it listed {len(missing)} items before; look "
        "whether our account may still read them there. If they are truly gone, retire them here."
    )


def _fewer(system: str, missing: tuple[str, ...], before: int) -> str:
    some = f"{', '.join(missing[:NAMED])}{' and others' if len(missing) > NAMED else ''}"
    told = f"{len(missing)} of {before} items that {system} listed before are missing: {some}"
    return f"{told}; {_MEND}"


_MEND = (
    "look whether our account may still read all of them there. If they are truly gone, "
    "collect once more and accept that they are missing."
)
