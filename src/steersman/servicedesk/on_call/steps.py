"""What the next step of a page leads to: who is told, by which method, from when on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.on_call.escalation import Step, StepKind
from steersman.records.on_call import Contacts, OnCallBook
from steersman.records.on_call.contacts import Method
from steersman.records.on_call.contacts import told_of as method_told
from steersman.records.on_call.page import FAILED, WAITING, Delivery, Page, Taken

MINUTE = 60.0
UNREACHED_AGAIN = 300.0  # seconds: nobody at all was reached, so all steps are tried again
NO_METHOD = "has neither a contact method nor a mail address"


@dataclass(frozen=True)
class Steps:
    book: OnCallBook
    contacts: Contacts

    def next_of(self, page: Page, now: float) -> Taken:
        """Reads only, so that two workers may ask and one takes it."""
        if page.step >= len(page.steps):
            return self._around(page, now)
        step = page.steps[page.step]
        try:
            deliveries = self._deliveries(page, step, now)
        except Permanent as error:  # the schedule was removed: said, and on to the next step
            deliveries = [_nobody(page, now, str(error))]
        going = [each for each in deliveries if each.state == WAITING]
        starts = min((each.not_before for each in going), default=now)
        wait = step.wait * MINUTE if going else 0.0
        told = [("nobody", each.detail) for each in deliveries if each.state == FAILED]
        held = [("held", f"{each.person}: {each.detail}") for each in going if each.detail]
        return Taken(
            deliveries=deliveries,
            round=page.round,
            step=page.step + 1,
            next_at=max(starts, now) + wait,
            told=[*told, *held],
        )

    def instead_of(self, delivery: Delivery, now: float) -> Delivery | None:
        """The person's next method; None: there is none left."""
        methods = self.contacts.of(delivery.person) if delivery.person else ()
        place = delivery.place + 1
        if place >= len(methods):
            return None
        again = _delivery(delivery.page, (delivery.round, delivery.step), delivery.person, now)
        return _by(again, methods[place], place)

    def _around(self, page: Page, now: float) -> Taken:
        """Behind the last step: again from the first, or nobody answered."""
        if page.round < page.repeat and page.reached:
            return Taken(round=page.round + 1, step=0, next_at=now)
        told = "nobody acknowledged" if page.reached else "nobody could be reached"
        first = [] if page.exhausted_at is not None else [("unanswered", f"{page.id}: {told}")]
        again = None if page.reached else now + UNREACHED_AGAIN
        if again is None:
            return Taken(round=page.round, step=page.step, next_at=None, exhausted=True, told=first)
        return Taken(round=page.round + 1, step=0, next_at=again, exhausted=True, told=first)

    def _deliveries(self, page: Page, step: Step, now: float) -> list[Delivery]:
        if step.kind is StepKind.WEBHOOK:
            method: Json = {"kind": "webhook", "address": step.target, "secret": step.secret}
            mine = _delivery(page.id, (page.round, page.step), "", now)
            return [replace(mine, method=method, label=f"webhook {step.target}")]
        people, why = self._people(step)
        gone = self.book.gone(people)
        found = [self._to(page, one, now) for one in people if one not in gone]
        left = [
            _nobody(page, now, f"{one} does not work here any more")
            for one in people
            if one in gone
        ]
        return [*found, *left] or [_nobody(page, now, why)]

    def _people(self, step: Step) -> tuple[Sequence[str], str]:
        """Who is meant now, and what to say when nobody is."""
        if step.kind is StepKind.PERSON:
            return (step.target,), ""
        schedule = self.book.get(step.target)
        if step.kind is StepKind.TEAM:
            return self.book.everybody(schedule), f"{schedule.name} names nobody"
        if step.kind is StepKind.ON_CALL:
            duty = self.book.now(schedule)
            return duty.people if duty else (), f"nobody is on call in {schedule.name}"
        duty = self.book.next(schedule)
        return duty.people if duty else (), f"nobody is next on call in {schedule.name}"

    def _to(self, page: Page, person: str, now: float) -> Delivery:
        mine = _delivery(page.id, (page.round, page.step), person, now)
        methods = self.contacts.of(person)
        if not methods:
            return replace(mine, state=FAILED, detail=f"{person} {NO_METHOD}")
        quiet = None if page.urgent else self.contacts.quiet(person)
        until = quiet.until(now) if quiet else None
        if until is not None:
            mine = replace(mine, not_before=until, detail="quiet hours: it waits until they end")
        return _by(mine, methods[0], 0)


def _delivery(page: str, at: tuple[int, int], person: str, now: float) -> Delivery:
    round_, step = at
    return Delivery(
        id=f"{page}/{round_}.{step}/{person}/0",
        page=page,
        round=round_,
        step=step,
        person=person,
        place=0,
        method={},
        label="",
        state=WAITING,
        made_at=now,
        not_before=now,
    )


def _by(delivery: Delivery, method: Method, place: int) -> Delivery:
    key = f"{delivery.id.rpartition('/')[0]}/{place}"
    return replace(delivery, id=key, place=place, method=method_told(method), label=method.label)


def _nobody(page: Page, now: float, why: str) -> Delivery:
    """A line that shows on the page whom a step did not find."""
    mine = _delivery(page.id, (page.round, page.step), "", now)
    key = f"{page.id}/{page.round}.{page.step}/nobody/{why}"
    return replace(mine, id=key[:300], state=FAILED, detail=why)
