"""Which item of the record a row is about.  What is in doubt is a question, never a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.cmdb.classes import says_more
from steersman.domain.cmdb.identification import Key, firm_fields, keys_of, normalised
from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.domain.sources import Value
from steersman.records.cmdb.bulk import parts
from steersman.records.cmdb.finding import ItemFinder
from steersman.records.cmdb.flat import CI, flat_of
from steersman.records.cmdb.item_rows import ItemRow
from steersman.records.cmdb.tables import ci_identifiers, configuration_items
from steersman.records.files.problems import ProblemKind

_k, _i = ci_identifiers.c, configuration_items.c
_APART = ("location", "host")  # two items of one name that differ in these are two


@dataclass(frozen=True, slots=True)
class Match:
    """``item`` is empty for a new one; ``was``: the key that the source gave it until now."""

    item: str = ""
    was: str = ""
    firm: tuple[str, ...] = ()  # the firm keys of a new one


@dataclass(frozen=True, slots=True)
class Doubt:
    kind: ProblemKind
    message: str
    mend: str
    field: str = ""


class Identifier:
    """Applies the identification rules to many rows with a few SELECTs."""

    def __init__(self, connection: sa.Connection, finder: ItemFinder) -> None:
        self._connection = connection
        self._by_key = finder.by_key
        self._keys_of_items: dict[str, str] | None = None
        self._own: dict[str, str] = {}  # key to item, of the rows at hand

    def identify(self, rows: Sequence[ItemRow]) -> Iterator[tuple[ItemRow, Match | Doubt]]:
        self._know_our_own(rows)
        keys = {
            row.line: [] if row.key in self._own else list(keys_of(row.ci_class, row.values))
            for row in rows
        }
        owners = self._owners([key.text for found in keys.values() for key in found])
        known = self._facts(rows, owners)
        for row in rows:
            own = self._own.get(row.key)
            if own is not None:
                yield row, _of_class(row, known[own], Match(own))
            else:
                yield row, self._match(row, keys[row.line], owners, known)

    def _know_our_own(self, rows: Sequence[ItemRow]) -> None:
        """What the source calls its items; and our own ids, which an export of ours has as keys."""
        self._own = {row.key: self._by_key[row.key] for row in rows if row.key in self._by_key}
        ids = [row.key for row in rows if row.key.startswith(f"{CI.prefix}_")]
        for batch in parts([each for each in ids if each not in self._own]):
            for item in self._connection.scalars(sa.select(_i.id).where(_i.id.in_(batch))):
                self._own[item] = item

    def _owners(self, texts: list[str]) -> Mapping[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for batch in parts(texts):
            wanted = sa.select(_k.key, _k.ci_id).where(_k.key.in_(batch))
            for key, item in self._connection.execute(wanted):
                found[key].add(item)
        return found

    def _facts(
        self, rows: Sequence[ItemRow], owners: Mapping[str, set[str]]
    ) -> Mapping[str, Mapping[str, Value]]:
        own = [self._own[row.key] for row in rows if row.key in self._own]
        found: dict[str, Mapping[str, Value]] = {}
        for batch in parts(own):
            wanted = sa.select(_i.id, _i.ci_class).where(_i.id.in_(batch))
            for item, ci_class in self._connection.execute(wanted):
                found[item] = {"ci_class": ci_class}
        others = sorted({item for items in owners.values() for item in items})
        for batch in parts(others):
            full: Any = sa.select(configuration_items).where(_i.id.in_(batch))
            for each in self._connection.execute(full).mappings():
                found[each["id"]] = flat_of(each)
        return found

    def _match(
        self,
        row: ItemRow,
        keys: Sequence[Key],
        owners: Mapping[str, set[str]],
        known: Mapping[str, Mapping[str, Value]],
    ) -> Match | Doubt:
        firm = tuple(key.text for key in keys if key.firm)
        sure = {
            item: key for key in reversed(keys) if key.firm for item in owners.get(key.text, ())
        }
        if len(sure) > 1:
            return _ambiguous(sure, known)
        if sure:
            item, key = sure.popitem()
            differing = _differing(row, known[item])
            if differing:
                return _differs(row, item, known[item], key, differing)
            return _of_class(row, known[item], Match(item, self._key_of(item)))
        weak = self._weak(row, keys, owners, known)
        if len(weak) > 1:
            return _ambiguous(weak, known)
        return Match(next(iter(weak))) if weak else Match(firm=firm)

    def _weak(
        self,
        row: ItemRow,
        keys: Sequence[Key],
        owners: Mapping[str, set[str]],
        known: Mapping[str, Mapping[str, Value]],
    ) -> dict[str, Key]:
        """Items of the same name that nothing speaks against."""
        return {
            item: key
            for key in keys
            if not key.firm
            for item in owners.get(key.text, ())
            if not self._key_of(item)  # the source itself has another item of that name
            and known[item]["life_cycle_stage"] != END_OF_LIFE
            and not _differing(row, known[item])
            and not any(_are_apart(row.values, known[item], name) for name in _APART)
        }

    def _key_of(self, item: str) -> str:
        """What the source of the file calls an item; empty: it has not spoken of it."""
        if self._keys_of_items is None:
            self._keys_of_items = {item: key for key, item in self._by_key.items()}
        return self._keys_of_items.get(item, "")


def _are_apart(row: Mapping[str, Value], known: Mapping[str, Value], name: str) -> bool:
    one, other = normalised(row.get(name)), normalised(known.get(name))
    return bool(one and other and one != other)


def _differing(row: ItemRow, known: Mapping[str, Value]) -> str:
    """The first attribute that names one thing in the world and differs."""
    fields = firm_fields(row.ci_class)
    return next((name for name in fields if _are_apart(row.values, known, name)), "")


def _of_class(row: ItemRow, known: Mapping[str, Value], match: Match) -> Match | Doubt:
    """A source may know the class more exactly or less, but not quite differently."""
    is_now = str(known["ci_class"])
    if says_more(row.ci_class, is_now):
        return match
    if says_more(is_now, row.ci_class):
        row.values.pop("ci_class", None)
        return match
    return Doubt(
        ProblemKind.AMBIGUOUS,
        f"{match.item} is a {is_now} in the record and a {row.ci_class} here",
        "correct the class where it is wrong",
        "ci_class",
    )


def _ambiguous(items: Mapping[str, Key], known: Mapping[str, Mapping[str, Value]]) -> Doubt:
    told = " and ".join(
        f"{item} ({known[item]['name']}, by {' and '.join(items[item].fields)})"
        for item in sorted(items)[:5]
    )
    return Doubt(
        ProblemKind.AMBIGUOUS,
        f"it may be {told}",
        "merge them if they are one, or correct what identifies the row",
    )


def _differs(
    row: ItemRow, item: str, known: Mapping[str, Value], key: Key, differing: str
) -> Doubt:
    same = " and ".join(key.fields)
    return Doubt(
        ProblemKind.AMBIGUOUS,
        f"{same} is that of {item} ({known['name']}), whose {differing} is {known[differing]!r} "
        f"and not {row.values[differing]!r}",
        "say whether the device was replaced: correct one of the two",
        differing,
    )
