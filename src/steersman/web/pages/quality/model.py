"""What the page about the quality shows: the last count, drawn and with the way to its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from steersman.domain.canonical import Json
from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.domain.cmdb.quality import Measure
from steersman.records.cmdb.quality_kept import FRESH, KeptQuality, Standing

MEASURES: Mapping[str, str] = {each.value: each.value.capitalize() for each in Measure}
_BELOW = re.compile("`steersman ci (duplicates|kinds)`")  # what the page itself shows
FIRST = 12  # things to mend that the page names; the table of checks counts all


@dataclass(frozen=True, slots=True)
class Share:
    """A score from 0 to 1, None where there is nothing to judge, and the rows that fail."""

    measure: str
    share: float | None
    query: str

    @property
    def percent(self) -> str:
        """Rounded down: what is not whole is never shown as whole."""
        return "nothing to judge" if self.share is None else f"{int(self.share * 100)} %"


@dataclass(frozen=True, slots=True)
class Group:
    """A class, a source, or everything together."""

    title: str
    items: int
    query: str
    overall: Share
    shares: Sequence[Share]


@dataclass(frozen=True, slots=True)
class ToMend:
    """``share``: its effect beside the worst one, from 0 to 1."""

    title: str
    mend: str
    group: str
    failing: int
    critical: int
    share: float
    query: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What the last count found."""

    counted_at: float
    overall: Group
    classes: Sequence[Group]
    sources: Sequence[Group]
    first: Sequence[ToMend]
    checks: Sequence[ToMend]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The view model of ``pages/quality/survey.html``.  ``survey`` None: never counted so far.

    ``counting``: a count is under way, the page asks for it; ``old``: one has to begin.
    """

    survey: Survey | None
    counting: bool
    old: bool
    fault: str
    measures: Sequence[str] = tuple(MEASURES.values())


def surveyed(standing: Standing, now: float) -> Surveyed:
    """A count that failed is begun again by a person only."""
    kept = standing.kept
    idle = not standing.counting and not standing.fault
    return Surveyed(
        survey=_survey(kept) if kept else None,
        counting=standing.counting,
        old=idle and (kept is None or now - kept.counted_at > FRESH),
        fault=standing.fault,
    )


def _survey(kept: KeptQuality) -> Survey:
    found = kept.found
    tasks: list[Json] = found["tasks"]
    worst = max((float(each["effect"]) for each in tasks), default=1.0) or 1.0
    most = max((int(each["failing"]) for each in found["checks"]), default=1) or 1
    return Survey(
        counted_at=kept.counted_at,
        overall=_group(found["overall"], "Everything", {}),
        classes=[
            _group(each, title_of(each["group"]), {"where": f"ci_class:{each['group']}"})
            for each in found["classes"]
        ],
        sources=[
            _group(each, each["group"], {"source": each["group"]}) for each in found["sources"]
        ],
        first=[
            _to_mend(each, float(each["effect"]) / worst, {"where": f"ci_class:{each['class']}"})
            for each in tasks[:FIRST]
        ],
        checks=[_to_mend(each, int(each["failing"]) / most, {}) for each in found["checks"]],
    )


def title_of(kind: str) -> str:
    return CLASS_NAMES[kind].title if kind in CLASS_NAMES else kind.replace("_", " ")


def _group(told: Mapping[str, Any], title: str, of: Mapping[str, str]) -> Group:
    shares = [Share(name, told[name], urlencode({**of, "check": name})) for name in MEASURES]
    overall = Share("overall", told["overall"], urlencode(of))
    return Group(title, int(told["items"]), urlencode(of), overall, shares)


def _to_mend(told: Mapping[str, Any], share: float, of: Mapping[str, str]) -> ToMend:
    return ToMend(
        title=str(told["title"]),
        mend=_BELOW.sub("below", str(told["mend"])),
        group=title_of(str(told["class"])) if "class" in told else MEASURES[told["measure"]],
        failing=int(told["failing"]),
        critical=int(told["critical"]),
        share=share,
        query=urlencode({**of, "check": str(told["check"])}),
    )
