"""The record as texts: every object of a kind that rules speak of, and what belongs to one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

import steersman.records.all_tables  # noqa: F401  # so that every table is known
from steersman.records.desk.tables import questions
from steersman.records.field_changes import field_changes
from steersman.records.knowledge.tables import chunks, documents
from steersman.records.ledger.tables import entries as ledger
from steersman.records.sources import object_sources
from steersman.records.store import metadata

PIECE = 2000  # rows read at a time
TOGETHER = 500  # objects asked for by their ids
LEDGER = "ledger"
_WORK = re.compile(r"^[A-Z]+\d+")  # the number in the key of an entry
# Tables without a rule of their own: the column that names the object they tell of, and its kind.
PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    **{name: (("work", "work_item"),) for name in ("decisions", "approvals", "ask_backs")},
    **{name: (("work", "work_item"),) for name in ("obligations", "evidence", "outbox", "agenda")},
    "questions": (("work", "work_item"),),
    "alert_events": (("alert", "alert"),),
    **{
        name: (("situation", "situation"),)
        for name in ("situation_alerts", "situation_events", "situation_verdicts")
    },
    "held_alerts": (("alert", "alert"),),
    "series": (("watch", "series"),),
    "page_deliveries": (("page", "page"),),
    "on_call_overrides": (("schedule", "on_call_schedule"),),
    "writes": (("work", "work_item"),),
    "ci_identifiers": (("ci_id", "configuration_item"),),
    "ci_relation_sources": (("relation_id", "ci_relation"),),
    "ci_merges": (("kept", "configuration_item"), ("gone", "configuration_item")),
}
Owner = tuple[str, str]  # kind and id
Told = tuple[str, str, str]  # kind, id and the field that must be shown
WHOLE = "*"  # only to those who are shown every field


@dataclass(frozen=True, slots=True)
class Thing:
    """One object with its texts; ``fields``: the field's name and what stands in it."""

    kind: str
    id: str
    fields: Mapping[str, str]


@cache
def tables_of_kinds() -> Mapping[str, sa.Table]:
    """Kind to table, of everything that rules speak of and that has rows."""
    return {
        str(table.info["object_type"]): table
        for table in metadata.tables.values()
        if "object_type" in table.info
    }


def key_of(table: sa.Table) -> sa.Column[str]:
    """The column that names an object: a number for work items, an id for most others."""
    key: sa.Column[str] = next(iter(table.primary_key.columns))
    return key


def ids_of(connection: sa.Connection, kind: str) -> list[str]:
    """Every object of a kind by its id, sorted."""
    table = tables_of_kinds()[kind]
    wanted = sa.select(key_of(table)).distinct()
    if kind == "document":
        wanted = wanted.where(documents.c.work == "")
    return sorted(str(each) for each in connection.scalars(wanted))


def things(
    connection: sa.Connection, kind: str, ids: Sequence[str] | None = None
) -> Iterator[Thing]:
    """Objects of a kind, in the order of the store: all of them, or these.

    The ledger is read by ``parts``.
    """
    table = tables_of_kinds()[kind]
    hidden = (*table.info.get("derived", ()), "sha256")
    columns = [column for column in table.c if column.name not in hidden]
    key = key_of(table)
    for row in _some(connection, sa.select(*columns), key, ids):
        if not _is_work(kind, row):
            yield Thing(kind, str(row[key.name]), _texts(row))
    if kind == "document":
        wanted = sa.select(documents.c.id, documents.c.work, chunks.c.path, chunks.c.text)
        joined = wanted.join_from(chunks, documents, chunks.c.document == documents.c.number)
        for row in _some(connection, joined, documents.c.id, ids):
            if not _is_work(kind, row):
                yield Thing(kind, row["id"], {"text": f"{' '.join(row['path'])} {row['text']}"})


def _some(
    connection: sa.Connection,
    wanted: sa.Select[*tuple[Any, ...]],
    key: sa.ColumnElement[str],
    ids: Sequence[str] | None,
) -> Iterator[sa.RowMapping]:
    if ids is None:
        yield from _rows(connection, wanted)
        return
    for at in range(0, len(ids), TOGETHER):
        yield from _rows(connection, wanted.where(key.in_(ids[at : at + TOGETHER])))


def _is_work(kind: str, row: sa.RowMapping) -> bool:
    """A document that is a resolved work item is a part of it: whoever may see that may read it."""
    return kind == "document" and row["work"] != ""


def parts(connection: sa.Connection) -> Iterator[tuple[tuple[Told, ...], str]]:
    """What is told about an object elsewhere: whose it is, and its text."""
    for name, owners in PARTS.items():
        for row in _rows(connection, sa.select(metadata.tables[name])):
            yield tuple((kind, str(row[column]), WHOLE) for column, kind in owners), _joined(row)
    solved = sa.select(documents).where(documents.c.work != "")
    for row in _rows(connection, solved):
        yield (("work_item", row["work"], WHOLE),), _joined(row)
    for table in (field_changes, object_sources):
        for row in _rows(connection, sa.select(table)):
            shown = str(row.get("field", WHOLE))
            yield ((str(row["object_type"]), str(row["object_id"]), shown),), _joined(row)
    for row in _rows(connection, sa.select(ledger.c.key, ledger.c.body)):
        work = _WORK.match(row["key"])
        of_work = (("work_item", work.group(), WHOLE),) if work else ()
        yield (*of_work, (LEDGER, row["key"], WHOLE)), f"{row['key']} {row['body']}"


def asked_about(connection: sa.Connection) -> Mapping[str, str]:
    """Question to its work item: who may see the work may see what it asks."""
    rows = connection.execute(sa.select(questions.c.id, questions.c.work))
    return {row.id: row.work for row in rows}


def _rows(
    connection: sa.Connection, wanted: sa.Select[*tuple[object, ...]]
) -> Iterator[sa.RowMapping]:
    told = connection.execution_options(yield_per=PIECE).execute(wanted).mappings()
    for some in told.partitions():
        yield from some


def _texts(row: sa.RowMapping) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items() if value not in (None, "", b"")}


def _joined(row: sa.RowMapping) -> str:
    return " ".join(_texts(row).values())


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return ""
    if isinstance(value, dict | list):
        return " ".join(_leaves(value))
    return str(value)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif value is not None:
        yield json.dumps(value) if isinstance(value, bool) else str(value)
