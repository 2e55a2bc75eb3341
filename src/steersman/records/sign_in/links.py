"""Links by which somebody sets a password: made by an administrator, good once, for a day."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.sign_in.sealing import fingerprint, new_secret
from steersman.records.sign_in.tables import links
from steersman.records.store import reading, writing

LASTS = 86400.0  # seconds


@dataclass(frozen=True)
class PasswordLinks:
    engine: sa.Engine
    clock: Clock

    def make(self, account: str, lasts: float = LASTS) -> str:
        """The secret of a new link; earlier ones of this account count no more."""
        secret, until = new_secret(), self.clock.now() + lasts
        row = {"sha256": fingerprint(secret), "account": account, "expires_at": until}
        with writing(self.engine, "password links") as connection:
            connection.execute(sa.delete(links).where(links.c.account == account))
            connection.execute(sa.insert(links), [row])
        return secret

    def account_of(self, secret: str) -> str | None:
        """Whose link it is; None: unknown, used or expired.  Reads only."""
        wanted = sa.select(links.c.account).where(*self._live(secret))
        with reading(self.engine) as connection:
            return connection.scalar(wanted)

    def use(self, secret: str) -> str:
        """Whose link it was; it counts no more, also when two clicks arrive at once."""
        with writing(self.engine, "password links") as connection:
            live = self._live(secret)
            account: str | None = connection.scalar(sa.select(links.c.account).where(*live))
            if account is None:
                raise Permanent("this link was used or has expired: ask for a new one")
            connection.execute(sa.delete(links).where(links.c.account == account))
        return account

    def withdraw(self, account: str) -> None:
        with writing(self.engine, "password links") as connection:
            connection.execute(sa.delete(links).where(links.c.account == account))

    def _live(self, secret: str) -> tuple[sa.ColumnElement[bool], ...]:
        now = self.clock.now()
        return links.c.sha256 == fingerprint(secret), links.c.expires_at > now
