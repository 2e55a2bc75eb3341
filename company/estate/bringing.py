"""Bringing an estate into a record by the same imports that an administrator uses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

import sqlalchemy as sa

from company.estate.facts import Estate, Row, rows_as
from steersman.domain.clock import Clock
from steersman.domain.sources import Source
from steersman.records.cmdb.importer import CmdbImporter
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.files.streams import File
from steersman.records.imports import Importer

BY = "system:estate"


def bring(made: Estate, engine: sa.Engine, clock: Clock, *, with_people: bool = True) -> None:
    """People, items, relations and lent devices.  ``Permanent`` when a row is refused."""
    source = Source(name="inventory", recency=clock.now())
    if with_people:
        _rows(engine, clock, "person", made.people, source)
    importer = CmdbImporter(engine, clock)
    _apply(importer, importer.plan_items(CmdbRequest(file=as_csv(made.items), source=source)))
    relations = [
        {"parent": parent, "type": kind, "child": child} for parent, kind, child in made.relations
    ]
    _apply(importer, importer.plan_relations(CmdbRequest(file=as_csv(relations), source=source)))
    _rows(engine, clock, "asset", made.assets, source)


def as_csv(rows: Sequence[Row]) -> File:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows_as(rows), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return File("csv", text.getvalue().encode())


def _apply(importer: CmdbImporter, plan: CmdbPlan) -> None:
    importer.apply(plan, by=BY)


def _rows(engine: sa.Engine, clock: Clock, kind: str, rows: Sequence[Row], source: Source) -> None:
    importer = Importer(engine, clock)
    plan = importer.plan(json.dumps(rows), format="json", object_type=kind, source=source)
    importer.apply(plan, by=BY)
