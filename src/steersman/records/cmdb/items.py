"""Configuration items: found, listed, added, changed and retired.

Every list and count goes through the caller's filter, so that nothing tells what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.cmdb.attributes import AttributeType
from steersman.domain.cmdb.classes import descendants, nearest
from steersman.domain.cmdb.items import ConfigurationItem
from steersman.domain.cmdb.life_cycle import END_OF_LIFE, RETIRED, step_fault
from steersman.domain.cmdb.spellings import CLASS
from steersman.domain.errors import Permanent
from steersman.domain.sources import AUTHORITIES, CONSOLE, Authority, Claim, Fields, Kept, Source
from steersman.records.cmdb.bulk import parts
from steersman.records.cmdb.flat import CI, SELECT, to_item
from steersman.records.cmdb.item_changes import Statement, decide
from steersman.records.cmdb.merges import kept_instead_of
from steersman.records.cmdb.ordering import Order, behind, classes_from
from steersman.records.cmdb.quality import QualityCounter
from steersman.records.cmdb.reconciliation import rules_in_force
from steersman.records.cmdb.schema import COLUMNS, Schema, load
from steersman.records.cmdb.statements import StatementReader
from steersman.records.cmdb.tables import configuration_items
from steersman.records.objects import new_id
from steersman.records.sources import claims_of, object_sources
from steersman.records.store import reading, writing

Filter = sa.ColumnElement[bool]
LOCK = f"record:{CI.name}"
_c, _s = configuration_items.c, object_sources.c
_COUNT = sa.select(sa.func.count()).select_from(configuration_items)
MOST = 1_000  # items that one edit changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which items: all ``words``, of the class or one below it, with these exact values.

    ``check``: those that fail a check of the quality, or any of a measure.  ``source``: those
    that this source states something about.  ``order``: one of ``ordering.ORDERS``, ``-`` before
    it for backwards.
    """

    words: str = ""
    ci_class: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    check: str = ""
    source: str = ""
    order: str = "name"
    names_only: bool = False  # words are looked for in the name alone

    @property
    def ordering(self) -> Order:
        return Order(self.order, self.words, self.names_only)


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items in the order of their names.  ``after`` continues; None: that was the last."""

    items: tuple[ConfigurationItem, ...]
    after: str | None
    total: int  # of all pages, as far as they may be seen


class ConfigurationItems:
    """``by`` is always a person's id or a named system principal."""

    def __init__(
        self, engine: sa.Engine, clock: Clock, authorities: Sequence[Authority] = AUTHORITIES
    ) -> None:
        self._engine, self._clock, self._authorities = engine, clock, authorities

    def find(self, item: str, visible: Filter | None = None) -> ConfigurationItem | None:
        """The item, or the one that it was merged into; None when there is none to be seen."""
        with reading(self._engine) as connection:
            kept = kept_instead_of(connection, item)
            wanted = SELECT.where(_c.id == kept)
            if visible is not None:
                wanted = wanted.where(visible)
            row = connection.execute(wanted).mappings().first()
            return None if row is None else to_item(row)

    def get(self, item: str, visible: Filter | None = None) -> ConfigurationItem:
        found = self.find(item, visible)
        if found is None:
            raise Permanent(f"there is no configuration item {item!r} that you may see")
        return found

    def page(
        self,
        wanted: Wanted,
        *,
        visible: Filter | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> ItemPage:
        with reading(self._engine) as connection:
            where = self._where(connection, wanted, visible)
            total = connection.scalar(_COUNT.where(*where)) or 0
            if after is not None:
                where.append(behind(connection, after, wanted.ordering, visible))
            first = _class_of(connection, after) if after is not None else ""
            rows = _sorted_rows(connection, where, wanted, first, limit + 1)
            found = [to_item(row) for row in rows]
        items = tuple(found[:limit])
        return ItemPage(items, items[-1].id if len(found) > limit else None, total)

    def every(
        self, wanted: Wanted, *, visible: Filter | None = None, size: int = 2_000
    ) -> Iterator[ConfigurationItem]:
        """All of them, a page at a time, for an export."""
        after: str | None = None
        while True:
            page = self.page(wanted, visible=visible, limit=size, after=after)
            yield from page.items
            after = page.after
            if after is None:
                return

    def sources_of(self, item: str) -> tuple[Claim, ...]:
        """What each source says about the item, attribute by attribute."""
        with reading(self._engine) as connection:
            return tuple(claims_of(connection, CI.name, item))

    def add(self, values: Fields, *, by: str) -> ConfigurationItem:
        """Keep a new item on the word of the console.  ``values`` name its class and name."""
        if not values.get(CLASS) or not values.get("name"):
            raise Permanent("a new item needs ci_class and name")
        with writing(self._engine, LOCK) as connection:
            source = self._console()
            reader = StatementReader(connection, load(connection), source.name)
            told = reader.read(str(values[CLASS]), values)
            item = new_id(CI.prefix)
            self._state(connection, [Statement(0, item, item, told, True)], by)
        return self.get(item)

    def change(
        self, ids: Sequence[str], values: Fields, *, by: str, visible: Filter | None = None
    ) -> dict[str, tuple[Kept, ...]]:
        """Give items the same values, all of them or none: one audit row for each item and field.

        What did not win against another source is answered by item.  ``Permanent`` when an item
        is not to be seen or a value is wrong for one of them.
        """
        if len(set(ids)) > MOST:
            raise Permanent(f"{len(set(ids))} items at once are too many: take {MOST}")
        with writing(self._engine, LOCK) as connection:
            reader = StatementReader(connection, load(connection), CONSOLE)
            statements = []
            for item, now in self._as_they_are(connection, ids, visible).items():
                told = reader.read(str(values.get(CLASS) or now["ci_class"]), values)
                _check_step(item, now, told)
                statements.append(Statement(0, item, item, told, False))
            return self._state(connection, statements, by)

    def retire(
        self, ids: Sequence[str], *, by: str, visible: Filter | None = None
    ) -> dict[str, tuple[Kept, ...]]:
        """Say that items are out of use; they stay in the record."""
        values = {"life_cycle_stage": END_OF_LIFE, "life_cycle_status": RETIRED}
        return self.change(ids, values, by=by, visible=visible)

    def _state(
        self, connection: sa.Connection, statements: Sequence[Statement], by: str
    ) -> dict[str, tuple[Kept, ...]]:
        if not by:
            raise Permanent("a change needs a name: a person's id or a system principal")
        rules = rules_in_force(connection, self._authorities)
        changes = decide(connection, statements, self._console(), rules)
        changes.write(connection, at=self._clock.now(), by=by)
        return {statement.item: kept for statement, kept in changes.kept}

    def _console(self) -> Source:
        return Source(name=CONSOLE, recency=self._clock.now(), feed="console")

    def _as_they_are(
        self, connection: sa.Connection, ids: Sequence[str], visible: Filter | None
    ) -> dict[str, sa.RowMapping]:
        """Class, stage and status of each."""
        found: dict[str, sa.RowMapping] = {}
        for batch in parts(sorted(set(ids))):
            wanted = sa.select(_c.id, _c.ci_class, _c.life_cycle_stage, _c.life_cycle_status)
            wanted = wanted.where(_c.id.in_(batch))
            if visible is not None:
                wanted = wanted.where(visible)
            found.update({row["id"]: row for row in connection.execute(wanted).mappings()})
        missing = [item for item in ids if item not in found]
        if missing:
            raise Permanent(f"there is no configuration item {missing[0]!r} that you may change")
        return found

    def ids(self, wanted: Wanted, *, visible: Filter | None = None, limit: int = MOST) -> list[str]:
        """The ids of those that fit, in their order."""
        with reading(self._engine) as connection:
            where = self._where(connection, wanted, visible)
            rows = sa.select(_c.id).where(*where).order_by(*wanted.ordering.by).limit(limit)
            return list(connection.scalars(rows))

    def _where(
        self, connection: sa.Connection, wanted: Wanted, visible: Filter | None
    ) -> list[Filter]:
        schema = load(connection)
        where = [] if visible is None else [visible]
        words = wanted.words.casefold().split()
        looked_in = sa.func.lower(_c.name) if wanted.names_only else _c.search_key
        where += [looked_in.contains(word, autoescape=True) for word in words]
        if wanted.ci_class:
            where.append(_c.ci_class.in_(descendants(wanted.ci_class)))
        where += [_equals(schema, name, value) for name, value in wanted.values.items()]
        if wanted.source:
            where.append(_stated_by(wanted.source))
        if wanted.check:
            counter = QualityCounter(connection, self._clock.now(), visible)
            where.append(counter.wanting(wanted.check))
        return where or [sa.true()]


def _sorted_rows(
    connection: sa.Connection, where: Sequence[Filter], wanted: Wanted, first: str, limit: int
) -> Sequence[sa.RowMapping]:
    """By class and name, an index brings the few rows wanted; sorting all would cost with all.

    ``first``: the class to go on from.
    """
    if not wanted.ordering.is_by_class:
        rows = SELECT.where(*where).order_by(*wanted.ordering.by).limit(limit)
        return connection.execute(rows).mappings().all()
    of_kind = descendants(wanted.ci_class) if wanted.ci_class else None
    found: list[sa.RowMapping] = []
    for ci_class in classes_from(first):
        if len(found) < limit and (of_kind is None or ci_class in of_kind):
            some = SELECT.where(*where, _c.ci_class == ci_class).order_by(_c.name, _c.id)
            found += connection.execute(some.limit(limit - len(found))).mappings().all()
    return found


def _class_of(connection: sa.Connection, item: str) -> str:
    return connection.scalar(sa.select(_c.ci_class).where(_c.id == item)) or ""


def _check_step(item: str, now: sa.RowMapping, told: Fields) -> None:
    after = (str(told.get("life_cycle_stage", "")), str(told.get("life_cycle_status", "")))
    fault = step_fault((now["life_cycle_stage"], now["life_cycle_status"]), after)
    if fault:
        raise Permanent(f"{item}: {fault}")


def _equals(schema: Schema, name: str, value: str) -> Filter:
    if name in COLUMNS:
        return _c[name] == value
    attribute = schema.every_name().get(name)
    if attribute is None:
        near = nearest(name, {**schema.every_name(), **dict.fromkeys(COLUMNS)})
        hint = f": did you mean {near}?" if near else ""
        raise Permanent(f"no class has an attribute {name!r}{hint}")
    kept = _c.attributes[name]
    found: Filter
    if attribute.type is AttributeType.BOOLEAN:
        found = kept.as_boolean() == (value.lower() in ("true", "yes", "1"))
    elif attribute.type is AttributeType.NUMBER:
        found = kept.as_float() == _number(name, value)
    else:
        found = sa.func.coalesce(kept.as_string(), "") == value
    return found


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise Permanent(f"{name}: {value!r} is no number") from error


def _stated_by(source: str) -> Filter:
    stated = sa.select(_s.object_id).where(_s.object_type == CI.name, _s.source_name == source)
    return _c.id.in_(stated)
