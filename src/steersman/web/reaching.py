"""One work item, when the caller may do this to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from steersman.records.desk.tables import work_items
from steersman.records.store import reading
from steersman.web.auth import Caller, denied, visible
from steersman.web.core import Core
from steersman.web.errors import not_found


def reachable(core: Core, caller: Caller, action: str, number: str) -> Mapping[str, Any]:
    """The row, when the caller may do this to it.  404: there is none; 403: not for them."""
    one = sa.select(work_items).where(work_items.c.number == number)
    found = visible(core, caller, action, work_items)
    with reading(core.store) as connection:
        row = connection.execute(one).mappings().first()
        if row is None:
            raise not_found(f"work item {number}")
        if connection.execute(one.where(found.where)).first() is None:
            why = f"{caller.id} may not {action} {number}: it is outside the filter {found.why}"
            raise denied(core.permissions, why, action, "work_item")
    return dict(row)
