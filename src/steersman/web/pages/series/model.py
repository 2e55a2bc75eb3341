"""What the pages of watched series show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from steersman.domain.canonical import Json
from steersman.records.series import Watch, series_watches
from steersman.web.console.times import span
from steersman.web.core import Core
from steersman.web.series import DAY, drawing, line_json, seen_line, watch_json
from steersman.web.sign_in.session import Visitor

SPARK_POINTS, SPARK_WIDTH, SPARK_HEIGHT = 60, 72.0, 20.0
RANGES: Mapping[str, tuple[str, float]] = {
    "1h": ("1 hour", 3_600.0),
    "6h": ("6 hours", 21_600.0),
    "24h": ("24 hours", DAY),
    "7d": ("7 days", 7 * DAY),
    "60d": ("all that is kept", 60 * DAY),
}
USUAL, LONGEST = "24h", "60d"
SPANS = 24  # rows of the table that stands for the drawing
DISTINCT = ("host", "instance", "nodename", "device", "mountpoint", "job", "service", "name")


@dataclass(frozen=True, slots=True)
class Row:
    """A series in the list; ``spark``: its last points as a path in a box of 72 by 20."""

    id: str
    title: str
    state: str
    value: float
    at: float
    forecast: str
    soon: bool
    spark: str


@dataclass(frozen=True, slots=True)
class Group:
    """A watch with its series."""

    watch: Json
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class ListView:
    groups: Sequence[Group]
    systems: Sequence[str]
    may_watch: bool

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def unusual(self) -> int:
        return sum(row.state == "unusual" for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class Span:
    """An equal part of the time shown, for who does not see the drawing."""

    at: float
    low: float
    mean: float
    high: float
    expected: tuple[float, float] | None
    unusual: int


@dataclass(frozen=True, slots=True)
class OneView:
    line: Json
    watch: Json
    title: str
    range: str
    told: Json
    spans: Sequence[Span]
    may_change: bool
    may_end: bool

    @property
    def first(self) -> float:
        """Where the drawing begins: of all that is kept, at the first point."""
        points: Sequence[Sequence[float]] = self.told["points"]
        start: float = self.told["start"]
        return points[0][0] if points and self.range == LONGEST else start

    def lasted(self, anomaly: Json) -> str:
        return span(anomaly["until"] - anomaly["at"])

    @property
    def ranges(self) -> Mapping[str, tuple[str, float]]:
        return RANGES


@dataclass(frozen=True, slots=True)
class FormView:
    """What is watched, as a form; ``tried``: what the expression gives now."""

    values: Mapping[str, str]
    systems: Sequence[str]
    is_new: bool
    fault: str = ""
    tried: Json | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


def list_of(core: Core, visitor: Visitor) -> ListView:
    watching, principal = core.watching, visitor.caller.principal
    where = core.permissions.visible(principal, "view", series_watches).where
    watches = watching.watches.all(where)
    return ListView(
        groups=[_group(core, watch) for watch in watches],
        systems=sorted(watching.sources),
        may_watch=core.permissions.may(principal, "add", "series").allowed,
    )


def _group(core: Core, watch: Watch) -> Group:
    told = watch_json(core, watch)
    lines = told["series"]
    since = max((each["last_at"] for each in lines), default=0.0) - SPARK_POINTS * watch.step
    newest = core.watching.measurements.newest([each["id"] for each in lines], since)
    return Group(told, [_row(watch, each, newest[each["id"]]) for each in lines])


def _row(watch: Watch, line: Json, points: Sequence[tuple[float, float]]) -> Row:
    told = line["forecast"]
    return Row(
        id=line["id"],
        title=title_of(watch.name, line["labels"]),
        state=line["state"],
        value=line["last_value"],
        at=line["last_at"],
        forecast=told["sentence"] if told else "",
        soon=bool(told and told["soon"]),
        spark=spark(points, 1.5 * watch.step),
    )


def title_of(watch: str, labels: Mapping[str, str]) -> str:
    """What tells a series from its neighbours: the labels that people look for first."""
    known = [labels[name] for name in DISTINCT if labels.get(name)]
    others = [f"{k}={v}" for k, v in labels.items() if k not in DISTINCT and k != "__name__"]
    return ", ".join([*known, *others][:4]) or labels.get("__name__", "") or watch


def spark(points: Sequence[tuple[float, float]], gap: float) -> str:
    """A path; where no point was read for longer than ``gap`` seconds, the line breaks off."""
    if len(points) < 2:
        return ""
    low, high = min(v for _, v in points), max(v for _, v in points)
    first, last = points[0][0], points[-1][0]
    across, up = SPARK_WIDTH / max(last - first, 1e-9), SPARK_HEIGHT / ((high - low) or 1.0)
    level = 0.0 if high > low else SPARK_HEIGHT / 2
    parts, before = list[str](), None
    for at, value in points:
        pen = "M" if before is None or at - before > gap else "L"
        y = SPARK_HEIGHT - (value - low) * up - level
        parts.append(f"{pen}{(at - first) * across:.1f} {y:.1f}")
        before = at
    return "".join(parts)


def one_of(core: Core, visitor: Visitor, id: str, range_: str) -> OneView:
    """Raises 404 where there is none, or none that the visitor may see."""
    principal = visitor.caller.principal
    where = core.permissions.visible(principal, "view", series_watches).where
    watch, line = seen_line(core, where, id)
    end = core.clock.now()
    start = end - RANGES[range_][1]
    told = drawing(core, watch, line, start, end)
    rows = core.watching.measurements.points(line.id, start, end)
    return OneView(
        line=line_json(core, watch, line),
        watch=watch_json(core, watch, lines=()),
        title=title_of(watch.name, line.labels),
        range=range_,
        told=told,
        spans=spans_of(rows, rows[0]["at"] if rows and range_ == LONGEST else start, end),
        may_change=core.permissions.may(principal, "change", "series").allowed,
        may_end=core.permissions.may(principal, "delete", "series").allowed,
    )


def spans_of(rows: Sequence[Json], start: float, end: float) -> list[Span]:
    """Up to ``SPANS`` rows, the newest first; a span without a point has none."""
    length = (end - start) / SPANS
    parts: dict[int, list[Json]] = {}
    for row in rows:
        parts.setdefault(min(SPANS - 1, int((row["at"] - start) / length)), []).append(row)
    return [_span(start + place * length, parts[place]) for place in sorted(parts, reverse=True)]


def _span(at: float, rows: Sequence[Json]) -> Span:
    values = [row["value"] for row in rows]
    known = [(row["low"], row["high"]) for row in rows if row["low"] is not None]
    expected = (fmean(low for low, _ in known), fmean(high for _, high in known)) if known else None
    unusual = sum(row["score"] >= 0.5 for row in rows)
    return Span(at, min(values), fmean(values), max(values), expected, unusual)
