"""API tokens: who a bearer speaks for, what for, and until when.  Only their hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.store import metadata, reading, writing

SCOPES = ("read", "act", "approve", "admin", "report")
FRONT = "smn_"
LONGEST_NAME = 100
CONSOLE = "system:console"  # made by the installation itself: by whoever may write its files

tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("principal", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False),
    sa.Column("revoked_at", sa.Double),
    sa.Index("ix_api_tokens_principal", "principal"),
    info={"object_type": "token"},
)
_SHOWN = [column for column in tokens.c if column.name != "sha256"]
_BY_HASH = sa.select(tokens).where(tokens.c.sha256 == sa.bindparam("sha256"))


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a valid token speaks for, and who made it."""

    token: str  # its id, never the secret
    principal: str
    scopes: frozenset[str]
    created_by: str

    @property
    def vouched_by(self) -> str:
        """Whose eyes stand behind it besides: who made it, unless the installation or they did."""
        return "" if self.created_by in (CONSOLE, self.principal) else self.created_by

    @property
    def eyes(self) -> str:
        """Who counts as having said what is said with it, where two people must agree."""
        return self.vouched_by or self.principal


@dataclass(frozen=True)
class Tokens:
    engine: sa.Engine
    clock: Clock

    def create(
        self,
        principal: str,
        scopes: Iterable[str],
        name: str,
        expires: float,
        *,
        by: str = CONSOLE,
    ) -> str:
        """Make a token for ``principal`` until ``expires`` (seconds since 1970).

        ``by``: the eyes of whoever asks for it.  No token speaks for ``CONSOLE``, so nobody can
        ask as the installation.  The return value is the only time that anybody sees it.
        """
        wanted = sorted(set(scopes))
        self._check(principal, wanted, name, expires)
        secret = FRONT + secrets.token_urlsafe(32)
        row = {"id": f"tok_{secrets.token_hex(8)}", "principal": principal, "name": name}
        row |= {"sha256": _hash(secret), "created_by": by}
        times = {"created_at": self.clock.now(), "expires_at": expires}
        with writing(self.engine, "tokens") as connection:
            connection.execute(sa.insert(tokens).values(**row, **times, scopes=wanted))
        return secret

    def bearer(self, secret: str) -> Bearer | None:
        """Whom this token speaks for now; None when it is unknown, expired or revoked."""
        given = _hash(secret)
        with reading(self.engine) as connection:
            row = connection.execute(_BY_HASH, {"sha256": given}).first()
        if row is None or not hmac.compare_digest(row.sha256, given):
            return None
        if row.revoked_at is not None or row.expires_at <= self.clock.now():
            return None
        return Bearer(row.id, row.principal, frozenset(row.scopes), row.created_by)

    def all(self, principal: str = "") -> Sequence[Json]:
        """Every token, of one principal or of all, without its hash."""
        wanted = sa.select(*_SHOWN).order_by(tokens.c.created_at, tokens.c.id)
        if principal:
            wanted = wanted.where(tokens.c.principal == principal)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    def revoke(self, token: str) -> bool:
        """From now on it is refused.  ``False``: it was already; ``Permanent``: there is none."""
        ours = tokens.c.id == token
        with writing(self.engine, "tokens") as connection:
            row = connection.execute(sa.select(tokens.c.revoked_at).where(ours)).first()
            if row is None:
                raise Permanent(f"there is no token {token!r}")
            if row.revoked_at is not None:
                return False
            revoked = sa.update(tokens).where(ours).values(revoked_at=self.clock.now())
            connection.execute(revoked)
            return True

    def _check(self, principal: str, scopes: list[str], name: str, expires: float) -> None:
        unknown = [scope for scope in scopes if scope not in SCOPES]
        if unknown or not scopes:
            raise Permanent(f"a token needs scopes out of {', '.join(SCOPES)}")
        if principal == CONSOLE:
            raise Permanent(f"{CONSOLE} is the installation itself: choose another principal")
        if not principal or not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise Permanent(f"a token needs a principal, and a name of 1 to {LONGEST_NAME} letters")
        if expires <= self.clock.now():
            raise Permanent("the token would have expired already: choose a later time")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
