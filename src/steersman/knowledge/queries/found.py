"""What a query found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steersman.domain.sources import Fields, Value
from steersman.knowledge.queries.model import Condition, Query

Rows = Mapping[str, Fields]  # by id


@dataclass(frozen=True, slots=True)
class Witness:
    """A linked object for which a condition holds.  ``asked``: the fields that it is about."""

    row: Fields
    asked: Sequence[str]


@dataclass(frozen=True, slots=True)
class Found:
    """``ids`` fulfil the query.  ``undecided``: the record does not say; by the field it lacks.

    Of LATEST and EARLIEST ``ids`` are those with the value, ``among`` how many were compared.
    """

    query: Query
    ids: tuple[str, ...]
    rows: Rows
    value: Value = None  # of LATEST, EARLIEST and SUM
    groups: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    several: bool = False  # whether something counts in more than one group
    undecided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    among: int = 0
    nothing_like: tuple[Condition, ...] = ()  # what dependencies were asked of, and is not there
    # SUM or AVERAGE of each group
    groups_of: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    like: tuple[str, ...] = ()  # of EVERY and SHARE: those of ``ids`` that are as they must be
    open: tuple[str, ...] = ()  # and those of which the record does not say
    without_value: tuple[str, ...] = ()  # found, but nothing is known of the field asked for
    # Link to id to the objects at its other end that fulfil the condition, for the first EXPLAINED.
    because: Mapping[str, Mapping[str, Sequence[Witness]]] = field(default_factory=dict)
