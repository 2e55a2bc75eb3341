"""A question about the graph as somebody asks it: who, about what, how far, what of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from steersman.domain.cmdb.classes import descendants
from steersman.domain.graph import Way
from steersman.records.cmdb.tables import configuration_items
from steersman.records.graph import Graph, Impact, Sight, sight_of
from steersman.records.graph.counted import Only
from steersman.records.graph.finding import meant
from steersman.records.graph.questions import FIRST, HOPS, MOST
from steersman.records.graph.reader import Fact
from steersman.records.store import reading
from steersman.web.auth import Caller, visible
from steersman.web.core import Core
from steersman.web.errors import Problem, not_found

DEEPEST, SHOWN, EXPORTED = 12, 200, 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``ci``: what fails or is changed; ``declared``: what people named as affected already.

    ``ci_class`` and ``criticality`` narrow the list, never the search: who depends on it through
    a thing that is filtered out is found all the same.
    """

    ci: Sequence[str]
    declared: Sequence[str] = ()
    way: Way = Way.DEPENDENTS
    hops: int = HOPS
    ci_class: str = ""  # with every class below it
    criticality: str = ""  # this one and more critical ones
    limit: int = SHOWN
    offset: int = 0
    most: int | None = field(default=MOST)

    @property
    def only(self) -> Only:
        classes = descendants(self.ci_class) if self.ci_class else ()
        return Only(frozenset(classes), self.criticality)


def sight_for(core: Core, caller: Caller) -> Sight:
    """What the caller may see of the graph.  403 when no rule lets them see any item."""
    visible(core, caller, "view", configuration_items)
    return sight_of(core.permissions, caller.principal)


def item_meant(core: Core, sight: Sight, word: str) -> Fact:
    """The item with this id or name.  404: none that may be seen; 409: several, side by side."""
    with reading(core.store) as connection:
        found = meant(connection, sight, word)
    if not found:
        missing = not_found(f"configuration item {word!r} that you may see", "look its name up")
        missing.rule = "" if sight.everything else "configuration_item.view"
        raise missing
    if len(found) > 1:
        message = f"{len(found)} configuration items are called {word!r}: which one is meant?"
        problem = Problem(409, "needs_person", message, "ask again with the id")
        problem.more = {"candidates": [_side(fact) for fact in found]}
        raise problem
    return found[0]


def impact_for(core: Core, sight: Sight, asked: Asked) -> tuple[Impact, list[Fact]]:
    """What was found, and the items that were named as declared."""
    roots = [item_meant(core, sight, word).id for word in asked.ci]
    declared = [item_meant(core, sight, word) for word in asked.declared]
    first = max(FIRST, asked.offset + asked.limit)
    found = Graph(core.store).impact(
        sight, roots, asked.way, hops=asked.hops, most=asked.most, only=asked.only, first=first
    )
    return found, declared


def _side(fact: Fact) -> dict[str, str]:
    return {"id": fact.id, "name": fact.name, "class": fact.ci_class}
