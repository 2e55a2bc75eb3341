"""The people of the company: who they are now, and every employment they have had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.identity import Identifiers
from steersman.domain.people import Employment, EmploymentStatus, Person
from steersman.domain.sources import Fields, Source, Value
from steersman.records import employments
from steersman.records.objects import TEXT, ObjectType, text_column
from steersman.records.repository import Filter, Repository
from steersman.records.store import metadata, writing
from steersman.records.writes import Batch, Merge

people = sa.Table(
    "people",
    metadata,
    text_column("id", key=True),
    text_column("employee_number"),
    text_column("given_name"),
    text_column("family_name"),
    text_column("mail"),
    text_column("login"),
    text_column("title"),
    text_column("department"),
    text_column("location"),
    text_column("manager", refers_to="people"),
    text_column("employment_status"),
    text_column("start_date"),
    text_column("end_date"),
    text_column("kind"),
    sa.Column("protected", sa.Boolean, nullable=False),
    text_column("search_key"),
    sa.Index("people_by_name", "family_name", "given_name", "id"),
    sa.Index("people_by_employee_number", "employee_number"),
    sa.Index("people_by_mail", "mail"),
    sa.Index("people_by_login", "login"),
    sa.Index("people_by_manager", "manager"),
    sa.Index("people_by_department", "department", "employment_status"),
    info={"object_type": "person", "derived": ("search_key",)},
)
_c = people.c
_SEARCHED = ("given_name", "family_name", "mail", "login", "employee_number")
_ORDER = (_c.family_name, _c.given_name, _c.id)
_DEEPEST = 100  # levels of managers; deeper can only be a cycle


def _search_key(values: Fields) -> dict[str, Value]:
    """Case-folded by Python: SQLite's lower() knows ASCII only."""
    return {"search_key": " ".join(str(values[name]) for name in _SEARCHED).casefold()}


PERSON = ObjectType(name="person", table=people, make=Person, prefix="per", derive=_search_key)
_REPORTS = PERSON.select.where(
    _c.manager == sa.bindparam("manager"),
    _c.employment_status != EmploymentStatus.TERMINATED.value,
).order_by(*_ORDER)
_POPULATION = (
    sa.select(_c.department, sa.func.count())
    .where(_c.employment_status != EmploymentStatus.TERMINATED.value)
    .group_by(_c.department)
)
_MANAGER_OF = sa.select(_c.manager).where(_c.id == sa.bindparam("person"))


@dataclass(frozen=True, slots=True)
class Page:
    """Some people in the order of their names.  ``after`` continues; None: that was the last."""

    people: tuple[Person, ...]
    after: str | None


