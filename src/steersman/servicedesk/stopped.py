"""Which work waits until a kill switch is released, the same wherever it is counted or listed."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.work import Status
from steersman.records.desk.tables import work_items

_RULE = "kill-switch: "  # in front of the reason that the guard of this name gives
_w = work_items.c


def waits_for_switch() -> sa.ColumnElement[bool]:
    """Of ``work_items``: held, and the kill switch is among the reasons."""
    held = _w.status == Status.HELD.value
    return sa.and_(held, _w.reasons.contains(_RULE, autoescape=True))
