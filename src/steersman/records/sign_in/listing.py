"""Accounts as an administrator looks through them: a page at a time, with what each proves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.permissions.tables import role_assignments
from steersman.records.sign_in.sessions import Lasts
from steersman.records.sign_in.tables import accounts, identities, passkeys, sessions, totps
from steersman.records.store import reading

SHOWN = 50
WAYS = ("alone", "company", "disabled")  # password alone; the company's sign-in; disabled
_c, _s = accounts.c, sessions.c


@dataclass(frozen=True, slots=True)
class Listed:
    """One account.  ``companies``: outside identities; ``seen_at``: None when never signed in."""

    id: str
    name: str
    roles: tuple[str, ...]
    has_password: bool
    has_app: bool
    passkeys: int
    companies: int
    sessions: int
    seen_at: float | None
    created_at: float
    created_by: str
    disabled_at: float | None

    @property
    def has_second_factor(self) -> bool:
        return self.has_app or bool(self.passkeys)

    @property
    def proofs(self) -> tuple[str, ...]:
        """What it signs in with, in words."""
        kept = {"password": self.has_password, "app": self.has_app, "passkey": self.passkeys}
        return tuple(word for word, has in (kept | {"company": self.companies}).items() if has)


@dataclass(frozen=True, slots=True)
class Wanted:
    """``text``: in the name; ``way``: one of ``WAYS``; ``role``; ``after``: the last name."""

    text: str = ""
    way: str = ""
    role: str = ""
    after: str = ""


@dataclass(frozen=True)
class AccountList:
    engine: sa.Engine
    clock: Clock
    lasts: Lasts

    def of(self, wanted: Wanted = Wanted(), limit: int | None = SHOWN) -> tuple[Listed, ...]:
        """By name.  ``limit`` None: all of them."""
        chosen = self._selected().where(*_narrowed(wanted)).order_by(_c.name).limit(limit)
        with reading(self.engine) as connection:
            rows = connection.execute(chosen).mappings().all()
            roles = _roles(connection, [row["id"] for row in rows], all_=limit is None)
        return tuple(Listed(**row, roles=roles.get(row["id"], ())) for row in rows)

    def one(self, principal: str) -> Listed | None:
        with reading(self.engine) as connection:
            row = connection.execute(self._selected().where(_c.id == principal)).mappings().first()
            roles = _roles(connection, [principal])
        return None if row is None else Listed(**row, roles=roles.get(principal, ()))

    def count(self, wanted: Wanted) -> int:
        chosen = sa.select(sa.func.count()).select_from(accounts).where(*_narrowed(wanted))
        with reading(self.engine) as connection:
            return connection.scalar(chosen) or 0

    def _selected(self) -> sa.Select[tuple[object, ...]]:
        now = self.clock.now()
        runs = (_s.account == _c.id) & _s.ended_at.is_(None) & (_s.expires_at > now)
        fresh = _s.last_seen > now - self.lasts.idle
        return sa.select(
            *(_c.id, _c.name, _c.created_at, _c.created_by, _c.disabled_at),
            (_c.password_hash != "").label("has_password"),
            _has_app().label("has_app"),
            _count(passkeys, passkeys.c.account == _c.id).label("passkeys"),
            _count(identities, identities.c.account == _c.id).label("companies"),
            _count(sessions, runs & fresh).label("sessions"),
            sa.select(sa.func.max(_s.last_seen))
            .where(_s.account == _c.id)
            .scalar_subquery()
            .label("seen_at"),
        )


def _narrowed(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    narrowed = [_WAYS[wanted.way]()] if wanted.way in _WAYS else []
    narrowed += [_c.name.contains(w, autoescape=True) for w in wanted.text.casefold().split()]
    if wanted.role:
        given = role_assignments.c
        held = sa.select(given.principal).where(given.role == wanted.role)
        narrowed.append(_c.id.in_(held))
    if wanted.after:
        narrowed.append(_c.name > wanted.after)
    return narrowed


def _roles(
    connection: sa.Connection, principals: Sequence[str], *, all_: bool = False
) -> dict[str, tuple[str, ...]]:
    c = role_assignments.c
    chosen = sa.select(c.principal, c.role).order_by(c.principal, c.role)
    chosen = chosen if all_ else chosen.where(c.principal.in_(principals))
    told: dict[str, tuple[str, ...]] = {}
    for principal, role in connection.execute(chosen):
        told[principal] = (*told.get(principal, ()), role)
    return told


def _count(table: sa.Table, of_it: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(of_it).scalar_subquery()


def _has_app() -> sa.Exists:
    return sa.exists().where(totps.c.account == _c.id, totps.c.confirmed_at.is_not(None))


def _has_key() -> sa.Exists:
    return sa.exists().where(passkeys.c.account == _c.id)


def _at_company() -> sa.Exists:
    return sa.exists().where(identities.c.account == _c.id)


def _alone() -> sa.ColumnElement[bool]:
    return (_c.password_hash != "") & ~_has_app() & ~_has_key() & _c.disabled_at.is_(None)


_WAYS: Mapping[str, Callable[[], sa.ColumnElement[bool]]] = {
    "alone": _alone,
    "company": _at_company,
    "disabled": lambda: _c.disabled_at.is_not(None),
}
