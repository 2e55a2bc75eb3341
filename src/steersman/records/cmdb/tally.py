"""What an import does, counted together chunk by chunk, planned or done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

import sqlalchemy as sa

from steersman.records.cmdb.effects import Effect
from steersman.records.cmdb.request import MOST_PROBLEMS, SHOWN, CmdbPlan, CmdbRequest
from steersman.records.files.problems import Problem


class Changes(Protocol):
    """What one chunk of rows changes."""

    @property
    def digest(self) -> str: ...

    @property
    def counts(self) -> Mapping[str, int]: ...

    def effects(self) -> list[Effect]: ...

    def write(self, connection: sa.Connection, *, at: float, by: str) -> None: ...


class Tally:
    """``problems`` and ``gone`` are what the first look at the file found."""

    def __init__(
        self,
        request: CmdbRequest,
        subject: str,
        problems: Sequence[Problem],
        gone: Sequence[str],
        unknown_kinds: Mapping[str, int] | None = None,
    ) -> None:
        self._request, self._subject = request, subject
        self._problems, self._gone = problems, gone
        self._unknown_kinds = unknown_kinds or {}
        self._counts = {"created": 0, "updated": 0, "unchanged": 0, "conflicts": 0}
        self._effects: list[Effect] = []
        self._digests: list[str] = []
        self._rejected: dict[int, str] = {}

    def add(self, changes: Changes) -> None:
        for name, number in changes.counts.items():
            self._counts[name] += number
        self._digests.append(changes.digest)
        if len(self._effects) < SHOWN:
            self._effects += changes.effects()[: SHOWN - len(self._effects)]

    def note(self, line: int, verbatim: str) -> None:
        """Keep a refused row as it came."""
        if line and verbatim and len(self._rejected) < MOST_PROBLEMS:
            self._rejected[line] = verbatim

    def digest_with(self, digests: Sequence[str]) -> str:
        """The digest of the whole import, if its chunks have these."""
        told = [*digests, *map(str, self._problems), *self._gone]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def plan(self) -> CmdbPlan:
        return CmdbPlan(
            request=self._request,
            subject=self._subject,
            **self._counts,
            disappeared=len(self._gone),
            gone=tuple(self._gone[:SHOWN]),
            effects=tuple(self._effects),
            unknown_kinds=self._unknown_kinds,
            problems=tuple(self._problems[:MOST_PROBLEMS]),
            problem_count=len(self._problems),
            refused=len(
                {problem.line for problem in self._problems if problem.line and not problem.of_cell}
            ),
            rejected=tuple(self._rejected[line] for line in sorted(self._rejected)),
            digests=tuple(self._digests),
            digest=self.digest_with(self._digests),
        )
