"""What each asker may see, object by object: the rules as Python reads them, not as SQL does.

The product compiles rules to SQL.  The leak test must not believe that, so it asks
``domain.permissions`` about every single object instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.permissions import (
    Facts,
    Principal,
    Related,
    Rule,
    alternatives,
    conditions,
    decide,
)
from steersman.domain.sources import Value
from steersman.records.permissions.rules import WITHOUT_ROWS
from steersman.records.store import metadata
from steersman.web.leaks.things import key_of, tables_of_kinds

VIEW = "view"
Fields = frozenset[str] | None  # None: all of them
Seen = Mapping[str, Fields]  # the objects of a kind that somebody may see


@dataclass
class Oracle:
    """Reads once what the filters of ``rules`` look at; the rest stays where it is."""

    connection: sa.Connection
    rules: Sequence[Rule]
    _facts: dict[str, Mapping[str, Facts]] = field(default_factory=dict)
    _seen: dict[tuple[str, frozenset[str], str], Seen | None] = field(default_factory=dict)

    def sees(self, asker: Principal, kind: str, id: str, name: str = "") -> bool:
        """Whether the asker may see the object, and its field ``name`` where one is given."""
        seen = self._of_kind(asker, kind)
        if seen is None:
            return True
        if id not in seen:
            return False
        fields = seen[id]
        return fields is None or not name or name in fields

    def sees_all(self, asker: Principal, kind: str) -> bool:
        """Whether nothing of this kind can be hidden from them."""
        return self._of_kind(asker, kind) is None

    def count(self, asker: Principal, kind: str) -> int:
        """How many objects of the kind they may see."""
        seen = self._of_kind(asker, kind)
        return len(self._ids(kind)) if seen is None else len(seen)

    def _of_kind(self, asker: Principal, kind: str) -> Seen | None:
        """None: everything there is, in full."""
        key = (asker.id, asker.roles, kind)
        if key not in self._seen:
            self._seen[key] = self._judged(asker, kind)
        return self._seen[key]

    def _judged(self, asker: Principal, kind: str) -> Seen | None:
        near = [rule for rule in self.rules if rule.concerns(asker) and rule.speaks_of(VIEW, kind)]
        if any(not rule.fields and _is_for_all(rule) for rule in near):
            return None
        if not near or kind in WITHOUT_ROWS or kind not in tables_of_kinds():
            return {}
        told = {
            each: decide(
                near, asker, VIEW, kind, self._related(tables_of_kinds()[kind].name, facts)
            )
            for each, facts in self._of_table(tables_of_kinds()[kind].name).items()
        }
        return {each: decision.fields for each, decision in told.items() if decision.allowed}

    def _ids(self, kind: str) -> Mapping[str, Facts]:
        return self._of_table(tables_of_kinds()[kind].name)

    def _of_table(self, name: str) -> Mapping[str, Facts]:
        if name not in self._facts:
            table = metadata.tables[name]
            key = key_of(table).name
            columns = [table.c[each] for each in sorted(self._needed[name] | {key})]
            rows = self.connection.execute(sa.select(*columns)).mappings()
            self._facts[name] = {str(row[key]): dict(row) for row in rows}
        return self._facts[name]

    def _related(self, name: str, facts: Facts) -> Related:
        def look_up(field: str, other: Value) -> Related | None:
            target = metadata.tables[name].c[field].info["refers_to"]
            found = self._of_table(target).get(str(other))
            return None if found is None else self._related(target, found)

        return Related(facts, look_up)

    @property
    def _needed(self) -> Mapping[str, set[str]]:
        """Table to the columns that some filter looks at."""
        found = defaultdict[str, set[str]](set)
        for kind, table in tables_of_kinds().items():
            for rule in self.rules:
                if rule.speaks_of(VIEW, kind):
                    for path in _paths(rule):
                        _note(found, table, path)
        return found


def _is_for_all(rule: Rule) -> bool:
    return any(not each for each in alternatives(rule.constraints))


def _paths(rule: Rule) -> Iterable[Sequence[str]]:
    for each in alternatives(rule.constraints):
        for condition in conditions(each):
            yield condition.path


def _note(found: dict[str, set[str]], table: sa.Table, path: Sequence[str]) -> None:
    name, *rest = path
    if name in table.c:
        found[table.name].add(name)
        target = table.c[name].info.get("refers_to")
        if rest and target:
            _note(found, metadata.tables[target], rest)
