"""The CMDB: 100,000 items with 300,000 relations from CSV files, imported twice, and scored.

An import is the dry run and what it leads to.  The second one says the same again.
``cmdb_million`` measures ten times as many, on PostgreSQL, when it is asked for by its name.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa

from benchmarks.rows import Row, at_most, shown
from benchmarks.stores import SQLITE, STORES, database_url, home
from steersman.domain.sources import Source
from steersman.records.all_tables import all_tables
from steersman.records.cmdb.importer import CmdbImporter
from steersman.records.cmdb.items import ConfigurationItems, Wanted
from steersman.records.cmdb.quality import QualityCounter
from steersman.records.cmdb.request import CmdbRequest
from steersman.records.files.streams import File
from steersman.records.store import connect
from steersman.runtime.clock import ManualClock

ITEMS, RELATIONS_EACH = 100_000, 3
NOON = 1_780_000_000.0
CLASSES = (
    "server",
    "virtual_machine",
    "laptop",
    "switch",
    "database_server",
    "application_service",
)
TYPES = ("depends_on", "runs_on", "connected_to", "hosted_on", "Used by")
HEADER = (
    "key,class,name,serial,asset_tag,fqdn,ip_address,location,environment,criticality,os,"
    "os_version,installed_on,managed_by,manufacturer,model\n"
)


def run(quick: bool) -> list[Row]:
    return [row for store in STORES for row in measured(store, 1_000 if quick else ITEMS)]


def measured(store: str, items: int) -> list[Row]:
    with home() as made, database_url(store) as url:
        _write(made, items)
        engine = connect(url or f"sqlite:///{made}/records.db")
        all_tables().create_all(engine)
        try:
            return _measured(engine, made, store, items)
        finally:
            engine.dispose()


def _measured(engine: sa.Engine, made: Path, store: str, items: int) -> list[Row]:
    clock = ManualClock(NOON)
    size = f"{items:,} items, {items * RELATIONS_EACH:,} relations"
    first = _timed(lambda: _import(engine, clock, made))
    clock.advance(3600)
    again = _timed(lambda: _import(engine, clock, made))
    counter = _timed(lambda: _count(engine, clock.now()))
    page = _timed(lambda: ConfigurationItems(engine, clock).page(Wanted(words="server-99")))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    judged = at_most(60.0, f"import {size}", store, first, "s") if store == SQLITE else None
    return [
        judged or shown(f"import {size}", store, first, "s"),
        shown("the same files again", store, again, "s"),
        shown("data quality of all items", store, counter, "s"),
        shown("a page of items by words", store, page * 1000, "ms"),
        at_most(4096.0, "memory of the importing process", store, memory, "MB"),
    ]


def _import(engine: sa.Engine, clock: ManualClock, made: Path) -> None:
    importer = CmdbImporter(engine, clock)
    source = Source(name="inventory", recency=clock.now(), feed="benchmark")
    for name in ("items", "relations"):
        file = File("csv", path=made / f"{name}.csv")
        request = CmdbRequest(file=file, source=source, complete=True)
        plan_of = importer.plan_items if name == "items" else importer.plan_relations
        plan = plan_of(request)
        assert not plan.problems, plan.problems[0]
        importer.apply(plan, by="system:bench")


def _count(engine: sa.Engine, now: float) -> None:
    with engine.connect() as connection:
        QualityCounter(connection, now).count()


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _write(made: Path, items: int) -> None:
    with (made / "items.csv").open("w") as file:
        file.write(HEADER)
        file.writelines(_item(number) for number in range(items))
    with (made / "relations.csv").open("w") as file:
        file.write("parent,type,child\n")
        file.writelines(_relations(items))


def _item(number: int) -> str:
    ci_class = CLASSES[number % len(CLASSES)]
    name = f"{ci_class}-{number}"
    device = ci_class in ("server", "laptop", "switch")
    host = ci_class in ("server", "virtual_machine", "switch")
    runs = ci_class in ("server", "virtual_machine", "laptop")
    cells = (
        *(f"K{number}", ci_class, name),
        *((f"SN{number:08}", f"A{number:07}") if device else ("", "")),
        *((f"{name}.corp.example", _address(number)) if host else ("", "")),
        *("London", "" if device else "production", str(number % 4 + 1)),
        *(("Debian", f"12.{number % 9}") if runs else ("", "")),
        *(f"2024-0{number % 9 + 1}-11", f"Team {number % 20}"),
        *(("Dell", "R750") if device else ("", "")),
    )
    return ",".join(cells) + "\n"


def _address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _relations(items: int) -> Iterator[str]:
    chance = random.Random(1)
    for number in range(items * RELATIONS_EACH):
        other = chance.randrange(items)
        child = other if other != number % items else (other + 1) % items
        yield f"K{number % items},{chance.choice(TYPES)},K{child}\n"
