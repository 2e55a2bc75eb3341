"""The identities of a person: each account, what proved that it is theirs, and who confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.people import Person
from steersman.domain.readable import readable
from steersman.domain.work import QuestionKind
from steersman.records.accounts import accounts
from steersman.records.desk.tables import questions
from steersman.records.employments import employments
from steersman.records.names import Names, names_in, names_of
from steersman.records.store import reading
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

ANCHOR, PROVEN, UNKNOWN, NOT_LINKED, NOT_THEIRS = "anchor", "proven", "unknown", "open", "not"
_a, _q, _e = accounts.c, questions.c, employments.c


@dataclass(frozen=True, slots=True)
class Identity:
    """``state``: one of the words above.  ``read_at``: seconds; None: no account that we read."""

    system: str
    account: str
    native_id: str
    matched_by: str
    confirmed_by: str
    state: str
    read_at: float | None = None
    active: bool = True
    question: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Identities:
    """``why_none``: which rule the visitor lacks to see accounts; empty: they may see them."""

    rows: Sequence[Identity]
    why_none: str


def identities_of(core: Core, visitor: Visitor, person: Person, number: bool) -> Identities:
    may = core.permissions.visible(visitor.caller.principal, "view", accounts)
    rows = _employments(core, visitor, person) if number else []
    if may.rules:
        rows += _accounts(core, person.id, may.where) + _not_theirs(core, visitor, person.id)
    rows += _open_questions(core, visitor, person.id)
    sees = bool(rows) or _sees(core, visitor, person.id)
    return Identities(rows, "" if may.rules and sees else "account.view")


def _sees(core: Core, visitor: Visitor, person: str) -> bool:
    """Whether an empty list says something about the person, and not about the visitor's rules."""
    every = core.permissions.may(visitor.caller.principal, "view", "account").allowed
    return every or person == visitor.id


def _employments(core: Core, visitor: Visitor, person: Person) -> list[Identity]:
    """Every number that HR gave, else the current one, which is a field of the person."""
    may = core.permissions.visible(visitor.caller.principal, "view", employments)
    wanted = sa.select(_e.source_name, _e.employee_number, _e.status, _e.start_date, _e.end_date)
    wanted = wanted.where(_e.person == person.id, may.where).order_by(_e.start_date.desc())
    with reading(core.store) as connection:
        rows = connection.execute(wanted).all()
    if rows:
        return [
            _hr(row.source_name, row.employee_number, f"{row.start_date}–{row.end_date}")
            for row in rows
        ]
    return [_hr("HR", person.employee_number, "")] if person.employee_number else []


def _hr(source: str, number: str, period: str) -> Identity:
    dates = period if period.strip("–") else ""
    return Identity(source, number, dates, "the anchor: HR gave this number", "", ANCHOR)


def _accounts(core: Core, person: str, may: sa.ColumnElement[bool]) -> list[Identity]:
    told = (_a.system, _a.native_id, _a.label, _a.matched_by, _a.active, _a.seen_at)
    wanted = sa.select(*told).where(_a.person == person, may).order_by(_a.system, _a.native_id)
    with reading(core.store) as connection:
        rows = connection.execute(wanted).all()
    links = core.desk.questions.links(person)
    by = {where: who for where, (theirs, who) in links.items() if theirs}
    names = names_in(core.store, *by.values(), *(row.matched_by for row in rows))
    return [_account(row, by.get((row.system, row.native_id), ""), names) for row in rows]


def _account(
    row: sa.Row[str, str, str, str, bool, float], confirmed_by: str, names: Names
) -> Identity:
    return Identity(
        system=row.system,
        account=readable(row.label or row.native_id),
        native_id=row.native_id if row.label and row.label != row.native_id else "",
        matched_by=names.within(row.matched_by).replace("_", " "),
        confirmed_by=names.of(confirmed_by) if confirmed_by else "",
        state=PROVEN if row.matched_by or confirmed_by else UNKNOWN,
        read_at=row.seen_at,
        active=row.active,
    )


def _not_theirs(core: Core, visitor: Visitor, person: str) -> list[Identity]:
    """What somebody said is not theirs may be another's: for who may see every account."""
    if not core.permissions.may(visitor.caller.principal, "view", "account").allowed:
        return []
    links = core.desk.questions.links(person)
    said = {where: by for where, (theirs, by) in links.items() if not theirs}
    names = names_of(core.store, said.values())
    return [
        Identity(system, native, "", "", names.of(by), NOT_THEIRS)
        for (system, native), by in sorted(said.items())
    ]


def _open_questions(core: Core, visitor: Visitor, person: str) -> list[Identity]:
    may = core.permissions.visible(visitor.caller.principal, "view", questions)
    wanted = sa.select(_q.id, _q.work, _q.system, _q.text).where(
        _q.person == person,
        _q.kind == QuestionKind.IDENTITY.value,
        _q.answered_at.is_(None),
        may.where,
    )
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(_q.asked_at)).all()
    names = names_in(core.store, *(row.text for row in rows))
    return [
        Identity(
            system=row.system,
            account="",
            native_id="",
            matched_by="",
            confirmed_by="",
            state=NOT_LINKED,
            question=names.within(row.text),
            path=f"/work/{row.work}#{row.id}",
        )
        for row in rows
    ]
