"""How other tools and spreadsheets spell our columns and words, so that their exports are read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from steersman.domain.cmdb.life_cycle import LIFE_CYCLE, STATUSES
from steersman.domain.cmdb.vendor_columns import COLUMNS

KEY, CLASS = "key", "ci_class"
# Headers as ServiceNow, NetBox, iTop and inventory spreadsheets write them.
HEADERS: Mapping[str, str] = {
    **COLUMNS,
    "sys_id": KEY,
    "id": KEY,
    "ci_id": KEY,
    "external_id": KEY,
    "native_key": KEY,
    "u_id": KEY,
    "sys_class_name": CLASS,
    "class": CLASS,
    "class_name": CLASS,
    "ci_type": CLASS,
    "type": CLASS,
    "kind": CLASS,
    "hostname": "name",
    "host_name": "name",
    "ci_name": "name",
    "display_name": "name",
    "short_description": "description",
    "comments": "description",
    "owned_by": "owner",
    "support_group": "managed_by",
    "managed_by_group": "managed_by",
    "team": "managed_by",
    "business_criticality": "criticality",
    "busines_criticality": "criticality",
    "life_cycle_stage_status": "life_cycle_status",
    "operational_status": "life_cycle_status",
    "install_status": "life_cycle_status",
    "status": "life_cycle_status",
    "stage": "life_cycle_stage",
    "used_for": "environment",
    "env": "environment",
    "site": "location",
    "serial_number": "serial",
    "serialnumber": "serial",
    "tag": "asset_tag",
    "inventory_number": "asset_tag",
    "asset_number": "asset_tag",
    "dns_name": "fqdn",
    "ip": "ip_address",
    "primary_ip": "ip_address",
    "managementip": "management_ip",
    "install_date": "installed_on",
    "installed": "installed_on",
    "move2production": "installed_on",
    "last_patched": "last_patched_on",
    "patched_on": "last_patched_on",
    "patch_date": "last_patched_on",
    "operating_system": "os",
    "osfamily": "os",
    "osversion": "os_version",
    "cpus": "cpu_count",
    "cpu": "cpu_count",
    "ram_gb": "memory_gb",
    "ram": "memory_gb",
    "brand": "manufacturer",
    "model_id": "model",
    "purchase_date": "purchased_on",
    "purchased": "purchased_on",
    "warranty_expiration": "warranty_ends_on",
    "warranty_ends": "warranty_ends_on",
    "end_of_warranty": "warranty_ends_on",
    "end_date": "ends_on",
    "expires": "ends_on",
    "expires_on": "ends_on",
    "valid_to": "ends_on",
    "start_date": "starts_on",
    "renewal_date": "renews_on",
    "supplier": "vendor",
    "provider_name": "provider",
    "prefix": "cidr",
    "network": "cidr",
    "vid": "vlan_id",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "life_cycle_stage": {
        "retired": "end_of_life",
        "stock": "inventory",
        "production": "operational",
    },
    "life_cycle_status": {
        "active": "in_use",
        "installed": "in_use",
        "operational": "in_use",
        "live": "in_use",
        "production": "in_use",
        "in_production": "in_use",
        "in_service": "in_use",
        "deployed": "in_use",
        "assigned": "in_use",
        "in_stock": "available",
        "stock": "available",
        "ordered": "on_order",
        "maintenance": "in_maintenance",
        "repair": "in_repair",
        "offline": "not_operational",
        "non_operational": "not_operational",
        "decommissioned": "retired",
        "decommissioning": "retirement_scheduled",
        "obsolete": "retired",
        "staged": "installing",
        "implementation": "installing",
        "ready_to_deploy": "available",
        "deployable": "available",
        "ready": "available",
        "spare": "available",
        "inventory": "available",
        "on_order": "on_order",
        "pending_install": "installing",
        "pending_repair": "in_repair",
        "repair_in_progress": "in_repair",
        "out_for_repair": "in_repair",
        "broken": "not_operational",
        "failed": "not_operational",
        "non_active": "not_operational",
        "archived": "retired",
        "sold": "disposed",
        "in_betrieb": "in_use",
        "aktiv": "in_use",
        "auf_lager": "available",
        "ausgemustert": "retired",
        "en_service": "in_use",
        "en_stock": "available",
    },
    "environment": {
        "prod": "production",
        "live": "production",
        "dr": "disaster_recovery",
        "uat": "staging",
        "stage": "staging",
        "qa": "test",
        "testing": "test",
        "dev": "development",
    },
    "criticality": {
        "critical": "1",
        "most_critical": "1",
        "mission_critical": "1",
        "very_high": "1",
        "high": "2",
        "medium": "3",
        "normal": "3",
        "low": "4",
        "not_critical": "4",
    },
}
_LEADING_NUMBER = re.compile(r"([1-4])\s*[-–:.]")


def plain(word: str) -> str:
    return re.sub(r"[\s\-./]+", "_", word.strip()).casefold()


def word_for(field: str, cell: str) -> str:
    """Our word for what somebody else's export calls it; the cell itself when it has no other."""
    words = _WORDS.get(field)
    if words is None:
        return cell
    if field == "criticality" and (number := _LEADING_NUMBER.match(cell)):
        return number.group(1)
    word = plain(cell)
    known = word in STATUSES if field == "life_cycle_status" else word in LIFE_CYCLE
    return word if known else words.get(word, cell)
