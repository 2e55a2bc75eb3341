"""The accounts that systems reported, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from steersman.domain.accounts import Account, AccountKind, account_id
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
Resolved = tuple[str, str, str, str, str]
ACCOUNT = ObjectType(name="account", table=accounts, make=Account, unaudited=frozenset({"seen_at"}))


def _upsert(dialect: str) -> sa.Executable:
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(accounts)
    told = {name: insert.excluded[name] for name in ("person", "label", "matched_by", "seen_at")}
    statement: sa.Executable = insert.on_conflict_do_update(index_elements=[_c.id], set_=told)
    return statement


_UPSERT = {dialect: _upsert(dialect) for dialect in ("sqlite", "postgresql")}


def resolved_in(connection: sa.Connection, found: Sequence[Resolved], now: float) -> None:
    """Keep whose account identity resolution found this to be, and by what proof.

    ``found``: (system, native id, person, label, proof).  Inside the caller's transaction.
    """
    rows = [
        {
            "id": account_id(system, native_id),
            "system": system,
            "native_id": native_id,
            "person": person,
            "label": label,
            "kind": AccountKind.PERSON.value,
            "active": True,
            "matched_by": proof,
            "seen_at": now,
        }
        for system, native_id, person, label, proof in found
    ]
    if rows:
        connection.execute(_UPSERT[connection.dialect.name], rows)


class Accounts(Repository[Account]):
    kind = ACCOUNT

    def of_person(self, person: str) -> tuple[Account, ...]:
        return self._select(_c.person == person, _c.system, _c.native_id)

    def in_system(self, system: str) -> tuple[Account, ...]:
        return self._select(_c.system == system, _c.native_id)

    def unowned(self, system: str) -> tuple[Account, ...]:
        """Active accounts that nobody is known to own: a question for an access review."""
        return self._select((_c.system == system) & _c.person.is_(None) & _c.active, _c.native_id)
