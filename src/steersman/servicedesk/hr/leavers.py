"""From "HR says that somebody leaves" to exactly one leaver, started when it takes effect.

What is opened, moved or withdrawn follows from the record alone, not from the order in which HR's
webhook and its file told us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.people import EmploymentStatus, Person
from steersman.domain.sources import HR, Source
from steersman.domain.work import Status
from steersman.records.desk.agenda import wake
from steersman.records.desk.obligations import owe_in
from steersman.records.desk.work import Request, WorkItems
from steersman.records.hr_leavers import (
    Leaver,
    cancel_in,
    leaver_of_in,
    leavers_of,
    once_active,
    release_in,
)
from steersman.records.people import People
from steersman.records.store import writing
from steersman.servicedesk.hr import words
from steersman.servicedesk.hr.questions import HrQuestions
from steersman.servicedesk.hr.request import (
    DISAPPEARANCE,
    PRINCIPAL,
    closing,
    key_of,
    leaver_request,
    successor_of,
)

# A leaver of a later day is brought forward once the record says that the day has come.  Should
# that fail, it starts by itself after this time, is refused by the policy, and people see why.
BACKSTOP = 5 * 60.0
OLD_NEWS = 30  # days: who left before that, and was never known here, is no leaver of ours


@dataclass(frozen=True)
class Leavers:
    engine: sa.Engine
    clock: Clock
    people: People
    work_items: WorkItems
    questions: HrQuestions
    feed: str
    zone: tzinfo

    @property
    def today(self) -> str:
        return words.today(self.clock.now(), self.zone)

    def known(self) -> Mapping[str, Leaver]:
        """Every leaver that this feed opened and did not take back, by employee number."""
        prefix = key_of(self.feed, "")
        return {one.dedup_key.removeprefix(prefix): one for one in leavers_of(self.engine, prefix)}

    def settle(self, person_id: str, number: str, termination_type: str, told_at: float) -> str:
        """Let the desk follow what the record says about this employment.

        Returns the number of a work item that was opened; empty: nothing had to be.
        """
        with writing(self.engine, "desk") as connection:
            person = self.people.get(person_id)
            if person.employee_number != number:
                return ""  # an earlier employment: its end is history
            known = leaver_of_in(connection, key_of(self.feed, number))
            end = person.end_date
            if person.employment_status is EmploymentStatus.TERMINATED or end > self.today:
                at = max(words.start_of(end, self.zone), min(told_at, self.clock.now()))
                wanted = self._request(person, at, termination_type)
                return self._leaves(connection, wanted, at, known)
            if end and known and known.is_waiting and _is_promised(known, end):
                return ""  # its day has come, and ``end_due`` is about to say so
            opened = self._contradiction(connection, person) if end else ""
            return self._stays(connection, person, known) or opened

    def end_due(self) -> list[str]:
        """End the employments whose day has come, and start their leavers.  Returns those."""
        started = []
        for known in leavers_of(self.engine, key_of(self.feed, ""), waiting=True):
            number = known.dedup_key.removeprefix(key_of(self.feed, ""))
            effective = _effective(known)
            due = known.opened_at < effective <= self.clock.now()
            if due and known.is_waiting and self._end(known, number, effective):
                started.append(known.number)
        return started

    def disappeared(self, person_id: str, recency: float) -> str:
        """Somebody is no longer listed: held for a person to say whether they left."""
        person = self.people.get(person_id)
        number, now = person.employee_number, self.clock.now()
        request = self._request(person, now, words.INVOLUNTARY, DISAPPEARANCE)
        with writing(self.engine, "desk") as connection:
            if leaver_of_in(connection, key_of(self.feed, number)) is not None:
                return ""
            opened = self._open(connection, request, now, first_run=now + BACKSTOP)
        # The leaver is written first: should we die here, the next poll misses them again.
        self._terminate(person.id, number, recency, DISAPPEARANCE)
        with writing(self.engine, "desk") as connection:
            wake(connection, opened, now)
        return opened

    def hired_again(self, person: Person, former_number: str) -> None:
        """What is still owed for the end of the former employment no longer is."""
        with writing(self.engine, "desk") as connection:
            known = leaver_of_in(connection, key_of(self.feed, former_number))
            self._stays(connection, person, known)

    def _request(self, person: Person, at: float, kind: str, noticed_by: str = "") -> Request:
        return leaver_request(
            person, self.feed, at, kind, successor_of(self.people, person), noticed_by
        )

    def _leaves(
        self, connection: sa.Connection, wanted: Request, at: float, known: Leaver | None
    ) -> str:
        now, params = self.clock.now(), wanted.params or {}
        ahead = at > now
        if known is None:
            if self.is_old(str(params["end_date"])) and not once_active(connection, wanted.subject):
                return ""
            return self._open(connection, wanted, at, first_run=at + BACKSTOP if ahead else now)
        if not _differs(known, params, ahead, now):
            return ""
        if known.is_waiting:
            cancel_in(connection, known.number, "HR changed how or when they leave", now)
            return self._open(connection, wanted, at, first_run=at + BACKSTOP if ahead else now)
        if known.status is Status.DONE and not ahead:
            return ""
        return self.questions.ask_in(
            connection,
            f"changed/{known.number}/{params['termination_type']}/{params['end_date']}",
            f"{wanted.summary}: HR changed how or when, but {known.number} has begun",
            f"look at {known.number}, and undo it or finish it by hand",
            wanted.subject,
        )

    def is_old(self, end_date: str) -> bool:
        """Too long ago for a leaver, unless we knew them while they worked here."""
        ended = words.start_of(end_date, self.zone)
        return bool(end_date) and ended < self.clock.now() - OLD_NEWS * 86400.0

    def _open(
        self, connection: sa.Connection, request: Request, at: float, first_run: float
    ) -> str:
        number = self.work_items.submit_in(connection, request, at=first_run)
        owe_in(connection, closing(number, request, at))
        return number

    def _stays(self, connection: sa.Connection, person: Person, known: Leaver | None) -> str:
        """The end was cancelled: withdraw what has not begun; what is done, people must undo."""
        if known is None:
            return ""
        now = self.clock.now()
        if known.is_waiting:
            cancel_in(connection, known.number, "HR no longer says that they leave", now)
            return ""
        release_in(connection, known.number, now)
        if known.is_taken_back:
            return ""
        return self.questions.ask_in(
            connection,
            f"back/{known.number}",
            f"{person.full_name} works here again, but {known.number} closed their access",
            f"if that is right, take {known.number} back (steersman undo {known.number})",
            person.id,
        )

    def _contradiction(self, connection: sa.Connection, person: Person) -> str:
        return self.questions.ask_in(
            connection,
            f"contradiction/{person.employee_number}/{person.end_date}",
            f"HR says that {person.full_name} is active and left on {person.end_date}",
            "correct the status or the end date in the HR system",
            person.id,
        )

    def _end(self, known: Leaver, number: str, effective: float) -> bool:
        person = self.people.get(known.subject)
        if person.employee_number != number:
            return False
        if person.employment_status is EmploymentStatus.TERMINATED:
            if not known.is_new:
                return False  # held, deferred or refused for a reason that is not ours
        elif person.end_date != known.params.get("end_date", ""):
            return False  # it was changed: the statement that did so settles it
        else:
            self._terminate(person.id, number, effective, self.feed)
        with writing(self.engine, "desk") as connection:
            wake(connection, known.number, self.clock.now())
        return True

    def _terminate(self, person: str, number: str, recency: float, feed: str) -> None:
        source = Source(name=HR, feed=feed, native_key=number, recency=recency)
        ended = {"employment_status": EmploymentStatus.TERMINATED.value}
        self.people.change(person, ended, by=PRINCIPAL, source=source)


def _effective(known: Leaver) -> float:
    return datetime.fromisoformat(known.params["effective_at"]).timestamp()


def _is_promised(known: Leaver, end_date: str) -> bool:
    """The end was told before it came."""
    return known.params.get("end_date") == end_date and known.opened_at < _effective(known)


def is_promised(known: Leaver | None, end_date: str) -> bool:
    return known is not None and _is_promised(known, end_date)


def _differs(known: Leaver, params: Mapping[str, str], ahead: bool, now: float) -> bool:
    """Whether what HR says now calls for another leaver than the one that is open."""
    was_ahead = _effective(known) > now
    moved = (ahead or was_ahead) and known.params.get("end_date") != params["end_date"]
    kinds = known.params.get("termination_type"), params["termination_type"]
    harder = words.FOR_CAUSE in kinds and kinds[0] != kinds[1]
    proven = known.params.get("noticed_by") == DISAPPEARANCE
    return moved or harder or proven
