"""Recovery codes: ten, each good once, for who has lost the phone."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.sign_in.sealing import Sealing
from steersman.records.sign_in.tables import recovery_codes
from steersman.records.store import reading, writing

MANY = 10
_BYTES = 10  # 80 random bits: not to be guessed, so a keyed hash is enough
_c = recovery_codes.c


@dataclass(frozen=True)
class RecoveryCodes:
    engine: sa.Engine
    clock: Clock
    sealing: Sealing

    def make(self, account: str) -> tuple[str, ...]:
        """New codes in place of all earlier ones.  Nobody sees them again."""
        codes = tuple(_new() for _ in range(MANY))
        rows = [{"mac": self._mac(account, code), "account": account} for code in codes]
        with writing(self.engine, "second factors") as connection:
            connection.execute(sa.delete(recovery_codes).where(_c.account == account))
            connection.execute(sa.insert(recovery_codes), rows)
        return codes

    def use(self, account: str, code: str) -> bool:
        """Whether it is one that was not used; it is used up by this."""
        unused = (_c.mac == self._mac(account, code)) & _c.used_at.is_(None)
        with writing(self.engine, "second factors") as connection:
            used = sa.update(recovery_codes).where(unused).values(used_at=self.clock.now())
            return connection.execute(used).rowcount == 1

    def left(self, account: str) -> int:
        unused = sa.select(sa.func.count()).where(_c.account == account, _c.used_at.is_(None))
        with reading(self.engine) as connection:
            return connection.scalar(unused) or 0

    def remove(self, account: str) -> None:
        with writing(self.engine, "second factors") as connection:
            connection.execute(sa.delete(recovery_codes).where(_c.account == account))

    def _mac(self, account: str, code: str) -> str:
        plain = "".join(letter for letter in code.casefold() if letter.isalnum())
        return self.sealing.mac("recovery", account, plain)


def _new() -> str:
    letters = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
