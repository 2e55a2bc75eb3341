"""Answers of the graph in JSON: counts first, then the list, each line with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from steersman.domain.canonical import Json
from steersman.domain.graph import Dependency, Way
from steersman.domain.graph.paths import Path
from steersman.domain.graph.words import words_of
from steersman.records.graph import Impact, Sight
from steersman.records.graph.marks import Mark
from steersman.records.graph.questions import SinglePoints, Ways
from steersman.records.graph.reader import Fact
from steersman.web.graph.asking import Asked

Facts = Mapping[str, Fact]
SOME = "This is what you may see. What you may not see is left out, and was not gone through."


def impact_json(
    asked: Asked, impact: Impact, declared: Sequence[Fact], marks: Mapping[str, Sequence[Mark]]
) -> Json:
    """Declared and computed impact apart, and nothing dropped without being counted."""
    facts, walk, counted = impact.facts, impact.walk, impact.counted
    end = asked.offset + asked.limit
    shown = impact.listed[asked.offset : end]
    more = counted.beyond([walk.found[one].depth for one in impact.listed[:end]])
    named = {fact.id for fact in declared}
    return {
        "ci": [fact_json(facts[one]) for one in sorted(walk.roots)],
        "way": asked.way.value,
        "hops": asked.hops,
        "count": counted.count,
        "complete": walk.complete,
        "whole": walk.whole,
        "by_depth": _by_depth(impact),
        "by_class": dict(Counter(counted.by_class).most_common()),
        "by_effect": effects_of(impact),
        "filtered_out": counted.filtered_out,
        "declared": [
            {
                **fact_json(fact),
                "depth": walk.found[fact.id].depth if fact.id in walk.found else None,
            }
            for fact in declared
        ],
        "items": [
            {
                **fact_json(facts[one]),
                "depth": walk.found[one].depth,
                "effect": effect.value if (effect := impact.effect(one)) else "",
                "declared": one in named,
                "why": [step_json(edge, facts) for edge in walk.why(one)],
                "work": [mark_json(mark) for mark in marks.get(one, ())],
            }
            for one in shown
        ],
        "more": [{"depth": depth, "count": count} for depth, count in more.items()],
        "cycles": [[name_json(one, facts) for one in each] for each in impact.cycles],
    }


def notes_of(impact: Impact, sight: Sight) -> list[str]:
    """What the reader must know about the answer as a whole."""
    notes = [] if sight.everything else [SOME]
    if not impact.walk.complete:
        whole = impact.walk.whole
        upto = (
            f"Everything up to depth {whole} is counted" if whole else "Even depth 1 is not whole"
        )
        read = f"{len(impact.walk.edges):,} dependencies"
        notes.append(f"There is more: the search stopped after {read}. {upto}.")
    for each in impact.cycles:
        names = [impact.facts[one].name for one in each]
        several = f"{', '.join(names[:5])}{' …' if len(names) > 5 else ''}"
        notes.append(f"{len(names)} of them depend on each other in a circle: {several}.")
    return notes


def single_points_json(found: SinglePoints, service: str) -> Json:
    facts, walk = found.facts, found.walk
    return {
        "ci": fact_json(facts[service]),
        "complete": walk.complete,
        "points": [
            {
                **fact_json(facts[one]),
                "depth": walk.found[one].depth,
                "why": [step_json(edge, facts) for edge in walk.why(one)],
            }
            for one in found.points
        ],
        "redundant": [fact_json(facts[one]) for one in found.others] if found.sure else [],
        "undecided": [] if found.sure else [fact_json(facts[one]) for one in found.others],
    }


def ways_json(found: Ways, start: str, end: str) -> Json:
    between, facts = found.between, found.facts
    return {
        "from": fact_json(facts[start]),
        "to": fact_json(facts[end]),
        "direction": between.direction.value,
        "complete": between.complete,
        "paths": [
            {"things": [name_json(one, facts) for one in things], "why": why_json(path, facts)}
            for things, path in between.ways
        ],
        "through": [name_json(one, facts) for one in between.through],
    }


def fact_json(fact: Fact) -> Json:
    return {
        "id": fact.id,
        "name": fact.name,
        "class": fact.ci_class,
        "criticality": fact.criticality,
        "stage": fact.stage,
    }


def name_json(one: str, facts: Facts) -> Json:
    return {"id": one, "name": facts[one].name}


def step_json(edge: Dependency, facts: Facts) -> Json:
    """“order-gateway runs on vm-12”, with the type of the relation."""
    return {
        "dependent": name_json(edge.dependent, facts),
        "words": words_of(edge),
        "needed": name_json(edge.needed, facts),
        "type": edge.relation,
    }


def why_json(path: Path, facts: Facts) -> list[Json]:
    return [step_json(edge, facts) for edge in path]


def why_text(path: Iterable[Dependency], facts: Facts, way: Way) -> str:
    """The whole way in one line, from the thing that was found to where the question began."""
    steps = list(path)[::-1] if way is Way.DEPENDENTS else list(path)
    if not steps:
        return ""
    first = facts[steps[0].dependent].name
    return first + "".join(f" {words_of(edge)} {facts[edge.needed].name}" for edge in steps)


def mark_json(mark: Mark) -> Json:
    return {"number": mark.number, "kind": mark.kind, "summary": mark.summary}


def effects_of(impact: Impact) -> dict[str, int]:
    """How many fail, lose redundancy, stay up; empty where that was not computed."""
    return dict(Counter(e.value for one in impact.walk.found if (e := impact.effect(one))))


def _by_depth(impact: Impact) -> list[Json]:
    return [
        {
            "depth": depth,
            "count": sum(each.values()),
            "by_criticality": dict(sorted(each.items())),
            "whole": depth <= impact.walk.whole,
        }
        for depth, each in sorted(impact.counted.by_depth.items())
    ]
