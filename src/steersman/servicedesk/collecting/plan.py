"""What a collection would do, and what it did."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.records.cmdb.collection import SHOWN, Collection, LeftOut, Outcome
from steersman.records.cmdb.request import CmdbPlan
from steersman.servicedesk.collecting.lines import Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPlan:
    """The dry run of one collection.  ``at``: when the system was asked, in seconds since 1970.

    ``question`` is why a person is asked first; nothing is taken in until somebody says yes to
    exactly this.  ``items`` and ``relations`` are ``None`` where there are none to take in.
    """

    system: str
    at: float
    lines: Lines
    items: CmdbPlan | None = None
    relations: CmdbPlan | None = None
    new_relations: int = 0  # of items that are not on record before this is applied
    missing: tuple[str, ...] = ()  # names from the last whole listing that this one does not hold
    left_out: tuple[LeftOut, ...] = ()
    question: str = ""

    @property
    def parts(self) -> tuple[CmdbPlan, ...]:
        return tuple(each for each in (self.items, self.relations) if each is not None)

    @property
    def digest(self) -> str:
        """The same for the same effect, so that what was shown is what is done."""
        told = [self.system, self.question, str(self.new_relations)]
        told += [each.digest for each in self.parts]
        told += [f"{each.what}\0{each.why}" for each in self.left_out]
        return hashlib.sha256("\n".join(told).encode("utf-8", "backslashreplace")).hexdigest()

    @property
    def counts(self) -> Mapping[str, int]:
        relations = self.relations
        created = relations.created if relations is not None else 0
        items = _counts(self.items)
        return {
            "listed": len(self.lines.cells),
            **items,
            "missing": len(self.missing),
            "relations_created": created + self.new_relations,
            "relations_removed": relations.disappeared if relations is not None else 0,
            "left_out": len(self.left_out),
        }

    @property
    def changes(self) -> bool:
        counts = self.counts
        names = ("created", "updated", "relations_created", "relations_removed")
        return any(counts[name] for name in names)

    def found(self) -> Collection:
        """What is kept of it, once it was applied or refused."""
        outcome = Outcome.PARTIAL if self.left_out else Outcome.READ
        return Collection(
            at=self.at,
            outcome=Outcome.REFUSED if self.question else outcome,
            detail=self.question or ("" if self.lines.cells else "It answered and lists nothing."),
            counts=self.counts,
            left_out=tuple(self.left_out[:SHOWN]),
            left_out_count=len(self.left_out),
            complete=self.lines.is_whole,
        )


def left_out_of(plan: CmdbPlan, names: Sequence[str]) -> list[LeftOut]:
    """What the import refuses; ``names`` are those of its rows, by line."""
    found = []
    for each in plan.problems:
        what = names[each.line - 1] if each.line else each.column or "the listing"
        column = f"{each.column}: " if each.column and each.line else ""
        found.append(LeftOut(what, f"{column}{each.message}; {each.mend}"))
    return found


def _counts(plan: CmdbPlan | None) -> dict[str, int]:
    names = ("created", "updated", "unchanged", "conflicts", "refused")
    return {name: getattr(plan, name) if plan is not None else 0 for name in names}
