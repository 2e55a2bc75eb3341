"""What a leak test found, as it is told, kept and signed for.

It names routes, askers and ids, and never what was leaked: whoever reads the report may not be
one who may read that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum

from steersman.domain.canonical import Json

KEPT = 100  # leaks that are told one by one


class State(Enum):
    """``INCOMPLETE``: not every asker had the time to ask enough, so nothing is proven."""

    CLEAN = "clean"
    LEAKS = "leaks"
    INCOMPLETE = "incomplete"


class Sort(Enum):
    """How something hidden got out."""

    TEXT = "text"  # what stands in it
    EXISTENCE = "existence"  # it is answered differently from what does not exist
    COUNT = "count"  # it is counted


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """``field``: where the text stands on record.  ``kind`` and ``id`` name the hidden object."""

    route: str
    asker: str
    sort: str
    kind: str
    id: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Of one kind: how many there are, how many were looked for, and asked for one by one."""

    objects: int
    looked_for: int
    hidden: int  # from somebody
    asked_for: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``not_asked``: routes that the test does not know how to fill in.

    ``read_in_part``: routes whose answers were longer than what is read of one.
    """

    state: State
    at: float
    took: float  # seconds
    seed: int
    askers: Sequence[str]
    kinds: Mapping[str, Share]
    requests: int
    routes: int
    not_asked: Sequence[str]
    read_in_part: Sequence[str] = ()
    leaks: Sequence[Leak]
    open: str = ""  # what is missing where it is incomplete

    def as_json(self) -> Json:
        told = asdict(self)
        kept = [asdict(each) for each in sorted(self.leaks)[:KEPT]]
        return {**told, "state": self.state.value, "leaks": kept, "leak_count": len(self.leaks)}

    @property
    def sentence(self) -> str:
        """For people: what was found, and of how much."""
        asked = f"{len(self.askers)} askers, {self.requests:,} requests"
        found = {
            State.CLEAN: "Nothing leaked",
            State.LEAKS: f"{len(self.leaks):,} leaks",
            State.INCOMPLETE: f"Not finished: {self.open}",
        }[self.state]
        return f"{found} ({asked} on {self.routes} routes{self._sampled})."

    @property
    def _sampled(self) -> str:
        """What was not looked for, in a few words."""
        part = {kind: each for kind, each in self.kinds.items() if each.looked_for < each.objects}
        told = ", ".join(
            f"{each.looked_for:,} of {each.objects:,} {kind.replace('_', ' ')}s"
            for kind, each in part.items()
        )
        return f"; looked for {told}, chosen by seed" if told else ""
