"""``steersman systems check``: does RT answer, and what may its user do there?

RT tells no rights, but what it answers and which actions it offers (``_hyperlinks``) show them.
"""

from __future__ import annotations

from collections.abc import Iterator

from steersman.capabilities.connector import Check
from steersman.connectors.request_tracker.assets import CUSTOM_FIELDS
from steersman.connectors.request_tracker.client import RtClient, entries, text
from steersman.connectors.request_tracker.places import absent, visible
from steersman.connectors.request_tracker.settings import RequestTrackerSettings
from steersman.domain.errors import Permanent, Transient

_LINKS = {"fields": "Name,_hyperlinks"}
# Where an action is offered, how RT calls it, and the right that lets the user do it.
_OF_ASSETS = (
    ("catalogs/all", ("create",), "CreateAsset"),
    ("assets", ("lifecycle",), "ModifyAsset"),
)
_OF_TICKETS = (
    ("queues/all", ("create",), "CreateTicket"),
    (
        "tickets",
        ("comment", "correspond", "lifecycle", "take", "steal", "untake"),
        "ModifyTicket or ReplyToTicket",
    ),
)


def check_rt(client: RtClient, settings: RequestTrackerSettings) -> Check:
    """Read one page of each kind; write nothing."""
    try:
        about = client.one("rt")
        missing = tuple([*_for_assets(client, settings), *_for_tickets(client, settings)])
        excessive = tuple(dict.fromkeys(_too_much(client, settings, "Plugins" in about)))
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error))
    return Check(
        reached=True,
        detail=f"Request Tracker {text(about, 'Version')[:40]}",
        missing=missing,
        excessive=excessive,
    )


def _for_assets(client: RtClient, settings: RequestTrackerSettings) -> Iterator[str]:
    if not settings.assets:
        return
    found = visible(client, "catalogs")
    if not found:
        yield "ShowCatalog"
    for name in absent(found, settings.catalogs):
        yield f"ShowCatalog on {name}, or there is no such catalog"
    if next(client.pages("assets", "id > 0", {})).total is None:
        yield "ShowAsset globally, without which nothing that is gone can be told from hidden"
    if client.all("customfields", {"query": CUSTOM_FIELDS}).total is None:
        yield "SeeCustomField globally"


def _for_tickets(client: RtClient, settings: RequestTrackerSettings) -> Iterator[str]:
    if not settings.queues:
        return
    for name in absent(visible(client, "queues"), settings.queues):
        yield f"SeeQueue on {name}, or there is no such queue"
    if next(client.pages("tickets", "id > 0", {})).total is None:
        yield "ShowTicket globally, or $UseSQLForACLChecks"


def _too_much(
    client: RtClient, settings: RequestTrackerSettings, is_superuser: bool
) -> Iterator[str]:
    """Actions that RT offers this user and that reading does not need."""
    if is_superuser:
        yield "SuperUser"
    asked = [*(_OF_ASSETS if settings.assets else []), *(_OF_TICKETS if settings.queues else [])]
    for place, actions, right in asked:
        rows = (
            client.all(place, _LINKS).rows
            if place.endswith("/all")
            else next(client.pages(place, "id > 0", _LINKS)).rows[:1]
        )
        if any(
            text(link, "ref") in actions for row in rows for link in entries(row, "_hyperlinks")
        ):
            yield right
