"""The REST 2.0 API of Request Tracker, read row by row and never believed unchecked.

Source: docs.bestpractical.com/rt/5.0/RT/REST2.html.  What it does not say, and RT 5.0.3 does:
a query that it cannot parse is answered with every row; ``total`` and ``next_page`` are missing
where the user may not see everything.  So rows are asked for by rising ids, and each is looked at.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import usable
from steersman.capabilities.json_api import JsonApi
from steersman.connectors.request_tracker.settings import RequestTrackerSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

API = "/REST/2.0"
LARGEST_PAGE = 100  # rows; RT gives no more at once
_EMPTY = 3  # pages without any row to see, after which a list has ended
_ODD = "is url the address of Request Tracker 5?"
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """``total``: rows from here on; None where RT does not tell it to this user."""

    rows: tuple[Json, ...]
    total: int | None


class RtClient:
    """Reads only.  Raises ``Transient`` or ``Permanent``."""

    def __init__(self, settings: RequestTrackerSettings, secret: Secret) -> None:
        self._settings, self._secret = settings, secret
        self._api = JsonApi(settings, self._sign_in)

    def close(self) -> None:
        self._api.close()

    def one(self, path: str) -> Json:
        body = self._api.get(f"{API}/{path}").body
        if not isinstance(body, dict):
            raise Permanent(f"GET {path}: no JSON object: {_ODD}")
        return body

    def all(self, path: str, fields: Fields, most: int | None = None) -> Page:
        """Every row of a list that cannot be asked by id, such as ``catalogs/all``.

        ``most``: how many there can be, where that is known.

        Rows that the user may not see are taken out of a page after it was cut, so an empty page
        is no end yet.
        """
        rows: list[Json] = []
        empty, number = 0, 0
        while True:
            number += 1
            page = self._page(path, {**fields, "page": number}, LARGEST_PAGE)
            rows += page.rows
            empty = 0 if page.rows else empty + 1
            if len(rows) in (page.total, most) or empty == _EMPTY:
                return Page(tuple(rows), page.total)

    def pages(self, path: str, query: str, fields: Fields) -> Iterator[Page]:
        """The rows that fit ``query`` in the order of their ids; the last page may be empty."""
        last = 0
        while True:
            asked = {"query": f"({query}) AND id > {last}", "orderby": "id", "order": "ASC"}
            page = self._page(path, {**fields, **asked}, self._settings.page_size)
            numbers = [int(row["id"]) for row in page.rows]
            if any(now <= before for before, now in zip([last, *numbers], numbers, strict=False)):
                raise Permanent(f"GET {path}: RT did not keep to the query: it may not know it")
            yield page
            if not numbers or len(numbers) == page.total:
                return
            last = numbers[-1]

    def _page(self, path: str, query: Mapping[str, str | int], size: int) -> Page:
        body = self._api.get(f"{API}/{path}", {**query, "per_page": size}).body
        rows = body.get("items") if isinstance(body, dict) else None
        if not isinstance(rows, list) or not all(map(_is_row, rows)):
            raise Permanent(f"GET {path}: the answer is no list of records: {_ODD}")
        total = body.get("total")
        return Page(tuple(rows), total if isinstance(total, int) else None)

    def _sign_in(self) -> tuple[dict[str, str], tuple[str, ...]]:
        if not self._settings.user:
            token = usable(self._secret(), "token_secret")
            return {"Authorization": f"token {token}"}, (token,)
        password = self._secret()
        whole = b64encode(f"{self._settings.user}:{password}".encode()).decode()
        return {"Authorization": f"Basic {whole}"}, (whole, *filter(None, [password]))


def _is_row(row: Any) -> bool:
    return isinstance(row, dict) and str(row.get("id", "")).isdecimal()


def text(row: Json, *path: str) -> str:
    """What stands at the end of the path as text; empty where any part of it is missing."""
    found: object = row
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return str(found) if isinstance(found, str | int | float) else ""


def entries(row: Json, name: str) -> list[Json]:
    """The objects of a list; RT writes one that stands alone without its list, and none as text."""
    found = row.get(name)
    whole = found if isinstance(found, list) else [found]
    return [each for each in whole if isinstance(each, dict)]
