"""Which class a table is of that nobody knows: that of the nearest table above it."""

from __future__ import annotations

from steersman.connectors.servicenow.classes import class_of
from steersman.connectors.servicenow.client import ServiceNowClient
from steersman.connectors.servicenow.query import Condition, value
from steersman.connectors.servicenow.table import TableRows
from steersman.domain.errors import Permanent

TABLES = "sys_db_object"  # the instance's own list of its tables
_DEEPEST = 12  # tables from the lowest to cmdb_ci; more is a circle


class Hierarchy:
    """Asks for each table once.  An account that may not read the list learns nothing from it."""

    def __init__(self, client: ServiceNowClient) -> None:
        self._client = client
        self._known: dict[str, str] = {}

    def class_of(self, table: str) -> str:
        """Empty: neither it nor any table above it has a class that items may be of."""
        if table not in self._known:
            self._known[table] = class_of(table) or self._above(table)
        return self._known[table]

    def _above(self, table: str) -> str:
        for _ in range(_DEEPEST):
            table = self._parent(table)
            if not table:
                return ""
            if found := class_of(table):
                return found
        return ""

    def _parent(self, table: str) -> str:
        if not table.replace("_", "").isalnum():
            return ""  # no name of a table; it must not become part of a query
        condition = Condition("name", (table,))
        rows = TableRows(self._client, TABLES, ("super_class.name",), (condition,))
        try:
            found = [value(row, "super_class.name") for row in rows]
        except Permanent:
            return ""
        return found[0] if len(found) == 1 else ""
