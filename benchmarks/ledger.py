"""Figures of the ledger: durable entries per second, and how fast it is verified.

The stores really write to the disk.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from benchmarks.rows import Row, at_least
from benchmarks.stores import STORES, database_url, home
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.signing import signer
from steersman.records.ledger.verify import verify
from steersman.records.store import connect, metadata

LAPS, WRITERS, ENTRIES = 5, 16, 8_000
BODY = {"status": "done", "reason": "", "applied": None, "outputs": {"id": "acc-4711"}}
BARS = {"sqlite": 4_000, "postgresql": 1_000}


def run(quick: bool) -> list[Row]:
    rows: list[Row] = []
    for store in STORES:
        with home() as made, database_url(store) as url:
            rows += measure(store, url or f"sqlite:///{made}/records.db", 160 if quick else ENTRIES)
    return rows


def measure(store: str, url: str, entries: int) -> list[Row]:
    """``entries`` in each lap; for the verification 25 times as many."""
    engine = connect(url)
    metadata.create_all(engine)
    ledger, numbers = Ledger(engine), itertools.count()
    rate = laps(entries, lambda: waited_for(ledger, numbers, entries))
    for _ in range(25):
        handed_in(ledger, numbers, entries)
    size = ledger.head().seq
    ledger.close()
    with tempfile.TemporaryDirectory() as keys:
        key = signer(Path(keys) / "key", "bench.example/ledger").public_key

    def check() -> None:
        report = verify(engine, public_key=key, held=None)
        assert report.fault is None, report.fault

    verified = laps(size, check)
    engine.dispose()
    name = f"ledger, {WRITERS} writers that wait"
    return [
        at_least(BARS[store], name, store, rate, "entries/s"),
        at_least(100_000, "ledger, verification", store, verified, "entries/s"),
    ]


def laps(entries: int, lap: Callable[[], None]) -> float:
    """The median rate in entries per second."""
    rates: list[float] = []
    for _ in range(LAPS):
        began = time.perf_counter()
        lap()
        rates.append(entries / (time.perf_counter() - began))
    return median(rates)


def waited_for(ledger: Ledger, numbers: Iterator[int], entries: int) -> None:
    def writer(_: int) -> None:
        for _ in range(entries // WRITERS):
            ledger.record(Entry(f"run-{next(numbers)}/outcome", "outcome", time.time(), BODY))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(writer, range(WRITERS)))


def handed_in(ledger: Ledger, numbers: Iterator[int], count: int) -> None:
    new = (
        Entry(f"run-{next(numbers)}/outcome", "outcome", time.time(), BODY) for _ in range(count)
    )
    for kept in [ledger.append(entry) for entry in new]:
        kept.result()
