"""Wires the governor to the record, to the connected systems and to what may be run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from steersman.bootstrap.connect import Connected
from steersman.governor.attempt import Powers
from steersman.governor.decision import Rule
from steersman.governor.execute import Governor
from steersman.governor.gather import Gatherer
from steersman.governor.guards import rules_with
from steersman.governor.people_book import RecordedPeople
from steersman.governor.procedure import Procedure
from steersman.governor.resolver import Landscape
from steersman.records.business import BusinessObligations
from steersman.records.guard.clearance import Clearance
from steersman.runtime.engine import checkpoint
from steersman.web.core import Core


def governor(
    core: Core,
    connected: Connected,
    procedures: Mapping[str, Procedure],
    epoch: str,
    market: Callable[[str, float], float | None],
    rules: Mapping[str, Rule] | None,
) -> Governor:
    """``epoch``: of this worker, so that one that was taken for dead can write nothing."""
    clearance = Clearance(core.store, core.clock, core.settings.worker, epoch)
    return Governor(
        engine=core.store,
        powers=Powers(
            registry=connected.registry,
            clearance=clearance,
            ledger=core.ledger,
            clock=core.clock,
            checkpoint=checkpoint,
            probes=connected.probes,
        ),
        work_items=core.desk.work_items,
        landscape=_landscape(core, connected),
        gatherer=_gatherer(core, connected, market),
        procedures=procedures,
        rules=rules or rules_with(core.policies),
    )


def _landscape(core: Core, connected: Connected) -> Landscape:
    declared = {system.name: system for system in core.declared.systems}
    return Landscape(
        registry=connected.registry,
        finders=connected.finders,
        identify=core.people.identifiers,
        works_here=core.people.works_here,
        links=core.desk.questions.links,
        identity_sources=frozenset(n for n, s in declared.items() if s.identity_source),
        accounts_from={n: s.accounts_from for n, s in declared.items() if s.accounts_from},
        probes=connected.probes,
    )


def _gatherer(
    core: Core, connected: Connected, market: Callable[[str, float], float | None]
) -> Gatherer:
    store, clock = core.store, core.clock
    business = BusinessObligations(store, clock)
    return Gatherer(
        registry=connected.registry,
        people=RecordedPeople(store, core.people, core.duty, business, clock),
        limits=core.limits,
        market=market,
        tiers=connected.tiers,
    )
