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
    Decision,
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
NOT_THERE = Decision(False, (), "there is none")


@dataclass
class Oracle:
    """Reads once what the filters of ``rules`` look at, and judges an object when it is asked for.

    Of 300,000 relations only those are judged that somebody asks about.
    """

    connection: sa.Connection
    rules: Sequence[Rule]
    _facts: dict[str, Mapping[str, Facts]] = field(default_factory=dict)
    _near: dict[tuple[str, frozenset[str], str], Sequence[Rule] | None] = field(
        default_factory=dict
    )
    _judged: dict[tuple[str, frozenset[str], str], dict[object, Decision]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def sees(self, asker: Principal, kind: str, id: str, name: str = "") -> bool:
        """Whether the asker may see the object, and its field ``name`` where one is given."""
        near = self._rules_near(asker, kind)
        if near is None:
            return True
        if not near:
            return False
        decision = self._decision(asker, kind, id, near)
        if not decision.allowed:
            return False
        return decision.fields is None or not name or name in decision.fields

    def sees_all(self, asker: Principal, kind: str) -> bool:
        """Whether nothing of this kind can be hidden from them."""
        return self._rules_near(asker, kind) is None

    def count(self, asker: Principal, kind: str) -> int:
        """How many objects of the kind they may see."""
        ids = self._ids(kind)
        if self.sees_all(asker, kind):
            return len(ids)
        return sum(1 for each in ids if self.sees(asker, kind, each))

    def _rules_near(self, asker: Principal, kind: str) -> Sequence[Rule] | None:
        """The rules that may show something of the kind; None: one shows everything, in full."""
        key = (asker.id, asker.roles, kind)
        if key not in self._near:
            near = [rule for rule in self.rules if rule.concerns(asker)]
            near = [rule for rule in near if rule.speaks_of(VIEW, kind)]
            whole = any(not rule.fields and _is_for_all(rule) for rule in near)
            rowless = kind in WITHOUT_ROWS or kind not in tables_of_kinds()
            self._near[key] = None if whole else [] if rowless else near
        return self._near[key]

    def _decision(self, asker: Principal, kind: str, id: str, near: Sequence[Rule]) -> Decision:
        """Objects that are alike in all that the filters look at are judged once."""
        table = tables_of_kinds()[kind].name
        facts = self._of_table(table).get(id)
        if facts is None:
            return NOT_THERE
        judged, alike = self._judged[asker.id, asker.roles, kind], tuple(facts.values())
        if alike not in judged:
            judged[alike] = decide(near, asker, VIEW, kind, self._related(table, facts))
        return judged[alike]

    def _ids(self, kind: str) -> Mapping[str, Facts]:
        return self._of_table(tables_of_kinds()[kind].name)

    def _of_table(self, name: str) -> Mapping[str, Facts]:
        """Each object with no more than what some filter looks at."""
        if name not in self._facts:
            table = metadata.tables[name]
            needed = sorted(self._needed[name])
            columns = [key_of(table), *(table.c[each] for each in needed)]
            rows = self.connection.execute(sa.select(*columns))
            self._facts[name] = {
                str(row[0]): dict(zip(needed, row[1:], strict=True)) for row in rows
            }
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
