"""Evidence: typed facts about what happened, which later decide how far the system may go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from steersman.domain.canonical import Json, canonical
from steersman.records.desk.tables import evidence
from steersman.records.prepared import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    id: str  # the ledger key of the entry that it stands on
    kind: str  # action_verified, action_failed, access_revoked, undone, level_changed
    capability: str
    scope: str
    work: str
    at: float
    body: Json


def write_in(connection: sa.Connection, rows: Sequence[Evidence]) -> None:
    """Write what is not there yet, inside the caller's transaction."""
    if rows:
        _INSERT[connection.dialect.name].run(connection, *map(_row, rows))


_INSERT: Mapping[str, Prepared] = {
    "sqlite": Prepared(sqlite.insert(evidence).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(evidence).on_conflict_do_nothing()),
}


def of_kind(engine: sa.Engine, kind: str, *, since: float = 0.0, limit: int = 1000) -> list[Json]:
    wanted = sa.select(evidence).where(evidence.c.kind == kind, evidence.c.at >= since)
    with engine.connect() as connection:
        rows = connection.execute(wanted.order_by(evidence.c.at.desc()).limit(limit))
        return [dict(row) for row in rows.mappings()]


def _row(row: Evidence) -> Json:
    return {
        "id": row.id,
        "kind": row.kind,
        "capability": row.capability,
        "scope": row.scope,
        "work": row.work,
        "at": row.at,
        "body": canonical(row.body),
    }
