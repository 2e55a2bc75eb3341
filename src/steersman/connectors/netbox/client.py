"""The REST API of NetBox: every object of one kind, page by page, and whether that is all.

Source: netboxlabs.com/docs/netbox/integrations/rest-api (pagination, authentication, tokens).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import usable
from steersman.capabilities.json_api import Answer, JsonApi
from steersman.connectors.netbox.settings import NetBoxSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient

_V2_TOKEN = re.compile(r"nbt_[^.]+\..+")  # since NetBox 4.5
_HEAVY = ("dcim/devices", "virtualization/virtual-machines")  # rendered for each row, if let


@dataclass(frozen=True, slots=True)
class Listing:
    """``whole``: as many objects as NetBox counted, none of them twice."""

    rows: tuple[Json, ...]
    whole: bool


class NetBoxClient:
    """Reads only.  Raises ``Transient`` or ``Permanent``; ``Forbidden`` where a right lacks."""

    def __init__(self, settings: NetBoxSettings, token: Secret) -> None:
        self._settings = settings
        self._token = token
        self._api = JsonApi(settings, self._sign_in)
        self._base = urlsplit(settings.url)
        self.version: tuple[int, ...] = ()  # of the API, such as (4, 5), once it has answered

    def close(self) -> None:
        self._api.close()

    def list(self, endpoint: str, slim: Callable[[Json], Json] = lambda row: row) -> Listing:
        """All objects of an endpoint such as ``dcim/devices``, in the order of their ids.

        ``slim``: what is kept of each.
        """
        path = f"/api/{endpoint}/"
        query: dict[str, str] = {"limit": str(self._settings.page_size), "ordering": "id"}
        if endpoint in _HEAVY:
            query["exclude"] = "config_context"
        found: dict[int, Json] = {}
        read = 0
        while True:
            page = self._api.get(path, query)
            self.version = _version(page.headers.get("api-version", ""))
            rows, following, count = _page(page, path)
            fresh = {identifier: slim(row) for identifier, row in rows if identifier not in found}
            found |= fresh
            read += len(rows)
            if following is None:
                return Listing(tuple(found.values()), read == len(found) == (count or len(found)))
            if not fresh:
                raise Transient(f"GET {path}: its pages bring nothing new: collect again")
            query = self._following(following, path)

    def one(self, endpoint: str) -> Json:
        """One object that stands at an address of its own, such as ``status``."""
        body = self._api.get(f"/api/{endpoint}/").body
        if not isinstance(body, dict):
            raise Permanent(f"GET /api/{endpoint}/: no JSON object: is url the address of NetBox?")
        return body

    def first(self, endpoint: str) -> int:
        """How many there are, by asking for one only."""
        path = f"/api/{endpoint}/"
        _, _, count = _page(self._api.get(path, {"limit": 1}), path)
        return count or 0

    def may_add(self, endpoint: str) -> bool:
        """Whether the token may write there; asking changes nothing (``OPTIONS``)."""
        body = self._api.ask("OPTIONS", f"/api/{endpoint}/").body
        actions = body.get("actions") if isinstance(body, dict) else None
        return isinstance(actions, dict) and "POST" in actions

    def _following(self, following: str, path: str) -> dict[str, str]:
        """The query of the next page; the address itself is not followed, it only must be ours."""
        parts = urlsplit(following)
        own = (self._base.hostname or "").lower()
        if (parts.hostname or own).lower() != own or parts.path != f"{self._base.path}{path}":
            raise Permanent(
                f"GET {path}: the next page is said to be at {following[:200]!r}, which is another "
                "place: let url be the address that NetBox itself knows (its proxy passes Host on)"
            )
        return dict(parse_qsl(parts.query))

    def _sign_in(self) -> tuple[dict[str, str], tuple[str, ...]]:
        token = usable(self._token(), "token_secret")
        scheme = "Bearer" if _V2_TOKEN.fullmatch(token) else "Token"
        return {"Authorization": f"{scheme} {token}"}, (token,)


def _version(told: str) -> tuple[int, ...]:
    return tuple(int(part) for part in told.split(".") if part.isdecimal())


_Page = tuple[list[tuple[int, Json]], str | None, int | None]


def _page(answer: Answer, path: str) -> _Page:
    """Rows with their ids, the address of the next page, the count, if it is told."""
    body = answer.body
    if not isinstance(body, dict) or not isinstance(body.get("results"), list):
        raise Permanent(f"GET {path}: the answer is no list: is url the address of NetBox?")
    rows = []
    for row in body["results"]:
        if not isinstance(row, dict) or not isinstance(row.get("id"), int):
            raise Permanent(f"GET {path}: an object without id: is url the address of NetBox?")
        rows.append((row["id"], row))
    following, count = body.get("next"), body.get("count")
    if following is not None and not isinstance(following, str):
        raise Permanent(f"GET {path}: the next page is no address")
    return rows, following, count if isinstance(count, int) else None
