"""Which kind of Mermaid diagram it is, and line by line what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from steersman.domain.clean import clean, one_line
from steersman.knowledge.diagrams.mermaid.architecture import architecture, c4
from steersman.knowledge.diagrams.mermaid.flowchart import flowchart
from steersman.knowledge.diagrams.mermaid.sequence import sequence, states
from steersman.knowledge.diagrams.model import Diagram, Drawing, Unread

_KINDS: Mapping[str, Callable[[Drawing, list[tuple[int, str]]], None]] = {
    "flowchart": flowchart,
    "flowchart-elk": flowchart,
    "graph": flowchart,
    "architecture-beta": architecture,
    "architecture": architecture,
    "c4context": c4,
    "c4container": c4,
    "c4component": c4,
    "c4dynamic": c4,
    "c4deployment": c4,
    "sequencediagram": sequence,
    "statediagram": states,
    "statediagram-v2": states,
}
_OTHER = (
    "classDiagram", "erDiagram", "gantt", "pie", "mindmap", "timeline", "journey", "gitGraph",
    "quadrantChart", "requirementDiagram", "sankey-beta", "xychart-beta", "block-beta",
    "packet-beta", "kanban", "zenuml",
)  # fmt: skip
HEAD = re.compile(
    r"^[ \t]*(?:" + "|".join([*(re.escape(each) for each in _KINDS), *_OTHER]) + r")(?=[ \t;\n]|$)",
    re.MULTILINE | re.IGNORECASE,
)
_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.+)$", re.MULTILINE)
_DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)


def read_mermaid(name: str, text: str) -> Diagram:
    """Kinds that show no boxes and lines (charts, calendars) are named as unread."""
    text = clean(text)
    drawing = Drawing(name, "mermaid")
    if matter := _MATTER.match(text):
        if title := _TITLE.search(matter[1]):
            drawing.title = one_line(title[1].strip("\"'"))
        text = "\n" * matter[0].count("\n") + text[matter.end() :]
    text = _DIRECTIVE.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines = [
        (number, line.strip())
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip() and not line.strip().startswith("%%")
    ]
    if not lines:
        return drawing.done()
    kind = lines[0][1].split()[0].rstrip(";").lower()
    read = _KINDS.get(kind)
    if read is None:
        why = "this kind of Mermaid diagram is not read"
        drawing.unread.append(Unread(lines[0][1][:200], why, lines[0][0]))
    else:
        read(drawing, _titled(drawing, lines))
    return drawing.done()


def _titled(drawing: Drawing, lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines behind the head, without those that say something of the whole."""
    rest = []
    _, _, same_line = lines[0][1].partition(";")
    if same_line.strip():
        rest.append((lines[0][0], same_line.strip()))
    for number, line in lines[1:]:
        if found := re.match(r"title[ \t:]+(.+)", line):
            drawing.title = one_line(found[1])
        elif not re.match(r"(?:accTitle|accDescr)\b", line):
            rest.append((number, line))
    return rest
