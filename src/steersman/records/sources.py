"""What each source says about each object, kept so that a conflict can be decided and explained."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.sources import Claim, Fields, Said
from steersman.records.objects import text_column
from steersman.records.store import metadata

object_sources = sa.Table(
    "object_sources",
    metadata,
    text_column("object_type", key=True),
    text_column("source_name", key=True),
    text_column("source_native_key", key=True),
    text_column("object_id"),
    text_column("source_feed"),
    sa.Column("source_recency_timestamp", sa.Double, nullable=False),
    sa.Column("said", sa.Text, nullable=False),  # {field: [value, since, last heard]}, or packed
    sa.Index("object_sources_of_object", "object_type", "object_id"),
)

_c = object_sources.c
_OF_TYPE = sa.select(object_sources).where(_c.object_type == sa.bindparam("type"))
_OF_OBJECT = _OF_TYPE.where(_c.object_id == sa.bindparam("object"))
_ID_OF = sa.select(_c.object_id).where(
    _c.object_type == sa.bindparam("type"),
    _c.source_name == sa.bindparam("name"),
    _c.source_native_key == sa.bindparam("native_key"),
)
_IDS = sa.select(_c.source_native_key, _c.object_id, _c.source_feed).where(
    _c.object_type == sa.bindparam("type"), _c.source_name == sa.bindparam("name")
)
_INSERT = sa.insert(object_sources)
_UPDATE = (
    sa.update(object_sources)
    .where(_c.object_type == sa.bindparam("type"))
    .where(_c.source_name == sa.bindparam("name"))
    .where(_c.source_native_key == sa.bindparam("native_key"))
    .values(
        source_feed=sa.bindparam("feed"),
        source_recency_timestamp=sa.bindparam("recency"),
        said=sa.bindparam("text"),
    )
)


def claims_of(connection: sa.Connection, object_type: str, object_id: str) -> list[Claim]:
    rows = connection.execute(_OF_OBJECT, {"type": object_type, "object": object_id})
    return [_claim(row) for row in rows.mappings()]


def claims_by_object(connection: sa.Connection, object_type: str) -> Mapping[str, list[Claim]]:
    """Every claim about every object of a type, in one SELECT, for bulk work."""
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for row in connection.execute(_OF_TYPE, {"type": object_type}).mappings():
        found[row["object_id"]].append(_claim(row))
    return found


def claims_about(
    connection: sa.Connection, object_type: str, ids: Sequence[str]
) -> Mapping[str, list[Claim]]:
    """Every claim about these objects, in one SELECT."""
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    wanted = _OF_TYPE.where(_c.object_id.in_(ids))
    for row in connection.execute(wanted, {"type": object_type}).mappings():
        found[row["object_id"]].append(_claim(row))
    return found


def object_of(
    connection: sa.Connection, object_type: str, source_name: str, native_key: str
) -> str | None:
    """Our id of the object that a source calls ``native_key``."""
    key = {"type": object_type, "name": source_name, "native_key": native_key}
    found: str | None = connection.scalar(_ID_OF, key)
    return found


def objects_of(
    connection: sa.Connection, object_type: str, source_name: str, feed: str = ""
) -> dict[str, str]:
    """Native key to our id, for everything a source (or one feed of it) has told us about."""
    rows = connection.execute(_IDS, {"type": object_type, "name": source_name})
    return {row[0]: row[1] for row in rows if not feed or row[2] == feed}


def insert_claims(
    connection: sa.Connection, object_type: str, claims: Sequence[tuple[str, Claim]]
) -> None:
    """Keep claims of (object id, claim) that are new."""
    rows = [
        {
            "object_type": object_type,
            "object_id": object_id,
            "source_name": claim.source_name,
            "source_native_key": claim.source_native_key,
            "source_feed": claim.source_feed,
            "source_recency_timestamp": claim.recency,
            "said": _text(claim),
        }
        for object_id, claim in claims
    ]
    if rows:
        connection.execute(_INSERT, rows)


def update_claims(connection: sa.Connection, object_type: str, claims: Iterable[Claim]) -> None:
    rows = [
        {
            "type": object_type,
            "name": claim.source_name,
            "native_key": claim.source_native_key,
            "feed": claim.source_feed,
            "recency": claim.recency,
            "text": _text(claim),
        }
        for claim in claims
    ]
    if rows:
        connection.execute(_UPDATE, rows)


def _text(claim: Claim) -> str:
    """What a source says of all fields at one time is written once, with that time beside it."""
    heard = {said.heard for said in claim.said.values()}
    since = {said.since for said in claim.said.values()}
    if len(heard) == len(since) == 1:
        return packed({name: said.value for name, said in claim.said.items()}, since.pop())
    return canonical({k: [v.value, v.since, v.heard] for k, v in claim.said.items()})


def packed(values: Fields, since: float) -> str:
    """The text of a claim whose fields all have the same times; last heard stands in the row."""
    return canonical([since, values])


def _claim(row: sa.RowMapping) -> Claim:
    return Claim(
        source_name=row["source_name"],
        source_native_key=row["source_native_key"],
        source_feed=row["source_feed"],
        said=_said(json.loads(row["said"]), row["source_recency_timestamp"]),
    )


def _said(kept: dict[str, list[Any]] | list[Any], heard: float) -> dict[str, Said]:
    if isinstance(kept, dict):
        return {name: Said(*parts) for name, parts in kept.items()}
    since, values = kept
    return {name: Said(value, since, heard) for name, value in values.items()}
