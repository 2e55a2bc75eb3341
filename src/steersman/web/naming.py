"""The names of people whose ids stand in an answer, as far as its reader may see them."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from steersman.records.people import people
from steersman.records.store import reading
from steersman.web.auth import Caller
from steersman.web.console.names import names_in
from steersman.web.core import Core


def names_for(core: Core, caller: Caller, *texts: str | None) -> Mapping[str, str]:
    """Id → full name; who is hidden from the caller stays an id."""
    known = names_in(core.store, *texts).known
    may_see = core.permissions.visible(caller.principal, "view", people).where
    wanted = sa.select(people.c.id).where(people.c.id.in_(sorted(known)), may_see)
    with reading(core.store) as connection:
        seen = connection.scalars(wanted).all()
    return {one: known[one] for one in seen}
