"""What in a plan a reviewer would stop at: the open internet, open data, what is lost.

Names and values of all clouds alike are looked at, so that a provider nobody thought of counts too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from steersman.connectors.terraform.environments.planned import Resource

LOW, MEDIUM, HIGH = "low", "medium", "high"
EVERYWHERE = frozenset({"0.0.0.0/0", "::/0", "*", "internet", "any"})
_SOURCES = ("cidr", "source_range", "source_address", "remote_ip", "authorized_network")
_PUBLIC = ("publicly_accessible", "public_network_access_enabled", "allow_public_access")
_ENCRYPTED = ("encrypted", "storage_encrypted", "encryption_at_rest")
_POLICIES = ("policy", "assume_role_policy", "inline_policy")
_GUARDS = ("block_public_acls", "block_public_policy", "restrict_public_buckets")


@dataclass(frozen=True, slots=True)
class Risk:
    level: str
    text: str


def risk_of(resources: Iterable[Resource]) -> tuple[str, list[str]]:
    """The worst level, and each reason for it in words: of what stays as of what is new."""
    found = [risk for each in resources for risk in _risks(each)]
    levels = {risk.level for risk in found}
    level = HIGH if HIGH in levels else MEDIUM if MEDIUM in levels else LOW
    return level, sorted({f"{risk.level}: {risk.text}" for risk in found})


def _risks(each: Resource) -> Iterator[Risk]:
    if each.actions >= {"create", "delete"}:
        yield Risk(HIGH, f"{each.address} is replaced: what it holds is lost")
    elif "delete" in each.actions:
        yield Risk(HIGH, f"{each.address} is removed: what it holds is lost")
    for path, value in _leaves(each.after):
        yield from _of_value(each, path, value)


def _of_value(each: Resource, path: tuple[str, ...], value: object) -> Iterator[Risk]:
    name = next((part for part in reversed(path) if not part.isdigit()), "").lower()
    if _lets_in_all(each, " ".join(path).lower(), name, value):
        yield Risk(HIGH, f"{each.address} is open to the whole internet ({name} {value})")
    if name in _PUBLIC and value is True:
        yield Risk(HIGH, f"{each.address} can be reached from the internet ({name})")
    if name == "acl" and str(value).startswith("public"):
        yield Risk(HIGH, f"{each.address} can be read by everybody ({value})")
    if name in _GUARDS and value is False:
        yield Risk(HIGH, f"{each.address} may be made public ({name} is off)")
    if name in _ENCRYPTED and value is False:
        yield Risk(MEDIUM, f"{each.address} is not encrypted ({name})")
    if name in _POLICIES and _grants_all(value):
        yield Risk(HIGH, f"{each.address} grants every action ({name})")


def _lets_in_all(each: Resource, within: str, name: str, value: object) -> bool:
    source = any(part in name for part in _SOURCES) and not name.startswith("dest")
    inward = "egress" not in within and not _is_outward(each)
    return source and inward and str(value).lower() in EVERYWHERE


def _is_outward(each: Resource) -> bool:
    """A route, or a rule for what leaves: by its type or its own direction."""
    direction = str(each.after.get("type", each.after.get("direction", ""))).lower()
    outward = "egress" in each.type or "route" in each.type
    return outward or direction in ("egress", "outbound", "out")


def _grants_all(value: object) -> bool:
    text = "".join(str(value).split())
    return '"Action":"*"' in text or '"Action":["*"]' in text


def _leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, (*path, str(name)))
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            yield from _leaves(each, (*path, str(place)))
    else:
        yield path, value
