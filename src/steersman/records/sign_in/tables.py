"""Where accounts, their second factors and their sessions are kept.  No secret is, in clear."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata


def _moment(name: str, *, known: bool = False) -> sa.Column[float]:
    """Seconds since 1970 (UTC); NULL: it did not happen."""
    return sa.Column(name, sa.Double, nullable=not known)


accounts = sa.Table(
    "sign_in_accounts",
    metadata,
    text_column("id", key=True),  # the principal: a person's id, or console:NAME
    sa.Column("name", sa.Text, nullable=False, unique=True),  # typed at sign-in, case-folded
    text_column("password_hash"),  # Argon2id; empty: no password opens this account
    text_column("handle"),  # what passkeys know the account by; random, 32 bytes in hex
    text_column("theme"),
    text_column("created_by"),
    text_column("vouched_by"),  # the person who could have set the password; empty: nobody else
    _moment("created_at", known=True),
    _moment("password_at"),
    _moment("disabled_at"),
    info={"object_type": "sign_in_account", "derived": ("password_hash", "handle")},
)
links = sa.Table(
    "sign_in_password_links",
    metadata,
    text_column("sha256", key=True),
    text_column("account"),
    _moment("expires_at", known=True),
    sa.Index("sign_in_password_links_of", "account"),
)
totps = sa.Table(
    "sign_in_totps",
    metadata,
    text_column("account", key=True),
    text_column("sealed"),  # the shared secret, under the key of this installation
    sa.Column("last_step", sa.BigInteger, nullable=False),  # RFC 6238: a code counts once
    _moment("created_at", known=True),
    _moment("confirmed_at"),
)
recovery_codes = sa.Table(
    "sign_in_recovery_codes",
    metadata,
    text_column("mac", key=True),
    text_column("account"),
    _moment("used_at"),
    sa.Index("sign_in_recovery_codes_of", "account"),
)
passkeys = sa.Table(
    "sign_in_passkeys",
    metadata,
    text_column("id", key=True),  # the credential id, base64url
    text_column("account"),
    text_column("name"),
    text_column("public_key"),  # COSE, base64url
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    _moment("created_at", known=True),
    _moment("used_at"),
    sa.Index("sign_in_passkeys_of", "account"),
)
sessions = sa.Table(
    "sign_in_sessions",
    metadata,
    text_column("id", key=True),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    text_column("account"),
    text_column("how"),
    text_column("address"),
    text_column("agent"),
    _moment("created_at", known=True),
    _moment("last_seen", known=True),
    _moment("expires_at", known=True),
    _moment("proved_at", known=True),  # when a password, key or code was given last
    _moment("second_factor_at"),
    _moment("ended_at"),
    sa.Index("sign_in_sessions_of", "account", "ended_at"),
    info={"object_type": "sign_in_session", "derived": ("sha256",)},
)
attempts = sa.Table(
    "sign_in_attempts",
    metadata,
    text_column("bucket", key=True),  # a MAC: people type passwords where names belong
    sa.Column("failures", sa.Integer, nullable=False),
    _moment("last_at", known=True),
    _moment("refused_until", known=True),
    sa.Index("sign_in_attempts_by_last", "last_at"),
)
ceremonies = sa.Table(
    "sign_in_ceremonies",
    metadata,
    text_column("sha256", key=True),
    text_column("kind"),
    text_column("sealed"),
    _moment("expires_at", known=True),
    sa.Index("sign_in_ceremonies_by_end", "expires_at"),
)
identities = sa.Table(
    "sign_in_identities",
    metadata,
    text_column("issuer", key=True),
    text_column("subject", key=True),  # OpenID Connect Core 5.7: the only claim that stays
    text_column("account"),
    _moment("linked_at", known=True),
    sa.Index("sign_in_identities_of", "account"),
)
