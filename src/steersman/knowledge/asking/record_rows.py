"""The rows of our record as one asker may read them, and the words in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from steersman.domain.permissions import Principal
from steersman.domain.sources import Fields, Value
from steersman.domain.work import SYSTEM, Kind
from steersman.knowledge.asking.hearing import instant
from steersman.knowledge.asking.record_access import (
    ACCOUNT,
    CALLED,
    ENTITLEMENT,
    Held,
    account_rows,
    entitlement_rows,
    held,
)
from steersman.knowledge.asking.record_fields import references, shown
from steersman.knowledge.asking.record_schema import ASSET, CI, PEOPLE, WORK, record_schema
from steersman.knowledge.queries.model import All, Compare, Condition, Op
from steersman.knowledge.queries.running import Hidden
from steersman.knowledge.queries.schema import Schema
from steersman.knowledge.questions.lexicon import Name
from steersman.knowledge.questions.lexicon import Value as Said
from steersman.knowledge.questions.vocabulary import WHOLE, JoinedWords, Words
from steersman.knowledge.questions.words import joined
from steersman.records.accounts import accounts
from steersman.records.assets import assets
from steersman.records.cmdb.tables import configuration_items
from steersman.records.desk.tables import work_items
from steersman.records.entitlements import entitlements
from steersman.records.people import people
from steersman.records.permissions import Rules
from steersman.records.permissions.rules import Visible

TABLES: Mapping[str, sa.Table] = {
    CI: configuration_items,
    PEOPLE: people,
    ASSET: assets,
    WORK: work_items,
    ACCOUNT: accounts,
    ENTITLEMENT: entitlements,
}
Where = sa.ColumnElement[bool]
_c = configuration_items.c
_LITERAL = {"literal_binds": True}
# What a question calls a field, where its columns have another name.
_CALLED: Mapping[str, Mapping[str, frozenset[str]]] = {
    CI: {},
    PEOPLE: {"name": frozenset({"given_name", "family_name"})},
    ASSET: {"name": frozenset({"tag"}), "holder": frozenset({"assigned_to"})},
    WORK: {"name": frozenset({"number"}), "resolved_at": frozenset({"settled_at"})},
    **CALLED,
}
# Links, and the field that tells them: of items what runs where is told by the host of each.
_LEADING = ("owner", "holder", "manager", "subject", "requester")
_IDS = {f"{name}_id": name for name in _LEADING}
_OURS = frozenset({"entity"})  # by which rows are kept apart
UNSEEN = "(somebody you may not see)"
_WORK_KINDS = frozenset(kind.value for kind in Kind)


class RecordRows:
    """One question's view: what was read stays read, so that one answer is of one moment."""

    def __init__(
        self,
        connection: sa.Connection,
        rules: Rules,
        principal: Principal,
        words: JoinedWords | None = None,
    ) -> None:
        self.schema: Schema = record_schema()
        self._given = words
        self._connection, self._rules, self._principal = connection, rules, principal
        self._read: dict[tuple[str, ...], Mapping[str, Fields]] = {}
        self._may: dict[str, Visible] = {}
        self._filters: dict[str, Hashable] = {}

    def rows(self, entity: str, where: Condition | None = None) -> Mapping[str, Fields]:
        root = self._root(entity)
        if not self._visible(root).rules:
            raise Hidden(f"no rule lets you read any {root.replace('_', ' ')} ({root}.view)")
        narrow = self._narrowed(root, where)
        key = (entity, *(str(each.compile(compile_kwargs=_LITERAL)) for each in narrow))
        if key not in self._read:
            found = _READERS[root](self, entity, narrow)
            self._read[key] = {each: self._stripped(root, row) for each, row in found}
        return self._read[key]

    def _stripped(self, root: str, row: Fields) -> Fields:
        """Without the fields that the asker may not read."""
        shown = self._shown(root)
        if shown is None:
            return row
        kept = shown | _OURS | {each for each, told in _IDS.items() if told in shown}
        return {name: value for name, value in row.items() if name in kept}

    def _shown(self, root: str) -> frozenset[str] | None:
        """The fields that the asker may read, as questions call them; None: all of them."""
        fields = self._visible(root).fields
        if fields is None:
            return None
        called = {name for name, columns in _CALLED[root].items() if columns <= fields}
        return fields | called

    def _narrowed(self, root: str, where: Condition | None) -> Sequence[Where]:
        """What the store can leave out by an index: other values of a field, as they are spelled.

        Where nothing is on record stays in: the record does not say that it is something else.
        """
        parts = where.conditions if isinstance(where, All) else (where,)
        found: list[Where] = []
        for each in parts:
            if isinstance(each, Compare) and each.op is Op.IS and isinstance(each.value, str):
                spelled = self._spellings(root, each.field, each.value)
                if spelled is not None and each.field in TABLES[root].c:
                    found.append(TABLES[root].c[each.field].in_([*spelled, ""]))
        return found

    def _spellings(self, root: str, field: str, value: str) -> set[str] | None:
        """How the value is written on record; None: it is not known how."""
        if root != CI:
            return None
        if field == "name":
            said = [each.name for each in self.names(joined(value)) if each.field == "name"]
        elif field in WHOLE and field in configuration_items.c:
            said = [each for each in self.known_values(field) if joined(each) == joined(value)]
        else:
            return None
        return set(said)

    def may_see(self, entity: str) -> bool:
        """Whether some rule lets the asker see anything of this kind."""
        return bool(self._visible(self._root(entity)).rules)

    def hidden(self, entity: str) -> Mapping[str, str]:
        root = self._root(entity)
        shown = self._shown(root)
        if shown is None:
            return {}
        return {name: f"{root}.view" for name in self.schema.fields(entity) if name not in shown}

    # The words on record.

    def names(self, key: str) -> Sequence[Name]:
        return self._words.names(key)

    def values(self, key: str) -> Sequence[Said]:
        return self._words.values(key)

    def known_values(self, field: str) -> Iterable[str]:
        return self._words.known_values(field)

    def recorded(self, entity: str) -> Collection[str]:
        return self._words.recorded(entity)

    @cached_property
    def _words(self) -> JoinedWords:
        return self._given or self.vocabulary()

    def vocabulary(self) -> JoinedWords:
        """All names and values that the asker may read, read now."""
        return JoinedWords({root: self.words_of(root) for root in self.roots})

    @property
    def roots(self) -> Sequence[str]:
        """The kinds of things of which the asker may read any."""
        return [root for root in TABLES if self._visible(root).rules]

    def words_of(self, root: str) -> Words:
        rows = [*self.rows(root).values()]
        if root == ACCOUNT:  # an account of a person is found by them: it may be called as they are
            rows = [{**row, "name": ""} if row.get("owner") else row for row in rows]
        return Words(self.schema, [(str(row["entity"]), row) for row in rows])

    def sight(self, root: str) -> Hashable:
        """What of the kind the asker may read: the same for all whose filters are the same.

        An item's row also tells its owner and its holder, so people and assets count with it.
        """
        access = (ACCOUNT, ENTITLEMENT)
        kinds = (WORK,) if root == WORK else (CI, PEOPLE, ASSET)
        kinds = (*access, PEOPLE) if root in access else kinds
        return tuple(self._filter(each) for each in kinds)

    def _filter(self, root: str) -> Hashable:
        """Written out once: several kinds depend on the sight of one."""
        if root not in self._filters:
            may = self._visible(root)
            text = str(may.where.compile(self._connection.engine, compile_kwargs=_LITERAL))
            self._filters[root] = (text, bool(may.rules), may.fields)
        return self._filters[root]

    # Reading.

    def _root(self, entity: str) -> str:
        return self.schema.root(entity)

    def _visible(self, root: str) -> Visible:
        if root not in self._may:
            self._may[root] = self._rules.visible(self._principal, "view", TABLES[root])
        return self._may[root]

    def _select(self, root: str, *conditions: sa.ColumnElement[bool]) -> Iterable[sa.RowMapping]:
        table = TABLES[root]
        statement = sa.select(table).where(self._visible(root).where, *conditions)
        return self._connection.execute(statement).mappings()

    def _items(self, entity: str, narrow: Sequence[Where]) -> Iterator[tuple[str, Fields]]:
        of_kind = _c.ci_class.in_(self.schema.kinds(entity))
        for row in self._select(CI, *narrow, *([] if entity == CI else [of_kind])):
            facts = {name: value for name, value in row.items() if isinstance(value, str)}
            facts |= row["attributes"]
            facts |= {"entity": row["ci_class"], "owner_id": row["owner"]}
            facts["as_of"] = instant(row["updated_at"])
            facts["owner"] = self._called(row["owner"])
            for name in references(row["ci_class"]) & facts.keys():
                facts[name] = shown(str(facts[name]), self._names_of_items)
            if "holder" in self.schema.fields(row["ci_class"]):  # read where it may be asked
                facts["holder"] = self._called(self._holders.get(row["id"], [""])[0])
            yield row["id"], facts

    def _people(self, entity: str, narrow: Sequence[Where]) -> Iterator[tuple[str, Fields]]:
        hidden = self.hidden(PEOPLE)
        for row in self._select(PEOPLE):
            facts = {name: value for name, value in row.items() if name not in hidden}
            name = f"{row['given_name']} {row['family_name']}".strip()
            told = {"entity": PEOPLE, "name": "" if "name" in hidden else name}
            told["manager_id"] = row["manager"] if "manager" not in hidden else ""
            told["manager"] = self._called(told["manager_id"])
            yield row["id"], {**facts, **told}

    def _assets(self, entity: str, narrow: Sequence[Where]) -> Iterator[tuple[str, Fields]]:
        for row in self._select(ASSET):
            told = {"entity": ASSET, "name": row["tag"], "holder_id": row["assigned_to"]}
            yield row["id"], {**row, **told, "holder": self._called(row["assigned_to"])}

    def _work(self, entity: str, narrow: Sequence[Where]) -> Iterator[tuple[str, Fields]]:
        kinds = _WORK_KINDS if entity == WORK else {entity}
        for row in self._select(WORK, work_items.c.kind.in_(kinds)):
            told = {name: row[name] for name in ("kind", "summary", "state")}
            told |= {"entity": row["kind"], "name": row["number"], "subject_id": row["subject"]}
            requester = row["requester"]
            named = requester.startswith(SYSTEM)
            told |= {"requester": requester if named else self._called(requester)}
            told |= {"requester_id": "" if named else requester}
            told |= {"opened_at": instant(row["opened_at"])}
            yield row["number"], told | {"resolved_at": instant(row["settled_at"])}

    def _accounts(self, entity: str, narrow: Sequence[Where]) -> Iterator[tuple[str, Fields]]:
        return account_rows(self._select(ACCOUNT), self._called)

    def _entitlements(self, entity: str, narrow: Sequence[Where]) -> Iterator[tuple[str, Fields]]:
        kinds = self.schema.kinds(entity)
        known = entitlement_rows(self._held)
        return ((each, row) for each, row in known if row["entity"] in kinds)

    @cached_property
    def _held(self) -> Sequence[Held]:
        """Told by all of these fields: whoever may not read one of them reads none."""
        told = {ENTITLEMENT: ("account", "kind", "value"), ACCOUNT: ("system",)}
        for root, fields in told.items():
            shown = self._shown(root)
            if shown is not None and not shown.issuperset(fields):
                told_by = f"the {fields[-1]} of every {root} ({root}.view)"
                raise Hidden(f"no rule lets you read {told_by}")
        seen = [self._visible(each).where for each in told]
        return held(self._connection, *seen)

    @cached_property
    def _names_of_items(self) -> Mapping[str, str]:
        """Of those that the asker may see."""
        return {each: name for each, name in self._light(CI, _c.name)}

    def _called(self, person: Value) -> str:
        return "" if not person else self._names_of_people.get(str(person), UNSEEN)

    @cached_property
    def _names_of_people(self) -> Mapping[str, str]:
        if not self._visible(PEOPLE).rules or "name" in self.hidden(PEOPLE):
            return {}
        statement = sa.select(people.c.id, people.c.given_name, people.c.family_name).where(
            self._visible(PEOPLE).where
        )
        found = self._connection.execute(statement)
        return {each: f"{given} {family}".strip() for each, given, family in found}

    # Links that rows are told with.

    def _column(self, root: str, name: str) -> Mapping[str, Sequence[str]]:
        if not self._visible(root).rules:
            return {}
        rows = self.rows(root).items()
        return {each: [str(row[name])] for each, row in rows if row.get(name)}

    @cached_property
    def _holders(self) -> Mapping[str, Sequence[str]]:
        """Who has a device: its asset says so, by the item's id or by its tag or serial number."""
        if not self._visible(ASSET).rules:
            return {}
        by_key = {
            joined(key): each
            for each, *keys in self._light(CI, _c.serial, _c.asset_tag)
            for key in keys
            if key
        }
        found = defaultdict[str, list[str]](list)
        for row in self.rows(ASSET).values():
            item = row.get("ci_id") or by_key.get(joined(str(row.get("serial", ""))))
            item = item or by_key.get(joined(str(row.get("name", ""))))
            if item and row.get("holder_id"):
                found[str(item)].append(str(row["holder_id"]))
        return found

    def _light(self, entity: str, *columns: sa.ColumnElement[Any]) -> Iterable[Any]:
        """Some columns of all items of a kind."""
        statement = sa.select(_c.id, *columns).where(
            self._visible(CI).where, _c.ci_class.in_(self.schema.kinds(entity))
        )
        return self._connection.execute(statement)


_Reader = Callable[[RecordRows, str, Sequence[Where]], Iterator[tuple[str, Fields]]]
_READERS: Mapping[str, _Reader] = {
    CI: RecordRows._items,
    PEOPLE: RecordRows._people,
    ASSET: RecordRows._assets,
    WORK: RecordRows._work,
    ACCOUNT: RecordRows._accounts,
    ENTITLEMENT: RecordRows._entitlements,
}
