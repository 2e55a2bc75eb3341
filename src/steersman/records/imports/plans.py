"""The dry run of an import: what would be created and changed, who is missing, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steersman.domain.canonical import digest_of
from steersman.domain.errors import Permanent
from steersman.domain.sources import Source
from steersman.records.files.problems import Problem, Threshold
from steersman.records.writes import Merge


@dataclass(frozen=True, slots=True)
class Planned:
    """One object and what would change about it; ``merge.outcome.kept`` is what would not."""

    native_key: str
    label: str
    line: int
    merge: Merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as it came.  ``sheet``: of a workbook, the first one when empty."""

    content: str | bytes
    format: str
    encoding: str = "utf-8"
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Listed):
    """What was asked, kept so that applying can look again with the same eyes."""

    object_type: str
    source: Source
    mapping: Mapping[str, str]
    threshold: Threshold
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do.  Nothing has been written."""

    request: Request
    created: tuple[Planned, ...] = ()
    updated: tuple[Planned, ...] = ()
    unchanged: tuple[Planned, ...] = ()
    disappeared: tuple[str, ...] = ()  # our ids of what the source no longer lists
    problems: tuple[Problem, ...] = ()

    @property
    def rejected(self) -> tuple[str, ...]:
        """The bad rows, verbatim and once each, in the order of the file."""
        lines = {p.line: p.verbatim for p in self.problems if p.line and p.verbatim}
        return tuple(lines[line] for line in sorted(lines))

    @property
    def digest(self) -> str:
        """The same for the same effect; ids that are yet to be given stand as their keys."""
        new = {planned.merge.object_id: f"new:{planned.native_key}" for planned in self.created}
        body = {
            "created": [_as_json(planned, new) for planned in self.created],
            "updated": [_as_json(planned, new) for planned in self.updated],
            "disappeared": list(self.disappeared),
            "problems": [str(problem) for problem in self.problems],
        }
        return digest_of(body)

    def refuse_if_bad(self, *, partial: bool) -> None:
        """``Permanent`` with the first problem and their number, unless they may be left out."""
        fatal = [problem for problem in self.problems if problem.is_of_file or not partial]
        if fatal:
            more = f" (and {len(fatal) - 1} more problems)" if len(fatal) > 1 else ""
            raise Permanent(f"nothing was imported: {fatal[0]}{more}")


def _as_json(planned: Planned, new: Mapping[str, str]) -> list[object]:
    merge = planned.merge
    changes = [
        [change.field, change.before, new.get(str(change.after), change.after)]
        for change in merge.outcome.changes
    ]
    return [planned.native_key, new.get(merge.object_id, merge.object_id), changes]
