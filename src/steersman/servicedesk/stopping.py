"""Somebody who may says that a piece of work is not to be done after all."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.desk.withdrawal import withdraw_in
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import writing

STOPPED = "work-stopped"  # the kind of its entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """``reason`` is read by who asked for it; ``vouched_by``: who made the token of ``by``."""

    work: str
    by: str
    reason: str
    channel: str = "api"
    vouched_by: str = ""


def stop_work(store: sa.Engine, ledger: Ledger, stop: Stop, now: float) -> None:
    """Cancel work that is not being carried out; the cancelling and its entry, or neither."""
    reason = stop.reason.strip()
    if not reason:
        raise Permanent("a reason is missing: say in a few words why it is not to be done")
    told: Json = {"work": stop.work, "by": stop.by, "reason": reason, "channel": stop.channel}
    told |= {"vouched_by": stop.vouched_by} if stop.vouched_by else {}
    with writing(store, "desk") as connection:
        withdraw_in(connection, stop.work, why=f"stopped by {stop.by}: {reason}", now=now)
        ledger.record_in(connection, [Entry(f"{stop.work}/{STOPPED}/{now!r}", STOPPED, now, told)])
