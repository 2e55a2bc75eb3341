"""Alerts through the pipeline in memory: how many in a CPU second, and how few people are told.

The stream is made by seed (``alert_site``): a routine site, and a flood of one kind in it.  For
alerts of one's own that carry labels, see ``alerts_labelled``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from benchmarks.alert_grouping import grouped
from benchmarks.alert_site import BEGAN, DAY, HOSTS, burst, routine, with_injected
from benchmarks.rows import Row, at_least, shown
from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.notification import Notification
from steersman.signals.alerts.pipeline import Pipeline

BAR = 150_000.0  # alerts per CPU second


def run(quick: bool) -> list[Row]:
    days = 1.0 if quick else 5.0
    calm = with_injected(routine(1, days, faster=1.0 if quick else 8.0), [])
    storm = burst(
        BEGAN + 0.8 * days * DAY, "nginx: 404", HOSTS[0], 10_000 if quick else 300_000, 900
    )
    return [
        *_measured("a routine site", calm, days),
        *_measured("the same with a flood of one kind", with_injected(calm, storm), days),
    ]


def _measured(what: str, alerts: Sequence[Alert], days: float) -> list[Row]:
    pipeline = Pipeline()
    began = time.process_time()
    told = _played(pipeline, alerts)
    spent = time.process_time() - began
    size = len(json.dumps(pipeline.state())) / 1024
    of = f"{what}, {len(alerts):,} alerts"
    return [
        at_least(BAR, f"alerts per CPU second, in memory, {of}", "", len(alerts) / spent, "/s"),
        shown(f"notifications a day, {of}", "", len(told) / days, ""),
        shown(f"the same, grouped by host, {of}", "", len(grouped(alerts)) / days, ""),
        shown(f"state as JSON, {of}", "", size, "KiB"),
    ]


def _played(pipeline: Pipeline, alerts: Sequence[Alert]) -> list[Notification]:
    told = []
    for alert in alerts:
        told += pipeline.receive(alert, alert.time)
    return told
