"""Counting what is wrong with the items, class by class and source by source, in the database."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from steersman.domain.cmdb.attributes import Mark
from steersman.domain.cmdb.class_parts import UNCLASSIFIED
from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.domain.cmdb.identification import rule_of
from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.domain.cmdb.quality import (
    CHECKS,
    Counted,
    Score,
    Task,
    checks_of,
    scores,
    tasks,
    together,
)
from steersman.domain.errors import Permanent
from steersman.domain.people import EmploymentStatus
from steersman.domain.sources import CONSOLE
from steersman.records.cmdb.duplicates import shared_keys
from steersman.records.cmdb.flat import CI, SELECT
from steersman.records.cmdb.schema import COLUMNS, Schema, load
from steersman.records.cmdb.silence import STALE_AFTER_DAYS
from steersman.records.cmdb.tables import (
    ci_identifiers,
    ci_relations,
    ci_sources,
    configuration_items,
)
from steersman.records.people import people
from steersman.records.sources import object_sources

Filter = sa.ColumnElement[bool]
DAY = 86_400.0
_MOST = 4  # what a most critical item counts
_c, _r, _s = configuration_items.c, ci_relations.c, object_sources.c
_APART = {"retired_but_seen", "orphan", "no_relations"}  # checks that the mask has in another form
_SOFTWARE_LIKE = ("package", "patch", "document", "team", "contract", "warranty", "licence")


@dataclass(frozen=True, slots=True)
class Quality:
    """``of_classes`` and ``of_sources`` are scored alike; ``tasks`` are by class."""

    overall: Score
    of_classes: tuple[Score, ...]
    of_sources: tuple[Score, ...]
    tasks: tuple[Task, ...]


class QualityCounter:
    """``now`` is in seconds since 1970; ``visible`` is what the asker may see."""

    def __init__(
        self, connection: sa.Connection, now: float, visible: Filter | None = None
    ) -> None:
        self._connection, self._now = connection, now
        self._visible = sa.true() if visible is None else visible
        self._schema: Schema = load(connection)

    def count(self) -> Quality:
        """Each item is judged once; what came of it is counted by class and by source."""
        rows = self._connection.execute(self._counted()).all()
        totals, by_class = _unpacked((row.ci_class, *row[2:]) for row in rows)
        source_totals, by_source = _unpacked(
            (source, *row[2:]) for row in rows for source in json.loads(row.sources or "[]")
        )
        return Quality(
            together(totals, by_class),
            tuple(scores(totals, by_class)),
            tuple(scores(source_totals, by_source)),
            tuple(tasks(by_class)),
        )

    def failing(self, check: str, ci_class: str = "", limit: int = 100) -> list[sa.RowMapping]:
        """Items that fail a check, the most critical first."""
        wanted = SELECT.where(self._visible, self.wanting(check))
        if ci_class:
            wanted = wanted.where(_c.ci_class == ci_class)
        order = (_importance().desc(), _c.name, _c.id)
        return list(self._connection.execute(wanted.order_by(*order).limit(limit)).mappings())

    def wanting(self, name: str) -> Filter:
        """What fails the check of this name, or any check of the measure of this name."""
        found = checks_of(name)
        if not found:
            raise Permanent(f"there is no check {name!r}: say one of {', '.join(CHECKS)}")
        return sa.or_(*(self._live(each) & self._fails(each) for each in found))

    def _counted(self) -> sa.Select[*tuple[Any, ...]]:
        """How many items have this class, these sources (as JSON), this mask and this importance.

        There are few such groups, however many items.  The class is spelled so that SQLite reads
        the items as they lie: in the order of the index by class it takes half as long again.
        """
        judged = (
            sa.select(
                sa.func.coalesce(_c.ci_class, "").label("ci_class"),
                self._sources().label("sources"),
                self._mask().label("mask"),
                _importance().label("worth"),
            )
            .where(self._visible)
            .subquery()
        )
        return sa.select(*judged.c, sa.func.count()).group_by(*judged.c)

    def _sources(self) -> sa.ColumnElement[str]:
        """The names of the sources that list the item, each once."""
        name = sa.distinct(_s.source_name)
        is_sqlite = self._connection.dialect.name == "sqlite"
        names = sa.func.json_group_array(name) if is_sqlite else sa.func.json_agg(name)
        listing = sa.select(sa.cast(names, sa.Text)).where(_of_item())
        return listing.correlate(configuration_items).scalar_subquery()

    def _mask(self) -> sa.ColumnElement[int]:
        """What the item fails as one number, a bit for each check; relations are looked up once."""
        bit = {name: 1 << place for place, name in enumerate(CHECKS)}
        alone = sa.case(
            (_c.owner == "", bit["orphan"] + bit["no_relations"]), else_=bit["no_relations"]
        )
        mask: sa.ColumnElement[int] = sa.case((self._unrelated(), alone), else_=0)
        for name in CHECKS.keys() - _APART:
            mask += sa.case((self._fails(name), bit[name]), else_=0)
        retired = sa.case((self._retired_but_seen(), bit["retired_but_seen"]), else_=0)
        return sa.case((_c.life_cycle_stage == END_OF_LIFE, retired), else_=mask)

    def _live(self, check: str) -> Filter:
        if check == "retired_but_seen":
            return _c.life_cycle_stage == END_OF_LIFE
        return _c.life_cycle_stage != END_OF_LIFE

    def _fails(self, check: str) -> Filter:
        fails = {
            "missing_required": lambda: self._missing(Mark.REQUIRED),
            "missing_recommended": lambda: self._missing(Mark.RECOMMENDED),
            "unknown_kind": lambda: _c.ci_class == UNCLASSIFIED,
            "duplicate": self._duplicate,
            "stale": self._stale,
            "conflict": lambda: _c.conflicts > 0,
            "retired_but_seen": self._retired_but_seen,
            "owner_left": self._owner_left,
            "expired": self._expired,
            "orphan": lambda: self._unrelated() & (_c.owner == ""),
            "no_relations": self._unrelated,
        }
        found: Filter = fails[check]()
        return found

    def _missing(self, mark: Mark) -> Filter:
        """Some attribute that the class marks so is empty."""
        classes: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in CLASS_NAMES:
            attributes = self._schema.attributes(name).values()
            marked = tuple(each.name for each in attributes if each.mark is mark)
            if marked:
                classes[marked].append(name)
        return sa.or_(
            sa.false(),
            *(
                _c.ci_class.in_(names) & sa.or_(*(_is_empty(each) for each in marked))
                for marked, names in classes.items()
            ),
        )

    def _duplicate(self) -> Filter:
        """By a firm identifier; of the same name alone there may be many."""
        k = ci_identifiers.c
        shared = shared_keys(self._visible).subquery()
        ids = sa.select(k.ci_id).join(shared, shared.c.key == k.key)
        named = [k.key.startswith(f"{name}.name:") for name in CLASS_NAMES if _is_firm(name)]
        return _c.id.in_(ids.where(sa.or_(~k.key.contains(".name:"), *named)))

    def _stale(self) -> Filter:
        """A source listed it once, and none has for as long as it may be silent.

        Looked for from the statements that are old, of which there are few.
        """
        rows = self._connection.execute(sa.select(ci_sources))
        days = {row.name: row.stale_after_days for row in rows}
        seen, now = _s.source_recency_timestamp, self._now
        fresh = sa.or_(
            *(
                (_s.source_name == name) & (seen >= now - after * DAY)
                for name, after in days.items()
            ),
            _s.source_name.not_in(list(days)) & (seen >= now - STALE_AFTER_DAYS * DAY),
        )
        said = (_s.object_type == CI.name, _s.source_name != CONSOLE)
        old = sa.select(_s.object_id).where(*said, ~fresh)
        return _c.id.in_(old) & ~self._by_machine(fresh)

    def _retired_but_seen(self) -> Filter:
        """A machine has listed it after the day on which it was retired."""
        retired = sa.case((_c.retired_on == "", "0000"), else_=_c.retired_on)
        today = _day(self._now - 7 * DAY)
        return (_c.last_seen >= self._now - 7 * DAY) & (retired < today) & self._by_machine()

    def _by_machine(self, *how: Filter) -> Filter:
        said = sa.select(_s.object_id).where(_of_item(), _s.source_name != CONSOLE, *how)
        return said.correlate(configuration_items).exists()

    def _owner_left(self) -> Filter:
        left = sa.select(people.c.id).where(
            people.c.employment_status == EmploymentStatus.TERMINATED.value
        )
        return (_c.owner != "") & _c.owner.in_(left)

    def _expired(self) -> Filter:
        """An end that lies behind us, of whatever has one."""
        today = _day(self._now)
        names = ("ends_on", "support_ends_on")
        return sa.or_(*((_text(each) != "") & (_text(each) < today) for each in names))

    def _unrelated(self) -> Filter:
        """Of what does not stand for itself."""
        for_itself: Sequence[str] = _SOFTWARE_LIKE
        parent = sa.select(_r.id).where(_r.parent_id == _c.id).correlate(configuration_items)
        child = sa.select(_r.id).where(_r.child_id == _c.id).correlate(configuration_items)
        return _c.ci_class.not_in(for_itself) & ~parent.exists() & ~child.exists()


def _unpacked(rows: Iterable[Sequence[Any]]) -> tuple[dict[str, int], list[Counted]]:
    """How many items each group has, and how many of them fail each check."""
    totals: defaultdict[str, int] = defaultdict(int)
    failing: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        group, mask, worth, number = row
        totals[group] += number
        for place, name in enumerate(CHECKS):
            if mask & (1 << place):
                failing[group, name][0] += number
                failing[group, name][1] += number * worth
                failing[group, name][2] += number if worth == _MOST else 0
    return totals, [Counted(group, name, *both) for (group, name), both in failing.items()]


def _is_firm(name: str) -> bool:
    """Whether things of the class are known by their name alone."""
    return any(each.firm and each.fields == ("name",) for each in rule_of(name))


def _of_item() -> Filter:
    return (_s.object_type == CI.name) & (_s.object_id == _c.id)


def _is_empty(name: str) -> Filter:
    if name in COLUMNS:
        return _c[name] == ""
    return _text(name) == ""


def _text(name: str) -> sa.ColumnElement[str]:
    return sa.func.coalesce(_c.attributes[name].as_string(), "")


def _importance() -> sa.ColumnElement[int]:
    """A most critical item counts four times an unimportant one; one that nobody judged, twice."""
    return sa.case(
        (_c.criticality == "1", _MOST),
        (_c.criticality == "2", 3),
        (_c.criticality == "4", 1),
        else_=2,
    )


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
