"""Read the CMDB of an instance, and put together what it knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from steersman.capabilities.gathering import Gathering
from steersman.capabilities.inventory import Inventory
from steersman.capabilities.json_errors import BadRequest, Forbidden
from steersman.connectors.servicenow import items
from steersman.connectors.servicenow.classes import relation_of
from steersman.connectors.servicenow.client import ServiceNowClient
from steersman.connectors.servicenow.hierarchy import Hierarchy
from steersman.connectors.servicenow.items import DETAILS, Details
from steersman.connectors.servicenow.papers import (
    ASSET,
    ASSET_FIELDS,
    CONTRACT_FIELDS,
    CONTRACTS,
    COVERED,
    asset,
    contract,
)
from steersman.connectors.servicenow.query import Condition, value
from steersman.connectors.servicenow.settings import SKIPPED
from steersman.connectors.servicenow.table import TableRows
from steersman.domain.canonical import Json
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.cmdb.classes import is_a
from steersman.domain.errors import Permanent
from steersman.domain.sources import Value

ROOT_TABLE, RELATIONS = "cmdb_ci", "cmdb_rel_ci"


@dataclass
class _Draft:
    """An item, until everything is read that is said of it."""

    ci_class: str
    name: str
    attributes: dict[str, Value] = field(default_factory=dict)

    def fill(self, more: dict[str, Value]) -> None:
        """Add what is not known yet; what the item's own table says counts more."""
        for name, told in more.items():
            if told not in ("", None) and self.attributes.get(name) in ("", None):
                self.attributes[name] = told


class ServiceNowInventory:
    """Lists configuration items and contracts with their relations."""

    def __init__(self, client: ServiceNowClient) -> None:
        self._client = client

    def collect(self) -> Inventory:
        return _Collection(self._client).run()


class _Collection:
    """One listing.  A table that the account may not read is told; without items there is none."""

    def __init__(self, client: ServiceNowClient) -> None:
        self._client, self._settings = client, client.settings
        self._gathering = Gathering()
        self._drafts: dict[str, _Draft] = {}
        self._hierarchy = Hierarchy(client)

    def run(self) -> Inventory:
        self._items()
        for identifier, draft in self._drafts.items():
            self._gathering.add(identifier, draft.ci_class, draft.name, draft.attributes)
        if self._settings.contracts:
            self._contracts()
        for row in self._rows(RELATIONS, ("parent", "child", "type.name")):
            self._relate(row)
        return self._gathering.inventory()

    def _items(self) -> None:
        for table in self._settings.tables:
            for row in self._rows(table, items.FIELDS, needed=True):
                self._draft(row)
        for details in DETAILS:
            if any(self._is_of(details, draft) for draft in self._drafts.values()):
                self._detail(details)
        if self._settings.assets:
            for row in self._rows(ASSET, ASSET_FIELDS, (Condition("ci"),)):
                if (draft := self._drafts.get(value(row, "ci"))) is not None:
                    draft.fill(asset(row))

    def _draft(self, row: Json) -> None:
        identifier, table = value(row, "sys_id"), value(row, "sys_class_name")
        if identifier in self._drafts:
            return  # asked for by two tables, one below the other
        ci_class = self._class_of(table)
        if ci_class == SKIPPED:
            self._gathering.unwanted(identifier)
            return
        told = items.attributes(row, ci_class)
        if ci_class == UNCLASSIFIED:
            told[STATED_KIND] = table
        self._drafts[identifier] = _Draft(ci_class, value(row, "name"), told)
        self._drafts[identifier].fill(self._life_cycle(row))

    def _class_of(self, table: str) -> str:
        """Empty: its items are not wanted."""
        if table in self._settings.classes:
            return self._settings.classes[table]
        return self._hierarchy.class_of(table) or self._settings.other_class

    def _life_cycle(self, row: Json) -> dict[str, Value]:
        status = items.status_of(row, self._settings.install_statuses)
        if status is None:
            word = value(row, "install_status")
            why = f"install_status {word!r} is not known: name it in install_statuses"
            self._gathering.not_read("the life cycle of items", value(row, "name"), why)
        return items.life_cycle(status or "")

    def _detail(self, details: Details) -> None:
        for row in self._rows(details.table, tuple(details.fields)):
            draft = self._drafts.get(value(row, "sys_id"))
            if draft is not None and self._is_of(details, draft):
                draft.fill({o: read(value(row, f)) for f, (o, read) in details.fields.items()})

    def _is_of(self, details: Details, draft: _Draft) -> bool:
        return any(is_a(draft.ci_class, each) for each in details.ci_classes)

    def _contracts(self) -> None:
        for row in self._rows(CONTRACTS, CONTRACT_FIELDS):
            name, told = contract(row)
            self._gathering.add(value(row, "sys_id"), "contract", name, told)
        for row in self._rows(COVERED, ("contract", "ci_item")):
            ends = value(row, "ci_item"), value(row, "contract")
            if all(ends):
                self._gathering.relate(ends[0], "covered_by", ends[1])

    def _relate(self, row: Json) -> None:
        parent, child, name = (value(row, each) for each in ("parent", "child", "type.name"))
        if not (parent and child and name):
            why = "an end or the type is empty, or the account may not read it"
            self._gathering.not_read(RELATIONS, value(row, "sys_id"), why)
            return
        if ROOT_TABLE not in self._settings.tables:  # then most ends are not asked for
            for end in {parent, child} - self._drafts.keys():
                self._gathering.unwanted(end)
        told = self._settings.relation_types.get(name)
        kind, backwards = (told, False) if told is not None else relation_of(name)
        if kind:
            self._gathering.relate(*((child, kind, parent) if backwards else (parent, kind, child)))
        elif told is None:
            why = "no relation type is known for it: name it in relation_types"
            self._gathering.not_read(f"relations of type {name!r}", value(row, "sys_id"), why)

    def _rows(
        self,
        table: str,
        fields: Sequence[str],
        conditions: Sequence[Condition] = (),
        *,
        needed: bool = False,
    ) -> Iterator[Json]:
        """All rows; what was not shown is told."""
        rows = TableRows(self._client, table, fields, conditions)
        try:
            yield from rows
        except (Forbidden, BadRequest) as error:
            if needed:
                raise Permanent(f"the items cannot be read: {error}") from None
            self._gathering.not_read(table, "", str(error))
            return
        if rows.hidden is None:
            self._gathering.not_read(table, "", "the instance does not count its rows")
        elif rows.hidden:
            why = "rights hide them, or the table changed: give the account a role that may read it"
            self._gathering.not_read(f"{table}: {rows.hidden} of its rows", "", why)
