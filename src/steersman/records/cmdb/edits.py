"""Edits of many items at once by a person: shown first, then exactly that, and taken back.

Each changed field of each item is a row of its history and an entry of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.sources import AUTHORITIES, CONSOLE, Authority, Claim, Fields, Source, Value
from steersman.records.cmdb.bulk import parts
from steersman.records.cmdb.edit_plans import EditPlan, Planner, Reach, Refused
from steersman.records.cmdb.flat import CI, SELECT, Flat, flat_of
from steersman.records.cmdb.item_changes import Change, ItemChanges, Statement, decide
from steersman.records.cmdb.reconciliation import rules_in_force
from steersman.records.cmdb.tables import ci_edits, configuration_items
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.objects import new_id
from steersman.records.store import reading, writing

LOCK = f"record:{CI.name}"
EDITED, UNDONE = "ci-edited", "ci-edit-undone"  # kinds of the ledger
_c, _e = configuration_items.c, ci_edits.c
_CHANGED = "the record changed since this was shown: look at the edit again, nothing was written"


@dataclass(frozen=True, slots=True)
class EditRecord:
    """One edit that was made.  ``undone_at`` is None while it holds."""

    id: str
    at: float
    by: str
    reason: str
    values: Mapping[str, Value]
    items: int
    undone_at: float | None
    undone_by: str


@dataclass(frozen=True, slots=True)
class Undone:
    """``stays``: what was not taken back, and why."""

    items: int
    stays: tuple[Refused, ...]


class BulkEdits:
    """``by`` is always a person's id."""

    def __init__(
        self,
        engine: sa.Engine,
        clock: Clock,
        ledger: Ledger,
        authorities: Sequence[Authority] = AUTHORITIES,
    ) -> None:
        self._engine, self._clock, self._ledger = engine, clock, ledger
        self._authorities = authorities

    def plan(self, ids: Sequence[str], values: Fields, reach: Reach) -> EditPlan:
        """What giving these items these values would do; nothing is written."""
        with reading(self._engine) as connection:
            return self._planner(connection).plan(ids, values, reach)[0]

    def apply(
        self, ids: Sequence[str], values: Fields, reach: Reach, *, digest: str, by: str, reason: str
    ) -> tuple[str, EditPlan]:
        """Do exactly what was shown; the id by which it is taken back."""
        edit, now = new_id("edt"), self._clock.now()
        with writing(self._engine, LOCK) as connection:
            plan, changes = self._planner(connection).plan(ids, values, reach)
            if plan.digest != digest:
                raise Permanent(_CHANGED)
            if not plan.edited:
                raise Permanent("nothing would be changed: no item takes one of these values")
            kept = [row for change in changes.changed for row in _kept(change)]
            changes.write(connection, at=now, by=by)
            row = {"id": edit, "at": now, "by": by, "reason": reason, "said": dict(values)}
            row |= {"changes": kept, "undone_at": None, "undone_by": ""}
            connection.execute(sa.insert(ci_edits), [row])
            entries = _entries(EDITED, edit, changes, now, {"by": by, "reason": reason})
            self._ledger.record_in(connection, entries)
        return edit, plan

    def undo(self, edit: str, reach: Reach, *, by: str) -> Undone:
        """Take an edit back.  What somebody changed since stays changed, and is named."""
        now = self._clock.now()
        with writing(self._engine, LOCK) as connection:
            found = connection.execute(sa.select(ci_edits).where(_e.id == edit)).mappings().first()
            if found is None or found["undone_at"] is not None:
                raise Permanent(f"there is no edit {edit!r} that can be undone")
            changes, stays = self._back(connection, found["changes"], reach, now)
            changes.write(connection, at=now, by=by)
            done = {"undone_at": now, "undone_by": by}
            connection.execute(sa.update(ci_edits).where(_e.id == edit).values(done))
            self._ledger.record_in(connection, _entries(UNDONE, edit, changes, now, {"by": by}))
        return Undone(sum(1 for each in changes.changed if each.merge.outcome.changes), stays)

    def recent(self, limit: int = 20) -> list[EditRecord]:
        """The last edits, the newest first."""
        wanted = sa.select(ci_edits).order_by(_e.at.desc(), _e.id).limit(limit)
        with reading(self._engine) as connection:
            return [_record(row) for row in connection.execute(wanted).mappings()]

    def _planner(self, connection: sa.Connection) -> Planner:
        rules = rules_in_force(connection, self._authorities)
        return Planner(connection, rules, self._clock.now())

    def _back(
        self, connection: sa.Connection, kept: Sequence[Mapping[str, Any]], reach: Reach, now: float
    ) -> tuple[ItemChanges, tuple[Refused, ...]]:
        items = sorted({row["item"] for row in kept})
        current, may = _current(connection, items, reach)
        back: dict[str, Flat] = {}
        stays: list[Refused] = []
        for row in kept:
            item, name = row["item"], row["field"]
            flat = current.get(item, {})
            if item not in may:
                stays.append(
                    Refused(item, str(flat.get("name", item)), name, "not yours to change")
                )
            elif flat.get(name, "") != row["after"]:
                why = "somebody changed it since"
                stays.append(Refused(item, str(flat["name"]), name, why))
            else:
                back.setdefault(item, {})[name] = row["said"]
        rules = rules_in_force(connection, self._authorities)
        source = Source(name=CONSOLE, recency=now, feed="undone edit")
        before = {(row["item"], row["field"]): row["before"] for row in kept}
        changes = decide(connection, _statements(back), source, rules)
        for change in changes.changed:  # nobody else states what it was: then we do
            for name in back[change.merge.object_id]:
                was = before[change.merge.object_id, name]
                if change.merge.after.get(name, "") != was:
                    back[change.merge.object_id][name] = was
        return decide(connection, _statements(back), source, rules), tuple(stays)


