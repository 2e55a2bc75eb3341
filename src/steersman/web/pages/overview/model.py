"""The view models of the overview, and its one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.roles import EMPLOYEE
from steersman.records.desk.tables import work_items
from steersman.records.guard.switches import EVERYTHING
from steersman.records.store import reading
from steersman.servicedesk.effects import Effects, effects_since
from steersman.servicedesk.stopped import waits_for_switch
from steersman.web.console.templates import plural
from steersman.web.console.times import Times
from steersman.web.core import Core
from steersman.web.pages.overview.by_itself import DoneToday, done_today
from steersman.web.pages.overview.figures import MOST, Figure, capped, figures
from steersman.web.pages.overview.health import Source, Switches, sources_of, switches_of
from steersman.web.pages.overview.needs import Needs, needs_of
from steersman.web.pages.overview.own import Own, own_of
from steersman.web.pages.overview.running import RunningNow, running_now
from steersman.web.sign_in.session import Visitor

WORDS = ("Nothing", "One thing", "Two things", "Three things", "Four things", "Five things")
_ANY_WORK = sa.select(work_items.c.seq).limit(1)


@dataclass(frozen=True, slots=True)
class Said:
    """A part of the sentence; ``path``: where the rows behind it are, empty: nowhere."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """What changes by itself.  ``running``, ``done`` None: the visitor serves nobody else.

    ``unused``: nothing was ever asked for here and nothing is connected: the way in is shown.
    ``untried``: nothing was asked for, and what is needed for it is connected.
    """

    sentence: Sequence[Said]
    figures: Sequence[Figure]
    needs: Needs
    running: RunningNow | None
    done: DoneToday | None
    own: Own | None
    unused: bool
    untried: bool = False
    may_report: bool = False


@dataclass(frozen=True, slots=True)
class View:
    now: Now
    switches: Switches | None
    sources: Sequence[Source] | None


def view_of(core: Core, visitor: Visitor, times: Times) -> View:
    may_see_systems = core.permissions.may(visitor.caller.principal, "view", "system").allowed
    return View(
        now=now_of(core, visitor, times),
        switches=switches_for(core, visitor),
        sources=sources_of(core) if may_see_systems else None,
    )


def switches_for(core: Core, visitor: Visitor) -> Switches | None:
    may, principal = core.permissions.may, visitor.caller.principal
    if not may(principal, "view", "switch").allowed:
        return None
    throw, release = (may(principal, act, "switch").allowed for act in ("throw", "release"))
    return switches_of(core, throw, release, held_by_switch(core, visitor))


def now_of(core: Core, visitor: Visitor, times: Times) -> Now:
    needs = needs_of(core, visitor)
    if not visitor.roles - {EMPLOYEE}:
        sentence = [_things(needs), Said("Your requests and your access are below")]
        return Now(sentence, (), needs, None, None, own_of(core, visitor), False)
    running = running_now(core, visitor)
    done = done_today(core, visitor, times.midnight())
    all_seen = core.permissions.may(visitor.caller.principal, "view", "work_item").allowed
    effects, empty = effects_since(core.store, times.midnight()), _is_empty(core)
    may_report = core.permissions.may(visitor.caller.principal, "add", "work_item").allowed
    return Now(
        sentence=_sentence(core, visitor, needs, running, effects if all_seen else None),
        figures=figures(core, times, effects, done.settled) if all_seen else (),
        needs=needs,
        running=running,
        done=done,
        own=None,
        unused=empty and not core.declared.systems,
        untried=empty and bool(core.declared.systems),
        may_report=may_report,
    )


def _is_empty(core: Core) -> bool:
    """Whether nothing was ever asked for here."""
    with reading(core.store) as connection:
        return connection.scalar(_ANY_WORK) is None


def _sentence(
    core: Core, visitor: Visitor, needs: Needs, running: RunningNow, effects: Effects | None
) -> list[Said]:
    told = [_things(needs), _running(running.count)]
    if any(row["scope"] == EVERYTHING for row in core.switches.thrown()):
        told = [Said("Automation is stopped"), *_stopped(held_by_switch(core, visitor)), *told]
    if effects is not None and (effects.total or not running.count):
        told.append(_left(effects))  # while something runs, "nothing was changed" may be untrue
    return told


def held_by_switch(core: Core, visitor: Visitor) -> int:
    """How much waits for the start: access that should be closed may still be open."""
    seen = core.permissions.visible(visitor.caller.principal, "view", work_items)
    kept = sa.select(work_items.c.seq).where(waits_for_switch(), seen.where).limit(MOST + 1)
    with reading(core.store) as connection:
        counted = sa.select(sa.func.count()).select_from(kept.subquery())
        return connection.scalar(counted) or 0


def _stopped(count: int) -> list[Said]:
    words = f"{capped(count)} work {'item waits' if count == 1 else 'items wait'} for it"
    return [Said(words, "/work?status=switch")] if count else []


def _things(needs: Needs) -> Said:
    count = needs.count
    word = WORDS[count] if count < len(WORDS) else f"{count:,} things"
    told = f"{word} {'needs' if count < 2 else 'need'} you"
    return Said(told, "#needs-you" if count else "")


def _running(count: int) -> Said:
    if not count:
        return Said("Nothing is running")
    return Said(f"{plural(count, 'item is', 'items are')} running", "/work?status=running")


def _left(effects: Effects) -> Said:
    if not effects.total:
        return Said("Nothing was changed today")
    if not effects.unproven:
        return Said("Nothing done today is left unverified", "/work?status=effects")
    told = f"{capped(effects.unproven)} of {plural(effects.total, 'effect')} today is not proven"
    return Said(told, "/work?status=unproven")
