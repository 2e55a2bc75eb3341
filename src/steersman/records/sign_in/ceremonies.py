"""What a sign-in must remember between two requests of one browser: each for minutes, used once."""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.records.sign_in.sealing import Sealing, fingerprint, new_secret
from steersman.records.sign_in.tables import ceremonies
from steersman.records.store import reading, writing

LASTS = 600.0  # seconds
_c = ceremonies.c


@dataclass(frozen=True)
class Ceremonies:
    """``kind`` keeps one from being taken for another, such as a step-up for a sign-in."""

    engine: sa.Engine
    clock: Clock
    sealing: Sealing

    def begin(self, kind: str, body: Json) -> str:
        """Remember ``body``; the secret goes into the browser's cookie."""
        secret, now = new_secret(), self.clock.now()
        digest = fingerprint(secret)
        sealed = self.sealing.seal(f"{kind}/{digest}", canonical(body).encode())
        row = {"sha256": digest, "kind": kind, "sealed": sealed, "expires_at": now + LASTS}
        with writing(self.engine, "ceremonies") as connection:
            connection.execute(sa.delete(ceremonies).where(_c.expires_at < now))
            connection.execute(sa.insert(ceremonies), [row])
        return secret

    def look(self, kind: str, secret: str) -> Json | None:
        """What was remembered; None: nothing of this kind, used, or too long ago."""
        with reading(self.engine) as connection:
            sealed = connection.scalar(sa.select(_c.sealed).where(*self._live(kind, secret)))
        return None if sealed is None else self._open(kind, secret, sealed)

    def take(self, kind: str, secret: str) -> Json | None:
        """``look``, and forget it: whoever comes second finds nothing."""
        live = self._live(kind, secret)
        with writing(self.engine, "ceremonies") as connection:
            sealed = connection.scalar(sa.select(_c.sealed).where(*live))
            connection.execute(sa.delete(ceremonies).where(*live))
        return None if sealed is None else self._open(kind, secret, sealed)

    def _live(self, kind: str, secret: str) -> tuple[sa.ColumnElement[bool], ...]:
        of_it = _c.sha256 == fingerprint(secret)
        return of_it, _c.kind == kind, _c.expires_at > self.clock.now()

    def _open(self, kind: str, secret: str, sealed: str) -> Json:
        body: Json = json.loads(self.sealing.open(f"{kind}/{fingerprint(secret)}", sealed))
        return body
