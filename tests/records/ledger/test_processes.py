"""Several processes on one chain, and a process that dies."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from steersman.records.ledger.entry import fault
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import metadata

WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import connect, writing

url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
engine = connect(url)
ledger = Ledger(engine)

def one(n):
    ledger.note(Entry(f"{name}/{n}/note", "note", 1.0, {}))
    if n % 10:
        ledger.record(Entry(f"{name}/{n}/record", "record", 1.0, {"by": name}))
    else:
        with writing(engine, "work") as connection:
            ledger.record_in(connection, [Entry(f"{name}/{n}/record", "end", 1.0, {})])
    print(f"{name}/{n}/record", flush=True)
    return ledger.record(Entry(f"shared/{n}", "shared", 1.0, {"by": name}))["by"]

with ThreadPoolExecutor(4) as pool:
    list(pool.map(one, range(count)))
ledger.close()
"""
SOURCE = Path(__file__).parents[3] / "src"


def start(url: str, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, name, str(count)],
        env={"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_append_to_one_chain_and_agree_on_the_first_word(
    engine: sa.Engine, store_url: str
) -> None:
    metadata.create_all(engine)
    writers = [start(store_url, name, 60) for name in ("a", "b", "c")]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0

    ledger = Ledger(engine)
    assert ledger.head().seq == 3 * 60 * 2 + 60
    assert fault(ledger.entries(), ledger.head()) is None
    ledger.close()


def test_what_was_acknowledged_outlives_a_kill(engine: sa.Engine, store_url: str) -> None:
    writer = start(store_url, "a", 100_000)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(100)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.stdout.read().split("\n")[:-1]
    writer.wait()

    ledger = Ledger(engine)
    assert ledger.find_many(acknowledged).keys() == set(acknowledged)
    assert fault(ledger.entries(), ledger.head()) is None
    ledger.close()


def test_the_writers_own_connection_waits_for_the_disk(engine: sa.Engine) -> None:
    """A fact of the database, not of our code: what is committed was flushed."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        else:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
