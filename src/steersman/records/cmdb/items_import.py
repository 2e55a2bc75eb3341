"""The second look at a file of items: what each good row changes, planned or written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from steersman.domain.cmdb.attributes import PERSON
from steersman.domain.cmdb.identification import keys_of
from steersman.domain.sources import Authority
from steersman.records.cmdb.finding import ItemFinder
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.item_changes import ItemChanges, Statement, decide
from steersman.records.cmdb.item_rows import ItemReader, ItemRow
from steersman.records.cmdb.kinds import Kinds, words_of
from steersman.records.cmdb.request import CmdbRequest, batches
from steersman.records.cmdb.schema import Schema, load
from steersman.records.cmdb.survey import Surveyor
from steersman.records.cmdb.surveyed import Survey
from steersman.records.cmdb.tally import Tally
from steersman.records.files.streams import rows_of


class ItemImport:
    """One file of items against the record as it is now."""

    def __init__(
        self, connection: sa.Connection, request: CmdbRequest, rules: Sequence[Authority]
    ) -> None:
        self._request, self._rules = request, rules
        self._schema: Schema = load(connection)
        finder = ItemFinder(connection, request.source.name)
        words = words_of(connection, request.source.name)
        self._kinds = Kinds(words, request.keep_unknown)
        self._surveyor = Surveyor(connection, request, self._schema, finder, self._kinds)
        self.survey: Survey = self._surveyor.run()

        survey = self.survey
        self.tally = Tally(request, CI.name, survey.problems, survey.gone, survey.unknown_kinds)

    def chunks(self) -> Iterator[list[Statement]]:
        """The statements of the good rows, a chunk at a time; none where the file is hopeless."""
        if self.survey.is_hopeless:
            return
        request = self._request
        reader = ItemReader(
            self._schema,
            request.mapping,
            request.default_class,
            self._kinds,
            keep_rows=request.keep_rows,
        )
        for rows in batches(reader.read(rows_of(self._request.file))):
            yield [each for row in rows if (each := self._statement(row)) is not None]
        for problem in reader.problems:
            if problem.of_cell:
                continue
            self.tally.note(problem.line, problem.verbatim)

    def decide(self, connection: sa.Connection, statements: Sequence[Statement]) -> ItemChanges:
        return decide(connection, statements, self._request.source, self._rules)

    def finish(self, connection: sa.Connection, *, at: float, by: str) -> None:
        """Items that a source no longer lists are named, and not touched."""

    def _statement(self, row: ItemRow) -> Statement | None:
        survey = self.survey
        key = row.key
        if not key:
            found = keys_of(row.ci_class, {**row.values, **row.references})
            key = next((each.text for each in found), "")
        if row.line in survey.bad or key not in survey.ids:
            self.tally.note(row.line, row.verbatim)
            return None
        attributes = self._schema.stateable(row.ci_class)
        for name, word in row.references.items():
            if (row.line, name) in survey.without:
                continue
            of_person = attributes[name].refers_to == PERSON
            surveyor = self._surveyor
            row.values[name] = surveyor.people_found(word) if of_person else surveyor.item_for(word)
        return Statement(
            row.line,
            survey.ids[key],
            key,
            row.values,
            key in survey.new,
            row.blanks,
            survey.renamed.get(key, ""),
        )
