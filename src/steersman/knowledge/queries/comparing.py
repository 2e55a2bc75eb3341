"""One value of the record against one of a query: true, false, or not known (``None``)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from steersman.domain.cmdb.attributes import version_key
from steersman.domain.errors import Permanent
from steersman.domain.sources import Value
from steersman.knowledge.queries.model import Against, Compare, Literal, Op, written
from steersman.knowledge.queries.schema import ORDERED, Field, FieldType

VersionKey = tuple[tuple[int, int, str], ...]
_PACKAGING = re.compile(r"[-+](?!alpha|beta|rc|pre|dev).*")  # what follows upstream's version
_ORDER: dict[Op, Callable[[Any, Any], bool]] = {
    Op.LESS: operator.lt,
    Op.AT_MOST: operator.le,
    Op.MORE: operator.gt,
    Op.AT_LEAST: operator.ge,
}


def compares(field: Field, value: Value, with_: Compare) -> bool | None:
    """Whether it holds.  ``Permanent`` where the field cannot be compared like that."""
    if with_.op in (Op.IN, Op.COVERS):
        return _in_network(field, value, with_)
    wanted = _wanted(field, with_)
    if value is None or value == "":
        return None
    if with_.op is Op.CONTAINS:
        return str(wanted).casefold() in str(value).casefold()
    found = comparable(field.type, value, packaged=_packaged(str(with_.value)))
    if found is None:
        return None
    if with_.op in (Op.IS, Op.IS_NOT):
        return _same(field.type, found, wanted) is (with_.op is Op.IS)
    if _same(field.type, found, wanted):  # 14.2 is a 14, so it is not newer than 14
        return with_.op in (Op.AT_MOST, Op.AT_LEAST)
    return _ORDER[with_.op](found, wanted)


def orders(field: Field, value: Value, with_: Against, other: Value) -> bool | None:
    """One field of an object against another of it.  ``Permanent`` where that says nothing."""
    if with_.op not in (*_ORDER, Op.IS, Op.IS_NOT):
        raise Permanent(f"{field.name} and {with_.other} are compared by = != < <= > >=")
    if field.type not in ORDERED and with_.op in _ORDER:
        raise Permanent(f"{field.name} is {field.type.value}: it has no order, so use = or !=")
    left, right = comparable(field.type, value), comparable(field.type, other)
    if value in (None, "") or other in (None, "") or left is None or right is None:
        return None
    if with_.op in (Op.IS, Op.IS_NOT):
        return (left == right) is (with_.op is Op.IS)
    return _ORDER[with_.op](left, right)


def _in_network(field: Field, value: Value, with_: Compare) -> bool | None:
    """An address or network in a wanted network, or a network that a wanted address is in."""
    wanted = network_of(str(with_.value))
    if wanted is None or field.type is not FieldType.TEXT:
        raise Permanent(f"{field.name} {with_.op.value} needs an address or a network")
    found = network_of(str(value or ""))
    if found is None:
        return None
    inner, outer = (found, wanted) if with_.op is Op.IN else (wanted, found)
    if isinstance(inner, IPv4Network):
        return isinstance(outer, IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and inner.subnet_of(outer)


def network_of(text: str) -> IPv4Network | IPv6Network | None:
    """ "10.0.0.0/16", or a single address as the network that holds it alone."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def release_key(text: str, *, packaged: bool = True) -> VersionKey:
    """Sorts as releases do; an epoch (``1:9.2p1``) is left out.

    ``packaged=False`` leaves out what a distribution adds, as in 3.0.13-1~deb12u1.
    """
    kept = re.sub(r"^(\d+:|v)", "", text.strip().casefold())
    return version_key(kept if packaged else _PACKAGING.sub("", kept))


def day_of(text: str) -> date | None:
    """The day of an ISO 8601 date or instant; ``None`` for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _packaged(version: str) -> bool:
    return _PACKAGING.search(version) is not None


def _same(kind: FieldType, found: Any, wanted: Any) -> bool:
    """A version is the wanted one as far as that is written: 14.2 is a 14, 3.0.13 is no 3.0.1."""
    if kind is FieldType.VERSION:
        return bool(found[: len(wanted) - 1] == wanted[:-1])
    return bool(found == wanted)


def comparable(kind: FieldType, value: Value | Literal, *, packaged: bool = True) -> Any:
    """The value as what is compared, or ``None`` where it is no such thing."""
    if kind is FieldType.VERSION:
        key = release_key(str(value), packaged=packaged)
        return key if any(character.isdigit() for character in str(value)) else None
    if kind is FieldType.DATE:
        return day_of(value.isoformat() if isinstance(value, date) else str(value))
    if kind is FieldType.NUMBER:
        return _number(value)
    if kind is FieldType.FLAG:
        return value in (True, "yes", "true", 1)
    return " ".join(str(value).split()).casefold()


def _number(value: Value | Literal) -> float | None:
    if isinstance(value, bool | date) or value is None:
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _wanted(field: Field, with_: Compare) -> Any:
    if with_.op in _ORDER and field.type not in ORDERED:
        raise Permanent(f"{field.name} is {field.type.value}: it has no order, so use = or !=")
    if with_.op is Op.CONTAINS and field.type not in (FieldType.TEXT, FieldType.CHOICE):
        raise Permanent(f"{field.name} is a {field.type.value}: 'contains' is for text")
    wanted = comparable(field.type, with_.value)
    if wanted is None or (field.type is FieldType.FLAG and not isinstance(with_.value, bool)):
        raise Permanent(f"{field.name} is a {field.type.value}, not {written(with_.value)}")
    return wanted
