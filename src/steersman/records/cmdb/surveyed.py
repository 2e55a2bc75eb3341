"""What the first look at a file of items found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.records.cmdb.item_rows import ItemRow
from steersman.records.files.problems import Problem


@dataclass
class Survey:
    """``ids`` gives the item of each good row by its key; those of ``new`` are to be created."""

    ids: dict[str, str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)  # key to what the source said before
    bad: set[int] = field(default_factory=set)  # lines
    problems: list[Problem] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)  # ids
    without: set[tuple[int, str]] = field(default_factory=set)  # line and reference left out
    unknown_kinds: Mapping[str, int] = field(default_factory=dict)  # the source's word → rows

    @property
    def is_hopeless(self) -> bool:
        return any(problem.is_of_file for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that refers to other items, to be settled when all of them are known."""

    line: int
    key: str
    references: tuple[tuple[str, str], ...]  # attribute, word
    row: ItemRow | None  # to be identified by what it refers to
