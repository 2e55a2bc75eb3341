"""What an edit of many items by hand would do, item by item: decided, and nothing is written.

A value that another source would win against is left out and named, not kept as a statement that
takes effect one day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.cmdb.life_cycle import step_fault
from steersman.domain.cmdb.spellings import CLASS
from steersman.domain.errors import Permanent
from steersman.domain.sources import (
    CONSOLE,
    Authority,
    Claim,
    FieldChange,
    Fields,
    Kept,
    Source,
    Value,
    authority_for,
)
from steersman.records.cmdb.bulk import parts
from steersman.records.cmdb.flat import CI, SELECT, Flat
from steersman.records.cmdb.item_changes import Change, ItemChanges, Statement, decide
from steersman.records.cmdb.schema import load
from steersman.records.cmdb.statements import StatementReader
from steersman.records.cmdb.tables import configuration_items
from steersman.records.sources import claims_about

Filter = sa.ColumnElement[bool]
MOST = 1_000  # items that one edit changes
_c = configuration_items.c


@dataclass(frozen=True, slots=True)
class Reach:
    """Which items whoever edits may see, and which of them they may change."""

    view: Filter
    change: Filter


@dataclass(frozen=True, slots=True)
class Edited:
    """``warnings``: why a value may not last."""

    item: str
    name: str
    ci_class: str
    changes: tuple[FieldChange, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """``field`` empty: nothing of it is done about the item."""

    item: str
    name: str
    field: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlan:
    """``unchanged``: items that have these values already."""

    values: Fields
    edited: tuple[Edited, ...] = ()
    refused: tuple[Refused, ...] = ()
    unchanged: int = 0

    @property
    def digest(self) -> str:
        """The same for the same effect on the same items."""
        told = [
            dict(self.values),
            [[e.item, [[c.field, c.before, c.after] for c in e.changes]] for e in self.edited],
            [[r.item, r.field, r.why] for r in self.refused],
        ]
        return hashlib.sha256(canonical(told).encode()).hexdigest()


@dataclass
class Planner:
    """Plans one edit over the caller's connection; ``changes`` is what there is to write."""

    connection: sa.Connection
    rules: Sequence[Authority]
    now: float
    refused: list[Refused] = field(default_factory=list)

    def plan(
        self, ids: Sequence[str], values: Fields, reach: Reach
    ) -> tuple[EditPlan, ItemChanges]:
        """``Permanent`` when there are too many, or nothing to do; faults of one item are told."""
        if not values:
            raise Permanent("nothing would be changed: name an attribute and its value")
        if len(set(ids)) > MOST:
            raise Permanent(f"{len(set(ids))} items at once are too many: take {MOST}")
        rows = self._rows(ids, reach)
        statements = self._statements(rows, values)
        first = self._decide(statements)
        statements = self._without_losing(statements, first.kept, rows)
        changes = self._decide(statements)
        claims = self._claims([each.item for each in statements])
        edited = [self._edited(each, rows, claims) for each in changes.changed]
        edited = [each for each in edited if each.changes]
        doing = {each.item for each in edited}
        changes.changed = [each for each in changes.changed if each.merge.object_id in doing]
        unchanged = len(statements) - len(edited)
        made = EditPlan(
            values=values,
            edited=tuple(sorted(edited, key=lambda each: (each.name, each.item))),
            refused=tuple(sorted(self.refused, key=lambda each: (each.name, each.item))),
            unchanged=unchanged,
        )
        changes.unchanged = []  # what has the value already is no statement of this edit
        return made, changes

    def _rows(self, ids: Sequence[str], reach: Reach) -> Mapping[str, sa.RowMapping]:
        found: dict[str, sa.RowMapping] = {}
        for batch in parts(sorted(set(ids))):
            may = sa.case((reach.change, 1), else_=0).label("may_change")
            wanted = SELECT.add_columns(may).where(_c.id.in_(batch), reach.view)
            found.update({row["id"]: row for row in self.connection.execute(wanted).mappings()})
        for item in sorted(set(ids) - found.keys()):
            self._refuse(item, item, "there is no such item that you may see")
        for item in [item for item, row in found.items() if not row["may_change"]]:
            self._refuse(item, found.pop(item)["name"], "no rule lets you change it")
        return found

    def _statements(self, rows: Mapping[str, sa.RowMapping], values: Fields) -> list[Statement]:
        reader = StatementReader(self.connection, load(self.connection), CONSOLE)
        read: dict[str, Flat | Permanent] = {}  # by class: the same for every item of it
        made: list[Statement] = []
        for item, row in rows.items():
            name = str(values.get(CLASS) or row["ci_class"])
            if name not in read:
                read[name] = _read(reader, name, values)
            told = read[name]
            fault = str(told) if isinstance(told, Permanent) else _step_fault(row, told)
            if fault or isinstance(told, Permanent):
                self._refuse(item, row["name"], fault)
            else:
                made.append(Statement(0, item, item, dict(told), False))
        return made

    def _decide(self, statements: Sequence[Statement]) -> ItemChanges:
        source = Source(name=CONSOLE, recency=self.now, feed="bulk edit")
        return decide(self.connection, statements, source, self.rules)

    def _without_losing(
        self,
        statements: Sequence[Statement],
        kept: Sequence[tuple[Statement, tuple[Kept, ...]]],
        rows: Mapping[str, sa.RowMapping],
    ) -> list[Statement]:
        """Leave out what would not win, and say so."""
        losing = {each.item: lost for each, lost in kept}
        left: list[Statement] = []
        for each in statements:
            lost = losing.get(each.item, ())
            for one in lost:
                why = f"{_said(one.stays)} stays: {one.why}; change it there, or change the rule"
                self.refused.append(Refused(each.item, rows[each.item]["name"], one.field, why))
            gone = {one.field for one in lost}
            values = {name: value for name, value in each.values.items() if name not in gone}
            if values:
                left.append(Statement(0, each.item, each.key, values, False))
        return left

    def _claims(self, items: Sequence[str]) -> Mapping[str, Sequence[Claim]]:
        found: dict[str, Sequence[Claim]] = {}
        for batch in parts(items):
            found.update(claims_about(self.connection, CI.name, batch))
        return found

    def _edited(
        self,
        change: Change,
        rows: Mapping[str, sa.RowMapping],
        claims: Mapping[str, Sequence[Claim]],
    ) -> Edited:
        item = change.merge.object_id
        changes = change.merge.outcome.changes
        told = [_warning(each.field, claims.get(item, ()), self.rules) for each in changes]
        warnings = tuple(each for each in told if each)
        return Edited(item, rows[item]["name"], rows[item]["ci_class"], changes, warnings)

    def _refuse(self, item: str, name: str, why: str) -> None:
        self.refused.append(Refused(item, name, "", why))


