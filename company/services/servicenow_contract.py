"""A contract server for ServiceNow's Table API: what is published of reading, traps included.

What works here is tested against a contract server, not with ServiceNow.  Sources: *Table API* and
*OAuth 2.0* references; KB3047115 (rights are looked at after the limit, ``X-Total-Count`` counts
before); ``glide.invalid_query.returns_no_rows``.  ``pysnc``, ServiceNow's own SDK, is driven
against it in the tests.
"""

from __future__ import annotations

import argparse
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from urllib.parse import parse_qsl, urlencode

from company.services.json_contract import Asked, Body, Reply, serving
from company.services.servicenow_data import CHOICES, DISPLAYED, TABLES, Row, tables
from company.services.servicenow_query import fields_of, parse

USER, PASSWORD = "steersman", "contract-password"
CLIENT, CLIENT_SECRET = "contract-client", "contract-client-secret"
DEFAULT_LIMIT = 10_000
ZONE = timedelta(hours=11)  # of the user, in which display values are told


@dataclass
class Instance:
    """The state behind the contract: rows by table, rights, and what goes wrong."""

    rows: dict[str, list[Row]] = field(default_factory=tables)
    hidden: set[str] = field(default_factory=set)  # sys_ids that rights hide
    hidden_fields: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)  # tables
    absent: set[str] = field(default_factory=set)  # tables that are not installed
    returns_no_rows: bool = False  # glide.invalid_query.returns_no_rows
    counts: bool = True  # whether X-Total-Count is told
    with_links: bool = False  # references as objects although they were not asked for
    tokens: set[str] = field(default_factory=set)
    answers: list[Reply] = field(default_factory=list)  # what is answered next, whatever is asked
    issued: int = 0

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/oauth_token.do":
            return self._token(dict(parse_qsl(asked.body.decode())))
        if not self._knows(asked.headers.get("authorization", "")):
            return _error(401, "User Not Authenticated")
        if self.answers:
            return self.answers.pop(0)
        _, _, place = asked.path.partition("/api/now/table/")
        table, _, identifier = place.partition("/")
        if table not in TABLES or table in self.absent:
            return _error(400, f"Invalid table {table}")
        if table in self.forbidden:
            return _error(403, "User Not Authorized")
        if asked.method != "GET":
            return _error(403, "this contract only reads")
        return self._one(table, identifier, asked) if identifier else self._list(table, asked)

    def _token(self, form: Mapping[str, str]) -> Reply:
        told = form.get("grant_type"), form.get("client_id"), form.get("client_secret")
        if told != ("client_credentials", CLIENT, CLIENT_SECRET):
            return Reply(401, {"error": "access_denied", "error_description": "access_denied"})
        self.issued += 1
        self.tokens.add(f"token-{self.issued}")
        return Reply(
            200,
            {"access_token": f"token-{self.issued}", "token_type": "Bearer", "expires_in": 1800},
        )

    def _knows(self, authorization: str) -> bool:
        basic = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        kind, _, told = authorization.partition(" ")
        return told in self.tokens if kind == "Bearer" else authorization == f"Basic {basic}"

    def _one(self, table: str, identifier: str, asked: Asked) -> Reply:
        for row in self._all(table):
            if row["sys_id"] == identifier and identifier not in self.hidden:
                return Reply(200, {"result": self._shown(table, row, asked.query)})
        return _error(404, "No Record found")

    def _list(self, table: str, asked: Asked) -> Reply:
        query = parse(asked.query.get("sysparm_query", ""), lambda name: self._has(table, name))
        fitting = [
            row
            for row in self._all(table)
            if query.fits(lambda name, row=row: self._look(table, row, name))  # type: ignore[misc]  # mypy sees no default of a lambda
        ]
        if query.faulty and self.returns_no_rows:
            fitting = []
        for name, descending in reversed(query.order):
            fitting.sort(key=lambda row: self._look(table, row, name) or "", reverse=descending)
        limit = int(asked.query.get("sysparm_limit") or DEFAULT_LIMIT)
        start = int(asked.query.get("sysparm_offset") or 0)
        page = [
            self._shown(table, row, asked.query)
            for row in fitting[start : start + limit]
            if row["sys_id"] not in self.hidden  # rights come after the limit
        ]
        return Reply(200, {"result": page}, self._headers(asked, limit, start, len(fitting)))

    def _headers(self, asked: Asked, limit: int, start: int, total: int) -> dict[str, str]:
        headers = {"X-Total-Count": str(total)} if self.counts else {}
        if asked.query.get("sysparm_suppress_pagination_header") != "true" and total > limit:
            places = {"first": 0, "next": start + limit, "last": (total - 1) // limit * limit}
            links = [
                f"<{asked.address}{asked.path}?"
                f'{urlencode({**asked.query, "sysparm_offset": str(at)})}>;rel="{name}"'
                for name, at in places.items()
                if at < total
            ]
            headers["Link"] = ",".join(links)
        return headers

    def _all(self, table: str) -> Iterator[Row]:
        """The rows of a table and of the tables below it."""
        for name, rows in self.rows.items():
            for row in rows:
                own = row.get("sys_class_name", name)
                if table in _ancestors(own if own in TABLES else name):
                    yield row

    def _has(self, table: str, name: str) -> bool:
        first, _, rest = name.partition(".")
        known, leads = _fields(table)
        if first in self.hidden_fields or first not in (*known, *leads, "sys_id"):
            return False
        return not rest or (first in leads and self._has(leads[first], rest))

    def _look(self, table: str, row: Row, name: str) -> str | None:
        """The value of a field, dot-walked; ``None``: there is no such field."""
        if not self._has(table, name):
            return None
        first, _, rest = name.partition(".")
        if not rest:
            return row.get(first, "")
        there = _fields(table)[1][first]
        found = self._row(there, row.get(first, ""))
        return self._look(there, found, rest) if found else ""

    def _row(self, table: str, identifier: str) -> Row:
        return next((row for row in self._all(table) if row["sys_id"] == identifier), {})

    def _shown(self, table: str, row: Row, query: Mapping[str, str]) -> Body:
        """Fields that do not exist, or that rights hide, are left out without a word."""
        known, leads = _fields(table)
        asked = fields_of(query.get("sysparm_fields", "")) or ["sys_id", *known, *leads]
        return {
            name: self._form(table, name, held, query)
            for name in asked
            if (held := self._look(table, row, name)) is not None
        }

    def _form(self, table: str, name: str, held: str, query: Mapping[str, str]) -> object:
        """A field as ``sysparm_display_value`` and ``…_exclude_reference_link`` ask for it."""
        display = query.get("sysparm_display_value", "false")
        leads = _fields(table)[1]
        with_link = query.get("sysparm_exclude_reference_link") != "true" or self.with_links
        linked = name in leads and held and with_link
        shown = self._display(leads[name], held) if name in leads and held else _told(name, held)
        link = f"https://instance.example/api/now/table/{leads.get(name)}/{held}"
        if display == "all":
            told = {"display_value": shown, "value": held}
            return {**told, "link": link} if linked else told
        if display == "true":
            return {"display_value": shown, "link": link} if linked else shown
        return {"link": link, "value": held} if linked else held

    def _display(self, table: str, identifier: str) -> str:
        found = self._row(table, identifier)
        return next((found[name] for name in DISPLAYED if found.get(name)), "")


def _ancestors(table: str) -> list[str]:
    parent = TABLES[table].parent
    return [table, *_ancestors(parent)] if parent else [table]


def _fields(table: str) -> tuple[list[str], dict[str, str]]:
    """The plain fields and the references of a table, inherited ones too."""
    above = [TABLES[each] for each in reversed(_ancestors(table))]
    plain = [name for each in above for name in each.fields]
    return plain, {name: to for each in above for name, to in each.references.items()}


def _told(name: str, held: str) -> str:
    """What a user sees: the label of a choice, a moment in the user's own zone and format."""
    if name in CHOICES:
        return CHOICES[name].get(held, held)
    try:
        moment = datetime.strptime(held, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return held
    return (moment + ZONE).strftime("%d/%m/%Y %H:%M:%S")


def _error(status: int, message: str) -> Reply:
    return Reply(status, {"error": {"message": message, "detail": None}, "status": "failure"})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    with serving(Instance().answer, port=parser.parse_args().port) as running:
        print(f"{running.url} for {USER} with the password {PASSWORD}", flush=True)
        Event().wait()