class People(Repository[Person]):
    kind = PERSON

    def by_employee_number(self, number: str, source_name: str = "") -> Person | None:
        """Who has, or ever had, this number.  ``NeedsPerson`` when two HR sources disagree."""
        with self._engine.connect() as connection:
            owners = employments.owners_of(connection, number, source_name)
        if len(owners) > 1:
            raise NeedsPerson(
                f"employee number {number} belongs to {' and '.join(sorted(owners))} "
                "in different HR sources: which one is meant?"
            )
        return self.find(owners.pop()) if owners else None

    def by_mail(self, mail: str) -> tuple[Person, ...]:
        """Everybody with this address, written in any case."""
        return self._select((_c.mail == mail) | (_c.mail == mail.lower()), *_ORDER)

    def by_login(self, login: str) -> tuple[Person, ...]:
        return self._select(_c.login == login, *_ORDER)

    def by_name(self, given_name: str, family_name: str) -> tuple[Person, ...]:
        """Namesakes included, former ones too."""
        return self._select(
            (_c.family_name == family_name) & (_c.given_name == given_name), *_ORDER
        )

    def identifiers(self, person_id: str) -> Identifiers:
        return self.get(person_id).identifiers

    def works_here(self, person_id: str) -> bool:
        found = self.find(person_id)
        return found is not None and found.employment_status is not EmploymentStatus.TERMINATED

    def search(
        self,
        text: str = "",
        filters: Fields | None = None,
        *,
        limit: int = 50,
        after: str | None = None,
        visible: Filter | None = None,
    ) -> Page:
        """People whose name, mail, login or number contain every word of ``text``.

        ``filters`` ask for exact values of fields; ``after`` is the last page's own.
        """
        wanted = PERSON.select.where(*_words(text), *self._equal(filters or {}))
        if visible is not None:
            wanted = wanted.where(visible)
        with self._engine.connect() as connection:
            if after is not None:
                wanted = wanted.where(_behind(connection, after))
            found = connection.execute(wanted.order_by(*_ORDER).limit(limit + 1)).mappings().all()
        page = tuple(PERSON.to_object(row) for row in found[:limit])
        return Page(page, page[-1].id if len(found) > limit else None)

    def reports_of(self, manager: str) -> tuple[Person, ...]:
        """Who works for this manager today."""
        with self._engine.connect() as connection:
            rows = connection.execute(_REPORTS, {"manager": manager}).mappings()
            return tuple(PERSON.to_object(row) for row in rows)

    def population(self) -> Mapping[str, int]:
        """How many people work in each department, those on leave included."""
        with self._engine.connect() as connection:
            return {department: count for department, count in connection.execute(_POPULATION)}

    def employments(self, person_id: str) -> tuple[Employment, ...]:
        """Every employment of a person, the first one first."""
        return employments.of_person(self._engine, person_id)

    def rehire(
        self, person_id: str, employee_number: str, start_date: str, *, by: str, source: Source
    ) -> Person:
        """Begin another employment of somebody who left; the earlier one keeps its dates."""
        values: Fields = {
            "employee_number": employee_number,
            "employment_status": EmploymentStatus.ACTIVE.value,
            "start_date": start_date,
            "end_date": "",
        }
        self.kind.check(values)
        with writing(self._engine, "record:person") as connection:
            if employments.owners_of(connection, employee_number, source.name):
                raise Permanent(f"{source.name} has given number {employee_number} already")
            employments.begin(connection, person_id, source.name, values)
            outcome = self._change(connection, person_id, values, by, source)
            if outcome.kept:
                raise Permanent(f"the re-hire does not hold: {outcome.kept[0].why}")
        return self.get(person_id)

    def _equal(self, filters: Fields) -> list[Filter]:
        self.kind.check(filters)
        return [_c[name] == value for name, value in filters.items()]

    def fault_of(self, after: Fields) -> str:
        for name in ("start_date", "end_date"):
            if after[name] and not _is_date(str(after[name])):
                return f"{name} {after[name]!r} is no date: write 2026-01-31"
        start, end = str(after["start_date"]), str(after["end_date"])
        if end and end < start:
            return f"the end date {end} is before the start date {start}: correct one of them"
        return ""

    def _check(self, connection: sa.Connection, merged: Merge) -> None:
        super()._check(connection, merged)
        person, manager = merged.object_id, str(merged.after["manager"])
        if manager == merged.before["manager"] or not manager:
            return
        seen = {person}
        while manager and len(seen) < _DEEPEST:
            if manager in seen:
                raise Permanent(f"{person} would be their own manager through {manager}")
            seen.add(manager)
            above = connection.scalar(_MANAGER_OF, {"person": manager})
            if above is None:
                raise Permanent(f"the manager {manager!r} is not in the record")
            manager = above

    def follow(self, connection: sa.Connection, batch: Batch[Person]) -> None:
        employments.follow(connection, batch)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _words(text: str) -> list[Filter]:
    words = text.casefold().split()
    return [_c.search_key.contains(word, autoescape=True) for word in words]


def _behind(connection: sa.Connection, after: str) -> Filter:
    place = connection.execute(sa.select(*_ORDER).where(_c.id == after)).first()
    if place is None:
        raise Permanent(f"the page mark {after!r} is unknown: begin again from the first page")
    return sa.tuple_(*_ORDER) > sa.tuple_(*(sa.literal(part, TEXT) for part in place))
