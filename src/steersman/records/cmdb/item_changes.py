"""What statements of one source do to many items, decided and then written together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.cmdb.classes import says_more
from steersman.domain.cmdb.identification import keys_of
from steersman.domain.sources import (
    Authority,
    Claim,
    FieldChange,
    Fields,
    Kept,
    Source,
    Value,
)
from steersman.records.cmdb.bulk import insert_rows, parts, update_rows
from steersman.records.cmdb.effects import Effect
from steersman.records.cmdb.flat import CI, DEFAULTS, ROW, SELECT, Flat, flat_of, values_of_row
from steersman.records.cmdb.request import SHOWN
from steersman.records.cmdb.tables import ci_identifiers, configuration_items
from steersman.records.field_changes import CREATED, RecordedChange, as_text, field_changes, record
from steersman.records.sources import claims_about, object_sources, packed, update_claims
from steersman.records.sources import insert_claims as keep_new_claims
from steersman.records.writes import Merge, merge

_CLAIM = (
    "object_type",
    "source_name",
    "source_native_key",
    "object_id",
    "source_feed",
    "source_recency_timestamp",
    "said",
)
_CHANGE = ("object_type", "object_id", "field", "before", "after", "at", "by", "source")
UPDATED = tuple(name for name in ROW if name not in ("id", "created_at"))
_s, _i = object_sources.c, configuration_items.c


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says about one item.  ``blanks``: attributes it has nothing to say about."""

    line: int
    item: str
    key: str  # the source's own
    values: Flat
    is_new: bool
    blanks: tuple[str, ...] = ()
    was: str = ""  # the source's key until now


@dataclass(frozen=True, slots=True)
class Change:
    """An item that is in the record already, before and after a statement."""

    statement: Statement
    merge: Merge
    created_at: float
    last_seen: float
    conflicts: int