def _read(reader: StatementReader, name: str, values: Fields) -> Flat | Permanent:
    try:
        return reader.read(name, values)
    except Permanent as error:
        return error


def _step_fault(row: sa.RowMapping, told: Flat) -> str:
    before = (str(row["life_cycle_stage"]), str(row["life_cycle_status"]))
    after = (str(told.get("life_cycle_stage", "")), str(told.get("life_cycle_status", "")))
    return step_fault(before, after)


def _warning(name: str, claims: Sequence[Claim], rules: Sequence[Authority]) -> str:
    """Why what a person says about ``name`` may be replaced; empty: nobody else speaks of it."""
    rule = authority_for(CI.name, name, rules)
    rank = rule.sources.index(CONSOLE) if CONSOLE in rule.sources else len(rule.sources)
    better = rule.sources[:rank]
    if better:
        known = " or ".join(better)
        return f"{name}: {known} is authoritative; what it states next replaces this"
    said = {
        claim.source_name: claim.said[name].value
        for claim in claims
        if claim.source_name != CONSOLE and name in claim.said
    }
    told = " and ".join(f"{who} states {_said(value)}" for who, value in sorted(said.items()))
    if not told or rank < len(rule.sources):
        return ""
    return f"{name}: {told}; a newer value from there replaces this"


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in ("", None) else repr(value)
