"""How each person is reached, in which order, and when they want to be left alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.on_call.escalation import check_address
from steersman.domain.on_call.quiet import QuietHours
from steersman.records.ledger.ledger import Ledger
from steersman.records.objects import new_id
from steersman.records.on_call.references import check_reference
from steersman.records.on_call.schedules import note
from steersman.records.on_call.tables import contact_methods, quiet_hours
from steersman.records.people import people
from steersman.records.store import reading, writing

LOCK = "contact methods"
MOST = 10  # methods of one person
_m, _q = contact_methods.c, quiet_hours.c


class MethodKind(StrEnum):
    MAIL = "mail"
    SLACK = "slack"  # an incoming webhook
    MATRIX = "matrix"  # a room
    WEBHOOK = "webhook"  # JSON, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """``address``: a mailbox, a homeserver or a receiver.  Slack's address is itself the secret.

    ``secret``: the reference of Slack's address, Matrix's access token or the key that signs.
    """

    id: str
    person: str
    kind: MethodKind
    address: str = ""
    room: str = ""
    secret: str = ""
    place: int = 0

    @property
    def label(self) -> str:
        """What may be shown of it."""
        if self.kind is MethodKind.MAIL:
            return f"mail to {self.address}"
        if self.kind is MethodKind.SLACK:
            return f"Slack ({self.secret})"
        where = f"{self.room} at {self.address}" if self.room else self.address
        return f"{'Matrix' if self.kind is MethodKind.MATRIX else 'webhook'} {where}"

    def check(self) -> None:
        """``Permanent`` naming what is missing."""
        if self.kind is MethodKind.MAIL:
            if "@" not in self.address or len(self.address) > 254 or not _plain(self.address):
                raise Permanent("a mail method needs the address of a mailbox")
            return
        if self.secret:
            check_reference(self.secret)
        if self.kind in (MethodKind.SLACK, MethodKind.MATRIX) and not self.secret:
            what = "its address" if self.kind is MethodKind.SLACK else "an access token"
            raise Permanent(f"{self.kind} needs {what} as env:NAME or file:PATH")
        if self.kind is not MethodKind.SLACK:
            check_address(self.address)
        if self.kind is MethodKind.MATRIX and not (
            self.room.startswith("!") and _plain(self.room) and len(self.room) <= 255
        ):
            raise Permanent("Matrix needs the id of a room, which begins with an exclamation mark")


@dataclass(frozen=True)
class Contacts:
    engine: sa.Engine
    clock: Clock
    ledger: Ledger

    def of(self, person: str) -> tuple[Method, ...]:
        """In the order in which they are tried; without any, the mailbox of the record."""
        wanted = sa.select(contact_methods).where(_m.person == person)
        mailbox = sa.select(people.c.mail).where(people.c.id == person)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_m.place, _m.id)).mappings().all()
            mail = "" if rows else connection.scalar(mailbox) or ""
        if not rows and mail:
            kind = MethodKind.MAIL
            return (Method(id=f"record/{person}", person=person, kind=kind, address=mail),)
        return tuple(_method(row) for row in rows)

    def find(self, method: str) -> Method | None:
        with reading(self.engine) as connection:
            wanted = sa.select(contact_methods).where(_m.id == method)
            row = connection.execute(wanted).mappings().first()
        return None if row is None else _method(row)

    def add(self, method: Method, *, by: str) -> Method:
        """As the last one that is tried.  ``Permanent``: it cannot be, or there are too many."""
        with writing(self.engine, LOCK) as connection:
            mine = sa.select(sa.func.count(), sa.func.max(_m.place)).where(
                _m.person == method.person
            )
            count, last = connection.execute(mine).one()
            if count >= MOST:
                raise Permanent(f"a person has at most {MOST} contact methods: remove one first")
            made = replace(method, id=new_id("con"), place=(last or 0) + 1)
            made.check()
            _check_person(connection, made.person)
            row = {**told_of(made), "place": made.place}
            connection.execute(sa.insert(contact_methods), row)
            self._note(connection, "contact-added", made.id, by, {"after": row})
        return made

    def first(self, method: str, *, by: str) -> None:
        """Try this one before the others from now on."""
        with writing(self.engine, LOCK) as connection:
            found = _one(connection, method)
            lowest = sa.select(sa.func.min(_m.place)).where(_m.person == found.person)
            place = (connection.scalar(lowest) or 0) - 1
            mine = sa.update(contact_methods).where(_m.id == method)
            connection.execute(mine.values(place=place))
            told = {"person": found.person, "method": told_of(found)}
            self._note(connection, "contact-first", method, by, told)

    def remove(self, method: str, *, by: str) -> None:
        with writing(self.engine, LOCK) as connection:
            found = _one(connection, method)
            connection.execute(sa.delete(contact_methods).where(_m.id == method))
            self._note(connection, "contact-removed", method, by, {"before": told_of(found)})

    def quiet(self, person: str) -> QuietHours | None:
        with reading(self.engine) as connection:
            wanted = sa.select(quiet_hours).where(_q.person == person)
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        days = tuple(int(day) for day in row["days"].split(","))
        told = {name: row[name] for name in ("person", "time_zone", "opens", "closes")}
        return QuietHours(**told, days=days)

    def keep_quiet(self, hours: QuietHours, *, by: str) -> None:
        """From now on; pages that wait for the old ones are not looked at again."""
        hours.check()
        row = {name: getattr(hours, name) for name in ("person", "time_zone", "opens", "closes")}
        row["days"] = ",".join(map(str, sorted(hours.days)))
        with writing(self.engine, LOCK) as connection:
            _check_person(connection, hours.person)
            connection.execute(sa.delete(quiet_hours).where(_q.person == hours.person))
            connection.execute(sa.insert(quiet_hours), row)
            self._note(connection, "quiet-hours-kept", hours.person, by, {"after": row})

    def no_quiet(self, person: str, *, by: str) -> None:
        """Let every page through at any time."""
        with writing(self.engine, LOCK) as connection:
            gone = connection.execute(sa.delete(quiet_hours).where(_q.person == person))
            if gone.rowcount:
                self._note(connection, "quiet-hours-removed", person, by, {})

    def _note(self, connection: sa.Connection, kind: str, about: str, by: str, told: Json) -> None:
        note(self.ledger, connection, kind, about, self.clock.now(), {"by": by, **told})


def told_of(method: Method) -> Json:
    names = ("id", "person", "kind", "address", "room", "secret")
    return {name: str(getattr(method, name)) for name in names}


def _plain(text: str) -> bool:
    return text.isprintable() and " " not in text


def _check_person(connection: sa.Connection, person: str) -> None:
    if connection.scalar(sa.select(people.c.id).where(people.c.id == person)) is None:
        raise Permanent(f"there is no person {person[:100]!r}")


def _one(connection: sa.Connection, method: str) -> Method:
    wanted = sa.select(contact_methods).where(_m.id == method)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise Permanent(f"there is no contact method {method[:100]!r}: it may have been removed")
    return _method(row)


def _method(row: sa.RowMapping) -> Method:
    return Method(**{**row, "kind": MethodKind(row["kind"])})
