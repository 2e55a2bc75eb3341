"""The names of people whose ids stand in an answer, as far as its reader may see them."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.records import names
from steersman.web.auth import Caller
from steersman.web.core import Core


def names_for(core: Core, caller: Caller, *texts: str | None) -> Mapping[str, str]:
    """Id → full name; who is hidden from the caller stays an id."""
    return names.names_for(core.store, core.permissions, caller.principal, *texts).known
