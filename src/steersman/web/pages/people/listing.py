"""The list of people, as many and as much of each as the visitor's rules show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import sqlalchemy as sa

from steersman.domain.people import EmploymentStatus, Person, PersonKind
from steersman.records.names import names_of
from steersman.records.people import people
from steersman.records.permissions import Visible
from steersman.records.store import reading
from steersman.web.auth import visible
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

SHOWN = 50
MOST = 10_000  # counted; beyond it the page says “10,000+”
DEPARTMENTS = 300  # offered in the filter
FILTERS = ("department", "employment_status", "kind")
SEARCHED = ("given_name", "family_name", "mail", "login")  # the number too, for who may see it
COLUMNS: Mapping[str, str] = {
    "title": "Title",
    "department": "Department",
    "location": "Location",
    "manager": "Manager",
    "mail": "Mail",
    "employment_status": "Status",
    "kind": "Kind",
}
WORDS: Mapping[str, type[EmploymentStatus] | type[PersonKind]] = {
    "employment_status": EmploymentStatus,
    "kind": PersonKind,
}
_c = people.c


@dataclass(frozen=True, slots=True)
class Asked:
    """``text``: words to look for; ``chosen``: field → the value it must have."""

    text: str
    chosen: Mapping[str, str]
    after: str

    def address(self, after: str = "") -> str:
        told = {"q": self.text, **self.chosen, "after": after}
        query = urlencode({name: value for name, value in told.items() if value})
        return f"/people?{query}" if query else "/people"

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.chosen)


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    name: str
    cells: Mapping[str, str]
    protected: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """``count`` is at most ``MOST`` + 1.  ``choices``: filter → the values it offers."""

    asked: Asked
    columns: Mapping[str, str]
    lines: Sequence[Line]
    count: int
    choices: Mapping[str, Sequence[str]]
    next: str | None
    all_seen: bool


def listing(core: Core, visitor: Visitor, asked: Asked) -> Listing:
    seen = visible(core, visitor.caller, "view", people)
    asked = Asked(asked.text, _allowed(asked.chosen, seen), _known(core, seen, asked.after))
    where = sa.and_(seen.where, *_only_shown(asked.text, seen))
    page = core.people.search(
        asked.text, asked.chosen, limit=SHOWN, after=asked.after or None, visible=where
    )
    columns = {name: title for name, title in COLUMNS.items() if _shows(seen, name)}
    names = names_of(core.store, [person.manager for person in page.people])
    return Listing(
        asked=asked,
        columns=columns,
        lines=[_line(person, columns, names.of(person.manager), seen) for person in page.people],
        count=_count(core, asked, where),
        choices=_choices(core, seen),
        next=asked.address(page.after) if page.after else None,
        all_seen=core.permissions.may(visitor.caller.principal, "view", "person").allowed,
    )


def _shows(seen: Visible, name: str) -> bool:
    return seen.fields is None or name in seen.fields


def _allowed(chosen: Mapping[str, str], seen: Visible) -> Mapping[str, str]:
    """A filter on a field that is not shown would tell it all the same; a wrong word is none."""
    words = {name: [one.value for one in kind] for name, kind in WORDS.items()}
    return {
        name: value
        for name, value in chosen.items()
        if value and _shows(seen, name) and value in words.get(name, [value])
    }


def _known(core: Core, seen: Visible, after: str) -> str:
    """The mark of a page, as long as it is somebody whom the visitor may see."""
    wanted = sa.select(_c.id).where(_c.id == after, seen.where)
    with reading(core.store) as connection:
        return (connection.scalar(wanted) if after else None) or ""


def _only_shown(text: str, seen: Visible) -> list[sa.ColumnElement[bool]]:
    """Who may not see employee numbers cannot find people by them.

    The number is the end of the key that is searched.
    """
    if _shows(seen, "employee_number"):
        return []
    rest = sa.func.length(_c.search_key) - sa.func.length(_c.employee_number)
    key = sa.func.substr(_c.search_key, 1, rest)
    return [key.contains(word, autoescape=True) for word in text.casefold().split()]


def _count(core: Core, asked: Asked, where: sa.ColumnElement[bool]) -> int:
    words = [_c.search_key.contains(w, autoescape=True) for w in asked.text.casefold().split()]
    chosen = [_c[name] == value for name, value in asked.chosen.items()]
    some = sa.select(_c.id).where(where, *words, *chosen).limit(MOST + 1).subquery()
    with reading(core.store) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _choices(core: Core, seen: Visible) -> Mapping[str, Sequence[str]]:
    offered: dict[str, Sequence[str]] = {}
    if _shows(seen, "department"):
        wanted = sa.select(_c.department).where(seen.where, _c.department != "").distinct()
        with reading(core.store) as connection:
            found = connection.scalars(wanted.order_by(_c.department).limit(DEPARTMENTS))
            offered["department"] = list(found)
    known = {name: [one.value for one in WORDS[name]] for name in WORDS if _shows(seen, name)}
    return offered | known


def _line(person: Person, columns: Mapping[str, str], manager: str, seen: Visible) -> Line:
    cells = {name: str(getattr(person, name)) for name in columns}
    if person.manager and "manager" in cells:
        cells["manager"] = manager
    named = _shows(seen, "given_name") and _shows(seen, "family_name")
    name = person.full_name if named else ""
    return Line(person.id, name or person.id, cells, _shows(seen, "protected") and person.protected)
