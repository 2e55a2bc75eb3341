"""An item as far as the caller may see it."""

from __future__ import annotations

from dataclasses import asdict

from steersman.domain.canonical import Json
from steersman.domain.cmdb.items import ConfigurationItem
from steersman.records.cmdb.tables import configuration_items
from steersman.records.permissions import Visible
from steersman.web.auth import Caller
from steersman.web.core import Core


class Shown:
    """Shows items of one list; asks the rules about each item only where fields are hidden."""

    def __init__(self, core: Core, caller: Caller, may: Visible) -> None:
        self._core, self._caller, self._may = core, caller, may

    def item(self, item: ConfigurationItem) -> Json:
        if self._may.fields is None:
            return shown_item(item, None)
        rules = self._core.permissions
        decision = rules.decide(self._caller.principal, "view", configuration_items, item.id)
        return shown_item(item, decision.fields)


def shown_item(item: ConfigurationItem, fields: frozenset[str] | None) -> Json:
    """``fields`` are those that may be seen; None: all.  Attributes stand beside the columns."""
    told = asdict(item)
    attributes = told.pop("attributes")
    if fields is not None:
        attributes = attributes if "attributes" in fields else {}
        told = {name: value for name, value in told.items() if name in {"id", *fields}}
    return {**told, "attributes": attributes}
