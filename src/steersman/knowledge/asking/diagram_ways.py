"""What stands on a line, between two boxes, or within a group of a diagram."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from steersman.knowledge.asking.answer import Answer, Citation, State
from steersman.knowledge.asking.diagram_boxes import (
    AS_DRAWN,
    Drawn,
    Line,
    answer,
    boxes,
    grouped,
    lines_of,
    listed,
    where,
)
from steersman.knowledge.asking.diagram_question import Joined, Wants
from steersman.knowledge.diagrams import Diagram, Link

MOST_WAYS = 6  # shortest ways that are told


def across(asked: Joined, documents: Sequence[Drawn]) -> Answer | None:
    """The answer of the first diagram that knows what is asked; None: none of them does."""
    found = [_one(asked, each, diagram) for each in documents for diagram in each.diagrams]
    told = [each for each in found if each is not None]
    answered = [each for each in told if each.state is State.ANSWERED]
    return next(iter([*answered, *told]), None)


def _one(asked: Joined, drawn: Drawn, diagram: Diagram) -> Answer | None:
    if asked.wants is Wants.WITHIN:
        return _within(asked, drawn, diagram)
    one = _ends(diagram, asked.one)
    two = _ends(diagram, asked.two) if asked.two else frozenset[str]()
    if not one or (asked.two and not two) or one & two:
        return None
    if asked.wants is Wants.AROUND:
        return _around(drawn, diagram, one)
    if asked.wants is Wants.LINE:
        return _labelled(asked, drawn, diagram, list(lines_of(drawn, diagram, one)))
    if asked.wants is Wants.OVER:
        lines = [each for each in lines_of(drawn, diagram, one) if _reaches(each.link, two)]
        if lines:
            return _labelled(asked, drawn, diagram, lines)
    return _through(drawn, diagram, one, two)


def _ends(diagram: Diagram, name: str) -> frozenset[str]:
    """The boxes that a name means: one of that name, or all of the group of that name."""
    found = boxes(diagram, name)
    if isinstance(found, str):
        return frozenset()
    return found or frozenset(node.id for node in grouped(diagram, name))


def _reaches(link: Link, boxes: frozenset[str]) -> bool:
    return link.source in boxes or link.target in boxes


def _labelled(
    asked: Joined, drawn: Drawn, diagram: Diagram, lines: Sequence[Line]
) -> Answer | None:
    """What is written on these lines; nothing is made up for a line without a text."""
    wanted = re.compile(r"\d" if asked.number else r"\S")
    written = [each for each in lines if wanted.search(each.link.label)]
    unread = len(diagram.unread)
    if not written:
        what = "a number" if asked.number else "a text"
        text = f"{where(lines)} shows no line with {what} there." if lines else ""
        return answer(_begun(text), lines, unread, State.UNKNOWN) if lines else None
    told = "; ".join(f"{_line(each)}: {each.link.label}" for each in written)
    return answer(f"According to {where(written)}, {told}.", written, unread)


def _through(
    drawn: Drawn, diagram: Diagram, one: frozenset[str], two: frozenset[str]
) -> Answer | None:
    """The shortest ways along the lines; against an arrow only where none goes with it."""
    ways = _shortest(_joined(diagram, both=False), one, two)
    against = not ways
    ways = ways or _shortest(_joined(diagram, both=True), one, two)
    if not ways:
        text = f"“{drawn.title}” shows no way between them."
        cited = (Citation("document", drawn.document, drawn.title, drawn.as_of),)
        return Answer(State.UNKNOWN, text, citations=cited)
    steps = {frozenset(step) for way in ways for step in pairwise(way)}
    lines = [
        Line(drawn, diagram, link)
        for link in diagram.links
        if frozenset((link.source, link.target)) in steps
    ]
    told = "; or ".join(" → ".join(map(diagram.label_of, way)) for way in ways[:MOST_WAYS])
    between = dict.fromkeys(diagram.label_of(box) for way in ways for box in way[1:-1])
    inner = f"between them: {listed(list(between))}" if between else "nothing is between them"
    arrows = (
        " (not all arrows point that way)"
        if against and any(line.link.directed for line in lines)
        else ""
    )
    text = f"According to {where(lines)}, {inner}. The way: {told}{arrows}."
    return answer(text, lines, len(diagram.unread))


def _joined(diagram: Diagram, *, both: bool) -> Mapping[str, list[str]]:
    beside: dict[str, list[str]] = {}
    for link in diagram.links:
        beside.setdefault(link.source, []).append(link.target)
        if both or not link.directed:
            beside.setdefault(link.target, []).append(link.source)
    return beside


def _shortest(
    beside: Mapping[str, list[str]], one: frozenset[str], two: frozenset[str]
) -> list[list[str]]:
    """Every shortest way from one of the first boxes to one of the others."""
    ways = [[box] for box in sorted(one)]
    seen = set(one)
    while ways:
        if done := [way for way in ways if way[-1] in two]:
            return done
        longer = [[*way, box] for way in ways for box in dict.fromkeys(beside.get(way[-1], ()))]
        ways = [way for way in longer if way[-1] not in seen][:1000]
        seen |= {way[-1] for way in ways}
    return []


def _within(asked: Joined, drawn: Drawn, diagram: Diagram) -> Answer | None:
    inside = grouped(diagram, asked.one)
    if not inside:
        return None
    names = listed([node.label for node in inside])
    text = f"According to “{drawn.title}”, {names} {'are' if len(inside) > 1 else 'is'} in it."
    return _told(drawn, diagram, text)


def _around(drawn: Drawn, diagram: Diagram, one: frozenset[str]) -> Answer | None:
    told = [
        f"{node.label} is in {', in '.join(reversed(node.group))}"
        for node in diagram.nodes
        if node.id in one and node.group
    ]
    if not told:
        return None
    return _told(drawn, diagram, f"According to “{drawn.title}”, {listed(told)}.")


def _told(drawn: Drawn, diagram: Diagram, text: str) -> Answer:
    notes = [AS_DRAWN]
    if diagram.unread:
        notes.append(f"{len(diagram.unread)} parts of it were not understood: look at it too.")
    cited = (Citation("document", drawn.document, drawn.title, drawn.as_of),)
    return Answer(State.ANSWERED, text, citations=cited, notes=tuple(notes))


def _line(line: Line) -> str:
    source, target = line.labels()
    return f"{source} {'→' if line.link.directed else '—'} {target}"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
