"""The passkeys of each account: their public halves, and how often each has signed."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.sign_in.tables import passkeys
from steersman.records.store import reading, writing

MOST = 20  # of one account
LONGEST_NAME = 60
_c = passkeys.c


@dataclass(frozen=True, slots=True)
class Passkey:
    """``id`` and ``public_key`` (COSE) are base64url."""

    id: str
    account: str
    name: str
    public_key: str
    sign_count: int
    created_at: float
    used_at: float | None


@dataclass(frozen=True)
class Passkeys:
    engine: sa.Engine
    clock: Clock

    def add(self, key_id: str, account: str, name: str, public_key: str, sign_count: int) -> None:
        called = " ".join(name.split())[:LONGEST_NAME] or "passkey"
        row = {"id": key_id, "account": account, "name": called, "public_key": public_key}
        row |= {"sign_count": sign_count, "created_at": self.clock.now()}  # type: ignore[dict-item]  # a row mixes types
        with writing(self.engine, "second factors") as connection:
            if connection.scalar(sa.select(_c.id).where(_c.id == key_id)) is not None:
                raise Permanent("this passkey is known already: use another one")
            count = sa.select(sa.func.count()).where(_c.account == account)
            if (connection.scalar(count) or 0) >= MOST:
                raise Permanent(f"an account has {MOST} passkeys at most: remove one first")
            connection.execute(sa.insert(passkeys), [row])

    def find(self, key_id: str) -> Passkey | None:
        found = self._all(_c.id == key_id)
        return found[0] if found else None

    def of(self, account: str) -> tuple[Passkey, ...]:
        return self._all(_c.account == account)

    def used(self, key: Passkey, sign_count: int) -> bool:
        """It signed.  ``False``: another signature with this count came in between (a copy?)."""
        same = (_c.id == key.id) & (_c.sign_count == key.sign_count)
        values = {"sign_count": sign_count, "used_at": self.clock.now()}
        with writing(self.engine, "second factors") as connection:
            return connection.execute(sa.update(passkeys).where(same).values(values)).rowcount == 1

    def remove(self, account: str, key_id: str = "") -> int:
        """One of the account's, or all of them.  How many there were."""
        wanted = _c.account == account
        if key_id:
            wanted &= _c.id == key_id
        with writing(self.engine, "second factors") as connection:
            return connection.execute(sa.delete(passkeys).where(wanted)).rowcount

    def _all(self, wanted: sa.ColumnElement[bool]) -> tuple[Passkey, ...]:
        statement = sa.select(passkeys).where(wanted).order_by(_c.created_at, _c.id)
        with reading(self.engine) as connection:
            return tuple(Passkey(**row) for row in connection.execute(statement).mappings())
