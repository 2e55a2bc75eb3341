"""Read one NetBox after the other kind of object, and put together what it knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from steersman.capabilities.gathering import Gathering
from steersman.capabilities.inventory import Inventory
from steersman.capabilities.json_errors import Forbidden
from steersman.connectors.netbox import places
from steersman.connectors.netbox.client import NetBoxClient
from steersman.connectors.netbox.links import Links, mac_addresses, slim
from steersman.connectors.netbox.machines import Machines
from steersman.connectors.netbox.owners import owners
from steersman.connectors.netbox.reading import text
from steersman.connectors.netbox.settings import NetBoxSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.sources import Value

# What is read, and the right that it takes.
RIGHTS: Mapping[str, str] = {
    "dcim/sites": "dcim.view_site",
    "dcim/racks": "dcim.view_rack",
    "dcim/devices": "dcim.view_device",
    "dcim/interfaces": "dcim.view_interface",
    "dcim/cables": "dcim.view_cable",
    "ipam/vlans": "ipam.view_vlan",
    "ipam/prefixes": "ipam.view_prefix",
    "ipam/ip-addresses": "ipam.view_ipaddress",
    "virtualization/clusters": "virtualization.view_cluster",
    "virtualization/virtual-machines": "virtualization.view_virtualmachine",
    "tenancy/contacts": "tenancy.view_contact",
    "tenancy/contact-assignments": "tenancy.view_contactassignment",
}
DISKS_IN_MEGABYTES = (4, 1)  # the version since which they are
_OF_OWNERS = ("tenancy/contacts", "tenancy/contact-assignments")


def needed(settings: NetBoxSettings) -> Mapping[str, str]:
    """The rights that a listing with these settings takes, by endpoint."""
    left_out = {"dcim/interfaces"} if not settings.interfaces else set[str]()
    left_out |= set(_OF_OWNERS) if not settings.owner_roles else set[str]()
    return {endpoint: right for endpoint, right in RIGHTS.items() if endpoint not in left_out}


class NetBoxInventory:
    """Lists sites, racks, devices, machines and networks with their relations."""

    def __init__(self, client: NetBoxClient, settings: NetBoxSettings) -> None:
        self._client, self._settings = client, settings

    def collect(self) -> Inventory:
        return _Collection(self._client, self._settings).run()


class _Collection:
    """One listing.  What others refer to is read before them."""

    def __init__(self, client: NetBoxClient, settings: NetBoxSettings) -> None:
        self._client, self._settings = client, settings
        self._wanted = needed(settings)
        self._gathering = Gathering()
        self._refused: list[Forbidden] = []

    def run(self) -> Inventory:
        gathering, settings = self._gathering, self._settings
        places.add_sites(gathering, settings, self._rows("dcim/sites"))
        places.add_racks(gathering, settings, self._rows("dcim/racks"))
        places.add_vlans(gathering, settings, self._rows("ipam/vlans"))
        places.add_prefixes(gathering, settings, self._rows("ipam/prefixes"))
        interfaces = self._rows("dcim/interfaces", slim)
        machines = Machines(gathering, settings, self._names(), self._more(interfaces))
        machines.add_clusters(self._rows("virtualization/clusters"))
        machines.add_devices(self._rows("dcim/devices"))
        rows = self._rows("virtualization/virtual-machines")
        old = bool(self._client.version) and self._client.version < DISKS_IN_MEGABYTES
        machines.add_virtual_machines(rows, disks_in_gigabytes=old)
        links = Links(gathering)
        links.add_cables(self._rows("dcim/cables"))
        links.add_traces(interfaces)
        if len(self._refused) == len(self._wanted):
            raise Permanent(f"the token may read nothing at all: {self._refused[0]}")
        return gathering.inventory()

    def _names(self) -> Mapping[str, str]:
        rows = self._rows("ipam/ip-addresses", _dns_name)
        return {str(row["id"]): row["dns_name"] for row in rows if row["dns_name"]}

    def _more(self, interfaces: tuple[Json, ...]) -> Mapping[str, Mapping[str, Value]]:
        """The MAC address and the owner of each object, by its key."""
        assignments, contacts = (self._rows(each) for each in reversed(_OF_OWNERS))
        more: dict[str, dict[str, Value]] = {}
        for own, mac in mac_addresses(interfaces).items():
            more.setdefault(own, {})["mac_address"] = mac
        for own, mail in owners(assignments, contacts, self._settings.owner_roles).items():
            more.setdefault(own, {})["owner"] = mail
        return more

    def _rows(
        self, endpoint: str, slim: Callable[[Json], Json] = lambda row: row
    ) -> tuple[Json, ...]:
        """All objects; none where the token may not look, which is told and not an end."""
        if endpoint not in self._wanted:
            return ()
        try:
            listing = self._client.list(endpoint, slim)
        except Forbidden as error:
            self._refused.append(error)
            why = f"the token may not read it: give it {self._wanted[endpoint]}"
            self._gathering.not_read(endpoint, "", why)
            return ()
        if not listing.whole:
            self._gathering.not_read(endpoint, "", "it changed while it was read: collect again")
        return listing.rows


def _dns_name(row: Json) -> Json:
    return {"id": row["id"], "dns_name": text(row, "dns_name")}
