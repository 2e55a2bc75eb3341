"""The devices of a SCIM product: only where it has them, each by its own id."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from company.services.scim import DEVICE, ETHERNET, ScimServer
from steersman.capabilities.inventory import Inventory
from steersman.connectors.scim.connector import ScimConnector
from steersman.connectors.scim.fake import FakeScim
from steersman.domain.errors import Permanent
from steersman.records.cmdb.collection import Outcome
from tests.connectors.scim.support import connect_to
from tests.fixtures.collecting import Estate

HOSTILE = "=1+1<script>alert(1)</script>"


def listed(connector: ScimConnector) -> Inventory:
    source = connector.inventory()
    assert source is not None
    try:
        return source.collect()
    finally:
        connector.close()


def add(server: ScimServer, name: str, *, active: bool, address: str) -> str:
    body = {"schemas": [DEVICE, ETHERNET], "displayName": name, "active": active}
    made = server.call("POST", "/Devices", {**body, ETHERNET: {"deviceMacAddress": address}})
    return str(made["id"])


def test_a_real_server_lists_its_devices_and_they_come_into_the_record(
    estate: Estate, scim_devices: ScimServer
) -> None:
    names = ("badge reader", HOSTILE)
    keys = [
        add(scim_devices, name, active=name == HOSTILE, address=f"2C:54:91:88:C9:E{place}")
        for place, name in enumerate(names)
    ]
    found = listed(connect_to(scim_devices, devices=True))
    for key in keys:
        scim_devices.call("DELETE", f"/Devices/{key}")
    assert found.complete
    assert {item.key for item in found.items} == set(keys)
    assert estate.take(found, system="badges").outcome is Outcome.READ
    reader = estate.cmdb.one("badge reader")
    assert (reader["mac_address"], reader["life_cycle_status"], reader["ci_class"]) == (
        "2C:54:91:88:C9:E0",
        "not_operational",
        "peripheral",
    )
    assert estate.cmdb.one(HOSTILE)["life_cycle_status"] == "in_use"


def test_a_server_without_devices_says_what_to_take_out(scim_server: ScimServer) -> None:
    with pytest.raises(Permanent, match="take devices = true out"):
        listed(connect_to(scim_server, devices=True))


def test_devices_are_asked_for_only_where_the_settings_say_so() -> None:
    assert FakeScim().connector().inventory() is None


def test_a_class_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="no class of items"):
        FakeScim().connector(device_class="physical_device")
