"""How the kinds of systems are called, in the order in which one connects them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """``name``: what such a system is mostly called in plans.  ``brings``: what it is good for."""

    title: str
    name: str = ""
    brings: str = ""


DIRECTORY = "ldap"
READS = "Read only: "
KINDS: Mapping[str, Kind] = {
    DIRECTORY: Kind(
        "Directory (LDAP, Active Directory)",
        "directory",
        "Accounts, groups and sign-ins; proves who somebody is elsewhere",
    ),
    "dovecot": Kind("Mail (Dovecot)", "mail", "Sessions ended, mailboxes handed over"),
    "caldav": Kind("Calendar (CalDAV)", "calendar", "Meetings handed over"),
    "scim": Kind("SaaS product that speaks SCIM 2.0", "", "Accounts and licences"),
    "slack": Kind("Slack", "slack", "Accounts and sessions"),
    "linux": Kind("Linux host over SSH", "", "Local accounts, sessions and shared files"),
    "wireguard": Kind("VPN (WireGuard over SSH)", "vpn", "Peers cut off"),
    "netbox": Kind("NetBox", "netbox", READS + "devices, addresses, sites"),
    "servicenow": Kind("ServiceNow", "servicenow", READS + "its CMDB and solved work"),
    "jira_assets": Kind("Jira Assets", "jira", READS + "assets"),
    "request_tracker": Kind("Request Tracker", "rt", READS + "assets and solved tickets"),
    "mediawiki": Kind("MediaWiki", "wiki", READS + "documents"),
    "confluence": Kind("Confluence", "confluence", READS + "documents"),
    "discovery": Kind("Discovery of hosts over SSH", "discovery", READS + "what runs on them"),
    "prometheus": Kind("Prometheus", "prometheus", READS + "what it watches"),
    "exporter": Kind("Pages of metrics", "metrics", READS + "what is measured"),
    "terraform": Kind("Terraform state", "terraform", READS + "what it made"),
}


def kind_of(kind: str) -> Kind:
    """One that others wrote is called by its own word."""
    return KINDS.get(kind) or Kind(kind.replace("_", " ").capitalize())


def in_order(kinds: Iterable[str]) -> Sequence[tuple[str, Kind]]:
    """The directory first, then the other systems people have accounts in, then sources."""
    places = {kind: place for place, kind in enumerate(KINDS)}
    ordered = sorted(kinds, key=lambda kind: (places.get(kind, len(places)), kind))
    return [(kind, kind_of(kind)) for kind in ordered]
