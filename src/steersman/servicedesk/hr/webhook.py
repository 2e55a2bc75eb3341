"""What a signed call of the HR system does: kept first, then worked through, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steersman.domain.canonical import digest_of
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.people import Person
from steersman.domain.sources import HR, Outcome, Source, Value
from steersman.records.hr_events import EventStatus, HrEvents, StoredEvent
from steersman.records.hr_feeds import HrFeeds
from steersman.records.people import People
from steersman.servicedesk.hr import payload, words
from steersman.servicedesk.hr.export import STATUS_AS
from steersman.servicedesk.hr.leavers import Leavers
from steersman.servicedesk.hr.poll import Poll
from steersman.servicedesk.hr.request import PRINCIPAL
from steersman.servicedesk.hr.signature import Refused

KNOWN = "known"  # every event of the call was heard before
_GRAVEST = (
    EventStatus.FAILED,
    EventStatus.WAITING,
    EventStatus.RECEIVED,
    EventStatus.STALE,
    EventStatus.APPLIED,
)


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a call that was taken in.

    ``status`` is the gravest of its events (an ``EventStatus`` value), or ``known``; ``works`` are
    the work items that it opened.
    """

    status: str
    note: str
    works: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    status: EventStatus
    note: str = ""
    works: tuple[str, ...] = ()


