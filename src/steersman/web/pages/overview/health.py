"""How the sources and the connected systems stand; what was never read is unknown, not well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.records.guard.switches import EVERYTHING
from steersman.records.hr_feeds import HrFeeds
from steersman.records.ledger.reading import Filter, newest
from steersman.records.names import names_in
from steersman.records.system_checks import SystemCheck, SystemChecks
from steersman.web.console.templates import plural
from steersman.web.core import Core

LATE_AFTER = 3  # polls that were missed


@dataclass(frozen=True, slots=True)
class Source:
    """``state``: ok, hold (late), bad (it fails) or unknown.  ``read_at``: seconds; None: never."""

    name: str
    state: str
    word: str
    note: str
    read_at: float | None
    why: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Thrown:
    scope: str
    by: str
    at: float
    reason: str


@dataclass(frozen=True, slots=True)
class Switches:
    """``last``: the last time that somebody stopped anything, None: nobody ever tried.

    ``waiting``: how many work items that the visitor may see wait for a release.
    """

    thrown: Sequence[Thrown]
    last: Thrown | None
    may_throw: bool
    may_release: bool
    releasers: Sequence[str]  # the roles that may start it again
    waiting: int

    @property
    def everything(self) -> bool:
        return any(each.scope == EVERYTHING for each in self.thrown)


def sources_of(core: Core) -> list[Source]:
    """HR first, then every declared system, what is not well on top."""
    found = ([_hr(core)] if core.declared.hr else []) + _systems(core)
    order = ["bad", "hold", "unknown", "ok"]
    return sorted(found, key=lambda source: order.index(source.state))


def _hr(core: Core) -> Source:
    hr = core.declared.hr
    assert hr is not None
    state = HrFeeds(core.store, core.clock).state(hr.name)
    at, rows = state.last_good_at, plural(state.rows, "person", "people")
    if state.error:
        return Source("HR feed", "bad", "fails", rows, at, state.error)
    if at is None:
        return Source("HR feed", "unknown", "unknown", "", None)
    if hr.file and core.clock.now() - at > LATE_AFTER * hr.poll_every:
        why = f"read every {hr.poll_every:.0f} s, by its settings"
        return Source("HR feed", "hold", "late", rows, at, why)
    return Source("HR feed", "ok", "fresh", rows, at)


def _systems(core: Core) -> list[Source]:
    """By the last check of each, which the page of systems makes and keeps."""
    checks = SystemChecks(core.store, core.clock).all()
    return [_system(system.name, checks.get(system.name)) for system in core.declared.systems]


def _system(name: str, check: SystemCheck | None) -> Source:
    path = f"/systems/{name}"
    if check is None:
        return Source(name, "unknown", "unchecked", "", None, path=path)
    if not check.reached:
        return Source(name, "bad", "down", "last answer", check.reached_at, check.detail, path)
    if check.missing:
        why = f"lacks {', '.join(check.missing)}"
        return Source(name, "hold", "short of rights", "checked", check.at, why, path)
    return Source(name, "ok", "well", "checked", check.at, path=path)


def switches_of(core: Core, may_throw: bool, may_release: bool, waiting: int) -> Switches:
    rows = core.switches.thrown()
    before = newest(core.store, Filter("switch-thrown"), None, 1)
    ids = [*(row["thrown_by"] for row in rows), *(link.body["by"] for link in before)]
    names = names_in(core.store, *ids)
    thrown = [
        Thrown(row["scope"], names.of(row["thrown_by"]), row["thrown_at"], row["reason"])
        for row in rows
    ]
    last = [
        Thrown(link.body["scope"], names.of(link.body["by"]), link.at, link.body["reason"])
        for link in before
    ]
    releasers = core.permissions.roles_that_may("release", "switch")
    first = last[0] if last else None
    return Switches(thrown, first, may_throw, may_release, releasers, waiting)
