"""Lines of a file that can be given again, when a broken one has drawn others into it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator


class Lines:
    """``number``: of the line given last, from 1; ``first``: of the first since ``begin``."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: Iterator[str] = iter(lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.number, self.first = 0, 1

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._taken.append(line)
        self.number += 1
        return line

    def begin(self) -> None:
        """A record begins with the next line."""
        self._taken.clear()
        self.first = self.number + 1

    def put_back(self) -> None:
        """The last line is given again."""
        self._again.appendleft(self._taken.pop())
        self.number -= 1

    def put_back_but_first(self) -> None:
        """All lines of the record but its first are given again."""
        rest = self._taken[1:]
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        self._taken.clear()
