"""From the cells of a row to the facts about one item: columns, classes and words understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from steersman.domain.cmdb.attributes import LONGEST, Attribute, AttributeType, parse
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.cmdb.classes import CLASS_NAMES, class_for, nearest, unknown_class
from steersman.domain.cmdb.identification import rule_of
from steersman.domain.cmdb.life_cycle import fault_of
from steersman.domain.cmdb.spellings import CLASS, HEADERS, KEY, plain, word_for
from steersman.domain.cmdb.written import read_cell
from steersman.domain.sources import Value
from steersman.records.cmdb.flat import Flat, with_life_cycle
from steersman.records.cmdb.kinds import Kinds
from steersman.records.cmdb.schema import Schema
from steersman.records.files.nested import Nested
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.reading import nested_value
from steersman.records.files.streams import StreamRow

IGNORED = ""  # what a column is mapped to when it is to be left out
_K = ProblemKind
_AGAIN = re.compile(r"(.+) \(\d+\)")  # how a second column of one name is called


@dataclass(slots=True)
class ItemRow:
    """A row of which every cell is understood.  ``references`` hold keys, not yet ids.

    ``blanks`` are attributes that the row has a cell for and says nothing about.
    """

    line: int
    key: str  # the source's own; empty: it gives none
    ci_class: str
    values: Flat
    verbatim: str
    references: dict[str, str] = field(default_factory=dict)
    blanks: tuple[str, ...] = ()

    def problem(self, kind: ProblemKind, message: str, mend: str, column: str = "") -> Problem:
        return Problem(
            kind=kind,
            message=message,
            mend=mend,
            line=self.line,
            column=column,
            value=str(self.values.get(column, "")),
            verbatim=self.verbatim,
        )


_Columns = Sequence[tuple[str, str, Attribute | None]]  # column, attribute's name, attribute
_LIFE = ("life_cycle_stage", "life_cycle_status")
_PLAIN = (AttributeType.TEXT, AttributeType.REFERENCE)
_REMEMBERED = 10_000  # values of an attribute: most cells of an export repeat


class ItemReader:
    """Reads rows of items.  What is wrong is kept in ``problems``; the row is then left out.

    ``mapping`` renames columns of the file to attributes; to ``IGNORED``: leave it out.
    ``default_class`` holds where the file has no column for the class.
    """

    def __init__(
        self,
        schema: Schema,
        mapping: Mapping[str, str],
        default_class: str = "",
        kinds: Kinds | None = None,
        *,
        keep_rows: bool = False,
    ) -> None:
        self._schema = schema
        self._mapping = mapping
        self._default, self._kinds = default_class, kinds or Kinds()
        self._keep_rows = keep_rows
        self._told: set[tuple[str, str]] = set()  # class and column, of cells that are for no one
        self._known = schema.every_name()
        self._fields: dict[str, str] = {}  # column to attribute
        self._columns: dict[str, _Columns] = {}  # class to what to read for it
        self._classes: dict[str, str] = {}  # cell to class
        self._values: dict[Attribute, dict[str, Value]] = {}
        self.problems: list[Problem] = []
        self.unknown_kinds: Counter[str] = Counter()  # the source's words for kinds nobody knows

    def read(self, rows: Iterator[StreamRow]) -> Iterator[ItemRow]:
        for row in rows:
            found = None if row.fault else self._row(row)
            if row.fault:
                self.problems.append(row.fault)
            elif found is not None:
                yield found

    def fields_of(self, row: StreamRow) -> dict[str, str]:
        """Which attribute each column of the row is for; ``IGNORED``: it is left out."""
        if not self._fields.keys() >= row.cells.keys():
            self._learn(row)
        return {column: self._fields[column] for column in row.cells}

    def _row(self, row: StreamRow) -> ItemRow | None:
        if not self._fields.keys() >= row.cells.keys():
            self._learn(row)
        name, word = self._class_of(row)
        if not name:
            return None
        made = ItemRow(row.line, "", name, {CLASS: name}, row.verbatim)
        if name == UNCLASSIFIED and plain(word) != UNCLASSIFIED:
            made.values[STATED_KIND] = word
            self.unknown_kinds[word] += 1
        fault = self._fill(made, row)
        if fault is None:
            made.values = with_life_cycle(made.values)
            stage, status = (
                made.values.get("life_cycle_stage"),
                made.values.get("life_cycle_status"),
            )
            told = fault_of(str(stage or ""), str(status or ""))
            fault = _bad(row, "life_cycle_status", told, "correct one of them") if told else None
            if fault is not None and self._keep_rows:
                made.values = {n: v for n, v in made.values.items() if n not in _LIFE}
                self._leave_out(fault)
                fault = None
        if fault is None and not made.values.get("name"):
            fault = _problem(row, _K.MISSING_VALUE, "name", "the name is missing", "name the item")
        if fault is not None:
            self.problems.append(fault)
            return None
        return made

    def _fill(self, made: ItemRow, row: StreamRow) -> Problem | None:
        """Read the cells; the first fault, if there is one."""
        blanks: list[str] = []
        for column, name, attribute in self._columns_for(made.ci_class):
            raw = row.cells.get(column, "")
            cell = raw.strip()
            if name == KEY:
                made.key = cell
            elif not cell:
                if attribute is not None:
                    blanks.append(name)
            elif attribute is None:
                fault = self._foreign(row, column, name, made.ci_class)
                if not self._keep_rows:
                    return fault
                self._tell_once(fault, made.ci_class)
            else:
                bad = self._take(made, attribute, raw, column, row)
                if bad is not None and not self._may_stay(made.ci_class, name):
                    return bad
                if bad is not None:
                    self._leave_out(bad)
        made.blanks = tuple(blanks)
        return None

    def _take(
        self, made: ItemRow, attribute: Attribute, raw: str, column: str, row: StreamRow
    ) -> Problem | None:
        """Read one cell into ``made``."""
        if isinstance(raw, Nested):
            return nested_value(row.line, column, row.verbatim)
        try:
            value = self._value(attribute, raw.strip())
        except ValueError as error:
            return _bad(row, column, "the value makes no sense", str(error))
        if attribute.type is AttributeType.REFERENCE:
            made.references[attribute.name] = raw.strip()
        elif value != "":
            made.values[attribute.name] = value
        return None

    def _may_stay(self, ci_class: str, name: str) -> bool:
        """Whether a row may be taken without what this cell says."""
        identity = {field for each in rule_of(ci_class) for field in each.fields}
        return self._keep_rows and name not in identity and name != "name"

    def _leave_out(self, fault: Problem) -> None:
        """Take the row without the cell, and tell."""
        mend = f"{fault.mend}; the cell is left out"
        self.problems.append(replace(fault, of_cell=True, mend=mend))

    def _tell_once(self, fault: Problem, ci_class: str) -> None:
        """That items of a class have no such attribute is told once, not row by row."""
        if (ci_class, fault.column) not in self._told:
            self._told.add((ci_class, fault.column))
            told = f"{fault.message}; its cells are left out"
            kept = replace(fault, line=0, value="", verbatim="", of_cell=True, message=told)
            self.problems.append(kept)

    def _value(self, attribute: Attribute, cell: str) -> Value:
        """``parse``, but plain text is plain text, and what was read before is not read again."""
        if attribute.type in _PLAIN and cell.isprintable() and len(cell) <= LONGEST:
            return cell
        known = self._values.setdefault(attribute, {})
        if cell not in known:
            word = word_for(attribute.name, cell) if attribute.choices else cell
            value = parse(attribute, read_cell(attribute, word))
            if len(known) >= _REMEMBERED:
                return value
            known[cell] = value
        return known[cell]

    def _columns_for(self, ci_class: str) -> _Columns:
        found = self._columns.get(ci_class)
        if found is None:
            attributes = self._schema.stateable(ci_class)
            found = [
                (column, name, attributes.get(name))
                for column, name in self._fields.items()
                if name not in (IGNORED, CLASS)
            ]
            self._columns[ci_class] = found
        return found

    def _learn(self, row: StreamRow) -> None:
        """Say which attribute each new column is for; report those that are for none."""
        for column in row.cells:
            if column not in self._fields:
                self._fields[column] = self._field_for(column, row)
        self._columns.clear()

    def _field_for(self, column: str, row: StreamRow) -> str:
        word = self._mapping.get(column, plain(column))
        if column in self._mapping and word == IGNORED:
            return IGNORED
        name = word if word in self._known or word in (KEY, CLASS) else HEADERS.get(word, "")
        if name and name not in self._fields.values():
            return name
        if name or _repeats(column, self._fields):
            told = f"two columns are for {name or column}; this one is left out"
        else:
            near = nearest(word, {**self._known, **HEADERS})
            told = f"no class has such an attribute{f': did you mean {near}?' if near else ''}"
        self.problems.append(
            Problem(
                kind=_K.UNKNOWN_ATTRIBUTE,
                line=0,
                column=column,
                message=told if "left out" in told else f"{told}; the column is left out",
                mend="map it to an attribute or to nothing, or add a custom attribute",
            )
        )
        return IGNORED

    def _class_of(self, row: StreamRow) -> tuple[str, str]:
        """The class, and the word that says it; empty: the row is refused."""
        column = next((c for c in row.cells if self._fields.get(c) == CLASS), "")
        word = row.cells.get(column, "").strip() or self._default
        found = self._classes.get(word)
        if found is None:
            found = self._kinds.class_of(word)
            if not found:
                self.problems.append(_no_class(row, column or CLASS, word))
                return "", word
            self._classes[word] = found
        return found, word

    def _foreign(self, row: StreamRow, column: str, name: str, ci_class: str) -> Problem:
        """The attribute is one of other classes only."""
        near = nearest(name, self._schema.attributes(ci_class))
        return _problem(
            row,
            _K.UNKNOWN_ATTRIBUTE,
            column,
            f"a {ci_class} has no attribute {name}" + (f": did you mean {near}?" if near else ""),
            "leave the cell empty, correct the class, or add a custom attribute",
        )


def _repeats(column: str, known: Mapping[str, str]) -> bool:
    """Whether the file has two columns of this name, and the other one is for something."""
    told = _AGAIN.fullmatch(column)
    return told is not None and bool(known.get(told[1]))


def _no_class(row: StreamRow, column: str, word: str) -> Problem:
    if not word:
        mend = "add a column class, or say the class of all rows"
        return _problem(row, _K.MISSING_VALUE, column, "the class is missing", mend)
    known = class_for(word)
    told = f"{known.name} is only the parent of classes" if known else unknown_class(word)
    below = ", ".join(c.name for c in CLASS_NAMES.values() if known and c.parent == known.name)
    mend = f"write one of {below}" if below else "write a class of `steersman ci classes`"
    return _problem(row, _K.UNKNOWN_CLASS, column, told, mend)


def _bad(row: StreamRow, column: str, message: str, mend: str) -> Problem:
    return _problem(row, _K.BAD_VALUE, column, message, mend)


def _problem(row: StreamRow, kind: ProblemKind, column: str, message: str, mend: str) -> Problem:
    return Problem(
        kind=kind,
        line=row.line,
        column=column,
        value=row.cells.get(column, "")[:200],
        message=message,
        mend=mend,
        verbatim=row.verbatim,
    )
