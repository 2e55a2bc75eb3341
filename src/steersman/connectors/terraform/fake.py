"""States in memory, for tests of what is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from steersman.connectors.terraform.client import Held


@dataclass
class FakeStates:
    """``fails`` is raised instead of an answer."""

    held: list[Held] = field(default_factory=list)
    fails: Exception | None = None

    def states(self) -> Iterator[Held]:
        if self.fails is not None:
            raise self.fails
        yield from self.held

    def readable_by_all(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        """Nothing is kept open."""
