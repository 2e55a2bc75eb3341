"""Everything that was found, as a file: all of it, however long the list in the page is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from steersman.domain.formulas import shielded
from steersman.domain.graph.exports import dot
from steersman.records.graph import Impact
from steersman.records.graph.marks import Mark
from steersman.web.graph.asking import Asked
from steersman.web.graph.telling import why_text

COLUMNS = ("id", "name", "class", "criticality", "stage", "depth", "effect", "why", "open_work")


def as_csv(asked: Asked, impact: Impact, marks: Mapping[str, Sequence[Mark]]) -> Iterator[str]:
    """One line for each item, in the order of the list."""
    yield _line(COLUMNS)
    for one in impact.listed:
        fact, effect = impact.facts[one], impact.effect(one)
        yield _line(
            (
                *fact,
                str(impact.walk.found[one].depth),
                effect.value if effect else "",
                why_text(impact.walk.why(one), impact.facts, asked.way),
                " ".join(mark.number for mark in marks.get(one, ())),
            )
        )


def as_dot(impact: Impact) -> Iterator[str]:
    """The drawing, with every dependency among what was found."""
    shown = [*sorted(impact.walk.roots), *sorted(impact.walk.found)]
    names = {one: impact.facts[one].name for one in shown}
    for line in dot(names, impact.walk.roots, sorted(set(impact.walk.inner()))):
        yield f"{line}\n"


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([shielded(each) for each in cells])
    return out.getvalue()
