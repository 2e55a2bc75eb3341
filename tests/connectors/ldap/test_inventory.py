"""The computers of a directory: what is listed, as what, and how they are known again."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.capabilities.inventory import Inventory, InventoryItem
from steersman.connectors.ldap.connector import LdapConnector
from steersman.connectors.ldap.directory import Entry
from steersman.connectors.ldap.fake import FakeDirectory
from steersman.connectors.ldap.flavour import flavour_of
from steersman.connectors.ldap.inventory import class_of, computer
from steersman.domain.errors import Transient
from steersman.records.cmdb.collection import Outcome
from tests.connectors.ldap.directories import BASE, connect, settings
from tests.fixtures.collecting import Estate

UNIT = f"ou=machines,{BASE}"
HOSTILE = "=1+1<script>alert(1)</script>"
HOSTILE_DN = r"cn=\3D1\2B1\3Cscript\3Ealert(1)\3C/script\3E," + UNIT
DEVICES = f"""\
dn: {UNIT}
changetype: add
objectClass: organizationalUnit

dn: cn=web-01,{UNIT}
changetype: add
objectClass: device
objectClass: ipHost
objectClass: ieee802Device
cn: www
cn: web-01
cn: web-01.meridian.test
ipHostNumber: 127.0.0.1
ipHostNumber: 10.1.2.3
macAddress: 00:16:3e:00:00:01
serialNumber: SN-1
l: London
owner: {{owner}}

dn: {HOSTILE_DN}
changetype: add
objectClass: device
cn: {HOSTILE}
"""
COMPUTERS = """\
dn: CN=WEB01,CN=Computers,{base}
changetype: add
objectClass: computer
sAMAccountName: WEB01$
dNSHostName: web01.meridian.test
operatingSystem: Windows Server 2022 Standard
operatingSystemVersion: 10.0 (20348)
location: London
description: order gateway

dn: CN=LAP01,CN=Computers,{base}
changetype: add
objectClass: computer
sAMAccountName: LAP01$
operatingSystem: Windows 11 Enterprise

