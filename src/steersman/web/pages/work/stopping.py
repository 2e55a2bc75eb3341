"""Whether a visitor may stop a work item before it is carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from steersman.records.desk.tables import work_items
from steersman.records.desk.withdrawal import STOPPABLE
from steersman.records.store import reading
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor


def may_stop(core: Core, visitor: Visitor, row: Mapping[str, Any]) -> bool:
    """Whether it is open, a rule lets them, and it is about somebody else."""
    if row["status"] not in {each.value for each in STOPPABLE} or visitor.id == row["subject"]:
        return False
    may = core.permissions.visible(visitor.caller.principal, "stop", work_items)
    one = sa.select(work_items.c.number).where(work_items.c.number == row["number"], may.where)
    with reading(core.store) as connection:
        return bool(may.rules) and connection.execute(one).first() is not None
