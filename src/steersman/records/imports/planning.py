"""The steps from a file to a plan: read, check, match, resolve, merge, look who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from steersman.domain.sources import Authority, Fields
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.reading import Reading, Unreadable
from steersman.records.imports.checking import Checked, Row, check
from steersman.records.imports.listing import read_list
from steersman.records.imports.matching import Known, found_id, look, match
from steersman.records.imports.plans import ImportPlan, Planned, Request
from steersman.records.imports.references import resolve
from steersman.records.imports.shapes import Shape
from steersman.records.repository import Repository
from steersman.records.writes import creation, merge


@dataclass(frozen=True)
class Planner:
    """``now`` is in seconds since 1970; the record is read through the caller's transaction."""

    shape: Shape
    repository: Repository[Any]
    authorities: Sequence[Authority]
    now: float

    def plan(self, connection: sa.Connection, request: Request) -> ImportPlan:
        checked = check(_read(request), self.shape, request.mapping)
        known = look(connection, self.shape, request.source)
        rows = [row for row in checked.rows if row.key not in known.past_numbers]
        doubts = match(rows, known, self.shape)
        planned, wrong = self._settle(_without(rows, doubts), known, request)
        old = [one for one in planned if one.native_key not in known.new]
        plan = ImportPlan(
            request=request,
            created=tuple(one for one in planned if one.native_key in known.new),
            updated=tuple(one for one in old if one.merge.outcome.changes),
            unchanged=tuple(one for one in old if not one.merge.outcome.changes),
            problems=(*checked.problems, *doubts, *wrong),
        )
        return self._with_absent(plan, checked, known)

    def _settle(
        self, rows: Sequence[Row], known: Known, request: Request
    ) -> tuple[list[Planned], list[Problem]]:
        """What the rows do once every row that is wrong, or leans on a wrong one, is out."""
        problems: list[Problem] = []
        while True:
            good, wrong = resolve(rows, known, self.shape)
            problems += wrong
            planned = [self._planned(row, values, known, request) for row, values in good]
            faults = [
                row.problem(ProblemKind.BAD_VALUE, fault, "correct the row in the source")
                for (row, _), one in zip(good, planned, strict=True)
                if (fault := self.repository.fault_of(one.merge.after))
            ]
            if not faults:
                return planned, problems
            problems += faults
            rows = _without([row for row, _ in good], faults)

    def _planned(self, row: Row, values: Fields, known: Known, request: Request) -> Planned:
        kind, wanted = self.repository.kind, (values, replace(request.source, native_key=row.key))
        found = found_id(row, known, self.shape)
        if found is None:
            merged = creation(kind, known.new[row.key], wanted, self.authorities)
        else:
            claims = known.claims.get(found, [])
            merged = merge(kind, found, known.objects[found], claims, wanted, self.authorities)
        label = " ".join(str(merged.after[name]) for name in self.shape.label)
        return Planned(row.key, label, row.line, merged)

    def _with_absent(self, plan: ImportPlan, checked: Checked, known: Known) -> ImportPlan:
        """Note who is missing, unless some row's key could not be read: it might be theirs."""
        request = plan.request
        if not request.complete or not checked.keys_complete:
            return plan
        expected = {
            key: object_id
            for key, object_id in known.by_source_key.items()
            if key not in known.past_numbers
            and not self.shape.is_over(known.objects[object_id], self.now)
        }
        gone = sorted(found for key, found in expected.items() if key not in checked.keys)
        emptied = bool(gone) and not checked.keys
        if emptied or request.threshold.is_passed(len(gone), len(expected)):
            shrunken = _shrunken(len(gone), len(expected), request)
            return replace(plan, problems=(*plan.problems, shrunken))
        return replace(plan, disappeared=tuple(gone))


def _read(request: Request) -> Reading:
    try:
        return read_list(request)
    except Unreadable as error:
        return Reading(problems=[error.problem])


def _without(rows: Sequence[Row], problems: Sequence[Problem]) -> list[Row]:
    bad = {problem.line for problem in problems}
    return [row for row in rows if row.line not in bad]


def _shrunken(gone: int, known: int, request: Request) -> Problem:
    return Problem(
        kind=ProblemKind.SHRUNKEN_SOURCE,
        message=f"{gone} of {known} that {request.source.name} listed before are missing",
        mend="look whether the export is whole; if they are truly gone, raise the threshold",
    )
