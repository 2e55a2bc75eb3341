"""What lies around the items of a situation: whom it hits, what it stands on, what was changed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.graph import Dependency, Way, walk
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.desk.tables import work_items
from steersman.records.field_changes import CREATED, field_changes
from steersman.records.graph.reader import GraphReader
from steersman.records.graph.sight import EVERYTHING, Sight
from steersman.records.ledger.tables import entries
from steersman.records.situations.mapping import names_of_each

HOPS, MOST = 3, 500  # how far neighbours join, and how many dependencies are read for one item
DEEP = 6  # hops down, to find what everything stands on
BEFORE = 7_200.0  # seconds before the first alert, in which a change may have done it
SHOWN = 50
_f, _r, _c = field_changes.c, ci_relations.c, configuration_items.c
_w, _l = work_items.c, entries.c
# Noise of the record itself: what collecting writes with each look, and what no failure follows.
_NOT_TOLD = ("last_seen", "last_patched_on", "description", "owner", "managed_by", "search_key")
_SITUATIONS = "system:situations"
_LOOKED_AT = 5_000  # entries of the ledger, the last ones before the situation
_INTENT = "intent"
_PARTS = re.compile(r"[^:/@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that was changed shortly before.  ``item``: on which; empty: only near in time."""

    at: float
    item: str
    words: str
    by: str
    link: str = ""  # where to read on: the number of a work item


def near(connection: sa.Connection, item: str) -> Mapping[str, int]:
    """Items that depend on it or that it depends on, and in how many hops; not those beside it."""
    reader = GraphReader(connection, EVERYTHING)
    found: dict[str, int] = {}
    for way in Way:
        for one, reached in walk(reader, [item], way, HOPS, MOST).found.items():
            found[one] = min(reached.depth, found.get(one, HOPS))
    return found


def needs(
    connection: sa.Connection, items: Collection[str]
) -> tuple[Mapping[str, set[str]], Mapping[str, str], Sequence[Dependency]]:
    """Item → all that it depends on; the names of everything met; the dependencies."""
    reader = GraphReader(connection, EVERYTHING)
    reader.learn(items)
    known = [item for item in items if item in reader.facts]
    found = walk(reader, known, Way.DEPENDENCIES, DEEP, MOST)
    below: dict[str, set[str]] = {}
    for edge in found.edges:
        below.setdefault(edge.dependent, set()).add(edge.needed)
    names = {one: fact.name for one, fact in reader.facts.items()}
    return {item: _all_below(item, below) for item in known}, names, found.edges


def _all_below(item: str, below: Mapping[str, Collection[str]]) -> set[str]:
    found, waiting = set[str](), [item]
    while waiting:
        for one in below.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found - {item}


def changes_before(
    connection: sa.Connection, items: Collection[str], at: float, sight: Sight = EVERYTHING
) -> list[Change]:
    """What was changed of ``items`` in the two hours before ``at``, the last first.

    What came into the CMDB only then was not changed by that: it is left out.
    """
    ids = sorted(set(items) - _new(connection, items, at))[:MOST]
    if not ids:
        return []
    found = [
        *_of_fields(connection, ids, at),
        *_of_relations(connection, ids, at, sight),
        *_of_work(connection, ids, at),
        *_of_effects(connection, ids, at),
    ]
    return sorted(found, key=lambda one: (-one.at, one.words))[:SHOWN]


def _new(connection: sa.Connection, items: Collection[str], at: float) -> set[str]:
    asked = sa.select(_c.id).where(_c.id.in_(sorted(items)[:MOST]), _c.created_at > at - BEFORE)
    return set(connection.scalars(asked))


