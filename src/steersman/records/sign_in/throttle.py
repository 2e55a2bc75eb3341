"""Guessing is slowed down, per account and per address, and nobody is locked out for good.

After some free attempts each failure closes a bucket for twice as long, a quarter of an hour at
most; what is tried meanwhile is refused unseen and closes nothing for longer.  A browser from which
the account signed in before has a bucket of its own (OWASP, "device cookies"), so a stranger who
keeps guessing does not keep the owner out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Transient
from steersman.records.sign_in.sealing import Sealing
from steersman.records.sign_in.tables import attempts
from steersman.records.store import writing

FIRST, LONGEST = 2.0, 900.0  # seconds that a bucket stays closed
FORGET = 3600.0  # seconds without a failure, after which all are free again
_c = attempts.c


class Bucket(NamedTuple):
    """What failures are counted under.  ``free``: how many of them cost no waiting."""

    kind: str
    of: str
    free: int


def account(name: str) -> Bucket:
    """For a name, whether or not there is such an account."""
    return Bucket("account", name, 5)


def device(nonce: str) -> Bucket:
    return Bucket("device", nonce, 5)


def factor(principal: str) -> Bucket:
    """For codes of a second factor, whoever types them knows the password already."""
    return Bucket("factor", principal, 5)


def address(network: str) -> Bucket:
    """Many people may share an address; who tries one password on many accounts uses one too."""
    return Bucket("address", network, 30)


class Throttled(Transient):
    """Too many attempts failed; ``retry_after`` says when the next one is looked at."""


@dataclass(frozen=True)
class Throttle:
    engine: sa.Engine
    clock: Clock
    sealing: Sealing

    def begin(self, buckets: Sequence[Bucket]) -> None:
        """Count an attempt before it is looked at, so that a thousand at once count as such.

        ``Throttled`` when one of the buckets is closed; then nothing is counted.
        """
        now = self.clock.now()
        with writing(self.engine, "sign-in attempts") as connection:
            rows = {bucket: self._row(connection, bucket) for bucket in buckets}
            closed = max((row["refused_until"] for row in rows.values() if row), default=0.0)
            if closed > now:
                raise Throttled("too many attempts failed", retry_after=closed - now)
            for bucket, row in rows.items():
                known = row is not None and now - row["last_at"] < FORGET
                self._keep(connection, bucket, (row["failures"] if row and known else 0) + 1)

    def succeeded(self, buckets: Sequence[Bucket]) -> None:
        """It was the right one: the owner starts anew, and an address gets this attempt back.

        Else somebody with an account of their own could clear their address between guesses.
        """
        with writing(self.engine, "sign-in attempts") as connection:
            for bucket in buckets:
                row = self._row(connection, bucket)
                left = row["failures"] - 1 if row and bucket.kind == "address" else 0
                self._keep(connection, bucket, max(0, left))

    def _row(self, connection: sa.Connection, bucket: Bucket) -> sa.RowMapping | None:
        wanted = sa.select(attempts).where(_c.bucket == self._key(bucket))
        return connection.execute(wanted).mappings().first()

    def _keep(self, connection: sa.Connection, bucket: Bucket, failures: int) -> None:
        now, key = self.clock.now(), self._key(bucket)
        over = failures - bucket.free
        closed = min(LONGEST, FIRST * 2.0 ** min(over - 1, 20)) if over > 0 else 0.0
        connection.execute(
            sa.delete(attempts).where((_c.bucket == key) | (_c.last_at < now - FORGET))
        )
        row = {"bucket": key, "failures": failures, "last_at": now, "refused_until": now + closed}
        if failures:
            connection.execute(sa.insert(attempts), [row])

    def _key(self, bucket: Bucket) -> str:
        return self.sealing.mac("throttle", bucket.kind, bucket.of)
