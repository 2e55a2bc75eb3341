"""A section of a document, and a part of it that answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from steersman.knowledge.asking.passages_units import Shape, Unit, units
from steersman.knowledge.asking.passages_words import bag
from steersman.records.knowledge import Passage

STEPS, SURE, NEAR, FAR = 4, 3, 2, 1  # a procedure; one statement says it; one block; its section
_SHORTENED = range(3, 6)  # words of a title that is known by its initials
FEW = 25  # words: so many above all headings say what the document is


@dataclass(frozen=True)
class Section:
    """What stands below one heading.  ``alone``: the document has no other."""

    passages: tuple[Passage, ...]
    text: str
    alone: bool
    behind: str = ""  # the text of the next section
    intro: str = ""  # what the document says first, above all headings but its title
    question: str = ""  # what this answers, on a page of questions
    everything: frozenset[str] = frozenset()  # the words of the whole document
    only_steps: bool = False  # no other section of the document tells what to do step by step

    @property
    def passage(self) -> Passage:
        return self.passages[0]

    @property
    def heading(self) -> str:
        return self.question or (self.passage.path[-1] if self.passage.path else "")

    @cached_property
    def title(self) -> frozenset[str]:
        """With the name of its file, and what the title is shortened to."""
        title = self.passage.title
        words = re.findall(r"[^\W\d_]+", re.split(r"[,:(–—]| - ", title)[0])
        short = "".join(each[0] for each in words).lower() if len(words) in _SHORTENED else ""
        file = PurePosixPath(self.passage.name).stem.replace("_", " ")
        return bag(f"{title} . {file} . {short}")

    @cached_property
    def subject(self) -> frozenset[str]:
        """Names and versions in the line or two above all headings: what the document is about."""
        few = self.intro if len(self.intro.split()) <= FEW else ""
        return bag(few)

    @cached_property
    def headings(self) -> frozenset[str]:
        return bag(" . ".join((*self.passage.path[1:], self.question)))

    @cached_property
    def words(self) -> frozenset[str]:
        return bag(self.text)

    @cached_property
    def units(self) -> Sequence[Unit]:
        return tuple(units(self.text))


@dataclass(frozen=True, slots=True)
class Fit:
    """A part of a section that answers.  ``own``: how many of the words stand in it itself."""

    section: Section
    sure: int
    own: int
    said: str  # the statement itself
    quote: str
    shape: Shape | None = None  # None: the whole section
    block: int = 0
