"""What is held back for a time: silences, maintenance windows, and rules that were judged noise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from steersman.domain.errors import Permanent
from steersman.signals.situations.indexed import Indexed
from steersman.signals.situations.matchers import Facts, Matcher

A_DAY = 86_400.0
LONGEST = 366 * A_DAY


class MuteKind(StrEnum):
    SILENCE = "silence"
    MAINTENANCE = "maintenance"
    NOISE = "noise"  # muted by itself, since people judged it not useful


class Every(StrEnum):
    ONCE = ""
    DAY = "day"
    WEEK = "week"

    @property
    def seconds(self) -> float:
        return {Every.ONCE: 0.0, Every.DAY: A_DAY, Every.WEEK: 7 * A_DAY}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """``since`` to before ``until``, in seconds since 1970; again ``every`` day or week.

    ``names``: the names and addresses of the items of a maintenance window, in small letters.
    ``ended_at``: when somebody ended it before its time.
    """

    id: str
    kind: MuteKind
    since: float
    until: float
    matchers: Sequence[Matcher] = ()
    names: Collection[str] = frozenset()
    every: Every = Every.ONCE
    ended_at: float | None = None

    def active(self, at: float) -> bool:
        if at < self.since or (self.ended_at is not None and at >= self.ended_at):
            return False
        passed = at - self.since
        if self.every is not Every.ONCE:
            passed %= self.every.seconds
        return passed < self.until - self.since

    def over(self, at: float) -> bool:
        """Whether it will never hold anything back again."""
        if self.ended_at is not None:
            return at >= self.ended_at
        return self.every is Every.ONCE and at >= self.until


def check_times(since: float, until: float, every: Every) -> None:
    """Raises ``Permanent``, with the mend, when nothing would be held back, or all for ever."""
    if until <= since:
        raise Permanent("it ends before it begins: swap the two moments")
    if until - since > LONGEST:
        raise Permanent("longer than a year is no silence: mend the rule, or end the alert")
    if every is not Every.ONCE and until - since >= every.seconds:
        raise Permanent(f"it lasts a whole {every.value} and more: leave out the repetition")


class Mutes:
    """Those of one moment, found by what they name."""

    def __init__(self, mutes: Iterable[Mute] = ()) -> None:
        self._by_id = {each.id: each for each in mutes}
        with_matchers = [each for each in self._by_id.values() if each.matchers]
        self._matched = Indexed((each.id, each.matchers) for each in with_matchers)
        self._named: dict[str, list[Mute]] = {}
        for each in self._by_id.values():
            for name in each.names:
                self._named.setdefault(name, []).append(each)

    def holding(self, facts: Facts, at: Collection[float]) -> Mute | None:
        """What holds an alert back at one of these moments: the one that lasts longest."""
        found = [self._by_id[id] for id in self._matched.fitting(facts)]
        for label in ("host", "ip", "instance", "service"):
            found += self._named.get(facts.get(label, "").lower(), ())
        active = [each for each in found if any(map(each.active, at))]
        return max(active, key=lambda each: (each.until, each.id), default=None)
