"""Resolved tickets as documents: what was asked, and what the last reply said.

Comments are for the staff alone and stay where they are, unless the settings say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from steersman.capabilities.documents import SourceDocument
from steersman.capabilities.ticket_page import ticket_page
from steersman.connectors.request_tracker.client import RtClient, entries, text
from steersman.connectors.request_tracker.messages import said_in, texts_of
from steersman.connectors.request_tracker.places import any_of, chosen
from steersman.connectors.request_tracker.settings import RequestTrackerSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

_TICKETS: Mapping[str, str] = {
    "fields": "Subject,Status,Queue,Owner,Requestor,LastUpdated",
    "fields[Queue]": "Name",
    "fields[Owner]": "Name,EmailAddress",
}
_NEVER = "1970-01-01"  # how RT writes a moment that is not set


class RtDocuments:
    """The resolved tickets of the queues that the settings name."""

    def __init__(self, client: RtClient, settings: RequestTrackerSettings) -> None:
        self._client, self._settings = client, settings

    def documents(self) -> Iterator[SourceDocument]:
        queues = chosen(self._client, "queues", self._settings.queues)
        words = " OR ".join(f"Status = '{word}'" for word in self._settings.resolved)
        query = f"({any_of('Queue', queues)}) AND ({words})"
        for page in self._client.pages("tickets", query, _TICKETS):
            if page.total is None:
                raise Permanent(
                    "RT does not tell how many tickets there are: let $UseSQLForACLChecks be on, "
                    "or grant ShowTicket globally"
                )
            for row in page.rows:
                self._require(row, queues)
            yield from self._page(page.rows)

    def _require(self, row: Json, queues: Mapping[str, str]) -> None:
        kept = text(row, "Queue", "id") in queues
        if not kept or text(row, "Status") not in self._settings.resolved:
            raise Permanent("GET tickets: RT did not keep to the queues and statuses asked for")

    def _page(self, tickets: Sequence[Json]) -> Iterator[SourceDocument]:
        """Tickets that nobody ever answered hold no answer and are left out."""
        if not tickets:
            return
        types = ["Create", "Correspond", *(["Comment"] if self._settings.comments else [])]
        spoken: dict[str, list[Json]] = {str(each["id"]): [] for each in tickets}
        for row in said_in(self._client, spoken, types):
            spoken[text(row, "ObjectId")].append(row)
        wanted = {str(each["id"]): _wanted(each, spoken[str(each["id"])]) for each in tickets}
        asked = [row for rows in wanted.values() for _, row in rows]
        texts = texts_of(self._client, asked)
        for ticket in tickets:
            parts = [
                (head, texts.get(str(row["id"]), "")) for head, row in wanted[str(ticket["id"])]
            ]
            if parts:
                yield self._document(ticket, parts)

    def _document(self, ticket: Json, parts: Sequence[tuple[str, str]]) -> SourceDocument:
        subject = text(ticket, "Subject")
        return SourceDocument(
            name=f"tickets/{ticket['id']}.html",
            content=ticket_page(subject, parts),
            title=subject,
            link=f"{self._settings.url}/Ticket/Display.html?id={ticket['id']}",
            owner=_owner(ticket),
            readers=self._settings.readers,
            status="current",
            changed_at=_moment(text(ticket, "LastUpdated")),
        )


def _wanted(ticket: Json, spoken: Sequence[Json]) -> list[tuple[str, Json]]:
    """What of a ticket is shown, each under its heading; nothing where nobody answered it."""
    by_type = {kind: [row for row in spoken if text(row, "Type") == kind] for kind in _HEADINGS}
    requestors = {text(each, "id") for each in entries(ticket, "Requestor")}
    # The last word of those who asked is a thank-you.
    replies = [row for row in by_type["Correspond"] if text(row, "Creator", "id") not in requestors]
    if not replies:
        return []
    rows = [*by_type["Create"][:1], replies[-1], *by_type["Comment"]]
    return [(_HEADINGS[text(row, "Type")], row) for row in rows]


_HEADINGS: Mapping[str, str] = {
    "Create": "Question",
    "Correspond": "Answer",
    "Comment": "Comment",
}


def _owner(ticket: Json) -> str:
    mail, name = text(ticket, "Owner", "EmailAddress"), text(ticket, "Owner", "Name")
    return "" if name == "Nobody" else mail or name


def _moment(told: str) -> float | None:
    """Seconds since 1970 from W3C's date and time, which RT writes in UTC."""
    try:
        return None if told.startswith(_NEVER) else datetime.fromisoformat(told).timestamp()
    except ValueError:
        return None
