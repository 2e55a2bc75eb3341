"""Catalogs and queues that the settings name, found by name and from then on known by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steersman.connectors.request_tracker.client import RtClient, text
from steersman.domain.errors import Permanent

RIGHTS: Mapping[str, str] = {"catalogs": "ShowCatalog", "queues": "SeeQueue"}


def visible(client: RtClient, kind: str) -> Mapping[str, str]:
    """Id and name of every one of ``kind`` that the user may see and that is in use."""
    rows = client.all(f"{kind}/all", {"fields": "Name"}).rows
    return {str(row["id"]): text(row, "Name") for row in rows}


def chosen(client: RtClient, kind: str, names: Sequence[str]) -> Mapping[str, str]:
    """Those that are called so.  ``Permanent`` names one that is not there or not to be seen."""
    found = visible(client, kind)
    lacking = absent(found, names)
    if lacking:
        right = RIGHTS[kind]
        raise Permanent(f"{kind}: {', '.join(lacking)}: not there, or the user lacks {right} on it")
    return {each: name for each, name in found.items() if not names or name in names}


def absent(found: Mapping[str, str], names: Sequence[str]) -> list[str]:
    return [name for name in names if name not in found.values()]


def any_of(field: str, ids: Mapping[str, str]) -> str:
    """The part of a query that keeps to these, by id: a name could end its quotes."""
    return " OR ".join(f"{field} = {each}" for each in ids)
