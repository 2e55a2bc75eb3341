"""What an import of items or relations was asked, and what it would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from steersman.domain.errors import Permanent
from steersman.domain.sources import Source
from steersman.records.cmdb.effects import Effect
from steersman.records.files.problems import Problem, Threshold
from steersman.records.files.streams import File

T = TypeVar("T")
CHUNK = 10_000  # rows that are looked up, planned and written together
SHOWN = 500  # changes, conflicts and absences that a plan names; all of them are counted
MOST_PROBLEMS = 10_000  # problems that a plan names


@dataclass(frozen=True, slots=True, kw_only=True)
class CmdbRequest:
    """``complete``: the file lists everything that the source has, so what is absent is gone.

    ``default_class`` is for files without a column for the class; ``discovered``: a machine found
    the relations, nobody declared them; ``may_be_empty``: no relation at all is a statement too;
    ``keep_unknown``: rows whose class is not known are taken as unclassified, not refused;
    ``keep_rows``: a cell that makes no sense is left out and told, and its row is taken, unless
    the cell identifies the item.
    """

    file: File
    source: Source
    mapping: Mapping[str, str] = field(default_factory=dict)
    threshold: Threshold = field(default_factory=Threshold)
    complete: bool = False
    default_class: str = ""
    discovered: bool = False
    may_be_empty: bool = False
    keep_unknown: bool = False
    keep_rows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CmdbPlan:
    """The dry run.  Counts are of all rows; ``effects`` and ``problems`` show the first of them.

    ``digests`` are one for each chunk of rows: applying compares each before it is written.
    """

    request: CmdbRequest
    subject: str  # configuration_item, ci_relation
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    disappeared: int = 0
    conflicts: int = 0
    effects: tuple[Effect, ...] = ()
    unknown_kinds: Mapping[str, int] = field(default_factory=dict)  # the source's word → rows
    gone: tuple[str, ...] = ()  # the first ids of what the source no longer lists
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    refused: int = 0  # rows
    rejected: tuple[str, ...] = ()  # the refused rows, verbatim
    digests: tuple[str, ...] = ()
    digest: str = ""

    def refuse_if_bad(self, *, partial: bool) -> None:
        """``Permanent`` with the first problem and their number, unless they may be left out."""
        fatal = [each for each in self.problems if each.is_of_file or not partial]
        if fatal:
            more = f" (and {self.problem_count - 1} more problems)" if len(fatal) > 1 else ""
            raise Permanent(f"nothing was imported: {fatal[0]}{more}")


def batches(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    steps = iter(rows)
    while batch := list(islice(steps, size)):
        yield batch
