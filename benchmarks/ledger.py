"""Figures of the ledger: durable entries per second, and how fast it is verified.

``python -m benchmarks.ledger`` prints JSON rows {name, store, value, unit, bar, …}.  The stores
really write to the disk.  ``cpu`` is this process's own seconds per entry, in microseconds.
"""

from __future__ import annotations

import itertools
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from company.process import Processes
from company.services import postgres
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.signing import signer
from steersman.records.ledger.verify import verify
from steersman.records.store import connect, metadata

LAPS, WRITERS, LAP_ENTRIES, VERIFIED = 5, 16, 8_000, 200_000
BODY = {"status": "done", "reason": "", "applied": None, "outputs": {"id": "acc-4711"}}
BARS = {"sqlite": 4_000, "postgresql": 1_000}
Row = dict[str, Any]


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="steersman-bench-") as home:
        with sqlite_url(Path(home)) as url:
            rows = measure("sqlite", url)
        with postgres_url(Path(home)) as url:
            return [*rows, *measure("postgresql", url)]


def measure(store: str, url: str) -> list[Row]:
    engine = connect(url)
    metadata.create_all(engine)
    ledger, numbers = Ledger(engine), itertools.count()
    waited = laps(LAP_ENTRIES, lambda: waited_for(ledger, numbers))
    for _ in range(VERIFIED // 10_000):
        handed_in(ledger, numbers, 10_000)
    size = ledger.head().seq
    ledger.close()
    key = signer(Path(tempfile.mkdtemp()) / "key", "bench.example/ledger").public_key

    def check() -> None:
        report = verify(engine, public_key=key, held=None)
        assert report.fault is None, report.fault

    verified = laps(size, check)
    engine.dispose()
    return [
        {"name": f"ledger, {WRITERS} writers that wait", "store": store, **waited}
        | {"unit": "entries/s", "bar": BARS[store]},
        {"name": "ledger, verification", "store": store, **verified}
        | {"unit": "entries/s", "bar": 100_000},
    ]


def laps(entries: int, lap: Callable[[], None]) -> Row:
    """The median rate, and every lap: the machine may be shared."""
    rates, cpu = [], []
    for _ in range(LAPS):
        wall, own = time.perf_counter(), time.process_time()
        lap()
        rates.append(entries / (time.perf_counter() - wall))
        cpu.append((time.process_time() - own) / entries * 1e6)
    return {"value": round(median(rates)), "laps": [*map(round, rates)], "cpu": median(cpu)}


def waited_for(ledger: Ledger, numbers: Iterator[int]) -> None:
    def writer(_: int) -> None:
        for _ in range(LAP_ENTRIES // WRITERS):
            ledger.record(Entry(f"run-{next(numbers)}/outcome", "outcome", time.time(), BODY))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(writer, range(WRITERS)))


def handed_in(ledger: Ledger, numbers: Iterator[int], count: int) -> None:
    new = (
        Entry(f"run-{next(numbers)}/outcome", "outcome", time.time(), BODY) for _ in range(count)
    )
    for kept in [ledger.append(entry) for entry in new]:
        kept.result()


@contextmanager
def sqlite_url(home: Path) -> Iterator[str]:
    yield f"sqlite:///{home}/records.db"


@contextmanager
def postgres_url(home: Path) -> Iterator[str]:
    home.chmod(0o755)  # so that the user postgres may enter
    processes = Processes(home)
    try:
        yield postgres.start(processes, durable=True).url()
    finally:
        processes.stop_all()


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
