"""The answer of one host, taken apart: what each part of the script said, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from steersman.domain.clean import clean

ABSENT = 127  # the tool, or what it reads, is not there
KILLED = (137, 124)  # by the script's own time limit
_BEGIN = re.compile(r"#part (\w{1,20})")
_END = re.compile(r"#end (\w{1,20}) (\d{1,3})")
LONGEST_LINE = 10_000  # characters; a longer line is not read, except where one line is all


@dataclass(frozen=True, slots=True)
class Part:
    """``status`` is that of the last command; ``cut``: there was more than we take."""

    text: str = ""
    status: int = ABSENT
    cut: bool = False

    @property
    def is_there(self) -> bool:
        return self.status != ABSENT

    @property
    def fault(self) -> str:
        """Why it cannot be relied on; empty: it can, or there is nothing of the kind."""
        if self.cut:
            return "it says more than part_bytes lets through"
        if self.status in KILLED:
            return "it took longer than part_seconds"
        return "" if self.status in (0, ABSENT) else f"the host says no (status {self.status})"

    @property
    def lines(self) -> list[str]:
        """Lines that say something, without characters that nobody sees."""
        found = (line.strip() for line in clean(self.text).split("\n"))
        return [line for line in found if line and len(line) <= LONGEST_LINE]


@dataclass(frozen=True, slots=True)
class Parts:
    """Every part by its name.  ``whole``: the script came to its end."""

    found: Mapping[str, Part]
    whole: bool

    def __getitem__(self, name: str) -> Part:
        return self.found.get(name, Part(status=1))


def parts_of(answer: bytes, most: int) -> Parts:
    """A line of a part begins with a blank; what begins otherwise is the script itself."""
    found: dict[str, Part] = {}
    name, said, whole = "", list[str](), False
    for line in answer.decode(errors="replace").split("\n"):
        if line.startswith(" "):
            said.append(line[1:])
        elif begins := _BEGIN.fullmatch(line):
            name, said = begins[1], []
        elif (ends := _END.fullmatch(line)) and ends[1] == name:
            text = "\n".join(said)
            cut = len(text.encode()) >= most - 1
            found.setdefault(name, Part(text, int(ends[2]), cut))
        elif line == "#all":
            whole = True
    return Parts(found, whole)
