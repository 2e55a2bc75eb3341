"""Questions about what is drawn, answered from the boxes and lines of diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steersman.knowledge.asking.answer import Answer, State, unknown
from steersman.knowledge.asking.diagram_boxes import (
    Drawn,
    Line,
    answer,
    boxes,
    exact,
    lines_of,
    listed,
    means,
    other_end,
    this_end,
    where,
)
from steersman.knowledge.asking.diagram_question import Joined, Wants, about_joined
from steersman.knowledge.asking.diagram_ways import across

__all__ = ["Drawn", "Joined", "about_joined", "ask_diagrams", "not_drawn"]


def ask_diagrams(asked: Joined, documents: Iterable[Drawn]) -> Answer | None:
    """What is drawn; None: no diagram that may be read knows the thing.

    A name means a box only when it is the whole label, or all of its words stand in one label
    and in no other: two boxes that fit equally well are named, and nothing is claimed.
    """
    drawn = list(documents)
    if asked.wants is not Wants.JOINED:
        return across(asked, drawn)
    if called := [each for each in drawn if exact(each, asked.one)]:
        drawn = called
    lines: list[Line] = []
    unread = 0
    for each in drawn:
        for diagram in each.diagrams:
            found = boxes(diagram, asked.one)
            if isinstance(found, str):
                return unknown(f"{each.title}: {found}")
            lines += lines_of(each, diagram, found)
            unread += len(diagram.unread) if found else 0
    if not lines:
        return None
    if asked.two:
        return _whether(asked, lines, unread)
    return _all(asked, lines, unread)


def not_drawn(asked: Joined) -> Answer:
    return unknown(f"No diagram that you may read shows “{asked.one}”.")


def _all(asked: Joined, lines: Sequence[Line], unread: int) -> Answer:
    others = dict.fromkeys(other_end(line, asked.one) for line in lines)
    name = this_end(lines[0], asked.one)
    text = f"According to {where(lines)}, {name} is connected to {listed(list(others))}."
    return answer(text, lines, unread)


def _whether(asked: Joined, lines: Sequence[Line], unread: int) -> Answer:
    between = [line for line in lines if means(other_end(line, asked.one), asked.two)]
    name = this_end(lines[0], asked.one)
    if between:
        other = other_end(between[0], asked.one)
        text = f"Yes: according to {where(between)}, {name} is connected to {other}."
        return answer(text, between, unread)
    others = listed(list(dict.fromkeys(other_end(line, asked.one) for line in lines)))
    text = f"{where(lines)} shows no line between them; it shows {name} connected to {others}."
    return answer(text[:1].upper() + text[1:], lines, unread, State.UNKNOWN)
