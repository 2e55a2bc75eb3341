"""What a leaver hands over of on call: imported shifts, places in rotations, overrides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.domain.clock import Clock
from steersman.domain.plan import Change, Plan
from steersman.domain.sources import CONSOLE, Source
from steersman.records.on_call import OnCallBook

SYSTEM, BY = "record", "system:steersman"
SHIFT, PLACE, OVERRIDE = "on call", "place ", "override"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTo:
    account: str  # our own id of the person
    to: str


class HandOverOnCall(Capability[PersonTo]):
    """Give what one person answers for to another: now, and whenever their turn comes."""

    system, params = SYSTEM, PersonTo
    spec = Spec(
        name="on_call.hand_over",
        summary="Hand the on-call shifts over",
        risk=Risk.LOW,
        reversal=Reversal.EXACT,
        permissions=frozenset({"on_call.change"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=0.0,
    )

    def __init__(self, book: OnCallBook, clock: Clock) -> None:
        self._book, self._clock = book, clock

    def plan(self, params: PersonTo) -> Plan:
        found = [*self._shifts(params.account), *self._places(params.account)]
        found += self._overrides(params.account)
        rows = (Change(f"{SYSTEM}:{id}", what, params.account, params.to) for id, what in found)
        return Plan(self.key, tuple(rows))

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._move(change, change.before or "", change.after or "")

    def verify(self, plan: Plan) -> bool:
        return all(self._person(change) == change.after for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._move(change, change.after or "", change.before or "")

    def _shifts(self, person: str) -> Iterator[tuple[str, str]]:
        return ((shift.id, SHIFT) for shift in self._book.shifts.ahead_of(person))

    def _places(self, person: str) -> Iterator[tuple[str, str]]:
        """Each place by itself, so that taking it back touches no other of the successor's."""
        for schedule in self._book.schedules.with_member(person):
            for layer in schedule.layers:
                for number, one in enumerate(layer.people):
                    if one == person:
                        yield schedule.id, f"{PLACE}{number + 1} in {layer.name}"

    def _overrides(self, person: str) -> Iterator[tuple[str, str]]:
        found = self._book.schedules.overrides_of(person, self._clock.now())
        return ((each.id, OVERRIDE) for each in found)

    def _move(self, change: Change, before: str, after: str) -> None:
        """Only where it still is ``before``'s: somebody may have taken it meanwhile."""
        if self._person(change) == before:
            self._kind(change)[1](_id(change), change.attribute, before, after)

    def _person(self, change: Change) -> str:
        return self._kind(change)[0](_id(change), change.attribute)

    def _kind(
        self, change: Change
    ) -> tuple[Callable[[str, str], str], Callable[[str, str, str, str], None]]:
        """How to read and to write it; by the attribute, for an id says nothing of its kind."""
        if change.attribute.startswith(PLACE):
            return self._place_of, self._give_place
        if change.attribute == OVERRIDE:
            return self._override_of, self._give_override
        return self._shift_of, self._give_shift

    def _shift_of(self, id: str, what: str) -> str:
        del what
        return self._book.shifts.get(id).person

    def _give_shift(self, id: str, what: str, before: str, after: str) -> None:
        source = Source(name=CONSOLE, recency=self._clock.now())
        self._book.shifts.change(id, {"person": after}, by=BY, source=source)

    def _place_of(self, id: str, what: str) -> str:
        name, number = _place(what)
        found = self._book.schedules.find(id)
        layers = found.layers if found else ()
        people = next((each.people for each in layers if each.name == name), ())
        return people[number] if number < len(people) else ""

    def _give_place(self, id: str, what: str, before: str, after: str) -> None:
        self._book.schedules.replace_in_layer(id, _place(what), before, after, by=BY)

    def _override_of(self, id: str, what: str) -> str:
        found = self._book.schedules.find_override(id)
        return found.person if found else ""

    def _give_override(self, id: str, what: str, before: str, after: str) -> None:
        self._book.schedules.hand_override(id, before, after, by=BY)


def _place(what: str) -> tuple[str, int]:
    """``place 2 in nights`` → the layer's name and the number from 0."""
    number, _, name = what.removeprefix(PLACE).partition(" in ")
    return name, int(number) - 1


def _id(change: Change) -> str:
    return change.target.removeprefix(f"{SYSTEM}:")