def _statements(values: Mapping[str, Flat]) -> list[Statement]:
    return [Statement(0, item, item, flat, False) for item, flat in sorted(values.items())]


def _current(
    connection: sa.Connection, items: Sequence[str], reach: Reach
) -> tuple[dict[str, Flat], set[str]]:
    """The items that may be seen as they are, and those that may be changed."""
    current: dict[str, Flat] = {}
    may: set[str] = set()
    for batch in parts(items):
        seen = SELECT.where(_c.id.in_(batch), reach.view)
        current |= {row["id"]: flat_of(row) for row in connection.execute(seen).mappings()}
        allowed = sa.select(_c.id).where(_c.id.in_(batch), reach.view, reach.change)
        may.update(connection.scalars(allowed))
    return current, may


def _kept(change: Change) -> Iterator[dict[str, Value]]:
    """What taking it back needs: the value before, and what the console itself said before."""
    merged = change.merge
    for each in merged.outcome.changes:
        yield {
            "item": merged.object_id,
            "field": each.field,
            "before": each.before,
            "after": each.after,
            "said": _said_before(merged.claim_was, each.field),
        }


def _said_before(claim: Claim | None, name: str) -> Value:
    return claim.said[name].value if claim is not None and name in claim.said else ""


def _entries(
    kind: str, edit: str, changes: ItemChanges, at: float, told: Mapping[str, str]
) -> list[Entry]:
    return [
        Entry(
            f"{kind}/{edit}/{change.merge.object_id}/{each.field}",
            kind,
            at,
            {
                **told,
                "edit": edit,
                "item": change.merge.object_id,
                "name": str(change.merge.after["name"]),
                "field": each.field,
                "before": each.before,
                "after": each.after,
            },
        )
        for change in changes.changed
        for each in change.merge.outcome.changes
    ]


def _record(row: sa.RowMapping) -> EditRecord:
    return EditRecord(
        id=row["id"],
        at=row["at"],
        by=row["by"],
        reason=row["reason"],
        values=row["said"],
        items=len({each["item"] for each in row["changes"]}),
        undone_at=row["undone_at"],
        undone_by=row["undone_by"],
    )
