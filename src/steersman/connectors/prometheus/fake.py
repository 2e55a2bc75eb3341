"""A Prometheus in memory, with the targets and series that a test gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.domain.canonical import Json


@dataclass
class FakePrometheus:
    """``fails`` is raised instead of an answer; of a name in ``refused``, for that alone."""

    watched: list[object] = field(default_factory=list)
    metrics: dict[str, list[object]] = field(default_factory=dict)
    told: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    fails: Exception | None = None
    refused: dict[str, Exception] = field(default_factory=dict)

    def targets(self) -> list[object]:
        self._perhaps_fail("targets")
        return self.watched

    def series(self, metric: str) -> list[object]:
        self._perhaps_fail(metric)
        return self.metrics.get(metric, [])

    def status(self, what: str) -> Json:
        self._perhaps_fail(what)
        return self.told.get(what, {})

    def ask(self, path: str, given: Mapping[str, str]) -> Json:
        self._perhaps_fail(path)
        self.asked.append((path, given))
        return self.answers[path]

    def _perhaps_fail(self, what: str) -> None:
        error = self.fails or self.refused.get(what)
        if error is not None:
            raise error
