"""What the browser needs to draw the graph: things with their places, and lines between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steersman.domain.canonical import Json
from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.domain.graph.layers import layers
from steersman.domain.graph.words import words_of
from steersman.records.graph import Impact
from steersman.records.graph.layouts import Positions
from steersman.records.graph.marks import Mark
from steersman.web.graph.asking import Asked

DRAWN = 500  # things; more cannot be read


def shown_in(asked: Asked, impact: Impact) -> list[str]:
    """The first of the list, and whatever stands on the way to them."""
    wanted: dict[str, None] = {}
    for one in impact.listed:
        steps = [edge.far(asked.way) for edge in impact.walk.why(one)]
        new = [each for each in steps if each not in wanted]
        if len(wanted) + len(new) > DRAWN:
            break
        wanted.update(dict.fromkeys(new))
    found, facts = impact.walk.found, impact.facts
    return sorted(wanted, key=lambda one: (found[one].depth, *facts[one].order))


def drawing(
    asked: Asked, impact: Impact, marks: Mapping[str, Sequence[Mark]], saved: Positions
) -> Json:
    """Things with label and place, and the dependencies among them.

    A place that the person saved wins; what is new since then stands where it is computed.
    """
    roots = sorted(impact.walk.roots)
    order = [*roots, *shown_in(asked, impact)]
    found = impact.walk.found
    depths = {one: found[one].depth if one in found else 0 for one in order}
    before = {one: found[one].by.near(asked.way) for one in order if one in found}
    places = {**layers(depths, order, before), **{k: v for k, v in saved.items() if k in depths}}
    return {
        "nodes": [_node(one, impact, depths[one], places[one], marks) for one in order],
        "edges": [
            {"from": e.dependent, "to": e.needed, "words": words_of(e)}
            for e in sorted(set(impact.walk.inner()))
            if e.dependent in depths and e.needed in depths
        ],
        "saved": bool(saved),
    }


def _node(
    one: str,
    impact: Impact,
    depth: int,
    place: tuple[float, float],
    marks: Mapping[str, Sequence[Mark]],
) -> Json:
    fact, effect, work = impact.facts[one], impact.effect(one), marks.get(one, ())
    return {
        "id": one,
        "name": fact.name,
        "class": title_of(fact.ci_class),
        "criticality": fact.criticality,
        "depth": depth,
        "root": depth == 0,
        "effect": effect.value if effect and depth else "",
        "work": [mark.number for mark in work],
        "incident": any(mark.kind == "incident" for mark in work),
        "x": place[0],
        "y": place[1],
    }


def title_of(name: str) -> str:
    known = CLASS_NAMES.get(name)
    return known.title if known else name.replace("_", " ")
