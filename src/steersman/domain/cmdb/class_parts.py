"""What the files of the class tree are written with: a class, an attribute, what many share."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.cmdb.attributes import PERSON, Attribute, AttributeType, Mark
from steersman.domain.cmdb.life_cycle import STAGES, STATUSES

ROOT = "configuration_item"
UNCLASSIFIED = "unclassified"  # the class of items whose kind nobody has told in a known word
STATED_KIND = "stated_kind"
T = AttributeType
REQUIRED, RECOMMENDED, OPTIONAL = Mark.REQUIRED, Mark.RECOMMENDED, Mark.OPTIONAL
ENVIRONMENTS = ("production", "disaster_recovery", "staging", "test", "development")
PROTOCOLS = ("any", "tcp", "udp", "icmp", "sctp", "esp", "gre")


@dataclass(frozen=True, slots=True, kw_only=True)
class CiClass:
    """A class of items.  ``abstract``: only its descendants have items.  ``wire``: ServiceNow's."""

    name: str
    title: str
    parent: str
    attributes: tuple[Attribute, ...] = ()
    abstract: bool = False
    wire: str = ""


def attribute(
    name: str,
    title: str,
    type: AttributeType = T.TEXT,
    mark: Mark = OPTIONAL,
    *,
    choices: tuple[str, ...] = (),
    to: str = "",
) -> Attribute:
    return Attribute(name=name, title=title, type=type, mark=mark, choices=choices, refers_to=to)


def a_class(
    name: str,
    title: str,
    parent: str,
    *attributes: Attribute,
    wire: str = "",
    abstract: bool = False,
) -> CiClass:
    return CiClass(
        name=name, title=title, parent=parent, attributes=attributes, abstract=abstract, wire=wire
    )


# What every item has.  Those of ``records.cmdb.tables`` are columns there.
EVERY = (
    attribute("name", "Name", mark=REQUIRED),
    attribute("description", "Description"),
    attribute("life_cycle_stage", "Life cycle stage", T.CHOICE, REQUIRED, choices=STAGES),
    attribute("life_cycle_status", "Life cycle status", T.CHOICE, REQUIRED, choices=STATUSES),
    attribute("owner", "Owner", T.REFERENCE, to=PERSON),
    attribute("managed_by", "Managed by (team)"),
    attribute(
        "criticality", "Criticality (1 most to 4 least)", T.CHOICE, choices=("1", "2", "3", "4")
    ),
    attribute("environment", "Environment", T.CHOICE, choices=ENVIRONMENTS),
    attribute("location", "Location"),
    attribute("serial", "Serial number"),
    attribute("asset_tag", "Asset tag"),
    attribute("fqdn", "Fully qualified domain name"),
    attribute("ip_address", "IP address", T.IP),
    attribute("installed_on", "Installed on", T.DATE),
    attribute("retired_on", "Retired on", T.DATE),
    attribute("last_patched_on", "Last patched on", T.DATE),
)
OWNED = (
    attribute("owner", "Owner", T.REFERENCE, RECOMMENDED, to=PERSON),
    attribute("managed_by", "Managed by (team)", mark=RECOMMENDED),
    attribute(
        "criticality",
        "Criticality (1 most to 4 least)",
        T.CHOICE,
        RECOMMENDED,
        choices=("1", "2", "3", "4"),
    ),
)
ENVIRONMENT = attribute("environment", "Environment", T.CHOICE, RECOMMENDED, choices=ENVIRONMENTS)
NAMED = attribute("fqdn", "Fully qualified domain name", mark=RECOMMENDED)
ADDRESSED = attribute("ip_address", "IP address", T.IP, RECOMMENDED)
OS = (
    attribute("os", "Operating system", mark=RECOMMENDED),
    attribute("os_version", "Operating system version", T.VERSION, RECOMMENDED),
    attribute("kernel_version", "Kernel version", T.VERSION),
    attribute("cpu_count", "Processors", T.NUMBER),
    attribute("memory_gb", "Memory in GB", T.NUMBER),
    attribute("disk_gb", "Disk in GB", T.NUMBER),
    attribute("last_patched_on", "Last patched on", T.DATE, RECOMMENDED),
    attribute("support_ends_on", "Vendor support ends on", T.DATE),
    attribute("last_logon_on", "Last signed in to the directory", T.DATE),
)
RENEWED = (
    attribute("starts_on", "Starts on", T.DATE),
    attribute("ends_on", "Ends on", T.DATE, REQUIRED),
    attribute("renews_on", "Renewal date", T.DATE, RECOMMENDED),
    attribute("notice_days", "Days of notice", T.NUMBER),
    attribute("cost", "Cost", T.NUMBER),
    attribute("currency", "Currency"),
)