@dataclass(frozen=True)
class Webhook:
    events: HrEvents
    people: People
    leavers: Leavers
    feeds: HrFeeds
    poll: Poll | None  # None: no file is declared, so events must state their fields
    feed: str

    def receive(self, body: bytes, signed_at: float) -> Received:
        """Take in a call whose signature was checked.  ``Refused`` when it makes no sense."""
        try:
            told = payload.events(body, self.feed, signed_at)
        except Refused as error:
            self._keep_nonsense(body, signed_at, str(error))
            raise
        new = {event.id for event in told} - self._worked_through(told)
        results = [self.work_through(event) for event in told if event.id in new]
        if not results:
            return Received(KNOWN, "already known: nothing was done twice")
        gravest = min(results, key=lambda result: _GRAVEST.index(result.status))
        notes = "; ".join(dict.fromkeys(result.note for result in results if result.note))
        works = tuple(number for result in results for number in result.works)
        return Received(gravest.status.value, notes, works)

    def catch_up(self) -> list[str]:
        """Settle what had to wait: for a file, for a new person, or because we died."""
        return [
            n for event in self.events.pending(self.feed) for n in self.work_through(event).works
        ]

    def work_through(self, event: StoredEvent) -> Settled:
        """Safe to repeat: each step of it finds what an earlier try has done."""
        try:
            settled = self._settle(event, payload.told(event))
        except (Permanent, NeedsPerson) as error:
            settled = self._asked(event, EventStatus.FAILED, str(error))
        except Transient as error:
            settled = Settled(EventStatus.RECEIVED, str(error))
        self.events.mark(event.id, settled.status, settled.note)
        if event.status is EventStatus.WAITING and settled.status is not EventStatus.WAITING:
            self.leavers.questions.settled(f"event/{event.employee_number}/")
        return settled

    def _worked_through(self, told: list[StoredEvent]) -> set[str]:
        kept = self.events.keep(told)  # from here on it is durable
        return {id_ for id_, event in kept.items() if event.status is not EventStatus.RECEIVED}

    def _settle(self, event: StoredEvent, told: payload.Told) -> Settled:
        if told.type == payload.DELETED:
            note = "a deleted record is no termination: the poll asks once they are gone for good"
            return Settled(EventStatus.APPLIED, note)
        if not told.fields:
            return self._look_up(event)
        person = self.people.by_employee_number(told.number, HR)
        if person is None:
            return self._unknown(event)
        self._refuse_two_people(event, told, person)
        values, unknown = words.columns(told.fields)
        outcome, left_out = self._change(event, person, values)
        works = self._follow(person, event)
        notes = [f"fields that have no place here: {', '.join(unknown)}"] if unknown else []
        notes += left_out
        stale = bool(outcome.kept) and not outcome.changes and not works and _is_old(outcome)
        status = EventStatus.STALE if stale else EventStatus.APPLIED
        notes += ["HR has told us newer already"] if stale else []
        return Settled(status, "; ".join(notes), works)

    def _refuse_two_people(self, event: StoredEvent, told: payload.Told, person: Person) -> None:
        """The envelope and the fields may each name somebody: then nobody can say who is meant."""
        named = self.people.by_employee_number(told.named, HR)
        if named is not None and named.id != person.id:
            raise NeedsPerson(
                f"the call names {told.named}, and its fields {event.employee_number}, "
                "who are two people"
            )

    def _look_up(self, event: StoredEvent) -> Settled:
        """An event that says who, but not what: the file has it."""
        number = event.employee_number
        if self.poll is None:
            raise Permanent("the event states no fields: add them to the webhook, or name a file")
        export, found = self.poll.look_up(number)
        person = self.people.by_employee_number(number, HR)
        if person is None or not found:
            return self._unknown(event)
        works = self._follow(person, event)
        if export.modified < event.event_at - 1:
            note = "the HR file is older than this event: the next one is waited for"
            return Settled(EventStatus.WAITING, note, works)
        return Settled(EventStatus.APPLIED, "", works)

    def _change(
        self, event: StoredEvent, person: Person, values: Mapping[str, str]
    ) -> tuple[Outcome, list[str]]:
        wanted: dict[str, Value] = {
            name: value
            for name, value in values.items()
            if name not in (words.STATUS, words.TERMINATION_TYPE, "employee_number", "manager")
        }
        if "mail" in wanted:
            wanted["mail"] = str(wanted["mail"]).lower()
        notes = []
        if values.get("manager"):
            manager = self.people.by_employee_number(values["manager"], HR)
            notes += [] if manager else [f"the manager {values['manager']} is not known here"]
            wanted |= {"manager": manager.id} if manager else {}
        end = values.get(words.END_DATE, "")
        if values.get(words.STATUS) or end:
            status = values.get(words.STATUS, "")
            wanted[STATUS_AS] = words.employment_status(status, end, self.leavers.today)
        number = event.employee_number
        source = Source(name=HR, feed=self.feed, native_key=number, recency=event.event_at)
        if values.get(words.TERMINATION_TYPE):
            kind = words.termination_type(values[words.TERMINATION_TYPE])
            self.feeds.hear_ending(self.feed, number, kind, event.event_at)
        return self.people.change(person.id, wanted, by=PRINCIPAL, source=source), notes

    def _follow(self, person: Person, event: StoredEvent) -> tuple[str, ...]:
        number = event.employee_number
        kind = self.feeds.ending(self.feed, number) or words.VOLUNTARY
        opened = self.leavers.settle(person.id, number, kind, event.event_at)
        return (opened,) if opened else ()

    def _unknown(self, event: StoredEvent) -> Settled:
        number = event.employee_number
        text = f"nobody here has the employee number {number}"
        return self._asked(event, EventStatus.WAITING, text)

    def _asked(self, event: StoredEvent, status: EventStatus, fault: str) -> Settled:
        """Nothing is lost: the event stays as a row, and people are asked."""
        summary = f"HR event about employee {event.employee_number}: {fault}"
        mend = "correct it in the HR system, or import the person; the next poll tries again"
        about = f"event/{event.employee_number}/{fault}"
        return Settled(status, fault, (self.leavers.questions.ask(about, summary, mend),))

    def _keep_nonsense(self, body: bytes, signed_at: float, fault: str) -> None:
        kept = StoredEvent(
            id=digest_of([self.feed, body.hex()]),
            feed=self.feed,
            event_at=signed_at,
            employee_number="",
            type="",
            body=body.decode("utf-8", "backslashreplace").replace("\0", "\\0"),
            status=EventStatus.FAILED,
            note=fault,
        )
        self.events.keep([kept])


def _is_old(outcome: Outcome) -> bool:
    return all(kept.why.startswith(HR) for kept in outcome.kept)
