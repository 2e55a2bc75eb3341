"""Codes of an authenticator app (TOTP, RFC 6238): six digits, thirty seconds, each used once."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

import pyotp
import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.sign_in.sealing import Sealing
from steersman.records.sign_in.tables import totps
from steersman.records.store import reading, writing

STEP = 30  # seconds
DRIFT = 1  # steps that the app's clock may be off, either way
_c = totps.c


@dataclass(frozen=True)
class Totp:
    engine: sa.Engine
    clock: Clock
    sealing: Sealing

    def begin(self, account: str) -> str:
        """A new secret (base32) to show once; it counts when ``confirm`` has seen a code of it."""
        secret = pyotp.random_base32()
        sealed = self.sealing.seal(f"totp/{account}", secret.encode())
        row = {"account": account, "sealed": sealed, "last_step": 0, "created_at": self.clock.now()}
        with writing(self.engine, "second factors") as connection:
            if connection.scalar(_confirmed(account)) is not None:
                raise Permanent("an authenticator app is set up already: remove it first")
            connection.execute(sa.delete(totps).where(_c.account == account))
            connection.execute(sa.insert(totps), [row])
        return secret

    def pending(self, account: str) -> str | None:
        """The secret that was begun and not confirmed."""
        wanted = sa.select(_c.sealed).where(_c.account == account, _c.confirmed_at.is_(None))
        with reading(self.engine) as connection:
            sealed = connection.scalar(wanted)
        return None if sealed is None else self._open(account, sealed)

    def confirm(self, account: str, code: str) -> bool:
        """The app shows the right code: from now on it is asked for."""
        if not self._spend(account, code, confirmed=False):
            return False
        with writing(self.engine, "second factors") as connection:
            now = self.clock.now()
            changed = sa.update(totps).where(_c.account == account).values(confirmed_at=now)
            connection.execute(changed)
        return True

    def fits(self, account: str, code: str) -> bool:
        """Whether this is a code of now that was not used before; it is used up by this."""
        return self._spend(account, code, confirmed=True)

    def is_set_up(self, account: str) -> bool:
        with reading(self.engine) as connection:
            return connection.scalar(_confirmed(account)) is not None

    def remove(self, account: str) -> bool:
        with writing(self.engine, "second factors") as connection:
            gone = connection.execute(sa.delete(totps).where(_c.account == account))
            return bool(gone.rowcount)

    def _spend(self, account: str, code: str, *, confirmed: bool) -> bool:
        """Compare and use up in one transaction, so that two requests cannot share one code."""
        with writing(self.engine, "second factors") as connection:
            row = connection.execute(sa.select(totps).where(_c.account == account)).first()
            if row is None or (row.confirmed_at is not None) is not confirmed:
                return False
            step = self._step(self._open(account, row.sealed), code)
            if step is None or step <= row.last_step:
                return False
            used = sa.update(totps).where(_c.account == account).values(last_step=step)
            connection.execute(used)
            return True

    def _step(self, secret: str, code: str) -> int | None:
        """Which step near now this is the code of."""
        given = "".join(code.split()).encode("utf-8", "replace")
        here, app = int(self.clock.now() // STEP), pyotp.TOTP(secret)
        steps = range(here - DRIFT, here + DRIFT + 1)
        fitting = [s for s in steps if hmac.compare_digest(app.generate_otp(s).encode(), given)]
        return max(fitting, default=None)

    def _open(self, account: str, sealed: str) -> str:
        return self.sealing.open(f"totp/{account}", sealed).decode()


def address_for_app(secret: str, name: str, issuer: str = "Steersman") -> str:
    """The otpauth:// address that a QR code carries (Google Authenticator's key URI format)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def _confirmed(account: str) -> sa.Select[tuple[float | None]]:
    return sa.select(_c.confirmed_at).where(_c.account == account, _c.confirmed_at.is_not(None))
