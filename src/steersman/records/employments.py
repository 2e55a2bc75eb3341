"""The employments of people: a number is given once, and a re-hire adds another one."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.people import Employment, EmploymentStatus, Person
from steersman.domain.sources import Fields, Value
from steersman.records.objects import ObjectType, new_id, text_column
from steersman.records.store import metadata
from steersman.records.writes import Batch

employments = sa.Table(
    "employments",
    metadata,
    text_column("id", key=True),
    text_column("person", refers_to="people"),
    text_column("source_name"),
    text_column("employee_number"),
    text_column("start_date"),
    text_column("end_date"),
    text_column("status"),
    sa.UniqueConstraint("employee_number", "source_name", name="employments_number"),
    sa.Index("employments_of_person", "person", "start_date"),
    info={"object_type": "employment"},
)
_c = employments.c
EMPLOYMENT = ObjectType(name="employment", table=employments, make=Employment, prefix="emp")

_OWNERS = sa.select(_c.person).where(_c.employee_number == sa.bindparam("number"))
_OWNERS_IN = _OWNERS.where(_c.source_name == sa.bindparam("source"))
_OF_PERSON = EMPLOYMENT.select.where(_c.person == sa.bindparam("of")).order_by(_c.start_date, _c.id)
_FOLLOW = (
    sa.update(employments)
    .where(_c.person == sa.bindparam("of"), _c.employee_number == sa.bindparam("was"))
    .values(
        employee_number=sa.bindparam("number"),
        start_date=sa.bindparam("start"),
        end_date=sa.bindparam("end"),
        status=sa.bindparam("now"),
    )
)
_MIRRORED = frozenset({"employee_number", "start_date", "end_date", "employment_status"})


def owners_of(connection: sa.Connection, number: str, source_name: str = "") -> set[str]:
    """The persons to whom HR sources (or one of them) ever gave this employee number."""
    if source_name:
        found = connection.scalars(_OWNERS_IN, {"number": number, "source": source_name})
    else:
        found = connection.scalars(_OWNERS, {"number": number})
    return set(found)


def all_numbers(connection: sa.Connection) -> dict[tuple[str, str], str]:
    """(source, employee number) to person, for bulk work."""
    rows = connection.execute(sa.select(_c.source_name, _c.employee_number, _c.person))
    return {(source, number): person for source, number, person in rows}


def of_person(engine: sa.Engine, person: str) -> tuple[Employment, ...]:
    with engine.connect() as connection:
        rows = connection.execute(_OF_PERSON, {"of": person}).mappings()
        return tuple(EMPLOYMENT.to_object(row) for row in rows)


def begin(connection: sa.Connection, person: str, source_name: str, values: Fields) -> None:
    connection.execute(sa.insert(employments), [_row(person, source_name, values)])


def follow(connection: sa.Connection, batch: Batch[Person]) -> None:
    """Keep the current employment of each person in step with the person."""
    new = [
        _row(made.object_id, batch.source, made.after)
        for made in batch.created
        if made.after["employee_number"]
    ]
    if new:
        connection.execute(sa.insert(employments), new)
    for merged in batch.changed:
        changed = {change.field for change in merged.outcome.changes}
        if changed & _MIRRORED:
            _follow_one(connection, batch.source, merged.object_id, merged.before, merged.after)


def _follow_one(
    connection: sa.Connection, source_name: str, person: str, before: Fields, after: Fields
) -> None:
    """A number that has an employment already began with a re-hire; else it was corrected."""
    number, was = str(after["employee_number"]), str(before["employee_number"])
    if number != was and (not was or person in owners_of(connection, number)):
        if number and person not in owners_of(connection, number):
            begin(connection, person, source_name, after)
        return
    values = {
        "of": person,
        "was": was,
        "number": number,
        "start": after["start_date"],
        "end": after["end_date"],
        "now": after["employment_status"],
    }
    connection.execute(_FOLLOW, values)


def _row(person: str, source_name: str, values: Fields) -> dict[str, Value]:
    return {
        "id": new_id(EMPLOYMENT.prefix),
        "person": person,
        "source_name": source_name,
        "employee_number": values["employee_number"],
        "start_date": values["start_date"],
        "end_date": values["end_date"],
        "status": values.get("employment_status", EmploymentStatus.ACTIVE.value),
    }
