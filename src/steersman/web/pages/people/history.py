"""What happened about a person: work, and each change of a field with whose word it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from steersman.records.desk.tables import work_items
from steersman.records.field_changes import field_changes
from steersman.records.names import Names, names_in
from steersman.records.store import reading
from steersman.web.console.templates import plural
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

SHOWN = 25
MANY = 5  # fields written at once: not a correction but a beginning
_Change = sa.Row[str, str | None, str | None, float, str, str]
_w, _f = work_items.c, field_changes.c


@dataclass(frozen=True, slots=True)
class Happened:
    """A piece of work (``path``, ``status``), or a field that changed.  ``at``: seconds."""

    at: float
    text: str
    by: str
    path: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class History:
    person: str
    rows: Sequence[Happened]
    more: bool


def history_of(core: Core, visitor: Visitor, person: str, fields: frozenset[str] | None) -> History:
    """The newest first; of fields only those that the visitor may see."""
    every = [*_work(core, visitor, person), *_changes(core, person, fields)]
    newest = sorted(every, key=lambda each: -each.at)
    return History(person, newest[:SHOWN], len(newest) > SHOWN)


def _work(core: Core, visitor: Visitor, person: str) -> list[Happened]:
    may = core.permissions.visible(visitor.caller.principal, "view", work_items)
    told = (_w.number, _w.procedure, _w.summary, _w.subject, _w.status, _w.opened_at, _w.requester)
    wanted = sa.select(*told).where(_w.subject == person, may.where)
    with reading(core.store) as connection:
        newest = wanted.order_by(_w.seq.desc()).limit(SHOWN + 1)
        rows = connection.execute(newest).mappings().all()
    known = (f"{row['summary']} {row['subject']} {row['requester']}" for row in rows)
    names = names_in(core.store, *known)
    return [
        Happened(
            at=row["opened_at"],
            text=title_of(row["procedure"], row["summary"], row["subject"], names),
            by=f"{row['number']}, asked by {names.of(row['requester'])}",
            path=f"/work/{row['number']}",
            status=row["status"],
        )
        for row in rows
    ]


def _changes(core: Core, person: str, fields: frozenset[str] | None) -> list[Happened]:
    wanted = sa.select(_f.field, _f.before, _f.after, _f.at, _f.by, _f.source).where(
        _f.object_type == "person", _f.object_id == person
    )
    if fields is not None:
        wanted = wanted.where(_f.field.in_(sorted(fields)))
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(_f.id.desc()).limit(SHOWN + 1)).all()
    texts = [text for row in rows for text in (row.before, row.after, row.by) if text]
    names = names_in(core.store, *texts)
    return [
        Happened(at, text, f"{names.of(by)}, on the word of {source or 'nobody'}")
        for (at, by, source), together in groupby(rows, lambda row: (row.at, row.by, row.source))
        for text in _texts(list(together), names)
    ]


def _texts(rows: Sequence[_Change], names: Names) -> list[str]:
    """One line for each field; one for all of them where somebody was first written down."""
    if len(rows) >= MANY and all(row.before is None for row in rows):
        return [f"Taken into the record, {plural(len(rows), 'field')}"]
    return [
        f"{row.field.replace('_', ' ')}: {_told(row.before, names)} → {_told(row.after, names)}"
        for row in rows
    ]


def _told(value: str | None, names: Names) -> str:
    return names.within(value) if value else "none"
