"""Whom the words mean, among the people that the asker may see, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.people import EmploymentStatus, Person
from steersman.domain.permissions import Principal
from steersman.records.people import PERSON, People
from steersman.records.permissions.rules import Rules

VIEW = "view"
MOST = 400  # people whose record holds the words somewhere; more, and the words say too little
PAGE = 200
SHOWN = ("mail", "title", "department", "employee_number")
IDENTIFIERS = ("mail", "login", "employee_number")
HIGHEST = 20  # levels of line managers


@dataclass(frozen=True, slots=True)
class Which:
    """It is not certain who is meant.  ``candidates`` stand side by side for the asker."""

    question: str
    candidates: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as the asker may see them; ``fields``: None is all."""

    person: Person
    fields: frozenset[str] | None

    def value(self, name: str) -> str:
        hidden = self.fields is not None and name not in self.fields
        return "" if hidden else str(getattr(self.person, name))

    @property
    def left(self) -> bool:
        return self.person.employment_status is EmploymentStatus.TERMINATED

    def side_by_side(self) -> Mapping[str, str]:
        name = f"{self.value('given_name')} {self.value('family_name')}".strip()
        left = {"employment_status": "terminated"} if self.left else {}
        return {"id": self.person.id, "name": name, **{n: self.value(n) for n in SHOWN}, **left}


@dataclass(frozen=True)
class Whom:
    """Looks a person up for one asker.  Somebody outside the asker's view does not exist here."""

    people: People
    permissions: Rules
    asker: str

    def called(self, words: str) -> Person | Which:
        """By mail, login, employee number, full name, or a report's given or family name."""
        found = self._found(words.casefold())
        if found is None:
            return Which(f"too many people fit “{words}”: give the mail, login or number")
        certain = [seen for seen in found if _is_identified(seen, words.casefold())]
        if certain:
            return self._only(words, certain)
        partly = [seen for seen in found if _is_named_in_part(seen, words.casefold())]
        reports = [seen for seen in partly if not seen.left and self._is_report(seen.person)]
        if len(reports) == 1:
            return self._checked(reports[0])
        return self._ask(words, reports or partly)

    def chosen(self, words: str, person_id: str) -> Person | Which:
        """The one whom the asker picked among the candidates, who must still fit the words."""
        seen = self._seen(self.people.find(person_id, self._visible))
        if seen is None or not _fits(seen, words.casefold()):
            return _nobody(words)
        return self._checked(seen)

    @property
    def _principal(self) -> Principal:
        return self.permissions.principal(self.asker)

    def _found(self, words: str) -> list[Seen] | None:
        """Everybody visible whose record holds the words somewhere; None: too many."""
        found: list[Seen] = []
        for person in self._pages(words):
            seen = self._seen(person)
            if seen is not None:
                found.append(seen)
            if len(found) > MOST:
                return None
        return found

    def _pages(self, words: str) -> Iterator[Person]:
        after: str | None = None
        visible = self._visible
        while True:
            page = self.people.search(words, limit=PAGE, after=after, visible=visible)
            yield from (p for p in page.people if _could_be(p, words))
            after = page.after
            if after is None:
                return

    @property
    def _visible(self) -> sa.ColumnElement[bool]:
        return self.permissions.visible(self._principal, VIEW, PERSON.table).where

    def _seen(self, person: Person | None) -> Seen | None:
        if person is None:
            return None
        decision = self.permissions.decide(self._principal, VIEW, PERSON.table, person.id)
        return Seen(person, decision.fields) if decision.allowed else None

    def _only(self, words: str, certain: list[Seen]) -> Person | Which:
        return self._checked(certain[0]) if len(certain) == 1 else self._ask(words, certain)

    def _ask(self, words: str, seen: list[Seen]) -> Which:
        if not seen:
            return _nobody(words)
        candidates = tuple(each.side_by_side() for each in seen)
        return Which(f"who is meant by “{words}”? Give the mail, login or number", candidates)

    def _checked(self, seen: Seen) -> Person | Which:
        if seen.person.id == self.asker:
            return Which("nobody asks against their own access: let your manager ask")
        if seen.left:
            name = seen.person.full_name
            return Which(f"{name} has left already: look at the leaver's work item instead")
        return seen.person

    def _is_report(self, person: Person) -> bool:
        """Whether the asker stands anywhere in the person's line of managers."""
        manager, line = person.manager, [person.id]
        while manager and manager not in line and len(line) <= HIGHEST:
            if manager == self.asker:
                return True
            line.append(manager)
            above = self.people.find(manager)
            manager = above.manager if above else ""
        return False


def _nobody(words: str) -> Which:
    """The same for nobody and for somebody out of sight, or names could be tried out."""
    return Which(f"you see nobody called “{words}”: give the mail, login or number")


def _could_be(person: Person, words: str) -> bool:
    """A cheap look before the rules are asked about what may be seen."""
    return _fits(Seen(person, None), words)


def _fits(seen: Seen, words: str) -> bool:
    return _is_identified(seen, words) or _is_named_in_part(seen, words)


def _is_identified(seen: Seen, words: str) -> bool:
    given, family = seen.value("given_name").casefold(), seen.value("family_name").casefold()
    full = {f"{given} {family}", f"{family} {given}"} if given and family else set()
    return words in full | {seen.value(name).casefold() for name in IDENTIFIERS}


def _is_named_in_part(seen: Seen, words: str) -> bool:
    return words in (seen.value("given_name").casefold(), seen.value("family_name").casefold())
