"""Groups, roles and licences as the systems showed them when work about a person was rehearsed.

The ledger keeps what was read, written and taken back, so the page says what is known and as of
when, also right after an undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.governor.rehearsal import Rehearsal
from steersman.governor.undo import UNDO
from steersman.records.desk.tables import work_items
from steersman.records.ledger.entry import Link
from steersman.records.names import Names, names_in
from steersman.records.store import reading
from steersman.servicedesk.reading import ReadChange, read_step, system_title
from steersman.web.api.plans import entries_of
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

HOLDING = frozenset({"group.leave", "access.revoke", "licence.release"})
MOST_WORK = 12  # the newest work items about somebody
HELD, TAKEN, BACK = "held", "taken away", "given back"
_w = work_items.c
_Key = tuple[str, str, str, str | None]  # capability, target, attribute, value


@dataclass(frozen=True, slots=True)
class Seen:
    """``state``: held, taken away or given back; ``at``: as of when; ``work``: who found or did."""

    value: str
    kind: str
    system: str
    state: str
    at: float
    work: str


@dataclass(frozen=True, slots=True)
class SeenAccess:
    """``asked``: (system, as of when), each system that told what it holds."""

    rows: Sequence[Seen] = ()
    asked: Sequence[tuple[str, float]] = ()


def seen_in_plans(core: Core, visitor: Visitor, person: str) -> SeenAccess:
    """Read from the work items that the visitor may see."""
    links = sorted(
        (link for number in _about(core, visitor, person) for link in entries_of(core, number)),
        key=lambda link: link.seq,
    )
    told = (canonical(link.body) for link in links if link.kind == "decision")
    return seen_in(links, names_in(core.store, *told))


def seen_in(links: Iterable[Link], names: Names) -> SeenAccess:
    """``links``: the entries of all work about one person, oldest first."""
    memory = _Memory(names)
    for link in links:
        memory.take_in(link)
    rows = sorted(memory.known.values(), key=lambda each: (each.system, each.kind, each.value))
    return SeenAccess(rows, sorted(memory.asked.items()))


def _about(core: Core, visitor: Visitor, person: str) -> Sequence[str]:
    may = core.permissions.visible(visitor.caller.principal, "view", work_items)
    newest = sa.select(_w.number).where(_w.subject == person, may.where).order_by(_w.seq.desc())
    with reading(core.store) as connection:
        return list(connection.scalars(newest.limit(MOST_WORK))) if may.rules else []


@dataclass
class _Memory:
    """What stands by now, entry by entry."""

    names: Names
    known: dict[_Key, Seen] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    _effects: dict[str, Sequence[_Key]] = field(default_factory=dict)  # effect → what it took

    def take_in(self, link: Link) -> None:
        if link.kind == "decision":
            self._read(link)
        elif link.kind == "outcome":
            self._taken(link)
        elif link.kind == "undo" and link.body["undone"]:
            step = link.body["step"]
            effect = step if "#" in step.partition("/")[0] else f"{_run(link)}/{step}"
            self._mark(self._effects.get(effect, ()), BACK, link)

    def _read(self, link: Link) -> None:
        """A rehearsal asks the systems: what it shows replaces what was known before."""
        rehearsal = Rehearsal.from_json(link.body["rehearsal"])
        if rehearsal.procedure == UNDO:
            return
        for step in rehearsal.steps:
            key = step.plan.capability
            name, _, system = key.partition("@")
            if name not in HOLDING or step.name in rehearsal.failed:
                continue
            title = system_title(system)
            self.known = {known: seen for known, seen in self.known.items() if known[0] != key}
            self.asked[title] = link.at
            for row in read_step(step, rehearsal, self.names.within).changes:
                self.known[_key(key, row.exact.as_json())] = _seen(row, title, link)

    def _taken(self, link: Link) -> None:
        applied = link.body["applied"]
        if not applied or link.body["capability"].partition("@")[0] not in HOLDING:
            return
        keys = [_key(link.body["capability"], change) for change in applied["changes"]]
        self._effects[link.key.removesuffix("/outcome")] = keys
        if link.body["status"] == "done":
            self._mark(keys, TAKEN, link)

    def _mark(self, keys: Iterable[_Key], state: str, link: Link) -> None:
        for key in keys:
            if key in self.known:
                work = _run(link).partition("#")[0]
                self.known[key] = replace(self.known[key], state=state, at=link.at, work=work)


def _seen(row: ReadChange, system: str, link: Link) -> Seen:
    work = _run(link).partition("#")[0]
    return Seen(row.before or "", row.attribute, system, HELD, link.at, work)


def _key(capability: str, change: Sequence[str | None]) -> _Key:
    target, attribute, before, _ = change
    return capability, str(target), str(attribute), before


def _run(link: Link) -> str:
    return link.key.partition("/")[0]
