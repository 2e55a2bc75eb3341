"""The computers that a directory knows: AD's ``computer``, and ``device`` and ``ipHost``.

Sources: [MS-ADSC] 2.25 and [MS-ADA3] for Active Directory, RFC 4519 section 3.4 and RFC 2307
section 2 for the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from steersman.capabilities.inventory import Inventory, InventoryItem, NotRead
from steersman.connectors.ldap.accounts import Accounts
from steersman.connectors.ldap.directory import Entry
from steersman.connectors.ldap.dn import parts_of
from steersman.connectors.ldap.filters import All, AnyOf, Equals, Filter, Not, Present

# A computer account that never told its operating system is no machine: it was made beforehand,
# or it is the name of a cluster.  The accounts of managed services are computers by class only.
COMPUTERS: Filter = All(
    (
        Equals("objectClass", "computer"),
        Present("operatingSystem"),
        Not(Equals("objectClass", "msDS-ManagedServiceAccount")),
        Not(Equals("objectClass", "msDS-GroupManagedServiceAccount")),
    )
)
DEVICES: Filter = AnyOf((Equals("objectClass", "device"), Equals("objectClass", "ipHost")))
OF_COMPUTER = (
    *("cn", "dNSHostName", "operatingSystem", "operatingSystemVersion", "lastLogonTimestamp"),
    *("description", "location", "serialNumber"),
)
OF_DEVICE = (
    *("cn", "objectClass", "ipHostNumber", "macAddress", "serialNumber", "description", "l"),
    "owner",
)
_BUILD = re.compile(r"(\d+\.\d+) \((\d+)\)")  # "10.0 (20348)", as Windows writes it
_WINDOWS_TIME = datetime(1601, 1, 1, tzinfo=UTC)  # FILETIME counts 100 ns from here
_NEVER = 0x7FFF_FFFF_FFFF_FFFF
_HOST_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+\.?")


@dataclass(frozen=True)
class LdapInventory:
    """The computers below the base for them.  A search is whole, or it is an error."""

    accounts: Accounts

    def collect(self) -> Inventory:
        settings = self.accounts.settings
        on_ad = settings.flavour == "active_directory"
        where, wanted = (COMPUTERS, OF_COMPUTER) if on_ad else (DEVICES, OF_DEVICE)
        found = self.accounts.directory.search(settings.computers_below, where, wanted)
        items, not_read = [], []
        for entry in found:
            if not entry.id:
                why = "we may not read its id: give our account the right to read it"
                not_read.append(NotRead(entry.dn, why))
            else:
                items.append(computer(entry) if on_ad else self._device(entry))
        return Inventory(items=tuple(items), not_read=tuple(not_read), complete=not not_read)

    def _device(self, entry: Entry) -> InventoryItem:
        names = entry.values("cn")
        named = {value for name, value in parts_of(entry.dn)[0] if name == "cn"}
        name = next((each for each in names if each.casefold() in named), "") or entry.dn
        told = {
            "fqdn": next((each for each in (name, *names) if _HOST_NAME.fullmatch(each)), ""),
            "ip_address": _address(entry.values("ipHostNumber")),
            "mac_address": entry.first("macAddress"),
            "serial": entry.first("serialNumber"),
            "description": entry.first("description"),
            "location": entry.first("l"),
            "owner": self._login(entry.first("owner") or ""),
        }
        return _item(entry, self.accounts.settings.device_class, name, told)

    def _login(self, dn: str) -> str:
        """Of the person with this DN, where the DN holds the login; empty: it does not."""
        login = self.accounts.flavour.login.lower()
        rdn = next(iter(parts_of(dn)), frozenset())
        return next((value for name, value in rdn if name == login), "")


def computer(entry: Entry) -> InventoryItem:
    """A computer of Active Directory."""
    os = entry.first("operatingSystem") or ""
    told = {
        "fqdn": entry.first("dNSHostName"),
        "os": os,
        "os_version": _BUILD.sub(r"\1.\2", entry.first("operatingSystemVersion") or ""),
        "last_logon_on": _day(entry.first("lastLogonTimestamp")),
        "serial": entry.first("serialNumber"),
        "description": entry.first("description"),
        "location": entry.first("location"),
    }
    return _item(entry, class_of(os), entry.first("cn") or entry.dn, told)


def class_of(os: str) -> str:
    """A desktop system is a PC; whatever else joined the domain is a server."""
    word = os.casefold()
    is_desktop = ("windows" in word and "server" not in word) or word.startswith("mac")
    return "pc" if is_desktop else "server"


def _item(entry: Entry, ci_class: str, name: str, told: Mapping[str, str | None]) -> InventoryItem:
    return InventoryItem(entry.id, ci_class, name, {k: v for k, v in told.items() if v})


def _address(values: tuple[str, ...]) -> str:
    """The first one that is an address and leads somewhere."""
    for value in values:
        try:
            if not ip_address(value).is_loopback:
                return value
        except ValueError:
            continue
    return ""


def _day(file_time: str | None) -> str:
    """The day of a FILETIME ([MS-DTYP] 2.3.3), which is 0 for never."""
    if file_time is None or not file_time.isdecimal() or int(file_time) in (0, _NEVER):
        return ""
    try:
        return (_WINDOWS_TIME + timedelta(microseconds=int(file_time) // 10)).date().isoformat()
    except OverflowError:
        return ""
