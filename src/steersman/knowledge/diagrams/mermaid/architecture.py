"""Architecture diagrams and C4: services in groups, systems in boundaries, relations."""

from __future__ import annotations

import re

from steersman.domain.clean import one_line
from steersman.knowledge.diagrams.model import Drawing, Link, Node, Unread

_PLACE = re.compile(
    r"(?P<what>group|service|junction)\s+(?P<id>[\w-]+)(?:\((?P<icon>[^)]*)\))?(?:\[(?P<label>[^\]]*)\])?"
    r"(?:\s+in\s+(?P<within>[\w-]+))?\s*$"
)
_EDGE = re.compile(
    r"(?P<source>[\w-]+?)(?:\{group\})?\s*:\s*[LRTB]\s*(?P<start><)?--(?:\[(?P<label>[^\]]*)\]--?)?(?P<end>>)?\s*"
    r"[LRTB]\s*:\s*(?P<target>[\w-]+)(?:\{group\})?\s*$"
)
_CALL = re.compile(r"(?P<name>\w+)\s*\((?P<arguments>.*)\)\s*(?P<open>\{)?\s*$")
_ARGUMENT = re.compile(r'\s*(?:\$\w+\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|([^,"]*))\s*(?:,|$)')
_LAYOUT = re.compile(r"Update\w+|Lay_\w+|SHOW_\w+|LAYOUT_\w+", re.IGNORECASE)


def architecture(drawing: Drawing, lines: list[tuple[int, str]]) -> None:
    within: dict[str, tuple[str, ...]] = {}
    for number, line in lines:
        if found := _PLACE.match(line):
            group = within.get(found["within"] or "", ())
            label = one_line(found["label"] or found["id"])
            if found["what"] == "group":
                within[found["id"]] = (*group, label)
            else:
                drawing.node(Node(found["id"], label, found["icon"] or "", group))
        elif found := _EDGE.match(line):
            one, other = found["source"], found["target"]
            if found["start"] and not found["end"]:
                one, other = other, one
            directed = bool(found["start"]) is not bool(found["end"])
            drawing.link(Link(one, other, one_line(found["label"] or ""), directed))
        else:
            drawing.unread.append(Unread(line[:300], "it is no group, service or line", number))


def c4(drawing: Drawing, lines: list[tuple[int, str]]) -> None:
    groups: list[str] = []
    for number, line in lines:
        if line.startswith("}"):
            if groups:
                groups.pop()
            continue
        found = _CALL.match(line)
        if found is None:
            drawing.unread.append(Unread(line[:300], "it is no element or relation", number))
            continue
        given = [(one or other).strip() for one, other in _ARGUMENT.findall(found["arguments"])]
        if not _LAYOUT.match(found["name"]):
            _called(drawing, found["name"], given, groups, number, line)
        if found["open"]:
            groups.append(one_line(given[1] if len(given) > 1 and given[1] else found["name"]))


def _called(
    drawing: Drawing, name: str, given: list[str], groups: list[str], number: int, line: str
) -> None:
    low = name.lower()
    if low.startswith(("rel", "birel")):
        shift = 1 if low.startswith("relindex") else 0
        if len(given) < shift + 2 or not all(given[shift : shift + 2]):
            drawing.unread.append(Unread(line[:300], "a relation needs two ends", number))
            return
        told = [one_line(each) for each in given[shift + 2 : shift + 4] if each]
        label = f"{told[0]} [{told[1]}]" if len(told) > 1 else "".join(told)
        drawing.link(Link(given[shift], given[shift + 1], label, directed=not low.startswith("bi")))
    elif "boundary" in low or low in {"deployment_node", "node", "node_l", "node_r"}:
        return  # what it encloses is told by its group
    elif given and given[0]:
        label = one_line(given[1]) if len(given) > 1 and given[1] else given[0]
        noted = tuple(("note", one_line(each)) for each in given[2:4] if each)
        drawing.node(Node(given[0], label, name, tuple(groups), noted))
    else:
        drawing.unread.append(Unread(line[:300], "an element needs a name", number))
