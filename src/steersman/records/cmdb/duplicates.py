"""Items that may be one thing, with why; the surest and the most critical first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.cmdb.identification import firm_fields, normalised, rule_of
from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.domain.sources import Value
from steersman.records.cmdb.bulk import parts
from steersman.records.cmdb.flat import SELECT, flat_of
from steersman.records.cmdb.tables import ci_identifiers, configuration_items

Filter = sa.ColumnElement[bool]
_c, _k = configuration_items.c, ci_identifiers.c


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Items that share an identifier.  ``firm``: it names one thing in the world."""

    items: tuple[tuple[str, str], ...]  # id and name
    ci_class: str
    why: str
    firm: bool


def shared_keys(visible: Filter | None) -> sa.Select[Any]:
    """The identifiers that several live items have, as far as they may be seen.

    Those of several items at all are found in the index alone: only these are looked into.
    """
    several = sa.select(_k.key).group_by(_k.key).having(sa.func.count() > 1)
    wanted = (
        sa.select(_k.key)
        .join(configuration_items, _c.id == _k.ci_id)
        .where(_k.key.in_(several), _c.life_cycle_stage != END_OF_LIFE)
    )
    if visible is not None:
        wanted = wanted.where(visible)
    return wanted.group_by(_k.key).having(sa.func.count() > 1)


def duplicates(
    connection: sa.Connection, *, visible: Filter | None = None, limit: int = 200
) -> list[Duplicates]:
    """Groups of items that may be one, firm ones first, each group once."""
    keys = sorted(connection.scalars(shared_keys(visible)), key=_firm_first)
    found: dict[frozenset[str], Duplicates] = {}
    for batch in parts(keys, 500):
        owners, facts = _owners(connection, batch, visible)
        for key in batch:
            group = _group(key, owners[key], facts)
            if group is not None:
                found.setdefault(frozenset(item for item, _ in group.items), group)
            if len(found) >= limit:
                return list(found.values())
    return sorted(found.values(), key=lambda group: (not group.firm, group.why))


def _firm_first(key: str) -> tuple[bool, str]:
    return (key.partition(":")[0].endswith(".name"), key)


def _owners(
    connection: sa.Connection, keys: Sequence[str], visible: Filter | None
) -> tuple[Mapping[str, list[str]], Mapping[str, Mapping[str, Value]]]:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    pairs = sa.select(_k.key, _k.ci_id).where(_k.key.in_(keys)).order_by(_k.ci_id)
    for key, item in connection.execute(pairs):
        owners[key].append(item)
    ids = sorted({item for items in owners.values() for item in items})
    facts: dict[str, Mapping[str, Value]] = {}
    for batch in parts(ids):
        wanted = SELECT.where(_c.id.in_(batch), _c.life_cycle_stage != END_OF_LIFE)
        if visible is not None:
            wanted = wanted.where(visible)
        for row in connection.execute(wanted).mappings():
            facts[row["id"]] = flat_of(row)
    return owners, facts


def _group(
    key: str, owners: Sequence[str], facts: Mapping[str, Mapping[str, Value]]
) -> Duplicates | None:
    items = [item for item in owners if item in facts]
    if len(items) < 2:
        return None
    ci_class = str(facts[items[0]]["ci_class"])
    firm = _is_firm(key, ci_class)
    if not firm:
        items = _alike(items, facts)
    if len(items) < 2:
        return None
    names = key.partition(":")[0].partition(".")[2].replace("+", " and ").replace("_", " ")
    told = ", ".join(f"{n} {facts[items[0]].get(n, '')}" for n in _fields(key))
    return Duplicates(
        tuple((item, str(facts[item]["name"])) for item in items),
        ci_class,
        f"the same {told or names}",
        firm,
    )


def _fields(key: str) -> list[str]:
    return key.partition(":")[0].partition(".")[2].split("+")


def _is_firm(key: str, ci_class: str) -> bool:
    fields = tuple(_fields(key))
    return any(each.firm and each.fields == fields for each in rule_of(ci_class))


def _alike(items: Sequence[str], facts: Mapping[str, Mapping[str, Value]]) -> list[str]:
    """Of items of one name, those that nothing firm tells apart from the first such one."""
    first = facts[items[0]]
    return [items[0], *(item for item in items[1:] if not any(_apart(first, facts[item])))]


def _apart(one: Mapping[str, Value], other: Mapping[str, Value]) -> Iterator[bool]:
    for name in (*firm_fields(str(one["ci_class"])), "location", "host"):
        here, there = normalised(one.get(name)), normalised(other.get(name))
        yield bool(here and there and here != there)
