"""What is the visitor's own: what they asked for, and the accounts that the record knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.records.accounts import accounts
from steersman.records.desk.tables import work_items
from steersman.records.names import names_in
from steersman.records.store import reading
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

SHOWN = 10
_w, _c = work_items.c, accounts.c


@dataclass(frozen=True, slots=True)
class Asked:
    number: str
    title: str
    status: str
    at: float


@dataclass(frozen=True, slots=True)
class Held:
    """An account of theirs, and when it was last read."""

    system: str
    label: str
    seen_at: float


@dataclass(frozen=True, slots=True)
class Own:
    person: str
    requests: Sequence[Asked]
    access: Sequence[Held]


def own_of(core: Core, visitor: Visitor) -> Own:
    return Own(visitor.id, _requests(core, visitor), _access(core, visitor))


def _requests(core: Core, visitor: Visitor) -> list[Asked]:
    seen = core.permissions.visible(visitor.caller.principal, "view", work_items)
    told = (_w.number, _w.procedure, _w.summary, _w.subject, _w.status, _w.opened_at)
    wanted = sa.select(*told).where(_w.requester == visitor.id, seen.where)
    with reading(core.store) as connection:
        newest = wanted.order_by(_w.seq.desc()).limit(SHOWN)
        rows = connection.execute(newest).mappings().all()
    names = names_in(core.store, *(f"{row['summary']} {row['subject']}" for row in rows))
    return [
        Asked(
            row["number"],
            title_of(row["procedure"], row["summary"], row["subject"], names),
            row["status"],
            row["opened_at"],
        )
        for row in rows
    ]


def _access(core: Core, visitor: Visitor) -> list[Held]:
    seen = core.permissions.visible(visitor.caller.principal, "view", accounts)
    told = (_c.system, _c.label, _c.native_id, _c.seen_at)
    wanted = sa.select(*told).where(_c.person == visitor.id, seen.where)
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(_c.system, _c.native_id)).all()
    return [Held(row.system, row.label or row.native_id, row.seen_at) for row in rows]
