"""Who is on call now and who comes next, and what somebody should put right about a schedule."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from steersman.domain.on_call.hours import Stretch
from steersman.domain.on_call.schedule import Duty, Final, same_people

GAP, DOUBLED, ABSENT, ELSEWHERE = "gap", "doubled", "absent", "elsewhere"


@dataclass(frozen=True, slots=True)
class Warned:
    """``kind``: nobody on call, two where one is meant, somebody who has left, or in two places."""

    kind: str
    starts: float
    ends: float
    people: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()


def now_of(found: Final, moment: float) -> Duty | None:
    """Who is on call at ``moment``, and until when; None: nobody."""
    duties = same_people(found.duties)
    return next((each for each in duties if each.starts <= moment < each.ends), None)


def next_of(found: Final, moment: float) -> Duty | None:
    """Who takes over after ``moment`` from whoever is on call then; None: not in this window."""
    now = now_of(found, moment)
    people = now.people if now else ()
    coming = (each for each in same_people(found.duties) if each.starts > moment)
    return next((each for each in coming if each.people != people), None)


def warnings(found: Final, gone: Collection[str] = ()) -> list[Warned]:
    """What is wrong with one final schedule, in order.  ``gone``: people who work here no more."""
    told = [Warned(GAP, a, b) for a, b in found.gaps]
    told += [Warned(DOUBLED, each.starts, each.ends, each.people) for each in found.doubled]
    for each in found.duties:
        left = tuple(one for one in each.people if one in gone)
        if left:
            told.append(Warned(ABSENT, each.starts, each.ends, left))
    return sorted(told, key=lambda each: (each.starts, each.kind))


def elsewhere(finals: Mapping[str, Final]) -> list[Warned]:
    """Who is on call in two schedules at the same moment; the keys are the schedules' names."""
    told = []
    for (one, first), (other, second) in combinations(sorted(finals.items()), 2):
        for person, (starts, ends) in _shared(first, second):
            told.append(Warned(ELSEWHERE, starts, ends, (person,), (one, other)))
    return sorted(told, key=lambda each: (each.starts, each.people))


def _shared(first: Final, second: Final) -> Iterator[tuple[str, Stretch]]:
    theirs = second.duties
    at = 0
    for mine in first.duties:
        while at < len(theirs) and theirs[at].ends <= mine.starts:
            at += 1
        for each in theirs[at:]:
            if each.starts >= mine.ends:
                break
            for person in sorted({*mine.people} & {*each.people}):
                yield person, (max(mine.starts, each.starts), min(mine.ends, each.ends))
