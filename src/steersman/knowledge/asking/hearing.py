"""Which sources state an object of the record, and how long ago: what an answer is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from steersman.domain.sources import Claim
from steersman.knowledge.asking.answer import Heard
from steersman.records.sources import claims_about


def heard(connection: sa.Connection, table: sa.Table, ids: Sequence[str]) -> Mapping[str, Heard]:
    """By id; what no source states is left out."""
    found = claims_about(connection, str(table.info["object_type"]), ids)
    return {each: _heard(claims) for each, claims in found.items()}


def _heard(claims: Sequence[Claim]) -> Heard:
    newest = sorted(claims, key=lambda claim: -claim.recency)
    names = tuple(dict.fromkeys(claim.source_name for claim in newest))
    return Heard(names, instant(newest[0].recency))


def instant(seconds: float | None) -> str:
    """ISO 8601 in UTC; empty for none."""
    return "" if not seconds else datetime.fromtimestamp(seconds, UTC).isoformat()
