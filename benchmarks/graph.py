"""Impact over five hops in a CMDB with hubs, asked as people ask.

The generator is layered as estates are: places, network, hosts, machines, software, applications,
services.  What is depended on is drawn from a power law within its layer, so that a few things
carry most of the others.  Of the questions, ``evenly`` are about any item, and ``by fan-in`` about
the needed end of any relation, so that a hub is asked about as often as things depend on it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from benchmarks.rows import Row, at_most, percentile, shown
from benchmarks.stores import STORES, database_url, home
from steersman.records.cmdb.bulk import insert_rows
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.field_changes import field_changes
from steersman.records.graph import EVERYTHING, Graph, Sight
from steersman.records.graph.keeper import keeper_of
from steersman.records.store import connect, metadata

SIZES = ((100_000, 50.0), (1_000_000, 200.0))  # items, and the bar in ms
QUESTIONS, BATCH = 200, 20_000
# Share of the items, class, and the layers that it stands on, with the relation.
LAYERS = (
    (0.001, "location", ()),
    (0.009, "switch", ((0, "located_in"), (1, "connected_to"))),
    (0.05, "server", ((0, "located_in"), (1, "connected_to"), (1, "connected_to"))),
    (0.30, "virtual_machine", ((2, "hosted_on"), (1, "connected_to"))),
    (0.40, "software_instance", ((3, "runs_on"), (4, "depends_on"), (4, "exchanges_data_with"))),
    (0.20, "application_service", ((4, "depends_on"), (4, "depends_on"), (5, "depends_on"))),
    (0.04, "business_service", ((5, "depends_on"),) * 6),
)
TABLES = (configuration_items, ci_relations, field_changes)
Ask = Callable[[str], int]
CPU = time.process_time


def run(quick: bool) -> list[Row]:
    rows: list[Row] = []
    for store in STORES:
        for count, bar in ((2_000, 50.0),) if quick else SIZES:
            rows += _measured(store, count, bar, 10 if quick else QUESTIONS)
    return rows


def _measured(store: str, count: int, bar: float, questions: int) -> list[Row]:
    with database_url(store) as url, home() as made:
        engine = connect(url or f"sqlite:///{made}/records.db")
        metadata.create_all(engine, tables=TABLES)
        began = time.perf_counter()
        ids, needed = fill(engine, count)
        filled = time.perf_counter() - began
        began = time.perf_counter()
        keeper_of(engine).load()
        read = time.perf_counter() - began
        chance = random.Random(1)
        even = chance.sample(ids, questions)
        hubs = chance.sample(needed, questions)
        size = f"{count:,} items, {len(needed):,} relations"
        graph = Graph(engine)

        def whole(one: str) -> int:
            return graph.impact(EVERYTHING, [one]).counted.count

        def filtered(one: str) -> int:
            return graph.impact(Sight(sa.true(), sa.true()), [one]).counted.count

        rows = [
            at_most(bar, f"five-hop impact, p95, evenly, {size}", store, _p95(whole, even), "ms"),
            at_most(
                bar, f"five-hop impact, p95, by fan-in, {size}", store, _p95(whole, hubs), "ms"
            ),
            shown(f"CPU of this process, evenly, {size}", store, _p95(whole, even, CPU), "ms"),
            shown(f"CPU of this process, by fan-in, {size}", store, _p95(whole, hubs, CPU), "ms"),
            shown(f"the same through a filter, evenly, {size}", store, _p95(filtered, even), "ms"),
            shown(
                f"the same through a filter, by fan-in, {size}", store, _p95(filtered, hubs), "ms"
            ),
            shown(f"largest impact found, {size}", store, max(map(whole, hubs)), "items"),
            shown(f"reading the graph into memory, {size}", store, read, "s"),
            shown(f"filling the tables, {size}", store, filled, "s"),
        ]
        engine.dispose()
        return rows


def _p95(ask: Ask, about: Sequence[str], clock: Callable[[], float] = time.perf_counter) -> float:
    ask(about[0])
    times = []
    for one in about:
        began = clock()
        ask(one)
        times.append(1000 * (clock() - began))
    return percentile(times, 0.95)


def fill(engine: sa.Engine, count: int) -> tuple[list[str], list[str]]:
    """The ids of all items, and the needed end of each relation."""
    chance = random.Random(7)
    layers = [
        [f"ci_{chance.getrandbits(128):032x}" for _ in range(max(2, int(share * count)))]
        for share, _, _ in LAYERS
    ]
    relations = sorted(_relations(chance, layers))
    _insert(
        engine,
        configuration_items,
        [_item(chance, n, one) for n, layer in enumerate(layers) for one in layer],
    )
    _insert(engine, ci_relations, [_relation(at, each) for at, each in enumerate(relations)])
    with engine.begin() as connection:
        connection.execute(sa.insert(field_changes), [_CHANGE])
        connection.exec_driver_sql("ANALYZE")
    return [one for layer in layers for one in layer], [child for _, _, child in relations]


def _relations(chance: random.Random, layers: Sequence[Sequence[str]]) -> set[tuple[str, str, str]]:
    made = set()
    for (_, _, stands_on), layer in zip(LAYERS, layers, strict=True):
        for one in layer:
            for below, kind in stands_on:
                # A power law: the n-th of the layer is depended on in proportion to 1/sqrt(n).
                other = layers[below][int(len(layers[below]) * chance.random() ** 2)]
                if other != one:
                    made.add((one, kind, other))
    return made


def _item(chance: random.Random, layer: int, one: str) -> tuple[object, ...]:
    known = {"id": one, "name": f"{LAYERS[layer][1]}-{one[3:11]}", "ci_class": LAYERS[layer][1]}
    known |= {"criticality": chance.choice(("", "1", "2", "3", "3", "4")), "attributes": "{}"}
    return tuple(known.get(c.name, c.type.python_type()) for c in configuration_items.c)


def _relation(at: int, relation: tuple[str, str, str]) -> tuple[object, ...]:
    parent, kind, child = relation
    known = {"id": f"rel_{at}", "parent_id": parent, "type": kind, "child_id": child}
    return tuple(known.get(c.name, c.type.python_type()) for c in ci_relations.c)


def _insert(engine: sa.Engine, table: sa.Table, rows: Sequence[tuple[object, ...]]) -> None:
    columns = [column.name for column in table.c]
    with engine.begin() as connection:
        for at in range(0, len(rows), BATCH):
            insert_rows(connection, table, columns, rows[at : at + BATCH])


_CHANGE = {"object_type": "ci_relation", "object_id": "x", "field": "created", "at": 0.0}
_CHANGE |= {"by": "system:benchmark", "source": "benchmark"}
