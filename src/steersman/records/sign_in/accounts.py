"""The accounts that may sign in: a name to type, and whose account it is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.sign_in.passwords import Passwords
from steersman.records.sign_in.tables import accounts
from steersman.records.store import reading, writing

THEMES = ("system", "light", "dark")
LONGEST_NAME = 254  # characters, as a mail address
_c = accounts.c
_BY_NAME = sa.select(accounts).where(_c.name == sa.bindparam("name"))
_BY_ID = sa.select(accounts).where(_c.id == sa.bindparam("id"))
_BY_HANDLE = sa.select(accounts).where(_c.handle == sa.bindparam("handle"))


@dataclass(frozen=True, slots=True)
class Account:
    """``id`` is the principal: a person's id, or console:NAME for somebody not in the record."""

    id: str
    name: str
    handle: str
    theme: str
    has_password: bool
    created_at: float
    created_by: str
    vouched_by: str  # a person who held a link to set the password; empty: the owner alone
    disabled_at: float | None

    @property
    def is_open(self) -> bool:
        return self.disabled_at is None


@dataclass(frozen=True)
class Accounts:
    engine: sa.Engine
    clock: Clock
    passwords: Passwords

    def create(self, principal: str, name: str, *, by: str) -> Account:
        """An account without a password.  ``Permanent``: there is one, or the name is taken."""
        called = folded(name)
        if not called or len(called) > LONGEST_NAME or not called.isprintable() or "/" in called:
            mend = "a mail address, without a slash"
            raise Permanent(f"an account needs a name of 1 to {LONGEST_NAME} letters: {mend}")
        row = {"id": principal, "name": called, "password_hash": "", "theme": "system"}
        row |= {"handle": secrets.token_hex(32), "created_by": by, "vouched_by": _person(by)}
        with writing(self.engine, "accounts") as connection:
            same = sa.select(_c.id, _c.name).where((_c.id == principal) | (_c.name == called))
            known = connection.execute(same).first()
            if known is not None:
                mend = f"`steersman accounts reset {known.name}` makes a new link"
                raise Permanent(f"there is an account {known.name!r} already: {mend}")
            connection.execute(sa.insert(accounts).values(**row, created_at=self.clock.now()))
        return self.get(principal)

    def named(self, name: str) -> Account | None:
        return self._one(_BY_NAME, name=folded(name))

    def find(self, principal: str) -> Account | None:
        return self._one(_BY_ID, id=principal)

    def with_handle(self, handle: str) -> Account | None:
        """Whom a passkey says it belongs to."""
        return self._one(_BY_HANDLE, handle=handle)

    def get(self, principal: str) -> Account:
        found = self.find(principal)
        if found is None:
            raise Permanent(f"there is no account of {principal!r}")
        return found

    def all(self) -> tuple[Account, ...]:
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(accounts).order_by(_c.name)).all()
        return tuple(_account(row) for row in rows)

    def none(self) -> bool:
        """Whether nobody has an account yet."""
        with reading(self.engine) as connection:
            return connection.execute(sa.select(_c.id).limit(1)).first() is None

    def with_password(self, name: str, password: str) -> Account | None:
        """Whose name and password these are.  Wrong, unknown or disabled takes as long and is None.

        A hash of dated costs is replaced by one of today's.
        """
        with reading(self.engine) as connection:
            row = connection.execute(_BY_NAME, {"name": folded(name)}).first()
        kept = row.password_hash if row is not None and row.disabled_at is None else ""
        if not self.passwords.fits(kept, password) or row is None:
            return None
        if self.passwords.is_dated(kept):
            self._keep(row.id, password_hash=self.passwords.hash(password))
        return _account(row)

    def set_password(self, principal: str, password: str) -> None:
        account = self.get(principal)
        self.keep_hash(principal, self.passwords.hash(password, name=account.name))

    def keep_hash(self, principal: str, hashed: str) -> None:
        self._keep(principal, password_hash=hashed, password_at=self.clock.now())

    def forget_password(self, principal: str, *, by: str) -> None:
        """No password opens the account until a new one is set, by a link that ``by`` holds."""
        self._keep(principal, password_hash="", vouched_by=_person(by))

    def disable(self, principal: str) -> None:
        self._keep(principal, disabled_at=self.clock.now())

    def enable(self, principal: str) -> None:
        self._keep(principal, disabled_at=None)

    def set_theme(self, principal: str, theme: str) -> None:
        if theme not in THEMES:
            raise Permanent(f"{theme!r} is no theme: choose {', '.join(THEMES)}")
        self._keep(principal, theme=theme)

    def _one(self, statement: sa.Select[tuple[object, ...]], **given: str) -> Account | None:
        with reading(self.engine) as connection:
            row = connection.execute(statement, given).first()
        return None if row is None else _account(row)

    def _keep(self, principal: str, **values: object) -> None:
        with writing(self.engine, "accounts") as connection:
            changed = sa.update(accounts).where(_c.id == principal).values(**values)
            if not connection.execute(changed).rowcount:
                raise Permanent(f"there is no account of {principal!r}")


def folded(name: str) -> str:
    """Names count in any case; a lone surrogate would break the database's driver."""
    return name.strip().casefold().encode("utf-8", "replace").decode().replace("\0", "?")


def _person(by: str) -> str:
    """The installation itself is nobody's second pair of eyes."""
    return "" if by.startswith("system:") else by


def _account(row: sa.Row[tuple[object, ...]]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        handle=row.handle,
        theme=row.theme,
        has_password=bool(row.password_hash),
        created_at=row.created_at,
        created_by=row.created_by,
        vouched_by=row.vouched_by,
        disabled_at=row.disabled_at,
    )
