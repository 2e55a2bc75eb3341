"""What the page of the graph shows: one sentence, the counts, the list with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from steersman.domain.graph import Way
from steersman.domain.graph.failure import Effect
from steersman.records.graph import Impact, Sight
from steersman.records.graph.counted import UNKNOWN
from steersman.records.graph.marks import Mark
from steersman.records.graph.reader import Fact
from steersman.web.graph.asking import Asked
from steersman.web.graph.telling import effects_of, notes_of, why_text
from steersman.web.pages.graph.drawing import shown_in, title_of


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the list, with the way that leads to it in words."""

    fact: Fact
    kind: str
    depth: int
    effect: Effect | None
    why: str
    work: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Depth:
    number: int
    count: int
    critical: int  # of criticality 1
    unrated: int
    whole: bool


@dataclass(frozen=True, slots=True)
class View:
    """``root`` None: nothing was asked for yet, or ``missing`` is not there."""

    word: str
    way: Way
    hops: int
    ci_class: str = ""
    criticality: str = ""
    root: Fact | None = None
    root_kind: str = ""
    root_work: Sequence[Mark] = ()
    missing: str = ""
    candidates: Sequence[Mapping[str, str]] = ()
    lines: Sequence[Line] = ()
    count: int = 0
    complete: bool = True
    filtered_out: int = 0
    depths: Sequence[Depth] = ()
    more: Sequence[tuple[int, int]] = ()  # (depth, how many are not in the list)
    offset: int = 0
    next: str = ""  # where the list goes on
    classes: Sequence[tuple[str, str]] = ()  # (name, title)
    notes: Sequence[str] = ()
    drawn: int = 0
    effects: Mapping[str, int] = field(default_factory=dict)

    def address(self, path: str = "/graph", **more: str) -> str:
        """This question again, changed in some point."""
        asked = {
            "ci": self.root.id if self.root else self.word,
            "way": self.way.value,
            "hops": str(self.hops),
            "class": self.ci_class,
            "criticality": self.criticality,
        }
        return f"{path}?{urlencode({k: v for k, v in {**asked, **more}.items() if v})}"

    @property
    def narrowed(self) -> bool:
        return bool(self.ci_class or self.criticality)


def view_of(
    word: str, asked: Asked, impact: Impact, marks: Mapping[str, Sequence[Mark]], sight: Sight
) -> View:
    walk, counted, (root,) = impact.walk, impact.counted, impact.walk.roots
    end = asked.offset + asked.limit
    more = counted.beyond([walk.found[one].depth for one in impact.listed[:end]])
    return View(
        word=word,
        way=asked.way,
        hops=asked.hops,
        ci_class=asked.ci_class,
        criticality=asked.criticality,
        root=impact.facts[root],
        root_kind=title_of(impact.facts[root].ci_class),
        root_work=marks.get(root, ()),
        lines=[_line(one, asked, impact, marks) for one in impact.listed[asked.offset : end]],
        count=counted.count,
        complete=walk.complete,
        filtered_out=counted.filtered_out,
        depths=_depths(impact),
        more=list(more.items()),
        offset=asked.offset,
        next=str(end) if more else "",
        classes=sorted(
            ((name, title_of(name)) for name in counted.by_class), key=lambda each: each[1]
        ),
        notes=notes_of(impact, sight),
        drawn=len(shown_in(asked, impact)),
        effects=effects_of(impact),
    )


def _line(one: str, asked: Asked, impact: Impact, marks: Mapping[str, Sequence[Mark]]) -> Line:
    fact = impact.facts[one]
    return Line(
        fact=fact,
        kind=title_of(fact.ci_class),
        depth=impact.walk.found[one].depth,
        effect=impact.effect(one),
        why=why_text(impact.walk.why(one), impact.facts, asked.way),
        work=marks.get(one, ()),
    )


def _depths(impact: Impact) -> list[Depth]:
    return [
        Depth(
            number=depth,
            count=sum(ranks.values()),
            critical=ranks.get("1", 0),
            unrated=ranks.get(UNKNOWN, 0),
            whole=depth <= impact.walk.whole,
        )
        for depth, ranks in sorted(impact.counted.by_depth.items())
    ]
