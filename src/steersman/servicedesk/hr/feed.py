"""The HR feed as one thing to hand around: what the API and the ticker call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.people import EmploymentStatus, Person
from steersman.domain.sources import HR, Source
from steersman.records.desk.work import WorkItems
from steersman.records.hr_events import HrEvents
from steersman.records.hr_feeds import HrFeeds
from steersman.records.imports import Importer
from steersman.records.people import People
from steersman.servicedesk.hr.export import read_export
from steersman.servicedesk.hr.leavers import Leavers
from steersman.servicedesk.hr.poll import Poll, PollReport
from steersman.servicedesk.hr.questions import HrQuestions
from steersman.servicedesk.hr.signature import Refused, signed_at
from steersman.servicedesk.hr.webhook import Received, Webhook
from steersman.settings import systems


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """How the feed stands.  Times are seconds since 1970; None: never.

    ``error`` is why nothing was taken in lately; ``digest`` is what to confirm when the list
    shrank; ``waiting`` counts events that nobody could settle yet.
    """

    feed: str
    last_good_at: float | None
    rows: int
    error: str
    error_at: float | None
    note: str
    digest: str
    missing: tuple[str, ...]  # ids of people that the last poll did not list
    waiting: int


def zone_of(name: str) -> ZoneInfo:
    """``Permanent`` when the machine knows no such time zone."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError) as error:
        mend = "write one such as Europe/Vienna, and install tzdata where it is missing"
        raise Permanent(f"[hr] time_zone {name!r} is unknown: {mend}") from error


class HrFeed:
    """The HR source of the systems file.  ``folder``: where that file stands."""

    def __init__(
        self,
        engine: sa.Engine,
        clock: Clock,
        settings: systems.HrFeed,
        folder: Path,
        secret: Callable[[], str] | None = None,
    ) -> None:
        self.settings, self._clock, self._secret = settings, clock, secret
        name, self._people = settings.name, People(engine, clock)
        self._feeds, self.events = HrFeeds(engine, clock), HrEvents(engine, clock)
        work_items = WorkItems(engine, clock)
        questions = HrQuestions(engine, work_items, name)
        zone = zone_of(settings.time_zone)
        self._leavers = Leavers(engine, clock, self._people, work_items, questions, name, zone)
        self._poll = self._poll_of(Importer(engine, clock), folder) if settings.file else None
        self._webhook = Webhook(
            self.events, self._people, self._leavers, self._feeds, self._poll, name
        )

    def _poll_of(self, importer: Importer, folder: Path) -> Poll:
        return Poll(
            importer=importer,
            people=self._people,
            leavers=self._leavers,
            feeds=self._feeds,
            feed=self.settings.name,
            path=folder / self.settings.file,
            shrink_share=self.settings.shrink_share,
            every=self.settings.poll_every,
        )

    def receive(self, headers: Mapping[str, str], body: bytes) -> Received:
        """Take in a call of the HR system, durably, before it is answered with 200.

        Raises ``Refused``, which knows its HTTP status, for a call that is not genuine, too old,
        too large or malformed.
        """
        if self._secret is None:
            raise Refused(404, "no webhook is set up: name a webhook_secret in [hr]")
        at = signed_at(
            headers,
            body,
            self._secret(),
            now=self._clock.now(),
            tolerance=self.settings.clock_tolerance,
        )
        self._leavers.end_due()
        return self._webhook.receive(body, at)

    def poll(self) -> PollReport:
        """Reconcile the record with HR's whole list; a fault is in the report and in ``status``."""
        self._leavers.end_due()
        if self._poll is None:
            self._webhook.catch_up()
            return PollReport()
        report = self._poll.run()
        if not report.error:
            self._webhook.catch_up()
        return report

    def end_due(self) -> list[str]:
        """Start the leavers whose day has come; cheap, so call it at each tick."""
        return self._leavers.end_due()

    def status(self) -> FeedStatus:
        state = self._feeds.state(self.settings.name)
        return FeedStatus(
            feed=state.feed,
            last_good_at=state.last_good_at,
            rows=state.rows,
            error=state.error,
            error_at=state.error_at,
            note=state.note,
            digest=state.digest,
            missing=tuple(self._feeds.missing(state.feed)),
            waiting=len(self.events.pending(state.feed)),
        )

    def confirm(self, digest: str, by: str) -> None:
        """Say that a list that shrank is right: the next poll of exactly this content passes."""
        asked = self._feeds.state(self.settings.name).digest
        if not asked or digest != asked:
            raise Permanent("this is not the list that is asked about: look at the status again")
        self._feeds.confirm(self.settings.name, digest, by)

    def rehired(self, employee_number: str, person: str, by: str) -> Person:
        """Say that a new number of the file is a person who worked here before."""
        if self._poll is None:
            raise Permanent("no HR file is declared: name it in [hr]")
        row = read_export(self._poll.path, self._clock.now()).row_of(employee_number)
        if row is None:
            raise Permanent(f"the HR file has no employee {employee_number}")
        former = self._people.get(person)
        if former.employment_status is not EmploymentStatus.TERMINATED:
            raise Permanent(f"{former.full_name} works here: a re-hire has left before")
        source = Source(
            name=HR, feed=self.settings.name, recency=self._clock.now(), native_key=employee_number
        )
        started = row.cells.get("start_date", "")
        again = self._people.rehire(person, employee_number, started, by=by, source=source)
        self._leavers.hired_again(again, former.employee_number)
        return again
