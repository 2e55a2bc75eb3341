"""Whom do you mean?  A person from an id, a number, an address or a full name; never a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.people import Person
from steersman.records.people import People

SHOWN = ("id", "employee_number", "mail", "title", "department", "location")


class Ambiguous(NeedsPerson):
    """Several people fit; ``candidates`` shows them side by side."""

    def __init__(self, text: str, found: Sequence[Person]) -> None:
        super().__init__(f"{len(found)} people fit {text!r}: which one is meant?")
        self.candidates: tuple[Mapping[str, str], ...] = tuple(_side(person) for person in found)


def person_named(people: People, text: str) -> Person:
    """The one person whom ``text`` names.  ``Ambiguous`` when several do, also former ones."""
    wanted = " ".join(text.split())
    if not wanted:
        raise Permanent("nobody is named: give an id, employee number, mail or full name")
    exact = people.find(wanted)
    if exact is not None:
        return exact
    found = {person.id: person for person in _fitting(people, wanted)}
    if not found:
        raise Permanent(
            f"there is no person {wanted!r}: give an id, employee number, mail or full name"
        )
    if len(found) > 1:
        raise Ambiguous(wanted, tuple(found.values()))
    return next(iter(found.values()))


def _fitting(people: People, wanted: str) -> list[Person]:
    """By every reading of the text at once, so that no reading hides another."""
    numbered = people.by_employee_number(wanted)
    named = [p for p in _with_words(people, wanted) if p.full_name.casefold() == wanted.casefold()]
    return [*([numbered] if numbered else []), *people.by_mail(wanted), *named]


def _with_words(people: People, wanted: str) -> list[Person]:
    found: list[Person] = []
    after: str | None = None
    while True:
        page = people.search(wanted, after=after, limit=200)
        found += page.people
        after = page.after
        if after is None:
            return found


def _side(person: Person) -> Mapping[str, str]:
    shown = {name: str(getattr(person, name)) for name in SHOWN}
    return {**shown, "name": person.full_name, "status": person.employment_status.value}
