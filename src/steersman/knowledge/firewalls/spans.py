"""Sets of whole numbers as intervals: addresses, ports and protocols, computed exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Span = tuple[int, int]  # both ends belong to it


@dataclass(frozen=True, slots=True)
class Spans:
    """Sorted intervals that neither overlap nor touch; make them with ``of``."""

    parts: tuple[Span, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Spans:
        merged: list[Span] = []
        for low, high in sorted(span for span in spans if span[0] <= span[1]):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        return cls(tuple(merged))

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.parts)

    def __contains__(self, number: int) -> bool:
        low, high = 0, len(self.parts)
        while low < high:
            middle = (low + high) // 2
            first, last = self.parts[middle]
            if number < first:
                high = middle
            elif number > last:
                low = middle + 1
            else:
                return True
        return False

    def __or__(self, other: Spans) -> Spans:
        return Spans.of((*self.parts, *other.parts))

    def __and__(self, other: Spans) -> Spans:
        found: list[Span] = []
        mine, theirs = 0, 0
        while mine < len(self.parts) and theirs < len(other.parts):
            low = max(self.parts[mine][0], other.parts[theirs][0])
            high = min(self.parts[mine][1], other.parts[theirs][1])
            if low <= high:
                found.append((low, high))
            if self.parts[mine][1] < other.parts[theirs][1]:
                mine += 1
            else:
                theirs += 1
        return Spans(tuple(found))

    def __sub__(self, other: Spans) -> Spans:
        found: list[Span] = []
        cuts = other.parts
        first = 0
        for start, high in self.parts:
            low = start
            while first < len(cuts) and cuts[first][1] < low:
                first += 1
            at = first
            while at < len(cuts) and cuts[at][0] <= high:
                if cuts[at][0] > low:
                    found.append((low, cuts[at][0] - 1))
                low = max(low, cuts[at][1] + 1)
                at += 1
            if low <= high:
                found.append((low, high))
        return Spans(tuple(found))

    def covers(self, other: Spans) -> bool:
        return not (other - self)

    @property
    def count(self) -> int:
        return sum(high - low + 1 for low, high in self.parts)