dn: CN=PRESTAGED,CN=Computers,{base}
changetype: add
objectClass: computer
sAMAccountName: PRESTAGED$
"""


@pytest.fixture
def stocked_openldap(openldap_server: OpenLdapServer) -> Iterator[OpenLdapServer]:
    someone = openldap_server.dn("mary.boss")
    openldap_server.modify(DEVICES.format(owner=someone))
    yield openldap_server
    for dn in (f"cn=web-01,{UNIT}", HOSTILE_DN, UNIT):
        openldap_server.delete(dn)


@pytest.fixture
def stocked_ad(samba_ad_server: SambaAdServer) -> Iterator[SambaAdServer]:
    samba_ad_server.modify(COMPUTERS.format(base=samba_ad_server.base_dn))
    yield samba_ad_server
    names = ("WEB01", "LAP01", "PRESTAGED")
    dns = [f"CN={name},CN=Computers,{samba_ad_server.base_dn}" for name in names]
    samba_ad_server.modify("".join(f"dn: {dn}\nchangetype: delete\n\n" for dn in dns))


def listed(connector: LdapConnector) -> Inventory:
    source = connector.inventory()
    assert source is not None
    try:
        return source.collect()
    finally:
        connector.close()


def by_name(found: Inventory) -> dict[str, InventoryItem]:
    return {item.name: item for item in found.items}


def test_openldap_lists_its_devices_and_hosts(stocked_openldap: OpenLdapServer) -> None:
    found = listed(connect(stocked_openldap))
    web = by_name(found)["web-01"]
    assert found.complete
    assert web.key == stocked_openldap.values(f"cn=web-01,{UNIT}", "entryUUID")[0]
    assert (web.ci_class, web.attributes) == (
        "server",
        {
            "fqdn": "web-01.meridian.test",
            "ip_address": "10.1.2.3",
            "mac_address": "00:16:3e:00:00:01",
            "serial": "SN-1",
            "location": "London",
            "owner": "mary.boss",
        },
    )


def test_devices_are_of_the_class_that_was_set(stocked_openldap: OpenLdapServer) -> None:
    found = listed(connect(stocked_openldap, device_class="printer", computers_base=UNIT))
    assert {item.ci_class for item in found.items} == {"printer"}


def test_only_what_stands_below_the_base_is_listed(stocked_openldap: OpenLdapServer) -> None:
    assert listed(connect(stocked_openldap, computers_base=f"ou=people,{BASE}")).items == ()


def test_active_directory_lists_computers_that_are_machines(stocked_ad: SambaAdServer) -> None:
    found = listed(connect(stocked_ad, computers_base=f"CN=Computers,{stocked_ad.base_dn}"))
    web, laptop = by_name(found)["WEB01"], by_name(found)["LAP01"]
    assert found.complete
    assert len(found.items) == 2
    assert str(UUID(web.key)) == web.key
    assert (web.ci_class, laptop.ci_class) == ("server", "pc")
    assert web.attributes == {
        "fqdn": "web01.meridian.test",
        "os": "Windows Server 2022 Standard",
        "os_version": "10.0.20348",
        "location": "London",
        "description": "order gateway",
    }


def test_a_renamed_computer_keeps_its_key(stocked_ad: SambaAdServer) -> None:
    below = f"CN=Computers,{stocked_ad.base_dn}"
    before = by_name(listed(connect(stocked_ad, computers_base=below)))["WEB01"]
    rename = "dn: CN={old},{below}\nchangetype: modrdn\nnewrdn: CN={new}\ndeleteoldrdn: 1\n"
    stocked_ad.modify(rename.format(old="WEB01", new="WEB02", below=below))
    after = by_name(listed(connect(stocked_ad, computers_base=below)))["WEB02"]
    stocked_ad.modify(rename.format(old="WEB02", new="WEB01", below=below))
    assert after.key == before.key


def test_the_listing_of_a_real_directory_comes_into_the_record_as_it_is(
    estate: Estate, stocked_openldap: OpenLdapServer
) -> None:
    found = estate.take(listed(connect(stocked_openldap)), system="directory")
    assert (found.outcome, found.counts["created"]) == (Outcome.PARTIAL, 2)  # whose owner is new
    assert estate.cmdb.one("web-01")["ip_address"] == "10.1.2.3"
    assert estate.cmdb.one(HOSTILE)["name"] == HOSTILE
    again = estate.take(listed(connect(stocked_openldap)), system="directory")
    assert again.counts["unchanged"] == 2


@pytest.mark.parametrize(
    ("os", "ci_class"),
    [
        ("Windows Server 2019 Datacenter", "server"),
        ("Windows 10 Pro", "pc"),
        ("macOS 14", "pc"),
        ("Ubuntu 22.04", "server"),
        ("pc-linux-gnu", "server"),
    ],
)
def test_a_desktop_system_is_a_pc_and_everything_else_a_server(os: str, ci_class: str) -> None:
    assert class_of(os) == ci_class


@pytest.mark.parametrize(
    ("file_time", "day"),
    [
        ("133769664000000000", "2024-11-25"),
        ("0", None),
        ("9223372036854775807", None),
        ("-1", None),
        ("soon", None),
        ("9" * 30, None),
    ],
)
def test_the_last_sign_in_is_a_day_or_not_known(file_time: str, day: str | None) -> None:
    held = {"operatingsystem": ("Windows 11",), "lastlogontimestamp": (file_time,)}
    found = computer(Entry("id", f"CN=X,{BASE}", held))
    assert found.attributes.get("last_logon_on") == day


def test_an_entry_whose_id_may_not_be_read_makes_the_listing_a_part() -> None:
    given = settings()
    directory = FakeDirectory(flavour_of(given))
    kept = directory.add(f"cn=web-01,{UNIT}", objectClass="device", cn="web-01")
    hidden = directory.add(f"cn=web-02,{UNIT}", objectClass="device", cn="web-02")
    directory.entries[hidden.id] = Entry("", hidden.dn, hidden.attributes)
    found = listed(LdapConnector("directory", given, directory))
    assert [item.key for item in found.items] == [kept.id]
    assert (found.complete, found.not_read[0].what) == (False, hidden.dn)


def test_a_directory_that_is_silent_lists_nothing_and_says_so() -> None:
    given = settings()
    directory = FakeDirectory(flavour_of(given), broken=Transient("no answer"))
    with pytest.raises(Transient):
        listed(LdapConnector("directory", given, directory))


def test_a_directory_may_be_kept_out_of_the_cmdb() -> None:
    given = settings(computers=False)
    connector = LdapConnector("directory", given, FakeDirectory(flavour_of(given)))
    assert connector.inventory() is None
