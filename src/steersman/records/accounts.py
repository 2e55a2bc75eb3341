"""The accounts that systems reported, and whose they are."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.accounts import Account
from steersman.records.objects import TEXT, ObjectType, text_column
from steersman.records.repository import Repository
from steersman.records.store import metadata

accounts = sa.Table(
    "accounts",
    metadata,
    text_column("id", key=True),
    text_column("system"),
    text_column("native_id"),
    sa.Column("person", TEXT, nullable=True, info={"refers_to": "people"}),
    text_column("label"),
    text_column("kind"),
    sa.Column("active", sa.Boolean, nullable=False),
    text_column("matched_by"),
    sa.Column("seen_at", sa.Double, nullable=False),
    sa.UniqueConstraint("system", "native_id", name="accounts_native_id"),
    sa.Index("accounts_by_person", "person"),
    info={"object_type": "account"},
)
_c = accounts.c
ACCOUNT = ObjectType(name="account", table=accounts, make=Account, unaudited=frozenset({"seen_at"}))


class Accounts(Repository[Account]):
    kind = ACCOUNT

    def of_person(self, person: str) -> tuple[Account, ...]:
        return self._select(_c.person == person, _c.system, _c.native_id)

    def in_system(self, system: str) -> tuple[Account, ...]:
        return self._select(_c.system == system, _c.native_id)

    def unowned(self, system: str) -> tuple[Account, ...]:
        """Active accounts that nobody is known to own: a question for an access review."""
        return self._select((_c.system == system) & _c.person.is_(None) & _c.active, _c.native_id)
