"""The REST APIs of Assets and of Jira Cloud: whole lists, or an error.

Sources: developer.atlassian.com/cloud/assets/rest (object schemas, types, AQL, total count) and
…/cloud/jira/platform/rest/v3 (search/jql, issue comments, mypermissions).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import usable
from steersman.capabilities.json_api import JsonApi
from steersman.capabilities.json_errors import NotFound
from steersman.connectors.jira_assets.settings import JiraAssetsSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient

_ODD = "is this the API of Jira Cloud?"
_COMMENTS = 100  # the newest that are looked at for an answer


@dataclass(frozen=True, slots=True)
class Listing:
    """``whole``: as many objects as Assets counts, none of them twice."""

    rows: tuple[Json, ...]
    whole: bool


class SignIn:
    """Basic with an account's API token, or a bearer token of OAuth 2.0."""

    def __init__(self, settings: JiraAssetsSettings, secret: Secret) -> None:
        self._user, self._secret = settings.user, secret

    def __call__(self) -> tuple[dict[str, str], tuple[str, ...]]:
        token = usable(self._secret(), "token_secret")
        if not self._user:
            return {"Authorization": f"Bearer {token}"}, (token,)
        whole = b64encode(f"{self._user}:{token}".encode()).decode()
        return {"Authorization": f"Basic {whole}"}, (token, whole)


class AssetsClient:
    """Reads one workspace of Assets."""

    def __init__(self, settings: JiraAssetsSettings, sign_in: SignIn) -> None:
        self._settings = settings
        self._base = f"/jsm/assets/workspace/{settings.workspace_id}/v1"
        self._api = JsonApi(settings, sign_in)

    def close(self) -> None:
        self._api.close()

    def schemas(self) -> tuple[Json, ...]:
        """Every object schema that the account may see."""
        found: list[Json] = []
        path = f"{self._base}/objectschema/list"
        while True:
            body = self._api.get(path, {"startAt": len(found), "maxResults": 50}).body
            rows = rows_of(body, "values", path)
            found += rows
            if body.get("isLast") is True or not rows:
                return tuple(found)

    def types(self, schema: str) -> tuple[Json, ...]:
        path = f"{self._base}/objectschema/{schema}/objecttypes/flat"
        return rows_of({"values": self._api.get(path).body}, "values", path)

    def attributes(self, object_type: str) -> tuple[Json, ...]:
        """What the attributes of a type are called and hold, inherited ones too."""
        path = f"{self._base}/objecttype/{object_type}/attributes"
        return rows_of({"values": self._api.get(path).body}, "values", path)

    def objects(self, schema: str) -> Listing:
        """Every object of a schema with its attributes.

        ``total`` is capped at a thousand (``hasMoreResults``), so it proves nothing.
        """
        path, query = f"{self._base}/object/aql", {"qlQuery": f"objectSchemaId = {schema}"}
        found: dict[str, Json] = {}
        start = 0
        while True:
            page = {"startAt": start, "maxResults": self._settings.page_size}
            body = self._api.post(path, query, {**page, "includeAttributes": "true"}).body
            rows = rows_of(body, "values", path)
            fresh = {text(row, "id"): row for row in rows if text(row, "id") not in found}
            found |= fresh
            start += len(rows)
            if body.get("isLast") is True or not fresh:
                break
        count = self._count(query)
        return Listing(tuple(found.values()), count == start == len(found))

    def _count(self, query: Mapping[str, str]) -> int | None:
        try:
            body = self._api.post(f"{self._base}/object/aql/totalcount", query).body
        except NotFound:
            return None
        told = body.get("totalCount") if isinstance(body, dict) else None
        return told if isinstance(told, int) else None


class JiraClient:
    """Reads the requests of one site."""

    def __init__(self, settings: JiraAssetsSettings, sign_in: SignIn) -> None:
        self._api = JsonApi(settings.model_copy(update={"url": settings.site}), sign_in)

    def close(self) -> None:
        self._api.close()

    def search(self, jql: str, fields: list[str]) -> Iterator[tuple[Json, ...]]:
        """The pages of what fits ``jql``."""
        path, token, seen = "/rest/api/3/search/jql", "", set[str]()
        while True:
            asked = {"jql": jql, "fields": fields, "maxResults": 100}
            more = {"nextPageToken": token} if token else {}
            body = self._api.post(path, {**asked, **more}).body
            yield rows_of(body, "issues", path)
            token = text(body, "nextPageToken")
            if not token and body.get("isLast") is not False:
                return
            if not token or token in seen:
                raise Transient(f"POST {path}: its pages end amid the list: ask again")
            seen.add(token)

    def comments(self, issue: str) -> tuple[Json, ...]:
        """The newest comments of an issue, the newest first."""
        path = f"/rest/api/3/issue/{issue}/comment"
        query: dict[str, str | int] = {"orderBy": "-created", "maxResults": _COMMENTS}
        return rows_of(self._api.get(path, query).body, "comments", path)

    def permissions(self, project: str, names: list[str]) -> Mapping[str, bool]:
        path = "/rest/api/3/mypermissions"
        body = self._api.get(path, {"projectKey": project, "permissions": ",".join(names)}).body
        told = body.get("permissions") if isinstance(body, dict) else None
        if not isinstance(told, dict):
            raise Permanent(f"GET {path}: no permissions in the answer: {_ODD}")
        return {
            name: bool(part.get("havePermission"))
            for name, part in told.items()
            if isinstance(part, dict)
        }


def rows_of(body: Any, name: str, path: str) -> tuple[Json, ...]:
    rows = body.get(name) if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(r, dict) and text(r, "id") for r in rows):
        raise Permanent(f"{path}: the answer is no list of {name}: {_ODD}")
    return tuple(rows)


def text(row: Any, *path: str) -> str:
    """What stands at the end of the path as text; empty where any part of it is missing."""
    found = row
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return str(found) if isinstance(found, str | int | float) else ""


def part(row: Json, *path: str) -> list[Json]:
    """The objects of the list at the end of the path."""
    found: Any = row
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
