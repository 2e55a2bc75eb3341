"""What the pages of situations show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steersman.domain.canonical import Json
from steersman.records.alerts import alerts
from steersman.records.situations.noise import Noise
from steersman.records.situations.store import Wanted
from steersman.records.situations.tables import situations
from steersman.servicedesk.situations.story import Around
from steersman.signals.situations.matchers import Matcher
from steersman.web.api.situations import around_of, noise_of
from steersman.web.core import Core
from steersman.web.naming import names_for
from steersman.web.pages.situations.drawing import Drawing, drawing_of
from steersman.web.sign_in.session import Visitor

SHOWN = 100
LIVE, RESOLVED, ALL = "live", "resolved", "all"
SHOWS = (LIVE, RESOLVED, ALL)
GROUPS = ("critical", "high", "warning", "low", "info")
LATE = 30.0  # seconds that alerts may wait before the page says so


@dataclass(frozen=True, slots=True)
class Behind:
    """Alerts that came and were not judged yet."""

    events: int
    since: float


@dataclass(frozen=True, slots=True)
class ListView:
    """``groups``: severity → its situations, the gravest first; ``names`` of people."""

    show: str
    groups: Mapping[str, Sequence[Json]]
    total: int
    paging: int  # open ones that are critical
    behind: Behind | None
    names: Mapping[str, str]
    nothing: bool

    @property
    def sentence(self) -> str:
        if self.show != LIVE:
            return ""
        if not self.total:
            return "Nothing is wrong that we know of."
        wait = f"; {self.paging} critical and not acknowledged" if self.paging else ""
        many = "1 situation is" if self.total == 1 else f"{self.total:,} situations are"
        return f"{many} not resolved{wait}."


@dataclass(frozen=True, slots=True, kw_only=True)
class OneView:
    row: Json
    around: Around
    drawing: Drawing | None
    alerts: Sequence[Json]
    timeline: Sequence[Json]
    verdicts: Sequence[Json]
    names: Mapping[str, str]
    own: str
    may: frozenset[str]
    matchers: Sequence[str]
    behind: Behind | None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        return bool(self.row["state"] != RESOLVED)

    @property
    def what(self) -> str:
        """Since when, how many, and who looks after it: the sentence under the title."""
        row = self.row
        if row["merged_into"]:
            return f"It is the same as {row['merged_into']}, where it goes on."
        many = "1 alert" if row["alerts"] == 1 else f"{row['alerts']:,} alerts"
        hosts = row["host_count"]
        where = f" on {hosts:,} hosts" if hosts > 1 else ""
        fires = "none fires now" if not row["firing"] else f"{row['firing']:,} of them fire now"
        fires = "it fires now" if row["alerts"] == row["firing"] == 1 else fires
        return f"{many}{where}; {fires}."


@dataclass(frozen=True, slots=True)
class NoiseView:
    days: float
    noise: Noise
    muted: Sequence[Json]

    @property
    def sentence(self) -> str:
        total = self.noise.total
        if not total["came"]:
            return "No alert came in this time."
        held = sum(total[name] for name in ("silence", "maintenance", "noise", "inhibition"))
        made = (
            "1 situation" if self.noise.situations == 1 else f"{self.noise.situations:,} situations"
        )
        told = "once" if self.noise.tellings == 1 else f"{self.noise.tellings:,} times"
        return (
            f"Of {total['came']:,} alerts that began came {made}; people were told {told}. "
            f"{_were(held)} held back, {_were(total['quiet'])} not unusual enough. "
            "None was deleted."
        )


def list_of(core: Core, visitor: Visitor, show: str) -> ListView:
    where = core.permissions.visible(visitor.caller.principal, "view", situations).where
    state = RESOLVED if show == RESOLVED else ""
    wanted = Wanted(where=where, state=state, every=show == ALL, limit=SHOWN)
    rows = core.situations.search(wanted)
    groups: dict[str, list[Json]] = {}
    for row in rows:
        known = row["severity"] if row["severity"] in GROUPS else "other"
        groups.setdefault(known if show == LIVE else "", []).append(row)
    return ListView(
        show=show,
        groups=groups,
        total=core.situations.count(wanted),
        paging=sum(row["severity"] == "critical" and row["state"] == "open" for row in rows),
        behind=behind_of(core),
        names=names_for(core, visitor.caller, *(row["owner"] for row in rows)),
        nothing=not rows and core.situations.count(Wanted(where=where, every=True)) == 0,
    )


def one_of(core: Core, visitor: Visitor, row: Json, errors: Mapping[str, str]) -> OneView:
    """``row``: the situation, which the visitor may see."""
    caller = visitor.caller
    around = around_of(core, caller, row)
    sees = core.permissions.visible(caller.principal, "view", alerts).where
    members = core.situations.alerts(row["number"], sees)
    timeline, verdicts = (
        core.situations.timeline(row["number"]),
        core.situations.verdicts(row["number"]),
    )
    texts = [row["owner"], row["resolved_by"]]
    texts += [each["by"] for each in timeline] + [each["person"] for each in verdicts]
    texts += [each.by for each in around.changes]
    may = {
        action
        for action in ("acknowledge", "resolve", "judge")
        if core.permissions.may(caller.principal, action, "situation").allowed
    }
    if core.permissions.may(caller.principal, "add", "silence").allowed:
        may.add("silence")
    return OneView(
        row=row,
        around=around,
        drawing=drawing_of(around, row["items"]),
        alerts=members,
        timeline=timeline,
        verdicts=verdicts,
        names=names_for(core, caller, *texts),
        own=caller.id,
        may=frozenset(may),
        matchers=_matchers(members),
        behind=behind_of(core),
        errors=errors,
    )


def noise_view(core: Core, visitor: Visitor, days: float, muted: Sequence[Json]) -> NoiseView:
    return NoiseView(days, noise_of(core, visitor.caller, days), muted)


def behind_of(core: Core) -> Behind | None:
    """None: it keeps up."""
    found = core.situations.behind()
    if not found.events or found.since is None or found.since > core.clock.now() - LATE:
        return None
    return Behind(found.events, found.since)


def _were(number: int) -> str:
    return "1 was" if number == 1 else f"{number:,} were"


def _matchers(members: Sequence[Json]) -> list[str]:
    """What a silence of the first alert would say."""
    if not members:
        return []
    first = members[0]
    said = [Matcher("alertname", first["name"][:200])]
    if first["host"]:
        said.append(Matcher("host", first["host"][:200]))
    return [str(each) for each in said]
