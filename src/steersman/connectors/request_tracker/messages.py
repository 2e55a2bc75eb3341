"""What was said in tickets, a page of tickets at a time.

RT checks a token with bcrypt, a quarter of a second for each request: so few requests are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from steersman.capabilities.ticket_page import message, text_of_html
from steersman.connectors.request_tracker.client import LARGEST_PAGE, RtClient, text
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

LONGEST = 200_000  # bytes of a message that is read; more is a log file that somebody mailed
_SAID: Mapping[str, str] = {"fields": "Type,ObjectId,Creator"}
_PARTS: Mapping[str, str] = {"fields": "TransactionId,ContentType,Filename,ContentLength"}
_KINDS = ("text/plain", "text/html")  # the first that a message has is read


def said_in(client: RtClient, tickets: Iterable[str], types: Sequence[str]) -> list[Json]:
    """The transactions of these types in these tickets, oldest first."""
    wanted = set(tickets)
    of_tickets = " OR ".join(f"ObjectId = {each}" for each in sorted(wanted, key=int))
    of_types = " OR ".join(f"Type = '{each}'" for each in types)
    query = f"ObjectType = 'RT::Ticket' AND ({of_tickets}) AND ({of_types})"
    rows = [row for page in client.pages("transactions", query, _SAID) for row in page.rows]
    for row in rows:
        if text(row, "ObjectId") not in wanted or text(row, "Type") not in types:
            raise Permanent("GET transactions: RT did not keep to the tickets asked for")
    return rows


def texts_of(client: RtClient, transactions: Sequence[Json]) -> Mapping[str, str]:
    """The text of each transaction, by its id; none for one that holds files alone."""
    ids = [str(each["id"]) for each in transactions]
    parts = _chosen(_attachments(client, "TransactionId", ids, _PARTS))
    content = {"fields": "Content,ContentType"}
    rows = _attachments(client, "id", [str(each["id"]) for each in parts.values()], content)
    told = {str(row["id"]): _read(row) for row in rows}
    return {own: told.get(str(part["id"]), "") for own, part in parts.items()}


def _chosen(rows: Iterable[Json]) -> Mapping[str, Json]:
    """For each transaction the part that is its message: never a file."""
    found: dict[str, Json] = {}
    for row in rows:
        kind, own = text(row, "ContentType"), text(row, "TransactionId")
        is_long = int(text(row, "ContentLength") or 0) > LONGEST
        if kind in _KINDS and not text(row, "Filename") and not is_long:
            known = found.get(own)
            if known is None or _rank(row) < _rank(known):
                found[own] = row
    return found


def _rank(row: Json) -> tuple[int, int]:
    return _KINDS.index(text(row, "ContentType")), int(row["id"])


def _read(row: Json) -> str:
    told = text(row, "Content")
    return message(text_of_html(told) if text(row, "ContentType") == "text/html" else told)


def _attachments(
    client: RtClient, field: str, ids: Sequence[str], fields: Mapping[str, str]
) -> list[Json]:
    found: list[Json] = []
    rest = iter(ids)
    while some := list(islice(rest, LARGEST_PAGE)):
        query = json.dumps([{"field": field, "operator": "IN", "value": some}])
        asked = {**fields, "query": query, "orderby": "id"}
        rows = client.all("attachments", asked, len(some) if field == "id" else None).rows
        if any(text(row, field) not in some for row in rows):
            raise Permanent("GET attachments: RT did not keep to what was asked for")
        found += rows
    return found
