"""The probable cause of a situation: where the failure began, ranked, each with its reasons.

What fails takes along what depends on it.  So the deepest thing that alerts comes first: the one
that the most others depend on, that depends on none of them, that alerted first and that was
changed just before.  A thing that everything which alerts depends on is named even if it is silent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

SHOWN = 5
DEPEND, DEEPEST, FIRST, CHANGED, GRAVE, SILENT = 3.0, 2.0, 1.0, 2.5, 0.5, 1.5
GRADES = ("critical", "high", "warning", "low", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that alerts.  ``item``: its id in the CMDB; empty: it is not known there."""

    item: str
    name: str
    first_at: float
    severity: str = ""
    alerts: int = 1


@dataclass(frozen=True, slots=True)
class Changed:
    """The last change of an item before the situation.  ``ago``: seconds before its first alert."""

    words: str
    ago: float


@dataclass(frozen=True, slots=True)
class Cause:
    """``item`` is empty where it is not in the CMDB; ``alerting``: whether it alerts itself."""

    item: str
    name: str
    score: float
    reasons: tuple[str, ...]
    alerting: bool = True


def ranked(
    places: Sequence[Place],
    needs: Mapping[str, Collection[str]],
    names: Mapping[str, str],
    changes: Mapping[str, Changed],
) -> list[Cause]:
    """``needs``: item → all that it depends on, however far; ``names`` of the items."""
    alerting = {each.item for each in places if each.item}
    first = min((each.first_at for each in places), default=0.0)
    found = [_judged(each, places, alerting, needs, names, changes, first) for each in places]
    found += _silent(alerting, needs, names, changes)
    return sorted(found, key=lambda one: (-one.score, not one.alerting, one.name))[:SHOWN]


def _judged(
    place: Place,
    places: Sequence[Place],
    alerting: Collection[str],
    needs: Mapping[str, Collection[str]],
    names: Mapping[str, str],
    changes: Mapping[str, Changed],
    first: float,
) -> Cause:
    reasons, score = [], 0.0
    above = sorted(
        item for item in alerting if place.item in needs.get(item, ()) and item != place.item
    )
    below = [item for item in alerting if item in needs.get(place.item, ()) and item != place.item]
    if above:
        score += DEPEND * len(above) / max(1, len(alerting) - 1)
        reasons.append(f"{_listed(above, names)} {_verb(above, 'depends', 'depend')} on it")
    if place.item and not below and len(alerting) > 1:
        score += DEEPEST
        reasons.append("it depends on nothing else that alerts")
    if len(places) > 1 and place.first_at <= first:
        score += FIRST
        reasons.append("it alerted first")
    score += _change(place.item, changes, reasons)
    grade = GRADES.index(place.severity) if place.severity in GRADES else len(GRADES)
    score += GRAVE * (1 - grade / len(GRADES))
    if not reasons:
        reasons.append(_alone(place, len(places)))
    return Cause(place.item, place.name, round(score, 3), tuple(reasons))


def _alone(place: Place, places: int) -> str:
    if not place.item:
        return "it alerts; it is not in the CMDB, so its dependencies are not known"
    return "nothing else alerts" if places == 1 else "it alerts too"


def _silent(
    alerting: Collection[str],
    needs: Mapping[str, Collection[str]],
    names: Mapping[str, str],
    changes: Mapping[str, Changed],
) -> list[Cause]:
    """What all that alert depend on, though none of them depends on another."""
    if len(alerting) < 2 or any(
        one in needs.get(other, ()) for one in alerting for other in alerting
    ):
        return []
    common = set.intersection(*(set(needs.get(item, ())) for item in alerting)) - set(alerting)
    nearest = [one for one in common if not any(one in needs.get(other, ()) for other in common)]
    causes = []
    for item in sorted(nearest):
        reasons = [f"all {len(alerting)} that alert depend on it; it does not alert itself"]
        score = SILENT + _change(item, changes, reasons)
        causes.append(Cause(item, names.get(item, item), score, tuple(reasons), alerting=False))
    return causes


def _change(item: str, changes: Mapping[str, Changed], reasons: list[str]) -> float:
    changed = changes.get(item)
    if changed is None:
        return 0.0
    reasons.append(f"changed {_minutes(changed.ago)} before the first alert: {changed.words}")
    return CHANGED


def _minutes(seconds: float) -> str:
    minutes = max(0, round(seconds / 60))
    if minutes < 1:
        return "less than a minute"
    return f"{minutes} minutes" if minutes != 1 else "a minute"


def _listed(items: Sequence[str], names: Mapping[str, str]) -> str:
    shown = [names.get(item, item) for item in items[:3]]
    more = f" and {len(items) - 3} more" if len(items) > 3 else ""
    return ", ".join(shown) + more


def _verb(items: Collection[str], one: str, many: str) -> str:
    return one if len(items) == 1 else many