@dataclass
class ItemChanges:
    """Decided by ``decide``; ``write`` keeps it in the same transaction or in a later one."""

    source: Source
    created: list[tuple[Statement, Flat]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Statement] = field(default_factory=list)
    kept: list[tuple[Statement, tuple[Kept, ...]]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The same for the same effect; a new item stands as its key."""
        told = hashlib.sha256()
        for statement, flat in self.created:
            told.update(f"+{statement.key}\0{canonical(flat)}\n".encode())
        for change in self.changed:
            fields = [[c.field, c.before, c.after] for c in change.merge.outcome.changes]
            told.update(f"~{change.merge.object_id}\0{canonical(fields)}\n".encode())
        return told.hexdigest()

    @property
    def counts(self) -> Mapping[str, int]:
        really = sum(1 for change in self.changed if change.merge.outcome.changes)
        return {
            "created": len(self.created),
            "updated": really,
            "unchanged": len(self.unchanged) + len(self.changed) - really,
            "conflicts": sum(len(kept) for _, kept in self.kept),
        }

    def effects(self) -> list[Effect]:
        """What changes, then what is new; rows that do nothing are left out."""
        kept = {statement.line: told for statement, told in self.kept}
        found = [
            Effect(
                change.statement.line,
                change.merge.object_id,
                change.statement.key,
                str(change.merge.after["name"]),
                change.merge.outcome.changes,
                change.merge.outcome.kept,
            )
            for change in self.changed
            if change.merge.outcome.changes or change.merge.outcome.kept
        ]
        return found + [
            Effect(
                each.line,
                "",
                each.key,
                str(each.values["name"]),
                tuple(FieldChange(name, None, flat[name]) for name in each.values if name in flat),
                kept.get(each.line, ()),
            )
            for each, flat in self.created[:SHOWN]
        ]

    def write(self, connection: sa.Connection, *, at: float, by: str) -> None:
        self._write_new(connection, at, by)
        self._write_changed(connection, at, by)
        self._touch(connection)

    def _write_new(self, connection: sa.Connection, at: float, by: str) -> None:
        source, seen = self.source, self.source.recency
        rows, claims, changes, keys = [], [], [], []
        for statement, flat in sorted(self.created, key=lambda one: one[0].item):
            item, said = statement.item, statement.values
            rows.append(values_of_row(item, flat, (at, at, seen), 0))
            text = packed(said, seen)
            name = (CI.name, source.name, statement.key, item)
            claims.append((*name, source.feed, seen, text))
            began = canonical({k: v for k, v in flat.items() if v not in ("", None)})
            changes.append((CI.name, item, CREATED, None, began, at, by, source.name))
            keys += [(k.text, item) for k in keys_of(str(flat["ci_class"]), flat)]
        insert_rows(connection, configuration_items, ROW, rows)
        insert_rows(connection, object_sources, _CLAIM, claims)
        insert_rows(connection, field_changes, _CHANGE, changes)
        insert_rows(connection, ci_identifiers, ("key", "ci_id"), keys)

    def _write_changed(self, connection: sa.Connection, at: float, by: str) -> None:
        rows, before, after = [], [], []
        for change in self.changed:
            merged, flat = change.merge, change.merge.after
            times = (change.created_at, at, max(change.last_seen, self.source.recency))
            row = values_of_row(merged.object_id, flat, times, change.conflicts)
            told = dict(zip(ROW, row, strict=True))
            rows.append((*[told[name] for name in UPDATED], merged.object_id))
            before.append((merged.object_id, merged.before))
            after.append((merged.object_id, flat))
        update_rows(connection, configuration_items, UPDATED, rows)
        move_keys(connection, before, after)
        merges = [change.merge for change in self.changed]
        forget = [c.statement for c in self.changed if c.statement.was]
        _forget_keys(connection, self.source.name, forget)
        new = [(m.object_id, m.claim) for m in merges if m.claim_was is None]
        keep_new_claims(connection, CI.name, new)
        update_claims(connection, CI.name, [m.claim for m in merges if m.claim_was is not None])
        record(connection, _audit_rows(merges, at, by, self.source.name))

    def _touch(self, connection: sa.Connection) -> None:
        """What says the same as before was seen again; of nothing else there is anything new."""
        seen = self.source.recency
        for batch in parts([statement.key for statement in self.unchanged]):
            connection.execute(
                sa.update(object_sources)
                .where(_s.object_type == CI.name, _s.source_name == self.source.name)
                .where(_s.source_native_key.in_(batch), _s.source_recency_timestamp < seen)
                .values(source_recency_timestamp=seen)
            )
        for batch in parts([statement.item for statement in self.unchanged]):
            connection.execute(
                sa.update(configuration_items)
                .where(_i.id.in_(batch), _i.last_seen < seen)
                .values(last_seen=seen)
            )


def decide(
    connection: sa.Connection,
    statements: Sequence[Statement],
    source: Source,
    rules: Sequence[Authority],
) -> ItemChanges:
    """What the statements change, by the rules about who is right; nothing is written."""
    found = ItemChanges(source)
    old = [each.item for each in statements if not each.is_new]
    rows = {
        row["id"]: row
        for batch in parts(old)
        for row in connection.execute(SELECT.where(_i.id.in_(batch))).mappings()
    }
    claims: dict[str, list[Claim]] = {}
    for batch in parts(old):
        claims.update(claims_about(connection, CI.name, batch))
    for each in statements:
        if each.is_new:
            _decide_new(found, each, source, rules)
        elif each.item in rows:
            _decide_old(found, each, rows[each.item], (claims.get(each.item, []), rules))
    return found


def _decide_new(
    found: ItemChanges, statement: Statement, source: Source, rules: Sequence[Authority]
) -> None:
    forbidden = [
        rule
        for rule in rules
        if rule.object_type == CI.name and rule.exclusive and source.name not in rule.sources
    ]
    values, kept = statement.values, []
    for name in [n for n in values if any(n in rule.fields for rule in forbidden)]:
        rule = next(rule for rule in forbidden if name in rule.fields)
        why = f"only {' or '.join(rule.sources)} may set {name}"
        kept.append(Kept(name, values[name], DEFAULTS.get(name, ""), why))
    lost = {each.field for each in kept}
    flat = {**DEFAULTS, **{k: v for k, v in values.items() if k not in lost}}
    found.created.append((statement, flat))
    if kept:
        found.kept.append((statement, tuple(kept)))


def _decide_old(
    found: ItemChanges,
    statement: Statement,
    row: sa.RowMapping,
    known: tuple[list[Claim], Sequence[Authority]],
) -> None:
    claims, rules = known
    source = replace(found.source, native_key=statement.key)
    if statement.was:  # the source calls it differently now
        claims = [_renamed(c, statement) if c.source_name == source.name else c for c in claims]
    mine = next((c for c in claims if _is_of(c, source)), None)
    values = _with_blanks(statement, mine)
    if _is_less_exact(values.get("ci_class", ""), row["ci_class"]):
        values.pop("ci_class")
        values.pop(STATED_KIND, None)
    if mine is not None and not statement.was and _says_the_same(mine, values, source):
        found.unchanged.append(statement)
        return
    before: Flat = {**dict.fromkeys([*values, *_fields(claims)], ""), **flat_of(row)}
    merged = merge(CI, statement.item, before, claims, (values, source), rules)
    merged = replace(merged, claim_was=None if statement.was else merged.claim_was)
    count = len(disagreements([c for c in claims if c is not mine] + [merged.claim]))
    found.changed.append(Change(statement, merged, row["created_at"], row["last_seen"], count))
    if merged.outcome.kept:
        found.kept.append((statement, merged.outcome.kept))


def _with_blanks(statement: Statement, mine: Claim | None) -> Flat:
    """An empty cell takes back what the source itself said before, and says nothing else."""
    if mine is None:
        return dict(statement.values)
    taken = {n: "" for n in statement.blanks if n in mine.said and mine.said[n].value != ""}
    return {**statement.values, **taken}


def _is_less_exact(said: Value, known: str) -> bool:
    return said not in ("", known) and says_more(known, str(said))


def _says_the_same(mine: Claim, values: Fields, source: Source) -> bool:
    """Only where nothing newer was heard, and all of it was heard at the same time."""
    heard = {said.heard for said in mine.said.values()}
    if len(heard) != 1 or heard.pop() > source.recency or values.keys() != mine.said.keys():
        return False
    return all(mine.said[name].value == value for name, value in values.items())


def _is_of(claim: Claim, source: Source) -> bool:
    return (claim.source_name, claim.source_native_key) == (source.name, source.native_key)


def _renamed(claim: Claim, statement: Statement) -> Claim:
    if claim.source_native_key != statement.was:
        return claim
    return replace(claim, source_native_key=statement.key)


def _fields(claims: Sequence[Claim]) -> list[str]:
    return [name for claim in claims for name in claim.said]


def disagreements(claims: Sequence[Claim]) -> dict[str, dict[str, Value]]:
    """Attribute → source → value, where sources state different things."""
    found: dict[str, dict[str, Value]] = {}
    for claim in claims:
        for name, said in claim.said.items():
            if said.value not in ("", None, UNCLASSIFIED):
                found.setdefault(name, {})[claim.source_name] = said.value
    return {name: said for name, said in found.items() if len(set(said.values())) > 1}


def move_keys(
    connection: sa.Connection,
    before: Sequence[tuple[str, Fields]],
    after: Sequence[tuple[str, Fields]],
) -> None:
    """Keep the identifiers in step with what they are made of."""
    was, now = _keys(before), _keys(after)
    for key, item in sorted(was - now):
        c = ci_identifiers.c
        connection.execute(sa.delete(ci_identifiers).where(c.key == key, c.ci_id == item))
    insert_rows(connection, ci_identifiers, ("key", "ci_id"), sorted(now - was))


def _keys(items: Sequence[tuple[str, Fields]]) -> set[tuple[str, str]]:
    return {(k.text, item) for item, flat in items for k in keys_of(str(flat["ci_class"]), flat)}


def _forget_keys(
    connection: sa.Connection, source_name: str, statements: Sequence[Statement]
) -> None:
    for each in statements:
        connection.execute(
            sa.delete(object_sources)
            .where(_s.object_type == CI.name, _s.source_name == source_name)
            .where(_s.source_native_key == each.was)
        )


def _audit_rows(merges: Sequence[Merge], at: float, by: str, source: str) -> list[RecordedChange]:
    return [
        RecordedChange(
            object_type=CI.name,
            object_id=merged.object_id,
            field=change.field,
            before=as_text(change.before),
            after=as_text(change.after),
            at=at,
            by=by,
            source=source,
        )
        for merged in merges
        for change in merged.outcome.changes
    ]
