"""What the caller may reach; what they may not see is answered like what does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from steersman.records.desk.tables import work_items
from steersman.records.store import reading
from steersman.web.auth import Caller, visible
from steersman.web.core import Core
from steersman.web.errors import Problem, not_found
from steersman.web.refusals import denied


def reachable(core: Core, caller: Caller, action: str, number: str) -> Mapping[str, Any]:
    """The row, when the caller may do this to it.

    404: there is none that they may see; 403: they see it, and may not do this.  So whoever tries
    numbers learns nothing by the answers.
    """
    one = sa.select(work_items).where(work_items.c.number == number)
    found = visible(core, caller, action, work_items)
    seen = core.permissions.visible(caller.principal, "view", work_items)
    with reading(core.store) as connection:
        row = connection.execute(one.where(found.where)).mappings().first()
        if row is not None:
            return dict(row)
        shown = connection.execute(one.where(seen.where)).first()
    if action == "view" or shown is None:
        raise unseen(core, caller, f"work item {number}", "work_item")
    raise denied(core.permissions, caller.principal, action, "work_item", number)


def unseen(core: Core, caller: Caller, what: str, object_type: str) -> Problem:
    """Word for word the same for what is hidden from the caller and for what there is not."""
    if core.permissions.may(caller.principal, "view", object_type).allowed:
        return not_found(what)  # they see every one
    roles = core.permissions.roles_that_may("view", object_type)
    others = [role for role in roles if role not in caller.principal.roles]
    mend = (
        f"check it, or ask somebody with the role {' or '.join(others)}" if others else "check it"
    )
    told = f"there is no {what} that you may see"
    return Problem(404, "not_found", told, mend, f"{object_type}.view")
