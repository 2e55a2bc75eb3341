"""Documents whose term is over go to their owner: one work item for all that are new, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.roles import DOCUMENTS
from steersman.domain.work import Kind
from steersman.records.desk.desk import Desk
from steersman.records.desk.work import MANUAL, Request
from steersman.records.knowledge.reviews import Overdue, overdue, were_told
from steersman.records.store import writing

NAMED = 5  # documents that a summary names


@dataclass(frozen=True)
class Terms:
    store: sa.Engine
    desk: Desk
    clock: Clock

    def tell(self) -> list[str]:
        """The work items that were opened: one an owner, and one for all that have none."""
        now = self.clock.now()
        today = datetime.fromtimestamp(now, UTC).date()
        with writing(self.store, "desk") as connection:
            by_owner: dict[str, list[Overdue]] = defaultdict(list)
            for each in overdue(connection, today):
                by_owner[each.owner].append(each)
            opened = []
            for owner, given in sorted(by_owner.items()):
                number = self.desk.work_items.submit_in(connection, _request(owner, given))
                were_told(connection, given, number, now)
                opened.append(number)
        return opened


def _request(owner: str, given: Sequence[Overdue]) -> Request:
    first = min(given, key=lambda each: (each.stale_on, each.document))
    return Request(
        procedure=MANUAL,
        requester=DOCUMENTS,
        subject=owner,
        kind=Kind.SERVICE_REQUEST,
        summary=_summary(given),
        params={"review": "documents", "oldest_term": first.stale_on},
        dedup_key=f"document-review/{first.document}/{first.stale_on}",
    )


def _summary(given: Sequence[Overdue]) -> str:
    """Names only what everyone may read: more people see a work item than a document."""
    several = "a document" if len(given) == 1 else f"{len(given)} documents"
    said = f"Look at {several} again: the review is due"
    if not all(each.open_to_all for each in given):
        return said
    named = ", ".join(f"“{each.title[:80]}”" for each in given[:NAMED])
    return f"{said}: {named}{' …' if len(given) > NAMED else ''}"
