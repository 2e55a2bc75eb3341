"""By what an item is recognised again: identification rules per class, the firmest first.

As in ServiceNow's identification and reconciliation engine, a rule is a list of identifiers in
order.  A **firm** one names one thing in the world (a serial number); a weak one, such as a bare
name, only says that two items may be the same, and gives way to anything firm that differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from steersman.domain.cmdb.classes import ancestors
from steersman.domain.sources import Value


@dataclass(frozen=True, slots=True)
class Identifier:
    """``fields`` together identify; ``scope``: among which items, empty: those of one class."""

    fields: tuple[str, ...]
    firm: bool = True
    scope: str = ""
    optional: frozenset[str] = frozenset()  # fields that may be empty


@dataclass(frozen=True, slots=True)
class Key:
    """One identifier of one item, normalised.  Keys that are equal name the same thing."""

    text: str
    firm: bool
    fields: tuple[str, ...]


_SERIAL = Identifier(("serial",), scope="device")
_TAG = Identifier(("asset_tag",), scope="device")
_FQDN = Identifier(("fqdn",), scope="host")
_NAME = Identifier(("name",), firm=False)
_FIRM_NAME = Identifier(("name",))
_ON_HOST = Identifier(("host", "name", "port"), optional=frozenset({"port"}))

RULES: Mapping[str, tuple[Identifier, ...]] = {
    "configuration_item": (_FIRM_NAME,),
    # Not told apart from a server by its name, nor found to be one: only a person says what it is.
    "unclassified": (
        Identifier(("serial",)),
        Identifier(("asset_tag",)),
        Identifier(("stated_kind", "name"), firm=False, optional=frozenset({"stated_kind"})),
    ),
    "physical_device": (_SERIAL, _TAG, _FQDN, _NAME),
    "virtual_machine": (Identifier(("uuid",), scope="machine"), _FQDN, _NAME),
    "container": (Identifier(("namespace", "name")), _NAME),
    "cloud_resource": (Identifier(("resource_id",), scope="cloud"), _NAME),
    "logical_volume": (_NAME,),
    "software_instance": (_ON_HOST, _NAME),
    "database": (Identifier(("host", "name")), _NAME),
    "rack": (Identifier(("location", "name")), _NAME),
    "subnet": (Identifier(("cidr", "vrf"), optional=frozenset({"vrf"})),),
    "vlan": (Identifier(("vlan_id", "location")), _NAME),
    "address": (Identifier(("ip_address", "vrf"), optional=frozenset({"vrf"})),),
    "network_interface": (Identifier(("host", "name")), _NAME),
    "network_link": (Identifier(("circuit_id",)), _NAME),
    "firewall_rule": (Identifier(("host", "name")), _NAME),
    "certificate": (Identifier(("fingerprint",)), _NAME),
}
# What makers and spreadsheets write where there is nothing to write.
_NOTHING = """
0 00000000 000000000000 n/a na none null nil unknown tbd tba - -- ? localhost localhost.localdomain
123456789 0123456789 notapplicable notspecified tobefilledbyo.e.m tobefilledbyoem defaultstring
systemserialnumber serial 00000000-0000-0000-0000-000000000000
"""
PLACEHOLDERS = frozenset(_NOTHING.split())
_SEPARATORS = re.compile(r"\s+")


@cache
def rule_of(ci_class: str) -> tuple[Identifier, ...]:
    """The rule of the class, or of its nearest ancestor that has one."""
    return next(RULES[each] for each in ancestors(ci_class) if each in RULES)


def keys_of(ci_class: str, values: Mapping[str, Value]) -> Iterator[Key]:
    """Every identifier that ``values`` give, the firmest first."""
    for prefix, identifier in _prefixed(ci_class):
        parts = [normalised(values.get(name)) for name in identifier.fields]
        optional = identifier.optional
        pairs = zip(identifier.fields, parts, strict=True)
        if all(part or name in optional for name, part in pairs):
            yield Key(prefix + "|".join(parts), identifier.firm, identifier.fields)


@cache
def _prefixed(ci_class: str) -> tuple[tuple[str, Identifier], ...]:
    return tuple(
        (f"{each.scope or ci_class}.{'+'.join(each.fields)}:", each) for each in rule_of(ci_class)
    )


def normalised(value: Value) -> str:
    """What is compared: without case and outer space; empty for a placeholder."""
    if value is None or value == "":
        return ""
    text = _SEPARATORS.sub(" ", str(value)).strip().rstrip(".").casefold()
    return "" if text.replace(" ", "") in PLACEHOLDERS else text


def firm_fields(ci_class: str) -> tuple[str, ...]:
    """The single attributes that name one thing; when two items differ in one, they are two."""
    return tuple(
        each.fields[0] for each in rule_of(ci_class) if each.firm and len(each.fields) == 1
    )
