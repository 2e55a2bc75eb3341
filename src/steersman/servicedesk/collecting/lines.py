"""From the items and relations that a system lists to the rows that an import takes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from steersman.capabilities.inventory import Inventory, InventoryItem
from steersman.domain.cmdb.attributes import Attribute, AttributeType, parse
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.cmdb.classes import class_for, nearest
from steersman.domain.cmdb.identification import rule_of
from steersman.domain.cmdb.spellings import CLASS, KEY, plain, word_for
from steersman.records.cmdb.collection import LeftOut
from steersman.records.cmdb.schema import Schema
from steersman.records.files.reading import cell_of
from steersman.records.files.streams import File

LONGEST_KEY = 500  # characters, so that every store can look it up
Cells = dict[str, str]


@dataclass
class Lines:
    """``cells`` hold what is taken of each item, and the line of an item is its place there.

    ``is_whole``: what is not in it is not in the system any more.
    """

    cells: list[Cells] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    is_whole: bool = False

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(each[KEY] for each in self.cells)

    @property
    def names(self) -> list[str]:
        """How the item of each line is told to a person."""
        return [_name_of(each) for each in self.cells]

    def leave_out(self, line: int, column: str, why: str) -> None:
        """Take the item of a line without one of its attributes."""
        cells = self.cells[line - 1]
        told = cells.pop(column)
        self.left_out.append(LeftOut(_name_of(cells), f"{column} {told!r} is left out: {why}"))


def file_of(rows: Iterable[Mapping[str, str]]) -> File:
    return File("jsonl", "\n".join(json.dumps(row) for row in rows).encode())


def lines_of(inventory: Inventory, schema: Schema, words: Mapping[str, str] | None = None) -> Lines:
    """What can be taken of ``inventory``, and what cannot, with why.  Nothing is looked up yet.

    ``words``: class for each of the system's own words for kinds that somebody has told us about.
    """
    left_out = [LeftOut(each.what, each.why) for each in inventory.not_read]
    reader = _Reader(schema, Lines(left_out=left_out))
    for item in inventory.items:
        reader.take(_as_said(item, schema, words or {}))
    found = reader.lines
    found.is_whole = inventory.complete and not inventory.not_read and not reader.refused
    if found.is_whole:
        reader.tell_silence()
    reader.tell_unknown()
    return found


def _as_said(item: InventoryItem, schema: Schema, words: Mapping[str, str]) -> InventoryItem:
    """Of a kind that only the system's word tells: the class that a person said the word means."""
    if item.ci_class != UNCLASSIFIED:
        return item
    name = words.get(plain(str(item.attributes.get(STATED_KIND, ""))), "")
    if not name:
        return item
    ours = schema.attributes(name).keys()
    foreign = schema.stateable(UNCLASSIFIED).keys() - ours
    told = {word: value for word, value in item.attributes.items() if word not in foreign}
    return replace(item, ci_class=name, attributes=told)


class _Reader:
    """Reads the items of one listing."""

    def __init__(self, schema: Schema, lines: Lines) -> None:
        self._schema, self.lines = schema, lines
        self._unknown: Counter[tuple[str, str]] = Counter()  # class, attribute
        self._odd: dict[int, set[str]] = {}  # place of an item to attributes that made no sense
        self.refused = 0

    def take(self, item: InventoryItem) -> None:
        key, told = item.key.strip(), item.name.strip() or item.key.strip() or "an item"
        fault = _fault_of(key)
        if fault:
            self.refused += 1
            self.lines.left_out.append(LeftOut(told[:LONGEST_KEY], fault))
            return
        known = class_for(item.ci_class)
        cells = {KEY: key, CLASS: item.ci_class, "name": item.name.strip()}
        place = len(self.lines.cells)
        self.lines.cells.append(cells)
        if known is not None and not known.abstract:
            cells |= self._read(item, known.name, place)

    def _read(self, item: InventoryItem, ci_class: str, place: int) -> Cells:
        """The attributes as text.  One that makes no sense is left out, unless it identifies."""
        attributes = self._schema.stateable(ci_class)
        identity = identifying(ci_class)
        found: Cells = {}
        for name, value in item.attributes.items():
            attribute = attributes.get(name)
            if name in (KEY, CLASS, "name") or _is_blank(value):
                continue
            if attribute is None:
                self._unknown[ci_class, name] += 1
                continue
            cell, fault = _text(attribute, value)
            if fault and name not in identity:
                why = f"{name} is left out: {fault}"
                self.lines.left_out.append(LeftOut(item.name.strip() or item.key, why))
                self._odd.setdefault(place, set()).add(name)
            else:
                found[name] = cell
        return found

    def tell_silence(self) -> None:
        """In a whole listing, an item without what others of its class have has none of it."""
        names: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for cells in self.lines.cells:
            names[cells[CLASS]].update(dict.fromkeys(cells, ""))
        for place, cells in enumerate(self.lines.cells):
            odd = self._odd.get(place, ())
            blank = {k: v for k, v in names[cells[CLASS]].items() if k not in odd}
            self.lines.cells[place] = {**blank, **cells}

    def tell_unknown(self) -> None:
        """An attribute that a class does not have is told once, however many items have it."""
        for (ci_class, name), number in sorted(self._unknown.items()):
            near = nearest(name, self._schema.attributes(ci_class))
            meant = f" (did you mean {near}?)" if near else ""
            many = "1 item has" if number == 1 else f"{number} items have"
            why = f"a {ci_class} has no such attribute{meant}; {many} it over there"
            mend = "add a custom attribute if you need it"
            self.lines.left_out.append(LeftOut(f"{name} of {ci_class}", f"{why}; {mend}"))


def _name_of(cells: Cells) -> str:
    name, key = cells["name"], cells[KEY]
    return key if name in (key, "") else f"{name} ({key})"


def identifying(ci_class: str) -> frozenset[str]:
    """The attributes by which items of a class are recognised again."""
    return frozenset(name for each in rule_of(ci_class) for name in each.fields)


def _fault_of(key: str) -> str:
    if not key:
        return "it has no key over there, so it could not be recognised again"
    if len(key) > LONGEST_KEY:
        return f"its key has {len(key)} characters; {LONGEST_KEY} are taken at most"
    return "" if key.isprintable() else "its key holds characters that cannot be printed"


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(attribute: Attribute, value: object) -> tuple[str, str]:
    """The value as a cell, and what is wrong with it; empty: nothing."""
    if isinstance(value, list | dict | tuple):
        return str(value), "it is a list or an object, and one value was expected"
    cell = cell_of(value)
    try:
        word = word_for(attribute.name, cell) if attribute.choices else cell
        if attribute.type is not AttributeType.REFERENCE or not cell.isprintable():
            parse(attribute, word)
    except ValueError as error:
        return cell, f"{str(cell)[:80]!r} makes no sense: {error}"
    return cell, ""
