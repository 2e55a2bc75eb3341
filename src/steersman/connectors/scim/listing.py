"""Lists and filters (RFC 7644 §3.4.2): read to the end, and never believed unchecked."""

from __future__ import annotations

import json
from dataclasses import dataclass

from steersman.connectors.scim.client import ScimClient
from steersman.connectors.scim.errors import Unsupported
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient

PAGE = 100
MOST_MATCHES = 200  # more than that for one person: the filter was not applied
MOST_RESOURCES = 20_000


class FilterIgnored(Unsupported):
    """The server answered a filter with resources that do not fit it."""


@dataclass(frozen=True, slots=True)
class Page:
    total: int
    resources: list[Json]


def eq(attribute: str, value: str) -> str:
    """``attribute eq "value"``; a value is a JSON string, so no value can break out of it."""
    return f"{attribute} eq {json.dumps(value, ensure_ascii=False)}"


def matching(client: ScimClient, path: str, expression: str) -> list[Json]:
    """What the server says fits ``expression``: the caller still has to check each."""
    return _read_all(client, path, {"filter": expression}, MOST_MATCHES)


def everything(client: ScimClient, path: str) -> list[Json]:
    """Every resource, for servers that cannot filter."""
    return _read_all(client, path, {}, MOST_RESOURCES)


def count(client: ScimClient, path: str) -> int:
    """How many resources the server says there are."""
    return _page(client, path, {"startIndex": "1", "count": "1"}).total


def _read_all(client: ScimClient, path: str, query: dict[str, str], most: int) -> list[Json]:
    found: dict[str, Json] = {}
    start = 1
    while True:
        page = _page(client, path, {**query, "startIndex": str(start), "count": str(PAGE)})
        new = {str(body.get("id")): body for body in page.resources} | found
        if len(new) > most:
            raise _too_many(path, most, filtered="filter" in query)
        if len(new) == len(found):
            return _ended(path, found, page.total)
        found, start = new, start + len(page.resources)
        if len(found) >= page.total and len(page.resources) < PAGE:
            return list(found.values())


def _ended(path: str, found: dict[str, Json], total: int) -> list[Json]:
    if total > len(found):
        raise Transient(
            f"GET {path}: the list ended after {len(found)} of {total}: it changed meanwhile, or "
            "the server ignores startIndex"
        )
    return list(found.values())


def _too_many(path: str, most: int, *, filtered: bool) -> Permanent:
    if filtered:
        return FilterIgnored(f"GET {path}: over {most} resources fit: the filter was ignored")
    return Permanent(f"GET {path}: over {most} resources, and the server cannot filter them")


def _page(client: ScimClient, path: str, query: dict[str, str]) -> Page:
    body = client.get(path, query).body
    total, resources = body.get("totalResults"), body.get("Resources") or []
    usable = isinstance(resources, list) and all(isinstance(entry, dict) for entry in resources)
    if not isinstance(total, int) or not usable:
        raise Permanent(f"GET {path}: the answer is no SCIM list: is base_url a SCIM address?")
    return Page(total, resources)
