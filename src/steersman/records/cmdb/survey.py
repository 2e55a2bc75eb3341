"""The first look at a file of items: which row is about which item, and which rows are refused.

Nothing is decided about a row before every row was seen, so that it does not matter in which order
they stand.  After this look no row is refused any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from steersman.domain.cmdb.attributes import PERSON
from steersman.domain.cmdb.identification import keys_of, rule_of
from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.records.cmdb.finding import ItemFinder, PeopleFinder
from steersman.records.cmdb.identifying import Doubt, Identifier
from steersman.records.cmdb.item_rows import ItemReader, ItemRow
from steersman.records.cmdb.kinds import Kinds
from steersman.records.cmdb.new_ids import new_ids
from steersman.records.cmdb.request import CmdbRequest, batches
from steersman.records.cmdb.schema import Schema
from steersman.records.cmdb.surveyed import Survey, Waiting
from steersman.records.cmdb.tables import ci_merges, configuration_items
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.reading import Unreadable
from steersman.records.files.streams import rows_of

_K = ProblemKind
_i, _m = configuration_items.c, ci_merges.c


class Surveyor:
    """Looks through one file once, over the caller's connection."""

    def __init__(
        self,
        connection: sa.Connection,
        request: CmdbRequest,
        schema: Schema,
        finder: ItemFinder,
        kinds: Kinds,
    ) -> None:
        self._connection = connection
        self._request, self._kinds = request, kinds
        self._schema = schema
        self._finder = finder
        self._people: PeopleFinder | None = None
        self._identifier = Identifier(connection, finder)
        self._lines: dict[str, int] = {}  # key to line
        self._taken: dict[str, int] = {}  # item, or firm key of a new one, to line
        self._called: defaultdict[str, list[str]] = defaultdict(list)  # name to keys, of the file
        self._pending: set[str] = set()  # keys of rows that are not identified yet
        self._waiting: list[Waiting] = []
        self._unreadable_keys = False
        self.survey = Survey()

    def run(self) -> Survey:
        request = self._request
        reader = ItemReader(
            self._schema,
            request.mapping,
            request.default_class,
            self._kinds,
            keep_rows=request.keep_rows,
        )
        rows = 0
        try:
            for batch in batches(reader.read(rows_of(self._request.file))):
                rows += len(batch)
                self._take(batch)
        except Unreadable as error:
            reader.problems.append(error.problem)
        self.survey.problems += reader.problems
        self.survey.unknown_kinds = reader.unknown_kinds
        refused = {problem.line for problem in reader.problems if not problem.of_cell} - {0}
        self.survey.bad |= refused
        self._unreadable_keys = bool(refused)
        if not rows and not self.survey.problems:
            self.survey.problems.append(_EMPTY)
        self._settle()
        self._look_who_is_missing(rows)
        return self.survey

    def _take(self, rows: Sequence[ItemRow]) -> None:
        ready = []
        for row in rows:
            identity = {name for each in rule_of(row.ci_class) for name in each.fields}
            if not self._key(row) or not self._owner(row):
                continue
            self._called[str(row.values.get("name", "")).casefold()].append(row.key)
            others = [each for each in row.references.items() if self._is_item(row, each[0])]
            waits = bool(identity & {name for name, _ in others}) and (
                row.key not in self._finder.by_key
            )
            if others:
                self._waiting.append(
                    Waiting(row.line, row.key, tuple(others), row if waits else None)
                )
            if waits:
                self._pending.add(row.key)
            else:
                ready.append(row)
        self._identify(ready)

    def _is_item(self, row: ItemRow, name: str) -> bool:
        return self._schema.stateable(row.ci_class)[name].refers_to != PERSON

    def _key(self, row: ItemRow) -> bool:
        """Give the row a key, from what identifies it where the file has none."""
        if not row.key:
            keys = keys_of(row.ci_class, {**row.values, **row.references})
            row.key = next((key.text for key in keys), "")
        if not row.key:
            self._refuse(
                row.problem(
                    _K.MISSING_VALUE,
                    "nothing identifies the item",
                    "give it a key, a serial number or a name of its own",
                )
            )
            return False
        first = self._lines.setdefault(row.key, row.line)
        if first == row.line:
            return True
        for line, other in ((row.line, first), (first, row.line)):
            told = f"the key {row.key!r} stands there again in line {other}"
            self._refuse_line(line, _K.DUPLICATE_KEY, told, "keep the one that is right", row.key)
        return False

    def _owner(self, row: ItemRow) -> bool:
        for name, word in list(row.references.items()):
            if self._is_item(row, name):
                continue
            if self._people is None:
                self._people = PeopleFinder(self._connection)
            found = self._people.candidates(word)
            if len(found) != 1:
                told = f"{word!r} is {'nobody on record' if not found else ' or '.join(found)}"
                kind = _K.AMBIGUOUS if found else _K.UNKNOWN_REFERENCE
                mend = "write an employee number, a mail address or a login, or leave it empty"
                fault = row.problem(kind, told, mend, name)
                if not self._request.keep_rows:
                    self._refuse(fault)
                    return False
                self._leave_out(fault)
                del row.references[name]
        return True

    def people_found(self, word: str) -> str:
        """The id of a person whom a good row names."""
        return self._people.candidates(word)[0] if self._people is not None else ""

    def _identify(self, rows: Sequence[ItemRow]) -> None:
        self._pending.difference_update(row.key for row in rows)
        matches = list(self._identifier.identify(rows))
        fresh = [r.key for r, found in matches if not isinstance(found, Doubt) and not found.item]
        new = new_ids(self._connection, self._request.source.name, fresh)
        for row, found in matches:
            if isinstance(found, Doubt):
                self._refuse(row.problem(found.kind, found.message, found.mend, found.field))
                continue
            places = [found.item] if found.item else list(found.firm)
            clash = next((self._taken[each] for each in places if each in self._taken), 0)
            for each in places:
                self._taken.setdefault(each, row.line)
            if clash:
                for line, other in ((row.line, clash), (clash, row.line)):
                    told = f"line {other} is about the same item ({places[0]})"
                    self._refuse_line(line, _K.AMBIGUOUS, told, "keep the one that is right")
                continue
            if not found.item:
                self.survey.new.add(row.key)
            elif found.was:
                self.survey.renamed[row.key] = found.was
            self.survey.ids[row.key] = found.item or new[row.key]

    def _settle(self) -> None:
        """Resolve references, until no row falls because one that it refers to fell."""
        self._drop(self._lines_of_bad())
        self._finder.look(
            self._connection, (word for each in self._waiting for _, word in each.references)
        )
        while self._waiting:
            still: list[Waiting] = []
            ready: list[Waiting] = []
            fallen: list[int] = []
            for each in self._waiting:
                (ready if each.row is not None and self._resolve(each) else still).append(each)
            for some in batches(ready):
                self._identify([each.row for each in some if each.row is not None])
            if ready:
                self._waiting = still + [
                    Waiting(e.line, e.key, e.references, None)
                    for e in ready
                    if e.key in self.survey.ids
                ]
                self._drop(self._lines_of_bad())
                continue
            if self._request.keep_rows:
                self._waiting = [self._without_astray(each) for each in self._waiting]
            for each in self._waiting:
                fault = self._fault(each)
                if fault is not None or each.row is not None:
                    fallen.append(each.line)
                    self._pending.discard(each.key)
                    if fault is not None:
                        self._refuse(fault)
            if not fallen:
                break
            gone = set(fallen)
            self._waiting = [each for each in self._waiting if each.line not in gone]
            self._drop(gone)
        self._check_renamed()

    def _resolve(self, waiting: Waiting) -> bool:
        """Put ids for what the row is identified by, where all of it is known by now."""
        assert waiting.row is not None
        found = {name: self.item_for(word) for name, word in waiting.references}
        if not all(found.values()):
            return False
        waiting.row.values.update(found)
        return True

    def item_for(self, word: str) -> str:
        """The id of the one item that ``word`` means, in the file or in the record; empty: none."""
        found = self._meant(word)
        return found[0] if len(found) == 1 else ""

    def _meant(self, word: str) -> Sequence[str]:
        """The ids that ``word`` may mean: a key of the file alone, else a name there or anywhere.

        A name that a row has which is not identified yet means nothing so far.
        """
        own = self.survey.ids.get(word)
        if own is not None:
            return [own]
        named = self._called.get(word.casefold(), [])
        if any(key in self._pending for key in named):
            return []
        here = {self.survey.ids[key] for key in named if key in self.survey.ids}
        return sorted({*self._finder.candidates(word), *here})

    def _fault(self, waiting: Waiting) -> Problem | None:
        for name, word in waiting.references:
            if self.item_for(word):
                continue
            found = self._meant(word)
            told = f"{word!r} may be {' or '.join(found[:5])}" if found else "there is no such item"
            kind = _K.AMBIGUOUS if found else _K.UNKNOWN_REFERENCE
            mend = "write class:name, its key or its id" if found else "import it too, or mend it"
            return Problem(
                kind=kind, line=waiting.line, column=name, value=word, message=told, mend=mend
            )
        return None

    def _without_astray(self, waiting: Waiting) -> Waiting:
        """Take a row without the references that lead nowhere, unless one of them identifies it."""
        while waiting.row is None and (fault := self._fault(waiting)) is not None:
            self._leave_out(fault)
            kept = tuple(each for each in waiting.references if each[0] != fault.column)
            waiting = replace(waiting, references=kept)
        return waiting

    def _leave_out(self, fault: Problem) -> None:
        mend = f"{fault.mend}; the cell is left out"
        self.survey.problems.append(replace(fault, of_cell=True, mend=mend))
        self.survey.without.add((fault.line, fault.column))

    def _check_renamed(self) -> None:
        """A source that lists one thing under two keys has two things, or an error."""
        for key, was in list(self.survey.renamed.items()):
            if was in self._lines or not self._request.complete:
                self._refuse_line(
                    self._lines[key],
                    _K.AMBIGUOUS,
                    f"{self._request.source.name} has called this item {was!r} until now",
                    "if its key changed, import a complete file; otherwise correct the identifier",
                    key,
                )
        self._drop(self._lines_of_bad())

    def _look_who_is_missing(self, rows: int) -> None:
        request, survey = self._request, self.survey
        if not request.complete or self._unreadable_keys:
            return
        retired = sa.select(_i.id).where(_i.life_cycle_stage == END_OF_LIFE)
        over = set(self._connection.scalars(retired))
        expected = {k: i for k, i in self._finder.by_key.items() if i not in over}
        came = {*self._lines, *survey.renamed.values()}
        gone = sorted({item for key, item in expected.items() if key not in came})
        if gone and (not rows or request.threshold.is_passed(len(gone), len(expected))):
            survey.problems.append(shrunken(len(gone), len(expected), request.source.name))
        elif rows:
            survey.gone = gone

    def _refuse(self, problem: Problem) -> None:
        self.survey.problems.append(problem)
        self.survey.bad.add(problem.line)

    def _refuse_line(
        self, line: int, kind: ProblemKind, message: str, mend: str, value: str = ""
    ) -> None:
        known = any(p.line == line and p.message == message for p in self.survey.problems[-4:])
        if not known:
            self._refuse(Problem(kind=kind, line=line, value=value, message=message, mend=mend))

    def _lines_of_bad(self) -> Iterable[int]:
        return self.survey.bad

    def _drop(self, lines: Iterable[int]) -> None:
        """Forget the keys of refused rows, so that nothing is resolved to them."""
        bad = set(lines)
        if not bad:
            return
        for key in [key for key in self.survey.ids if self._lines[key] in bad]:
            del self.survey.ids[key]
            self.survey.new.discard(key)
            self.survey.renamed.pop(key, None)
        self._waiting = [each for each in self._waiting if each.line not in bad]


def shrunken(gone: int, known: int, source: str) -> Problem:
    return Problem(
        kind=_K.SHRUNKEN_SOURCE,
        message=f"{gone} of {known} that {source} listed before are missing",
        mend="look whether the export is whole; if they are truly gone, raise the threshold",
    )


_EMPTY = Problem(
    kind=_K.EMPTY_FILE, message="it has no rows", mend="look whether the export is whole"
)
