"""Boxes and lines of the diagrams that may be read: which one a name means, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steersman.knowledge.asking.answer import Answer, Citation, State, Table
from steersman.knowledge.diagrams import Diagram, Link, Node
from steersman.knowledge.retrieval.words import terms

SHOWN = 60  # lines
AS_DRAWN = "A diagram shows what somebody drew, not what is in place now."


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document with the diagrams in it."""

    document: str
    title: str
    as_of: str
    diagrams: Sequence[Diagram]


@dataclass(frozen=True, slots=True)
class Line:
    drawn: Drawn
    diagram: Diagram
    link: Link

    def labels(self) -> tuple[str, str]:
        return self.diagram.label_of(self.link.source), self.diagram.label_of(self.link.target)


def lines_of(drawn: Drawn, diagram: Diagram, boxes: frozenset[str]) -> Iterator[Line]:
    for link in diagram.links:
        if link.source in boxes or link.target in boxes:
            yield Line(drawn, diagram, link)


def exact(drawn: Drawn, name: str) -> bool:
    """Whether a box of it is called so, and not only something with these words."""
    return any(_same(node, name) for diagram in drawn.diagrams for node in diagram.nodes)


def grouped(diagram: Diagram, name: str) -> list[Node]:
    """The boxes in the group of that name, at any depth; none where several could be meant."""
    groups = {group for node in diagram.nodes for group in node.group}
    words = frozenset(terms(name))
    whole = {each for each in groups if each.casefold() == name.casefold()}
    found = whole or {each for each in groups if words and words <= frozenset(terms(each))}
    if len(found) != 1:
        return []
    return [node for node in diagram.nodes if found & {*node.group}]


def boxes(diagram: Diagram, name: str) -> frozenset[str] | str:
    """The ids of the boxes that a name means, or a sentence that names those it could mean."""
    whole = [node for node in diagram.nodes if _same(node, name)]
    if whole:
        return frozenset(node.id for node in whole)
    words = frozenset(terms(name))
    within = [node for node in diagram.nodes if words and words <= frozenset(terms(node.label))]
    labels = sorted({node.label for node in within})
    if len(labels) > 1:
        shown = ", ".join(f"“{label}”" for label in labels[:6])
        return f"“{name}” could be {shown}. Say which one you mean."
    return frozenset(node.id for node in within)


def _same(node: Node, name: str) -> bool:
    return name.casefold() in (node.label.casefold(), node.id.casefold())


def answer(
    text: str,
    lines: Sequence[Line],
    unread: int,
    state: State = State.ANSWERED,
) -> Answer:
    rows = [
        [line.drawn.title, *line.labels(), line.link.label, "→" if line.link.directed else "—"]
        for line in lines
    ]
    cited = {line.drawn.document: line.drawn for line in lines}
    notes = [AS_DRAWN]
    if unread:
        notes.append(f"{unread} parts of these diagrams were not understood: look at them too.")
    return Answer(
        state,
        text,
        citations=tuple(
            Citation("document", each.document, each.title, each.as_of) for each in cited.values()
        ),
        table=Table(("document", "from", "to", "line", "arrow"), rows[:SHOWN], len(rows)),
        notes=tuple(notes),
    )


def other_end(line: Line, name: str) -> str:
    """The end of a line that is not the thing that was asked about."""
    source, target = line.labels()
    found = boxes(line.diagram, name)
    return target if line.link.source in found else source


def this_end(line: Line, name: str) -> str:
    source, target = line.labels()
    found = boxes(line.diagram, name)
    return source if line.link.source in found else target


def means(label: str, name: str) -> bool:
    words = frozenset(terms(name))
    return label.casefold() == name.casefold() or bool(words and words <= frozenset(terms(label)))


def where(lines: Sequence[Line]) -> str:
    titles = list(dict.fromkeys(line.drawn.title for line in lines))
    return listed([f"“{title}”" for title in titles])


def listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
