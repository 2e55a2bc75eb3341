"""Items and relations as a file that comes back in unchanged."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from steersman.domain.formulas import shielded
from steersman.records.cmdb.exporting import columns_of, relation_rows
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.store import reading
from steersman.web.api.ci import wanted_for
from steersman.web.api.ci_shown import Shown
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.errors import FAILED_AS_JSON

router = APIRouter(prefix="/ci", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Format = Annotated[Literal["csv", "jsonl"], Query()]
Rows = Iterator[Mapping[str, object]]
_TIMES = ("created_at", "updated_at", "last_seen")
PIECE = 64 * 1024  # characters that are sent at once
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@router.get("/export", response_class=StreamingResponse, responses=FAILED_AS_JSON)
def export(
    core: CoreDep,
    caller: Reader,
    format: Format = "csv",
    q: Annotated[str, Query(max_length=200)] = "",
    ci_class: Annotated[str, Query(alias="class", max_length=100)] = "",
    where: Annotated[list[str] | None, Query(max_length=20)] = None,
) -> StreamingResponse:
    """All items that the caller may see and that fit, one a line.  Text that begins like a
    formula has an apostrophe before it in CSV."""
    may = visible(core, caller, "view", configuration_items)
    wanted = wanted_for(q, ci_class, where or [], may.fields)
    items = ConfigurationItems(core.store, core.clock)
    shown = Shown(core, caller, may)
    with reading(core.store) as connection:
        columns = columns_of(connection, may.where)

    def rows() -> Rows:
        for item in items.every(wanted, visible=may.where):
            told = shown.item(item)
            attributes = told.pop("attributes")
            facts = {name: value for name, value in told.items() if name not in _TIMES}
            yield {"key": facts.pop("id"), **facts, **attributes}

    return _file(rows(), columns, format, "items")


@router.get("/export/relations", response_class=StreamingResponse, responses=FAILED_AS_JSON)
def export_relations(core: CoreDep, caller: Reader, format: Format = "csv") -> StreamingResponse:
    """All relations of which the caller may see both ends; parent and child are ids."""
    items = visible(core, caller, "view", configuration_items)
    relations = visible(core, caller, "view", ci_relations)

    def rows() -> Rows:
        with reading(core.store) as connection:
            yield from relation_rows(connection, items.where, relations.where)

    columns = ("parent", "type", "child", "origin", "stated_by")
    return _file(rows(), columns, format, "relations")


def _file(rows: Rows, columns: Iterable[str], format: str, name: str) -> StreamingResponse:
    text = _csv(rows, tuple(columns)) if format == "csv" else _lines(rows)
    disposition = f'attachment; filename="{name}.{format}"'
    return StreamingResponse(
        text, media_type=TYPES[format], headers={"Content-Disposition": disposition}
    )


def _csv(rows: Rows, columns: tuple[str, ...]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
        yield from _full(text)
    yield text.getvalue()


def _full(text: io.StringIO) -> Iterator[str]:
    """What was written so far, once it is enough to be sent: a send for each row takes long."""
    if text.tell() > PIECE:
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _cell(value: object) -> object:
    """Text that a spreadsheet would carry out is made plain text for it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return shielded(value) if isinstance(value, str) else value


def _lines(rows: Rows) -> Iterator[str]:
    text = io.StringIO()
    for row in rows:
        told = {name: value for name, value in row.items() if value not in ("", None)}
        text.write(json.dumps(told, ensure_ascii=False) + "\n")
        yield from _full(text)
    yield text.getvalue()
