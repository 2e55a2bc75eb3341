"""Everything that a person can reach, through what, and why as far as anybody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.sources import Value
from steersman.records.accounts import accounts
from steersman.records.entitlements import entitlements
from steersman.records.field_changes import field_changes
from steersman.records.names import names_of
from steersman.records.store import reading
from steersman.web.core import Core
from steersman.web.pages.people.seen import SeenAccess, seen_in_plans
from steersman.web.sign_in.session import Visitor

MOST = 500  # rows of one person
OURS = "Steersman"
_t, _a, _f = entitlements.c, accounts.c, field_changes.c


@dataclass(frozen=True, slots=True)
class Held:
    """``by`` empty: nobody is known to have given it.  ``since``: first seen, in seconds."""

    value: str
    kind: str
    system: str
    account: str
    by: str
    since: float | None


@dataclass(frozen=True, slots=True)
class Access:
    """``unexplained``: seen in a system, and the record does not say why.

    ``why_none``: which rule the visitor lacks to see groups; empty: they may.
    """

    unexplained: Sequence[Held]
    given: Sequence[Held]
    cut: bool
    why_none: str
    seen: SeenAccess = field(default_factory=SeenAccess)  # in the systems, when they were asked

    @property
    def count(self) -> int:
        return len(self.unexplained) + len(self.given)


def access_of(core: Core, visitor: Visitor, person: str, *, all_shown: bool) -> Access:
    may = core.permissions.visible(visitor.caller.principal, "view", entitlements)
    held = _entitlements(core, person, may.where) if may.rules else []
    mine = person == visitor.id
    held += _roles(core, person) if all_shown or mine else []
    return Access(
        unexplained=[each for each in held if not each.by][:MOST],
        given=[each for each in held if each.by],
        cut=len(held) > MOST,
        why_none="" if may.rules else "entitlement.view",
        seen=seen_in_plans(core, visitor, person) if may.rules else SeenAccess(),
    )


def _entitlements(core: Core, person: str, may: sa.ColumnElement[bool]) -> list[Held]:
    told = (_t.id, _t.kind, _t.value, _a.system, _a.label, _a.native_id)
    wanted = sa.select(*told).join(accounts, _a.id == _t.account)
    wanted = wanted.where(_a.person == person, may).order_by(_a.system, _t.kind, _t.value)
    with reading(core.store) as connection:
        rows = connection.execute(wanted.limit(MOST + 1)).all()
    origin = _origins(core, "entitlement", [row.id for row in rows])
    return [
        Held(
            value=row.value,
            kind=row.kind,
            system=row.system,
            account=row.label or row.native_id,
            by=origin[row.id].by if row.id in origin else "",
            since=origin[row.id].at if row.id in origin else None,
        )
        for row in rows
    ]


def _roles(core: Core, person: str) -> list[Held]:
    """The roles of Steersman itself, which the record explains."""
    roles = core.permissions.roles_of(person)
    wanted = sa.select(_f.after, _f.at, _f.by).where(
        _f.object_type == "role_assignment", _f.object_id == person, _f.after.is_not(None)
    )
    with reading(core.store) as connection:
        given = {row.after: row for row in connection.execute(wanted.order_by(_f.id))}
    names = names_of(core.store, [row.by for row in given.values()])
    return [
        Held(role, "role", OURS, "", names.of(given[role].by), given[role].at)
        if role in given
        else Held(role, "role", OURS, "", "", None)
        for role in sorted(roles)
    ]


@dataclass(frozen=True, slots=True)
class _Origin:
    by: str
    at: float


def _origins(core: Core, kind: str, ids: Sequence[str]) -> Mapping[Value, _Origin]:
    """Who wrote each down first.  A system principal only reports: it does not know why."""
    wanted = sa.select(_f.object_id, _f.at, _f.by).where(
        _f.object_type == kind, _f.object_id.in_(ids), _f.before.is_(None)
    )
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(_f.id.desc())).all()
    names = names_of(core.store, [row.by for row in rows])
    return {
        row.object_id: _Origin("" if row.by.startswith("system:") else names.of(row.by), row.at)
        for row in rows
    }
