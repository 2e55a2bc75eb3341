"""The REST APIs of Confluence Cloud: lists by cursor, restrictions and labels of their pages.

Sources: developer.atlassian.com/cloud/confluence/rest/v2 (spaces, pages in space, ancestors, space
permissions, users-bulk; its OpenAPI 2.0.0) and …/rest/v1 (content/search, content restrictions,
group by id), which v2 has no counterpart for.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import usable
from steersman.capabilities.json_api import JsonApi
from steersman.connectors.confluence.settings import ConfluenceSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

V1, V2 = "/rest/api", "/api/v2"
MOST_STEPS = 100_000  # of a list: one that never ends is broken
_FACTS = "metadata.labels,restrictions.read.restrictions.user,restrictions.read.restrictions.group"
_USERS = 100  # asked for at once


class ConfluenceClient:
    """Reads only.  Raises ``Transient`` or ``Permanent``, which say the mend."""

    def __init__(self, settings: ConfluenceSettings, secret: Secret) -> None:
        self._settings, self._secret = settings, secret
        self._api = JsonApi(settings, self._sign_in)

    def close(self) -> None:
        self._api.close()

    def spaces(self, keys: Iterable[str]) -> list[Json]:
        return list(self._listed(f"{V2}/spaces", {"keys": ",".join(keys)}))

    def pages(self, space: str, *, bodies: bool) -> Iterator[Json]:
        """The current pages of a space, at any depth."""
        query: dict[str, str | int] = {"status": "current", "depth": "all"}
        query["limit"] = self._settings.page_size
        if bodies:
            query["body-format"] = "storage"
        return self._listed(f"{V2}/spaces/{space}/pages", query)

    def facts(self, key: str) -> Iterator[Json]:
        """The pages of a space with their labels and who may view them."""
        query = {"cql": f'space = "{key}" and type = page', "expand": _FACTS}
        return self._listed(f"{V1}/content/search", {**query, "limit": self._settings.page_size})

    def restrictions(self, content: str) -> list[Json]:
        """Of one page or folder, by operation."""
        query = {"expand": "restrictions.user,restrictions.group"}
        return list(self._listed(f"{V1}/content/{content}/restriction", query, "operation"))

    def ancestors(self, page: str) -> list[str]:
        """The ids of all that stands above a page."""
        found = self._listed(f"{V2}/pages/{page}/ancestors", {"limit": 250})
        return [text(each, "id") for each in found]

    def permissions(self, space: str) -> Iterator[Json]:
        return self._listed(f"{V2}/spaces/{space}/permissions", {"limit": 250})

    def group(self, id: str) -> str:
        """The name of a group."""
        return text(_object(self._api.get(f"{V1}/group/by-id", {"id": id}).body, "group"), "name")

    def names(self, accounts: Iterable[str]) -> Mapping[str, str]:
        """The mail address of each account, or its name where that is hidden."""
        ids = sorted(set(accounts) - {""})
        found: dict[str, str] = {}
        for begin in range(0, len(ids), _USERS):
            asked = {"accountIds": ids[begin : begin + _USERS]}
            body = _object(self._api.post(f"{V2}/users-bulk", asked).body, "users-bulk")
            for row in _rows(body, "users-bulk", "accountId"):
                found[text(row, "accountId")] = text(row, "email") or text(row, "displayName")
        return found

    def _listed(self, path: str, query: Mapping[str, str | int], key: str = "id") -> Iterator[Json]:
        """Every row of a list.  Only the cursor is taken of where it says that it goes on."""
        cursor: Mapping[str, str] = {}
        for _ in range(MOST_STEPS):
            body = _object(self._api.get(path, {**query, **cursor}).body, path)
            yield from _rows(body, path, key)
            following = _cursor(body)
            if not following:
                return
            if following == cursor:
                raise Permanent(f"GET {path}: the list does not go on: it names one place twice")
            cursor = following
        raise Permanent(f"GET {path}: the list does not end")

    def _sign_in(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        token = usable(self._secret(), "token_secret")
        if not self._settings.user:
            return {"Authorization": f"Bearer {token}"}, (token,)
        whole = b64encode(f"{self._settings.user}:{token}".encode()).decode()
        return {"Authorization": f"Basic {whole}"}, (token, whole)


def text(row: Json, *path: str) -> str:
    """What stands at ``path``; empty where there is nothing, or no text or number."""
    value: object = row
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def rows_at(row: Json, *path: str) -> list[Json]:
    """The objects of the list at ``path``."""
    value: object = row
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _object(body: object, what: str) -> Json:
    if not isinstance(body, dict):
        raise Permanent(f"{what}: it is no answer of Confluence: is url right, with /wiki?")
    return body


def _rows(body: Json, what: str, key: str) -> list[Json]:
    found = body.get("results")
    if not isinstance(found, list):
        raise Permanent(f"{what}: it is no list of Confluence: is url right, with /wiki?")
    rows = [each for each in found if isinstance(each, dict) and text(each, key)]
    if len(rows) != len(found):
        raise Permanent(f"{what}: something in the list has no {key}")
    return rows


def _cursor(body: Json) -> Mapping[str, str]:
    """Where the list goes on; v1 may count instead."""
    told = parse_qs(urlsplit(text(body, "_links", "next")).query)
    return {name: told[name][0] for name in ("cursor", "start") if name in told}
