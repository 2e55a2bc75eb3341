"""The order in which a list shows the classes: what people look for first, papers last."""

from __future__ import annotations

from collections.abc import Mapping

# What people depend on, what it runs on, what carries it, what they hold in their hands, where it
# stands, and what there is about it.
LISTED: tuple[str, ...] = (
    *("business_service", "application_service", "technical_service", "service", "application"),
    *("business_process", "server", "hypervisor", "virtual_machine", "cluster", "container"),
    *("cloud_resource", "database_server", "database", "web_server", "middleware"),
    *("system_service", "software_instance"),
    *("firewall", "router", "switch", "load_balancer", "access_point", "network_device"),
    *("storage", "enclosure", "power_supply", "datacenter_device", "logical_volume"),
    *("virtual_device", "physical_device"),
    *("workstation", "laptop", "pc", "tablet", "phone", "printer", "monitor", "peripheral"),
    *("end_user_device", "functional_ci", "unclassified"),
    *("location", "rack", "subnet", "vlan", "network_link", "network_interface", "address"),
    *("firewall_rule", "certificate", "team", "document", "package", "patch", "licence"),
    *("contract", "warranty", "configuration_item"),
)
PLACE: Mapping[str, int] = {name: place for place, name in enumerate(LISTED)}
