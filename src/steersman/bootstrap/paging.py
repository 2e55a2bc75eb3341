"""Wires paging to the mail server of the systems file and to the chats that people named."""

from __future__ import annotations

from steersman.bootstrap.mailing import post_of
from steersman.domain.clock import Clock
from steersman.records.used_links import UsedLinks
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.servicedesk.on_call.links import PageLinks
from steersman.servicedesk.on_call.mails import Mails
from steersman.servicedesk.on_call.paging import Paging
from steersman.servicedesk.on_call.senders import Senders
from steersman.servicedesk.on_call.situations import Standing
from steersman.servicedesk.on_call.steps import Steps
from steersman.web.core import Core

EVERY = 1.0  # seconds between two looks for what is due
PATIENCE = 15.0  # seconds that ending waits for a message; one cut off is sent again


def paging(steersman: Core) -> Paging:
    """Relative files of secrets start where the systems file stands, or in the data folder."""
    settings, clock, pages = steersman.settings, steersman.clock, steersman.pages
    folder = steersman.declared.folder if settings.declared_in else settings.data
    chats, used = Senders(clock, folder), UsedLinks(steersman.store, clock)
    key = settings.data / "keys" / "links.key"
    return Paging(
        pages=pages,
        policies=steersman.escalation,
        steps=Steps(steersman.duty, steersman.contacts),
        people=steersman.people,
        links=PageLinks(pages, steersman.people, used, clock, key),
        senders={
            "mail": Mails(post_of(steersman.declared)).send,
            "slack": chats.slack,
            "matrix": chats.matrix,
            "webhook": chats.webhook,
        },
        address=settings.address,
        standing=Standing(steersman.store),
    )


def moving(clock: Clock, every: float, schedule: Ticker, own: Paging) -> list[TickerThread]:
    """A thread of its own: nothing else delays a page, and no silent chat delays anything."""
    ticker = Ticker(clock, holds=lambda: schedule.holds())
    ticker.add("page people", EVERY, own.move)
    return [TickerThread(ticker, every, patience=PATIENCE)]
