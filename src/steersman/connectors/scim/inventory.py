"""The devices of a SCIM product, where it has the resource type of RFC 9944."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steersman.capabilities.inventory import Inventory, InventoryItem, NotRead
from steersman.capabilities.json_errors import NotFound
from steersman.connectors.scim.client import ScimClient
from steersman.connectors.scim.listing import everything
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

DEVICE = "urn:ietf:params:scim:schemas:core:2.0:Device"
# The extensions that tell a hardware address.
WITH_ADDRESS = (
    "urn:ietf:params:scim:schemas:extension:ethernet-mab:2.0:Device",
    "urn:ietf:params:scim:schemas:extension:ble:2.0:Device",
)


@dataclass(frozen=True, slots=True)
class ScimInventory:
    """Reads the list of devices to its end, or fails.  ``ci_class``: what they are in the CMDB."""

    client: ScimClient
    ci_class: str

    def collect(self) -> Inventory:
        items: list[InventoryItem] = []
        not_read: list[NotRead] = []
        for body in everything(self.client, self._path()):
            name, id = body.get("displayName"), body.get("id")
            if isinstance(id, str) and id:
                named = name if isinstance(name, str) and name.strip() else id
                items.append(InventoryItem(id, self.ci_class, named, dict(_told(body))))
            else:
                not_read.append(NotRead(str(name or "a device"), "it has no id over there"))
        return Inventory(items=tuple(items), not_read=tuple(not_read), complete=not not_read)

    def _path(self) -> str:
        """Where the devices are, as the server itself says (RFC 7644 section 4)."""
        try:
            types = everything(self.client, "/ResourceTypes")
        except NotFound:
            types = []
        found = [each.get("endpoint") for each in types if each.get("schema") == DEVICE]
        if not found or not isinstance(found[0], str) or not found[0].strip("/"):
            raise Permanent("the server has no resource type Device: take devices = true out")
        return "/" + found[0].strip("/")


def _told(body: Json) -> Iterator[tuple[str, str]]:
    """RFC 9944: ``active`` says whether the device is meant to be in operation."""
    if body.get("active") is False:
        yield "life_cycle_status", "not_operational"
    addresses = (body.get(name) for name in WITH_ADDRESS)
    for told in addresses:
        address = told.get("deviceMacAddress") if isinstance(told, dict) else None
        if isinstance(address, str) and address:
            yield "mac_address", address
            return
