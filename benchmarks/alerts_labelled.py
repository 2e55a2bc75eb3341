"""Alerts that carry labels: what would have been told of the incidents in them, and how much else.

    python -m benchmarks.alerts_labelled FILE [--label COLUMN] [--routine VALUE] [--evidence COLUMN]

``FILE`` is CSV with time, name, host, ip, text and the label: the incident that an alert belongs
to, or ``VALUE`` where it is routine.  The pipeline never sees the label.  With ``--evidence``, an
incident begins with its first alert that has something of its own in that column.

A notification is useful when at least half of the kinds it tells are of an incident, else noise.
An incident is told when a useful notification carries one of its alerts within half an hour.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.alert_grouping import Told, grouped
from steersman.domain.errors import Permanent
from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.normal import alert_of
from steersman.signals.alerts.replay import replay

LATE = 1_800  # seconds
GROUPINGS: Mapping[str, Callable[[Alert], Hashable]] = {
    "name": lambda alert: alert.name,
    "host": lambda alert: alert.host,
    "name and host": lambda alert: (alert.name, alert.host),
}


def main(words: Sequence[str] | None = None) -> None:
    given = _parser().parse_args(words)
    alerts, labels, begins = _read(given.file, given.label, given.routine, given.evidence)
    days = (alerts[-1].time - alerts[0].time) / 86_400
    print(f"{len(alerts):,} alerts in {days:.1f} days, {len(begins)} incidents")
    began = time.process_time()
    told: list[Told] = [(each.at, list(each.alerts)) for each in replay(alerts)]
    spent = time.process_time() - began
    print(f"steersman: {judged(alerts, labels, begins, told)}, {len(alerts) / spent:,.0f} alerts/s")
    for name, by in GROUPINGS.items():
        print(f"grouped by {name}: {judged(alerts, labels, begins, grouped(alerts, by))}")


def judged(
    alerts: Sequence[Alert],
    labels: Sequence[str],
    begins: Mapping[str, float],
    told: Iterable[Told],
) -> str:
    """``labels``: the incident of each alert, empty for routine."""
    noise, delays = 0, dict[str, float]()
    for at, rows in told:
        kinds: dict[Hashable, set[str]] = {}
        for row in rows:
            kinds.setdefault((alerts[row].name, alerts[row].host), set()).add(labels[row])
        useful = sum(bool(found - {""}) for found in kinds.values())
        if useful * 2 < len(kinds):
            noise += 1
            continue
        for incident in set[str]().union(*kinds.values()) & set(begins):
            if at <= begins[incident] + LATE:
                delays.setdefault(incident, at - begins[incident])
    missed = sorted(set(begins) - set(delays))
    after = f", {median(delays.values()) / 60:.1f} min in the median" if delays else ""
    without = f" (not {', '.join(missed)})" if missed else ""
    return f"{len(delays)} of {len(begins)} told{without}{after}; {noise} noise notifications"


def _read(
    file: Path, label: str, routine: str, evidence: str
) -> tuple[list[Alert], list[str], dict[str, float]]:
    found: list[tuple[Alert, str, bool]] = []
    with file.open(newline="", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            said = "" if row[label] in ("", routine) else row[label]
            own = not evidence or row[evidence] not in ("", "-", routine)
            try:
                found.append((alert_of({k: v or "" for k, v in row.items() if k}), said, own))
            except Permanent as why:
                print(f"left out: {why}")
    found.sort(key=lambda each: each[0].time)
    begins: dict[str, float] = {}
    for alert, said, own in found:
        if said and own:
            begins.setdefault(said, alert.time)
    alerts = [
        Alert(a.time, a.name, a.host, a.ip, a.text, reference=row)
        for row, (a, _, _) in enumerate(found)
    ]
    return alerts, [said for _, said, _ in found], begins


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alerts_labelled")
    parser.add_argument("file", type=Path)
    parser.add_argument("--label", default="label")
    parser.add_argument("--routine", default="")
    parser.add_argument("--evidence", default="")
    return parser


if __name__ == "__main__":
    main()
