"""Which identity at an outside provider is which account: by issuer and subject, for good."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.sign_in.tables import identities
from steersman.records.store import reading, writing

_c = identities.c


@dataclass(frozen=True)
class Identities:
    engine: sa.Engine
    clock: Clock

    def account_of(self, issuer: str, subject: str) -> str | None:
        same = (_c.issuer == issuer) & (_c.subject == subject)
        with reading(self.engine) as connection:
            return connection.scalar(sa.select(_c.account).where(same))

    def link(self, issuer: str, subject: str, account: str) -> None:
        """``Permanent`` when the account is linked to another identity of this issuer.

        Else a name that the provider gives to somebody new would open the account of the old.
        """
        of_both = (_c.issuer == issuer) & ((_c.account == account) | (_c.subject == subject))
        row = {"issuer": issuer, "subject": subject, "account": account}
        with writing(self.engine, "identities") as connection:
            known = connection.execute(sa.select(identities).where(of_both)).first()
            if known is not None and (known.subject, known.account) == (subject, account):
                return
            if known is not None:
                raise Permanent(
                    "this person is linked to another identity of the provider: an administrator "
                    "must look at it, and unlink it with `steersman accounts reset --identities`"
                )
            connection.execute(sa.insert(identities).values(**row, linked_at=self.clock.now()))

    def remove(self, account: str) -> int:
        with writing(self.engine, "identities") as connection:
            return connection.execute(sa.delete(identities).where(_c.account == account)).rowcount
