"""The reconciling poll: HR's whole list against the record, and the leavers that follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from steersman.domain.canonical import digest_of
from steersman.domain.errors import Permanent, Transient
from steersman.domain.people import EmploymentStatus, Person
from steersman.domain.sources import HR, Source
from steersman.records.files.reading import RawRow
from steersman.records.hr_feeds import HrFeeds
from steersman.records.hr_leavers import once_active
from steersman.records.imports import Importer, ImportPlan, Problem, ProblemKind, Threshold
from steersman.records.people import People
from steersman.records.store import reading
from steersman.servicedesk.hr import words
from steersman.servicedesk.hr.export import Export, for_the_record, read_export, without_bad_rows
from steersman.servicedesk.hr.leavers import Leavers, is_promised
from steersman.servicedesk.hr.request import PRINCIPAL

ANY_LOSS = Threshold(share=1.0, count=1_000_000_000)  # a person confirmed that they are truly gone
_STOPS = (ProblemKind.SHRUNKEN_SOURCE, ProblemKind.EMPTY_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What a poll did.  ``error``: why it changed nothing; ``digest``: what to confirm, if that
    is the way on; ``works``: numbers of the work items that it opened or started."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    problems: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    error: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Poll:
    importer: Importer
    people: People
    leavers: Leavers
    feeds: HrFeeds
    feed: str
    path: Path
    shrink_share: float
    every: float

    def run(self) -> PollReport:
        """Read the file, take it in, and let the desk follow.  A fault changes nothing, is kept,
        and is in the report."""
        try:
            export = read_export(self.path, self.feeds.clock.now())
            return self._take_in(export)
        except (Permanent, Transient) as error:
            self.feeds.failed(self.feed, str(error))
            return PollReport(error=str(error))

    def look_up(self, number: str) -> tuple[Export, bool]:
        """Take in the one row of an employee, who a webhook named.  ``False``: there is none."""
        export = without_bad_rows(read_export(self.path, self.feeds.clock.now()))
        row = export.row_of(number)
        if row is None:
            return export, False
        plan = self._apply(export, [row], Threshold(), complete=False)
        if plan.problems:
            raise Permanent(f"{self.path.name}: {plan.problems[0]}")
        self._hear_endings(export, [number])
        return export, True

    def _take_in(self, export: Export) -> PollReport:
        confirmed = self.feeds.state(self.feed).confirmed == export.digest
        threshold = ANY_LOSS if confirmed else Threshold(share=self.shrink_share)
        good = without_bad_rows(export)
        plan = self._apply(good, good.rows, threshold, complete=not export.problems)
        stopped = [problem for problem in plan.problems if problem.is_of_file]
        if stopped:
            return self._stop(export, stopped[0])
        self._hear_endings(good, good.kinds())
        works = [*self._settle(good), *self._disappeared(plan, export)]
        problems = (*export.problems, *plan.problems)
        works += self._ask_about(problems)
        self.leavers.questions.settled("stopped/")
        note = "; ".join(str(problem) for problem in problems)[:2000]
        self.feeds.went_well(self.feed, len(export.rows), note)
        return PollReport(
            rows=len(export.rows),
            created=len(plan.created),
            updated=len(plan.updated),
            problems=tuple(map(str, problems)),
            works=tuple(works),
        )

    def _apply(
        self, export: Export, rows: Sequence[RawRow], threshold: Threshold, *, complete: bool
    ) -> ImportPlan:
        """Import the good rows, and return what was done.  Nothing, when the file is at fault.

        A webhook may change the same person between planning and applying: then once more.
        """
        for last in (False, False, True):
            plan = self._plan(export, rows, threshold, complete)
            if any(problem.is_of_file for problem in plan.problems):
                break
            try:
                self.importer.apply(plan, by=PRINCIPAL, partial=True)
                break
            except Permanent:
                if last:
                    raise
        return plan

    def _plan(
        self, export: Export, rows: Sequence[RawRow], threshold: Threshold, complete: bool
    ) -> ImportPlan:
        known = self.leavers.known()
        content = for_the_record(
            rows,
            self.leavers.today,
            lambda number, end: is_promised(known.get(number), end),
        )
        return self.importer.plan(
            content,
            format="json",
            object_type="person",
            source=Source(name=HR, feed=self.feed, recency=export.modified),
            threshold=threshold,
            complete=complete,
        )

    def _stop(self, export: Export, problem: Problem) -> PollReport:
        """Nothing is believed of a list that shrank, is empty or cannot be understood."""
        error = f"{self.path.name}: {problem}"
        asked = problem.kind is ProblemKind.SHRUNKEN_SOURCE and bool(export.rows)
        digest = export.digest if asked else ""
        works: tuple[str, ...] = ()
        if problem.kind in _STOPS:
            mend = (
                f"export it again, or confirm {digest[:12]} if it is right"
                if asked
                else ("export it again; an empty list is never believed")
            )
            works = (self.leavers.questions.ask(f"stopped/{export.digest}", error, mend),)
        self.feeds.failed(self.feed, error, digest)
        return PollReport(rows=len(export.rows), error=error, digest=digest, works=works)

    def _hear_endings(self, export: Export, numbers: Iterable[str]) -> None:
        kinds = export.kinds()
        for number in numbers:
            if number in kinds:
                kind = words.termination_type(kinds[number])
                self.feeds.hear_ending(self.feed, number, kind, export.modified)

    def _settle(self, export: Export) -> list[str]:
        """Only those who leave, or of whom a leaver is open, are looked at one by one."""
        known = self.leavers.known()
        with reading(self.feeds.engine) as connection:
            ours = once_active(connection)
        opened = []
        for row in export.rows:
            number = row.cells.get("employee_number", "")
            leaves = bool(row.cells.get(words.END_DATE)) or not _works(row.cells.get(words.STATUS))
            if number not in known and not leaves:
                continue
            person = self.people.by_employee_number(number, HR)
            if person is None or (number not in known and self._is_history(person, ours)):
                continue
            opened.append(self.settle(person, number, export.modified))
        return [number for number in opened if number]

    def settle(self, person: Person, number: str, told_at: float) -> str:
        kind = self.feeds.ending(self.feed, number) or words.VOLUNTARY
        return self.leavers.settle(person.id, number, kind, told_at)

    def _is_history(self, person: Person, ours: set[str]) -> bool:
        left = person.employment_status is EmploymentStatus.TERMINATED
        return left and self.leavers.is_old(person.end_date) and person.id not in ours

    def _disappeared(self, plan: ImportPlan, export: Export) -> list[str]:
        """Missing once may be HR's slip; missing twice is a leaver that a person must confirm."""
        twice = self.feeds.missed(self.feed, plan.disappeared, self.every / 2)
        opened = [self.leavers.disappeared(person, export.modified) for person in twice]
        return [number for number in opened if number]

    def _ask_about(self, problems: Sequence[Problem]) -> list[str]:
        listed = [str(problem) for problem in problems]
        about = f"rows/{digest_of(listed)}"
        self.leavers.questions.settled("rows/", but=about)
        if not problems:
            return []
        summary = f"{len(listed)} rows of {self.path.name} were not taken in: {listed[0]}"
        mend = "; ".join(listed)[:2000]
        return [self.leavers.questions.ask(about, summary, mend)]


def _works(status: str | None) -> bool:
    return words.employment_status(status or "", "", "") in ("active", "on_leave")
