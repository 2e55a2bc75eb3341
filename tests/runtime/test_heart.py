"""A worker that may not act any more is told so."""

from __future__ import annotations

import threading

import sqlalchemy as sa

from steersman.records.guard.workers import Workers
from steersman.runtime.clock import ManualClock, SystemClock
from steersman.runtime.heart import Heart


def heart(workers: Workers, epoch: str, told: list[str], died: threading.Event) -> Heart:
    def on_death(reason: str) -> None:
        told.append(reason)
        died.set()

    return Heart(
        workers, "w1", epoch, clock=SystemClock(), every=0.02, dead_after=0.2, on_death=on_death
    )


def test_a_fenced_worker_is_told(record: sa.Engine, noon: ManualClock) -> None:
    workers, told, died = Workers(record, noon), list[str](), threading.Event()
    beating = heart(workers, workers.enlist("w1"), told, died)
    beating.start()
    workers.enlist("w1")
    assert died.wait(20)
    beating.stop()
    assert told == ["w1 was taken over"]


def test_a_worker_without_its_database_is_told_after_a_while(noon: ManualClock) -> None:
    nowhere = sa.create_engine("sqlite:////nowhere/records.db")
    told, died = list[str](), threading.Event()
    beating = heart(Workers(nowhere, noon), "e", told, died)
    beating.start()
    assert died.wait(20)
    beating.stop()
    assert told[0].startswith("no heartbeat could be written")
