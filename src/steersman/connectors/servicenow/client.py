"""The Table API: one page of one table, and how we sign in.

Source: ServiceNow's *Table API* and *OAuth 2.0* (client credentials grant) references.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import usable
from steersman.capabilities.json_api import Answer, JsonApi
from steersman.capabilities.json_errors import Unauthorised
from steersman.connectors.servicenow.settings import ServiceNowSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient

_TOTAL = re.compile(r"[0-9]{1,15}")
_WORDS = {"sysparm_display_value": "false", "sysparm_exclude_reference_link": "true"}


@dataclass(frozen=True, slots=True)
class Page:
    """``total``: how many rows fit the query before rights were looked at; ``None``: not told.

    ``today`` is the day by the instance's own clock; ``None``: not told.
    """

    rows: tuple[Json, ...]
    total: int | None
    today: date | None


class ServiceNowClient:
    """Reads only.  Raises ``Transient``, or ``Permanent`` and its kinds in ``json_api``."""

    def __init__(self, settings: ServiceNowSettings, password: Secret, client: Secret) -> None:
        settings.require_one_sign_in()
        self.settings = settings
        self._password, self._client = password, client
        self._token = ""  # of the OAuth client, until the instance refuses it
        self._api = JsonApi(settings, self._sign_in)

    def close(self) -> None:
        self._api.close()

    def page(
        self, table: str, query: str, fields: Sequence[str], *, limit: int, offset: int = 0
    ) -> Page:
        told = {"sysparm_query": query} if query else {}
        asked: dict[str, str | int] = {
            **_WORDS,
            **told,
            "sysparm_fields": ",".join(dict.fromkeys(("sys_id", *fields))),
            "sysparm_limit": limit,
            "sysparm_offset": offset,
        }
        path = f"/api/now/table/{table}"
        try:
            return _page(self._api.get(path, asked), path)
        except Unauthorised:
            if not self._token:
                raise
            self._token = ""  # it may have run out: ask for another, once
            return _page(self._api.get(path, asked), path)

    def _sign_in(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        if self.settings.client_id:
            self._token = self._token or self._new_token()
            return {"Authorization": f"Bearer {self._token}"}, (self._token,)
        password = self._password()
        if not password or not password.isprintable():
            raise Permanent("password_secret is empty or holds a line end")
        both = b64encode(f"{self.settings.user}:{password}".encode()).decode()
        return {"Authorization": f"Basic {both}"}, (password, both)

    def _new_token(self) -> str:
        secret = usable(self._client(), "client_secret")
        form = {
            "grant_type": "client_credentials",
            "client_id": self.settings.client_id,
            "client_secret": secret,
        }
        body = self._api.post_form("/oauth_token.do", form, (secret,)).body
        token = body.get("access_token") if isinstance(body, dict) else None
        if not isinstance(token, str):
            raise Permanent("POST /oauth_token.do: no access_token: is client_id an OAuth client?")
        return usable(token, "the token of /oauth_token.do")


def _page(answer: Answer, path: str) -> Page:
    body = answer.body
    if isinstance(body, dict) and body.get("error"):
        # 200, some rows and an error: the transaction was cancelled amid the answer
        raise Transient(f"GET {path}: the answer breaks off: lower page_size", retry_after=30)
    rows = body.get("result") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Permanent(f"GET {path}: the answer is no list: is url the address of an instance?")
    total = _TOTAL.fullmatch(answer.headers.get("x-total-count", ""))
    return Page(tuple(rows), int(total[0]) if total else None, _today(answer.headers))


def _today(headers: Mapping[str, str]) -> date | None:
    try:
        return parsedate_to_datetime(headers.get("date", "")).date()
    except (ValueError, TypeError):
        return None
