"""Sequences and states: who calls whom, and what follows on what."""

from __future__ import annotations

import re

from steersman.domain.clean import one_line
from steersman.knowledge.diagrams.model import Drawing, Link, Node, Unread

_WHO = re.compile(
    r"(?:create\s+)?(?P<kind>participant|actor)\s+(?P<id>[^\s@]+)(?:@\{[^}]*\})?(?:\s+as\s+(?P<label>.+))?$"
)
_CALL = re.compile(
    r"(?P<source>[^\s<>:+-][^<>:+]*?)\s*(?P<way><<-?->>|-?->>|-?-[>x)]|-?-\)|-->|->)\s*[+-]?\s*(?P<target>[^:+-]+?)\s*:\s*(?P<label>.*)$"
)
_SEQUENCE_WORDS = re.compile(
    r"(?:activate|deactivate|note|loop|alt|else|opt|par|and|end|rect|critical|option|break|autonumber|box|destroy|links?|properties)\b",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"(?P<source>\[\*\]|[\w.-]+)\s*-->\s*(?P<target>\[\*\]|[\w.-]+)(?:\s*:\s*(?P<label>.*))?$"
)
_STATE = re.compile(
    r'state\s+(?:"(?P<label>[^"]*)"\s+as\s+)?(?P<id>[\w.-]+)\s*(?:<<\w+>>)?\s*(?P<open>\{)?$'
)
_NAMED = re.compile(r"(?P<id>[\w.-]+)\s*:\s*(?P<label>.+)$")
_STATE_WORDS = re.compile(
    r"(?:note|end note|direction|classDef|class|style|--|hide)\b|--$|.*<<", re.IGNORECASE
)


def sequence(drawing: Drawing, lines: list[tuple[int, str]]) -> None:
    """Each message is a link from who sends it to who gets it; an answer is one the other way."""
    for number, line in lines:
        if found := _WHO.match(line):
            kind = "actor" if found["kind"] == "actor" else ""
            drawing.node(Node(found["id"], one_line(found["label"] or found["id"]), kind))
        elif _SEQUENCE_WORDS.match(line):
            continue
        elif found := _CALL.match(line):
            both = found["way"].startswith("<<")
            link = Link(found["source"], found["target"], one_line(found["label"]), not both)
            drawing.link(link)
        else:
            drawing.unread.append(Unread(line[:300], "it is no participant and no message", number))


def states(drawing: Drawing, lines: list[tuple[int, str]]) -> None:
    groups: list[str] = []
    for number, line in lines:
        if line == "}":
            if groups:
                groups.pop()
        elif found := _FOLLOWS.match(line):
            ends = [("start" if at == 0 else "end") if each == "[*]" else each
                    for at, each in enumerate((found["source"], found["target"]))]  # fmt: skip
            for end in ends:
                drawing.node(Node(end, end, "", tuple(groups)))
            drawing.link(Link(ends[0], ends[1], one_line(found["label"] or "")))
        elif found := _STATE.match(line):
            label = one_line(found["label"] or found["id"])
            drawing.node(Node(found["id"], label, "state", tuple(groups)))
            if found["open"]:
                groups.append(label)
        elif _STATE_WORDS.match(line):
            continue
        elif found := _NAMED.match(line):
            drawing.node(Node(found["id"], one_line(found["label"]), "", tuple(groups)))
        else:
            drawing.unread.append(Unread(line[:300], "it is no state and no change of one", number))
