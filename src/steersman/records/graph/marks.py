"""Open work about configuration items: what is wrong with them, or being changed, right now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.work import State
from steersman.records.desk.tables import work_items

OPEN = tuple(each.value for each in (State.NEW, State.IN_PROGRESS, State.ON_HOLD))
_c = work_items.c


@dataclass(frozen=True, slots=True)
class Mark:
    """One open work item whose subject is the configuration item."""

    number: str
    kind: str
    summary: str


def marks_on(
    connection: sa.Connection, ids: Collection[str], visible: sa.ColumnElement[bool]
) -> Mapping[str, tuple[Mark, ...]]:
    """The open work on each of ``ids``, the newest first, as far as it may be seen."""
    found: dict[str, tuple[Mark, ...]] = {}
    listed = sorted(ids)
    for at in range(0, len(listed), 500):
        wanted = (
            sa.select(_c.subject, _c.number, _c.kind, _c.summary)
            .where(_c.subject.in_(listed[at : at + 500]), _c.state.in_(OPEN), visible)
            .order_by(_c.seq.desc())
        )
        for subject, *rest in connection.execute(wanted):
            found[subject] = (*found.get(subject, ()), Mark(*rest))
    return found
