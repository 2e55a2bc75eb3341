"""How good the record of items is: counts of what is wrong, and the scores made of them.

The measures are those of ServiceNow's CMDB health: completeness, correctness, compliance and
relationships.  A score is the share of items that nothing is wrong with, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    COMPLETENESS = "completeness"
    CORRECTNESS = "correctness"
    COMPLIANCE = "compliance"
    RELATIONSHIPS = "relationships"


@dataclass(frozen=True, slots=True)
class Check:
    """``weight``: how bad one failing item is beside one that fails another check.

    ``of_few``: most items cannot fail it, so passing it earns no score.
    """

    name: str
    measure: Measure
    title: str
    mend: str
    weight: float = 1.0
    of_few: bool = False


CHECKS: Mapping[str, Check] = {
    each.name: each
    for each in (
        Check(
            "missing_required",
            Measure.COMPLETENESS,
            "Required attributes are empty",
            "fill them in, or bring in a source that knows them",
            2.0,
        ),
        Check(
            "missing_recommended",
            Measure.COMPLETENESS,
            "Recommended attributes are empty",
            "fill them in, the most critical items first",
            0.5,
        ),
        Check(
            "unknown_kind",
            Measure.COMPLETENESS,
            "The kind of the item is not known",
            "say once what the source's word means: `steersman ci kinds`",
            2.0,
            of_few=True,
        ),
        Check(
            "duplicate",
            Measure.CORRECTNESS,
            "Several items have one identifier",
            "merge them: `steersman ci duplicates`",
            3.0,
        ),
        Check(
            "stale",
            Measure.CORRECTNESS,
            "No source has listed the item for a long time",
            "look whether it still exists; retire it or repair the source",
            2.0,
        ),
        Check(
            "conflict",
            Measure.CORRECTNESS,
            "Sources state different things",
            "say which source is right about the attribute",
        ),
        Check(
            "retired_but_seen",
            Measure.COMPLIANCE,
            "Retired items are still seen",
            "look what runs there: take it down or correct the life cycle",
            3.0,
        ),
        Check(
            "owner_left",
            Measure.COMPLIANCE,
            "The owner has left the company",
            "name another owner",
            3.0,
        ),
        Check(
            "expired",
            Measure.COMPLIANCE,
            "Contracts, licences, certificates or support ran out",
            "renew them, or retire what they cover",
            2.0,
        ),
        Check(
            "orphan",
            Measure.RELATIONSHIPS,
            "Items without any relation and without an owner",
            "relate them to what they serve, or name an owner",
            2.0,
        ),
        Check(
            "no_relations",
            Measure.RELATIONSHIPS,
            "Items without any relation",
            "relate them to what they serve",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many items of a group fail a check.  ``weighted`` counts critical ones for more."""

    group: str  # a class, or a source
    check: str
    failing: int
    weighted: float
    critical: int = 0  # of the failing ones, the most critical


@dataclass(frozen=True, slots=True)
class Score:
    """``share`` is from 0 to 1; None where the group has no items to judge."""

    group: str
    items: int
    shares: Mapping[Measure, float | None]
    overall: float | None


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to mend: how many items it is about and how much it is worth."""

    check: Check
    group: str
    failing: int
    effect: float
    critical: int = 0  # of the failing ones, the most critical


def checks_of(name: str) -> tuple[str, ...]:
    """The check of this name, or all of the measure of this name; none where there is neither."""
    return tuple(each.name for each in CHECKS.values() if name in (each.name, each.measure.value))


def scores(totals: Mapping[str, int], counted: Iterable[Counted]) -> list[Score]:
    """A score for each group.  A measure is the mean over its checks of the share that passes."""
    failing = {(each.group, each.check): each.failing for each in counted}
    return [_score(group, items, failing) for group, items in sorted(totals.items())]


def together(totals: Mapping[str, int], counted: Iterable[Counted]) -> Score:
    """All groups as one."""
    sums: dict[tuple[str, str], int] = {}
    for each in counted:
        sums[("", each.check)] = sums.get(("", each.check), 0) + each.failing
    return _score("", sum(totals.values()), sums)


def tasks(counted: Iterable[Counted]) -> list[Task]:
    """What to mend first: the worst effect first."""
    found = [
        Task(
            CHECKS[each.check],
            each.group,
            each.failing,
            each.weighted * CHECKS[each.check].weight,
            each.critical,
        )
        for each in counted
        if each.failing
    ]
    return sorted(found, key=lambda task: (-task.effect, task.group, task.check.name))


def _score(group: str, items: int, failing: Mapping[tuple[str, str], int]) -> Score:
    shares: dict[Measure, float | None] = dict.fromkeys(Measure)
    if items:
        for measure in Measure:
            checks = [each for each in CHECKS.values() if each.measure is measure]
            bad = sum(c.weight * min(failing.get((group, c.name), 0), items) for c in checks)
            most = items * sum(each.weight for each in checks if not each.of_few)
            shares[measure] = max(0.0, 1.0 - bad / most)
    known = [share for share in shares.values() if share is not None]
    return Score(group, items, shares, sum(known) / len(known) if known else None)
