"""The estate of the NetBox contract server, in the shapes of its OpenAPI schema."""

from __future__ import annotations

from company.services.json_contract import Body

Objects = dict[str, list[Body]]


def brief(row: Body) -> Body:
    """A nested object: its brief fields, as in ``…?brief=1``."""
    names = ("id", "url", "display", "name", "slug", "description", "prefix", "vid")
    return {name: row[name] for name in names if name in row}


def choice(value: str) -> Body:
    return {"value": value, "label": value.capitalize()}


def made(endpoint: str, identifier: int, name: str, **more: object) -> Body:
    """An object with what all of them have."""
    return {
        "id": identifier,
        "url": f"/api/{endpoint}/{identifier}/",
        "display": name,
        "name": name,
        "description": "",
        "tags": [],
        "custom_fields": {},
        "created": "2026-01-05T08:00:00Z",
        "last_updated": "2026-11-01T08:00:00Z",
        **more,
    }


def role(slug: str) -> Body:
    return {"id": 1, "name": slug.replace("-", " ").title(), "slug": slug}


def address(identifier: int, cidr: str, dns_name: str = "") -> Body:
    told = made("ipam/ip-addresses", identifier, cidr, address=cidr, dns_name=dns_name)
    return {**told, "family": {"value": 4, "label": "IPv4"}}


def device(identifier: int, name: str | None, slug: str, **more: object) -> Body:
    told = made("dcim/devices", identifier, name or f"Model 1 ({identifier})")
    maker = {"id": 1, "name": "Acme", "slug": "acme"}
    return {
        **told,
        "name": name,
        "role": role(slug),
        "device_type": {"id": 1, "manufacturer": maker, "model": "Model 1", "slug": "model-1"},
        "status": choice("active"),
        "serial": f"SN{identifier:05}",
        "asset_tag": None,
        "site": {"id": 1, "name": "London DC1", "slug": "london-dc1"},
        "location": None,
        "rack": None,
        "position": None,
        "platform": None,
        "primary_ip": None,
        "oob_ip": None,
        "cluster": None,
        "parent_device": None,
        "config_context": {"ntp": ["192.0.2.1"]},
        **more,
    }


def interface(identifier: int, owner: Body, name: str, **more: object) -> Body:
    return {
        **made("dcim/interfaces", identifier, name),
        "device": brief(owner),
        "enabled": True,
        "mgmt_only": False,
        "mac_address": None,
        "connected_endpoints": None,
        "connected_endpoints_type": None,
        "connected_endpoints_reachable": None,
        **more,
    }


def end(object_type: str, identifier: int, owner: Body) -> Body:
    """One termination of a cable (``GenericObject``)."""
    told = {"id": identifier, "display": f"port {identifier}", "device": brief(owner)}
    return {"object_type": object_type, "object_id": identifier, "object": told}


def cable(identifier: int, a: Body, b: Body, status: str = "connected") -> Body:
    told = made("dcim/cables", identifier, f"#{identifier}", status=choice(status))
    return {**told, "a_terminations": [a], "b_terminations": [b]}


def traced(one: Body, other: Body) -> None:
    """Let NetBox have found ``other`` at the end of ``one``, and the other way round."""
    for here, there in ((one, other), (other, one)):
        here["connected_endpoints"] = [{**brief(there), "device": there["device"]}]
        here["connected_endpoints_type"] = "dcim.interface"
        here["connected_endpoints_reachable"] = True


def estate() -> Objects:
    """A small company's data centre; a fresh one each time, to be changed by a test."""
    site = made("dcim/sites", 1, "London DC1", slug="london-dc1", status=choice("active"))
    site |= {"physical_address": "1 Quay St\nLondon", "time_zone": "Europe/London"}
    rack = made("dcim/racks", 1, "R01", site=brief(site), status=choice("active"))
    rack |= {"u_height": 42, "serial": "", "asset_tag": None}
    vlan = made("ipam/vlans", 1, "servers", vid=10, site=brief(site), status=choice("active"))
    prefix = made("ipam/prefixes", 1, "192.0.2.0/24", prefix="192.0.2.0/24", vrf=None)
    del prefix["name"]
    prefix |= {"vlan": brief(vlan), "status": choice("active")}
    prefix |= {"scope_type": "dcim.site", "scope_id": 1, "scope": brief(site)}
    first = address(1, "192.0.2.10/24", "web-1.example.test")
    second = address(2, "192.0.2.20/24", "vm-1.example.test")
    at = {"rack": brief(rack)}
    server = device(1, "web-1", "server", primary_ip=brief(first), position=12.0, **at)
    server["primary_ip"]["address"] = first["address"]
    server["platform"] = {"id": 1, "name": "Ubuntu 24.04", "slug": "ubuntu-24-04"}
    switch = device(2, "sw-1", "access-switch", position=42.0, **at)
    router = device(3, "rt-1", "core-router", **at)
    pdu = device(4, "pdu-1", "pdu", **at)
    panel = device(5, "panel-1", "patch-panel", **at)
    type_of = {"id": 1, "name": "VMware vSphere", "slug": "vsphere"}
    cluster = made("virtualization/clusters", 1, "vc-1", type=type_of, status=choice("active"))
    host = device(6, "esx-1", "hypervisor", cluster=brief(cluster), **at)
    machine = {
        **made("virtualization/virtual-machines", 1, "vm-1", status=choice("active")),
        "site": brief(site),
        "cluster": brief(cluster),
        "device": brief(host),
        "role": role("server"),
        "platform": {"id": 2, "name": "Windows Server 2022", "slug": "windows-2022"},
        "primary_ip": {**brief(second), "address": second["address"]},
        "vcpus": 4.0,
        "memory": 16384,
        "disk": 200000,
        "serial": "",
        "config_context": {},
    }
    ports = [interface(n, each, "eth0") for n, each in enumerate((server, switch, router, host), 1)]
    ports[0]["mac_address"] = "00:00:5E:00:53:01"
    traced(ports[3], ports[1])  # over the patch panel
    contact = made("tenancy/contacts", 1, "Ann Sato", email="ann.sato@example.test")
    told = made("tenancy/contact-assignments", 1, "Ann Sato -> web-1")
    told |= {"object_type": "dcim.device", "object_id": 1, "contact": brief(contact)}
    told |= {"role": {"id": 1, "name": "Owner", "slug": "owner"}, "priority": choice("primary")}
    return {
        "dcim/sites": [site],
        "dcim/racks": [rack],
        "dcim/devices": [server, switch, router, pdu, panel, host],
        "dcim/interfaces": ports,
        "dcim/cables": [
            cable(1, end("dcim.interface", 1, server), end("dcim.interface", 2, switch)),
            cable(2, end("dcim.interface", 3, router), end("dcim.interface", 2, switch)),
            cable(3, end("dcim.powerport", 1, server), end("dcim.poweroutlet", 1, pdu)),
            cable(4, end("dcim.interface", 4, host), end("dcim.frontport", 1, panel)),
        ],
        "ipam/vlans": [vlan],
        "ipam/prefixes": [prefix],
        "ipam/ip-addresses": [first, second],
        "virtualization/clusters": [cluster],
        "virtualization/virtual-machines": [machine],
        "tenancy/contacts": [contact],
        "tenancy/contact-assignments": [told],
    }