def _of_fields(connection: sa.Connection, ids: Sequence[str], at: float) -> list[Change]:
    asked = (
        sa.select(_f.object_id, _f.field, _f.before, _f.after, _f.at, _f.by)
        .where(_f.object_type == "configuration_item", _f.object_id.in_(ids))
        .where(_f.at > at - BEFORE, _f.at <= at, _f.field.not_in((*_NOT_TOLD, CREATED)))
        .order_by(_f.id.desc())
        .limit(SHOWN)
    )
    return [
        Change(
            at=row.at,
            item=row.object_id,
            words=_field_words(row.field, row.before, row.after),
            by=row.by,
        )
        for row in connection.execute(asked)
    ]


def _field_words(field: str, before: str | None, after: str | None) -> str:
    name = field.removeprefix("attributes.").replace("_", " ")
    if before is None:
        return f"{name} became {_short(after)}"
    return f"{name} changed from {_short(before)} to {_short(after)}"


def _short(value: str | None) -> str:
    if not value:
        return "nothing"
    return value if len(value) <= 60 else value[:59] + "…"


def _of_relations(
    connection: sa.Connection, ids: Sequence[str], at: float, sight: Sight
) -> list[Change]:
    mine = _r.parent_id.in_(ids) | _r.child_id.in_(ids)
    asked = sa.select(_r.parent_id, _r.child_id, _r.type, _r.created_at, _r.source).where(
        mine, _r.created_at > at - BEFORE, _r.created_at <= at, sight.relations
    )
    new = sa.select(_c.id).where(_c.created_at > at - BEFORE)
    asked = asked.where(_r.parent_id.not_in(new), _r.child_id.not_in(new))
    found = []
    for row in connection.execute(asked.order_by(_r.created_at.desc()).limit(SHOWN)):
        item = row.parent_id if row.parent_id in set(ids) else row.child_id
        words = f"a relation was added: {row.type.replace('_', ' ')}"
        found.append(Change(at=row.created_at, item=item, words=words, by=row.source))
    return found


def _of_work(connection: sa.Connection, ids: Sequence[str], at: float) -> list[Change]:
    """Work about the items that was opened or settled then; no situations."""
    recent = sa.and_(_w.opened_at > at - BEFORE, _w.opened_at <= at) | sa.and_(
        _w.settled_at > at - BEFORE, _w.settled_at <= at
    )
    asked = (
        sa.select(_w.number, _w.subject, _w.summary, _w.kind, _w.requester)
        .add_columns(sa.func.coalesce(_w.settled_at, _w.opened_at).label("moment"))
        .where(_w.subject.in_(ids), recent, _w.requester != _SITUATIONS)
        .order_by(_w.seq.desc())
        .limit(SHOWN)
    )
    return [
        Change(
            at=min(row.moment, at),
            item=row.subject,
            words=f"{row.kind.replace('_', ' ')} {row.number}: {_short(row.summary)}",
            by=row.requester,
            link=row.number,
        )
        for row in connection.execute(asked)
    ]


def _of_effects(connection: sa.Connection, ids: Sequence[str], at: float) -> list[Change]:
    """What Steersman itself did to a system or a host that is one of the items."""
    called = names_of_each(connection, ids)
    last = sa.select(_l.seq, _l.key, _l.kind, _l.at, _l.body).where(_l.at <= at)
    last = last.order_by(_l.seq.desc()).limit(_LOOKED_AT)
    recent = last.subquery()
    asked = sa.select(recent.c.key, recent.c.at, recent.c.body).where(
        recent.c.kind == _INTENT, recent.c.at > at - BEFORE
    )
    found = []
    for key, moment, body in connection.execute(asked) if called else ():
        plan = json.loads(body).get("plan") or {}
        targets = " ".join(str(change[0]) for change in plan.get("changes", ()) if change)
        told = f"{plan.get('capability', '')} {targets}".lower()
        items = {called[word] for word in _PARTS.findall(told) if word in called}
        number = key.partition("#")[0]
        words = f"Steersman did {plan.get('capability', 'something')} for {number}"
        found += [Change(at=moment, item=one, words=words, by="", link=number) for one in items]
    return found
