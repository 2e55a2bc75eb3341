"""A contract server for NetBox 4: what its published OpenAPI says of reading, and nothing else.

What works here is tested against a contract server, not with NetBox.  Sources: NetBox's OpenAPI
schema and netboxlabs.com/docs/netbox/integrations/rest-api (tokens, pagination, ``exclude``),
…/release-notes.  ``pynetbox``, the SDK of NetBox's makers, is driven against it in the tests.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlencode

from company.services.json_contract import Asked, Body, Reply, serving
from company.services.netbox_data import estate

TOKEN = "0123456789abcdef0123456789abcdef01234567"
V2_TOKEN = "nbt_contract0key.0123456789abcdef0123456789abcdef01234567"
WRITER = "fedcba9876543210fedcba9876543210fedcba98"
DEFAULT_PAGE, LARGEST_PAGE = 50, 1000


@dataclass
class NetBox:
    """The state behind the contract: objects by endpoint, and what goes wrong."""

    objects: dict[str, list[Body]] = field(default_factory=estate)
    forbidden: set[str] = field(default_factory=set)  # endpoints
    page_limit: int = LARGEST_PAGE
    version: str = "4.5"
    host: str = ""  # what NetBox takes for its own address; empty: as it was asked
    refuse: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # the next answers

    def answer(self, asked: Asked) -> Reply:
        if self.refuse:
            status, headers = self.refuse.pop(0)
            return Reply(status, {"detail": "not now"}, headers)
        writes = _rights(asked.headers.get("authorization", ""))
        if writes is None:
            return Reply(403, {"detail": "Invalid token"})
        endpoint = asked.path.removeprefix("/api/").rstrip("/")
        headers = {"API-Version": self.version}
        if endpoint in ("", "status"):
            return Reply(200, {"netbox-version": f"{self.version}.2"} if endpoint else {}, headers)
        name, _, identifier = endpoint.rpartition("/")
        if identifier.isdecimal() and name in self.objects:
            return self._one(name, int(identifier), headers)
        if endpoint not in self.objects:
            return Reply(404, {"detail": "No such endpoint"}, headers)
        if endpoint in self.forbidden:
            detail = "You do not have permission to perform this action."
            return Reply(403, {"detail": detail}, headers)
        if asked.method == "OPTIONS":
            return Reply(200, {"name": endpoint, **_actions(writes)}, headers)
        if asked.method != "GET":
            return Reply(403, {"detail": "this contract only reads"}, headers)
        return Reply(200, self._list(endpoint, asked), headers)

    def _one(self, endpoint: str, identifier: int, headers: Mapping[str, str]) -> Reply:
        found = [row for row in self.objects[endpoint] if row["id"] == identifier]
        if not found or endpoint in self.forbidden:
            return Reply(404, {"detail": "No object matches the given query."}, headers)
        return Reply(200, found[0], headers)

    def _list(self, endpoint: str, asked: Asked) -> Body:
        """``LimitOffsetPagination``: unknown filters are ignored; known is only ``id``."""
        rows = self.objects[endpoint]
        if "id" in asked.query:
            rows = [row for row in rows if str(row["id"]) == asked.query["id"]]
        if asked.query.get("ordering") == "id":
            rows = sorted(rows, key=lambda row: int(row["id"]))
        limit = int(asked.query.get("limit") or DEFAULT_PAGE) or self.page_limit
        limit = min(limit, self.page_limit)
        start = int(asked.query.get("offset", 0))
        excluded = asked.query.get("exclude", "").split(",")
        page = [
            {name: value for name, value in row.items() if name not in excluded}
            for row in rows[start : start + limit]
        ]
        link = f"{self.host or asked.address}{asked.path}"
        more = start + limit < len(rows)
        return {
            "count": len(rows),
            "next": _link(link, asked.query, limit, start + limit) if more else None,
            "previous": _link(link, asked.query, limit, max(start - limit, 0)) if start else None,
            "results": page,
        }


def _rights(authorization: str) -> bool | None:
    """Whether the token may write; ``None``: it is none of ours."""
    known = {f"Token {TOKEN}": False, f"Token {WRITER}": True, f"Bearer {V2_TOKEN}": False}
    return known.get(authorization)


def _actions(writes: bool) -> Body:
    return {"actions": {"POST": {"name": {"type": "string"}}}} if writes else {"actions": {}}


def _link(address: str, query: Mapping[str, str], limit: int, offset: int) -> str:
    told = {**query, "limit": str(limit), "offset": str(offset)}
    if not offset:
        del told["offset"]
    return f"{address}?{urlencode(told)}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    with serving(NetBox().answer, port=parser.parse_args().port) as running:
        print(f"{running.url} with the token {TOKEN}", flush=True)
        Event().wait()
