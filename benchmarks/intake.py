"""Alerts taken in, durably: by the store alone, and by the API from a webhook's batches.

Peer: Alertmanager from Debian keeps them in memory; what it takes in a second of its processor is
measured by posting the same alerts to it, where it is installed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import httpx2

from benchmarks.rows import Row, at_least, shown
from benchmarks.stores import SQLITE, STORES, database_url, home
from company.process import Processes, free_port
from company.services import alertmanager
from steersman.records.alerts import Alerts, Looked, alerts
from steersman.records.all_tables import all_tables
from steersman.records.store import connect
from steersman.runtime.clock import SystemClock
from steersman.signals.intake import FORMATS, taken

ALERTS, BATCH, GROUPS = 50_000, 500, 50


def run(quick: bool) -> list[Row]:
    many = 1_000 if quick else ALERTS
    rows = [row for store in STORES for row in _ours(store, many)]
    return [*rows, *([] if quick or alertmanager.missing() else [_peer(many)])]


def _ours(store: str, many: int) -> list[Row]:
    with home() as made, database_url(store) as url:
        engine = connect(url or f"sqlite:///{made}/records.db")
        all_tables().create_all(engine)
        kept, clock = Alerts(engine, SystemClock()), SystemClock()
        try:
            new = _per_cpu_second(kept, clock, _calls(many))
            again = _per_cpu_second(kept, clock, _calls(many))
            groups = kept.groups(["name"], Looked(where=alerts.c.id != ""))
            assert len(groups) == GROUPS
            assert sum(row["alerts"] for row in groups) == many
            assert sum(row["sendings"] for row in groups) == 2 * many
        finally:
            engine.dispose()
    name = f"alerts taken in, durable, {BATCH} a call"
    return [
        at_least(2_000, f"{name}, new", store, new, "per CPU-second"),
        shown(f"{name}, sent again", store, again, "per CPU-second"),
    ]


def _per_cpu_second(kept: Alerts, clock: SystemClock, calls: Sequence[bytes]) -> float:
    """From the bytes of a call to the commit; CPU of this process, PostgreSQL's own not in it."""
    began, many = time.process_time(), 0
    for body in calls:
        found = taken(FORMATS["alertmanager"], body, clock.now())
        kept.keep(found.alerts)
        many += len(found.alerts)
    return many / (time.process_time() - began)


def _calls(many: int) -> list[bytes]:
    alerts = [_alert(number) for number in range(many)]
    parts = [alerts[at : at + BATCH] for at in range(0, many, BATCH)]
    return [json.dumps({"version": "4", "alerts": part}).encode() for part in parts]


def _alert(number: int) -> dict[str, object]:
    labels = {"alertname": f"Rule{number % GROUPS}", "instance": f"host-{number}:9100"}
    labels |= {"severity": "warning", "job": "node", "team": f"team-{number % 7}"}
    return {
        "status": "firing",
        "labels": labels,
        "annotations": {"summary": f"host-{number} is not well: {number % 100} % used"},
        "startsAt": "2026-05-28T20:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example.org/graph",
    }


def _peer(many: int) -> Row:
    with home() as made:
        processes = Processes(made)
        try:
            server = alertmanager.start(processes, f"http://127.0.0.1:{free_port()}/none", "x")
            process = processes.running["alertmanager"].pid
            before = _cpu(process)
            for body in _calls(many):
                posted = [
                    {name: each[name] for name in ("labels", "annotations", "startsAt")}
                    for each in json.loads(body)["alerts"]
                ]
                httpx2.post(f"{server.url}/api/v2/alerts", json=posted).raise_for_status()
            rate = many / max(_cpu(process) - before, 0.01)
        finally:
            processes.stop_all()
    return shown("the same alerts to Alertmanager, in memory", SQLITE, rate, "per CPU-second")


def _cpu(process: int) -> float:
    """Seconds of the processor that it has used: user and system (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
