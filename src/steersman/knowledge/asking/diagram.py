"""Questions about what is joined to what, answered from the lines of diagrams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from steersman.knowledge.asking.answer import Answer, Citation, State, Table, unknown
from steersman.knowledge.diagrams import Diagram, Link, Node
from steersman.knowledge.retrieval.words import terms

SHOWN = 60  # lines
_THE = r"(?:the\s+|our\s+|an?\s+)?"
_BEHIND = re.compile(
    r"\s*,?\s*\(?(?:according to|as (?:shown|drawn) (?:in|on)|in|on|from)\s+(?:the|our|a)\s+"
    r"[\w\s-]{0,40}?(?:diagrams?|drawings?|maps?)\)?\s*$",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"\b(diagrams?|drawings?|drawn|network map)\b", re.IGNORECASE)
_JOINED = r"(?:connected|linked|joined|wired|attached|cabled)"
_FORMS = (
    rf"what\s+(?:is|are)\s+{_THE}(?P<one>.+?)\s+{_JOINED}\s+(?:to|with)",
    rf"what\s+(?:is|are)\s+{_JOINED}\s+(?:to|with)\s+{_THE}(?P<one>.+)",
    rf"(?:which|what)\s+[\w\s-]{{1,40}}?\s+(?:is|are)\s+{_JOINED}\s+(?:to|with)\s+{_THE}(?P<one>.+)",
    rf"what\s+(?:does|do)\s+{_THE}(?P<one>.+?)\s+(?:connect|link|talk|speak|send)\s*(?:to|with)?",
    rf"what\s+(?:connects|links|talks|speaks)\s+(?:to|with)\s+{_THE}(?P<one>.+)",
    rf"(?:is|are)\s+{_THE}(?P<one>.+?)\s+(?:directly\s+)?{_JOINED}\s+(?:to|with)\s+{_THE}(?P<two>.+)",
    rf"(?:does|do)\s+{_THE}(?P<one>.+?)\s+(?:connect|link|talk|speak)\s+(?:to|with)\s+{_THE}(?P<two>.+)",
    rf"(?:neighbou?rs|connections|links)\s+of\s+{_THE}(?P<one>.+)",
)
_QUESTIONS = [re.compile(rf"^\s*{form}\s*$", re.IGNORECASE) for form in _FORMS]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document with the diagrams in it."""

    document: str
    title: str
    as_of: str
    diagrams: Sequence[Diagram]


@dataclass(frozen=True, slots=True)
class Joined:
    """What is asked: everything joined to ``one``, or whether it is joined to ``two``."""

    one: str
    two: str = ""
    of_diagrams: bool = False  # the question names a diagram itself


@dataclass(frozen=True, slots=True)
class _Line:
    drawn: Drawn
    diagram: Diagram
    link: Link

    def labels(self) -> tuple[str, str]:
        return self.diagram.label_of(self.link.source), self.diagram.label_of(self.link.target)


def about_joined(question: str) -> Joined | None:
    """The things that a question wants the lines of; None: it asks something else."""
    asked = question.strip().rstrip("?!. ")
    plain = _BEHIND.sub("", asked)
    for form in _QUESTIONS:
        if found := form.match(plain):
            names = {name: _name(value or "") for name, value in found.groupdict().items()}
            if names["one"]:
                return Joined(**names, of_diagrams=bool(_DRAWN.search(asked)))
    return None


def ask_diagrams(asked: Joined, documents: Iterable[Drawn]) -> Answer | None:
    """What the lines say; None: no diagram that may be read knows the thing.

    A name means a box only when it is the whole label, or all of its words stand in one label
    and in no other: two boxes that fit equally well are named, and nothing is claimed.
    """
    lines: list[_Line] = []
    unread = 0
    for each in documents:
        for diagram in each.diagrams:
            found = _boxes(diagram, asked.one)
            if isinstance(found, str):
                return unknown(f"{each.title}: {found}")
            lines += _of(each, diagram, found)
            unread += len(diagram.unread) if found else 0
    if not lines:
        return None
    if asked.two:
        return _whether(asked, lines, unread)
    return _all(asked, lines, unread)


def not_drawn(asked: Joined) -> Answer:
    return unknown(f"No diagram that you may read shows “{asked.one}”.")


def _of(drawn: Drawn, diagram: Diagram, boxes: frozenset[str]) -> Iterator[_Line]:
    for link in diagram.links:
        if link.source in boxes or link.target in boxes:
            yield _Line(drawn, diagram, link)


def _boxes(diagram: Diagram, name: str) -> frozenset[str] | str:
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


def _all(asked: Joined, lines: Sequence[_Line], unread: int) -> Answer:
    others = dict.fromkeys(_other(line, asked.one) for line in lines)
    name = _name_in(lines[0], asked.one)
    text = f"According to {_where(lines)}, {name} is connected to {_listed(list(others))}."
    return _answer(text, lines, unread)


def _whether(asked: Joined, lines: Sequence[_Line], unread: int) -> Answer:
    between = [line for line in lines if _means(_other(line, asked.one), asked.two)]
    name = _name_in(lines[0], asked.one)
    if between:
        other = _other(between[0], asked.one)
        text = f"Yes: according to {_where(between)}, {name} is connected to {other}."
        return _answer(text, between, unread)
    others = _listed(list(dict.fromkeys(_other(line, asked.one) for line in lines)))
    text = f"{_where(lines)} shows no line between them; it shows {name} connected to {others}."
    return _answer(text[:1].upper() + text[1:], lines, unread, State.UNKNOWN)


def _answer(
    text: str,
    lines: Sequence[_Line],
    unread: int,
    state: State = State.ANSWERED,
) -> Answer:
    rows = [
        [line.drawn.title, *line.labels(), line.link.label, "→" if line.link.directed else "—"]
        for line in lines
    ]
    cited = {line.drawn.document: line.drawn for line in lines}
    notes = ["A diagram shows what somebody drew, not what is in place now."]
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


def _other(line: _Line, name: str) -> str:
    """The end of a line that is not the thing that was asked about."""
    source, target = line.labels()
    found = _boxes(line.diagram, name)
    return target if line.link.source in found else source


def _name_in(line: _Line, name: str) -> str:
    source, target = line.labels()
    found = _boxes(line.diagram, name)
    return source if line.link.source in found else target


def _means(label: str, name: str) -> bool:
    words = frozenset(terms(name))
    return label.casefold() == name.casefold() or bool(words and words <= frozenset(terms(label)))


def _where(lines: Sequence[_Line]) -> str:
    titles = list(dict.fromkeys(line.drawn.title for line in lines))
    return _listed([f"“{title}”" for title in titles])


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _name(said: str) -> str:
    return said.strip(" ,\"'“”")
