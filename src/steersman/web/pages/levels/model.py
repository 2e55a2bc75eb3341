"""The levels as a table of capabilities and scopes, with who signed for each that was changed."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.capabilities.contract import Reversal, Spec
from steersman.governor.gates import GateVerdict
from steersman.governor.ladder import EVERYONE, shipped
from steersman.records.names import Names, names_in
from steersman.web.core import Core

HISTORY = 50
LEAKS = 5  # that are named


@dataclass(frozen=True, slots=True)
class Cell:
    """``ships``: the level before anybody changed it.  ``since`` None: it still is that one."""

    level: int
    ships: int
    since: float | None = None
    signed_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    capability: str
    summary: str
    risk: str
    reversal: str
    irreversible: bool
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Move:
    """One change of level, as the ledger keeps it."""

    seq: int
    at: float
    capability: str
    scope: str
    before: int
    after: int
    by: str
    reason: str

    @property
    def fell(self) -> bool:
        return self.after < self.before


@dataclass(frozen=True, slots=True)
class Switch:
    scope: str
    by: str
    at: float
    reason: str


@dataclass(frozen=True, slots=True)
class LeakTest:
    """The last leak test, as the gate sees it.  ``seq`` 0: none was run."""

    met: bool
    reason: str
    seq: int = 0
    at: float = 0.0
    requests: int = 0
    routes: int = 0
    leaks: Sequence[tuple[str, str, str]] = ()  # route, asker, object
    leak_count: int = 0


@dataclass(frozen=True, slots=True)
class View:
    scopes: Sequence[str]
    rows: Sequence[Row]
    moves: Sequence[Move]
    switches: Sequence[Switch]
    stoppable: Sequence[str]
    may_throw: bool
    may_release: bool
    may_change: bool
    command: str
    leak_test: LeakTest


def stoppable(core: Core) -> list[str]:
    """Every scope that a kill switch may name, but for “everything”."""
    systems = [f"system:{system.name}" for system in core.declared.systems]
    return [*systems, *(f"capability:{name}" for name in sorted(core.levels.specs))]


def rows_of(core: Core, scopes: Sequence[str]) -> list[Row]:
    changed = {(row["capability"], row["scope"]): row for row in core.levels.all()}
    names = names_in(core.store, *(row["signed_by"] for row in changed.values()))
    stands = core.levels.standing_in(scopes)
    return [
        Row(
            capability=name,
            summary=spec.summary,
            risk=spec.risk.name.lower(),
            reversal=spec.reversal.value,
            irreversible=spec.reversal is Reversal.NONE,
            cells=[
                _cell(stands[name, scope], spec, scope, changed.get((name, scope)), names)
                for scope in scopes
            ],
        )
        for name, spec in sorted(core.levels.specs.items())
    ]


def scopes_of(core: Core) -> list[str]:
    """Everyone, the procedures that ship with a level of their own, and what people added."""
    added = {row["scope"] for row in core.levels.all()}
    known = [EVERYONE, "procedure:leaver", "procedure:remove_access", "procedure:undo"]
    return [*known, *sorted(added - set(known))]


def moves_of(core: Core) -> list[Move]:
    links = core.ledger.newest("level", None, HISTORY)
    names = names_in(core.store, *(link.text for link in links))
    return [
        Move(
            seq=link.seq,
            at=link.at,
            capability=link.body["capability"],
            scope=link.body["scope"],
            before=link.body["from"],
            after=link.body["to"],
            by=names.of(link.body["by"]),
            reason=names.within(link.body["reason"]),
        )
        for link in links
    ]


def switches_of(core: Core) -> list[Switch]:
    thrown = core.switches.thrown()
    names = names_in(core.store, *(row["thrown_by"] for row in thrown))
    return [
        Switch(row["scope"], names.of(row["thrown_by"]), row["thrown_at"], row["reason"])
        for row in thrown
    ]


def leak_test_of(core: Core, *, named: bool) -> LeakTest:
    """``named``: whether each leak is told, which takes the right to read the ledger."""
    judged, last = core.leak_checks.judged(), core.leak_checks.last()
    met = judged.verdict is GateVerdict.MET
    if last is None:
        return LeakTest(met, judged.reason)
    body = last.body
    leaks = [
        (each["route"], each["asker"], f"{each['kind']} {each['id']}") for each in body["leaks"]
    ]
    return LeakTest(
        met=met,
        reason=judged.reason,
        seq=last.seq,
        at=last.at,
        requests=body["requests"],
        routes=body["routes"],
        leaks=leaks[:LEAKS] if named else (),
        leak_count=body["leak_count"],
    )


def command(capability: str, scope: str, to: str) -> str:
    """What to type to sign a change: the key stays with the person, not in the browser."""
    shown = (capability or "CAPABILITY", scope or EVERYONE, to or "N")
    name, where, level = (shlex.quote(each) for each in shown)
    rest = '--reason "…" --key ~/.config/steersman/signing.key'
    return f"steersman level set {name} --scope {where} --to {level} {rest}"


def _cell(
    level: int, spec: Spec, scope: str, row: Mapping[str, object] | None, names: Names
) -> Cell:
    ships = shipped(spec, scope)
    if row is None:
        return Cell(level, ships)
    since, by = row["since"], names.of(str(row["signed_by"]))
    assert isinstance(since, float)
    return Cell(level, ships, since, by, names.within(str(row["reason"])))
