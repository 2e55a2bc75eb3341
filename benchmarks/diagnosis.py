"""Figures of the diagnosis: how often the cause is named, by kind of fault, and quiet kept quiet.

``python -m benchmarks.diagnosis [--petshop DIR] [--trials N] [--first SEED]`` shows them by kind;
with PetShop's folder its incidents and quiet windows too.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import KINDS, Trial, make
from benchmarks.rows import Row, at_least, shown, table
from steersman.signals.diagnosis import Case, Metric, Recording, Target, diagnose
from steersman.signals.diagnosis.reading import read_graph
from steersman.signals.diagnosis.tables import read_metrics

TRIALS = 60
FIRST_SEED = 20_000  # nothing was tuned on these shops
QUIET = ("quiet", "quiet hours", "quiet later")
TOP_1, TOP_3, SPECIFICITY = 0.57, 0.80, 0.95  # the bars of PetShop


@dataclass
class Count:
    """How a kind went; the ranks count only where an issue was called."""

    trials: int = 0
    called: int = 0
    first: int = 0
    among_three: int = 0

    def add(self, trial: Trial) -> None:
        case = trial.case
        found = diagnose(case.graph, case.normal, case.incident, case.target)
        nodes = [each.node for each in found.findings]
        self.trials += 1
        self.called += found.issue
        self.first += bool(trial.truth & set(nodes[:1]))
        self.among_three += bool(trial.truth & set(nodes[:3]))

    def join(self, other: Count) -> None:
        self.trials += other.trials
        self.called += other.called
        self.first += other.first
        self.among_three += other.among_three

    def share(self, count: int) -> float:
        return count / self.trials


def run(quick: bool) -> list[Row]:
    return by_kind(2 if quick else TRIALS, FIRST_SEED)


def by_kind(trials: int, first: int) -> list[Row]:
    rows: list[Row] = []
    total, quiet, began = Count(), Count(), time.process_time()
    for kind in KINDS:
        count = Count()
        for seed in range(first, first + trials):
            count.add(make(kind, seed))
        (quiet if kind in QUIET else total).join(count)
        rows += _rows(kind, count)
    spent = (time.process_time() - began) / (total.trials + quiet.trials)
    return [
        *rows,
        at_least(TOP_1, "diagnosis, all kinds: top-1", "", total.share(total.first), ""),
        at_least(TOP_3, "diagnosis, all kinds: top-3", "", total.share(total.among_three), ""),
        at_least(
            SPECIFICITY, "diagnosis, all quiet: specificity", "", 1 - quiet.share(quiet.called), ""
        ),
        shown("diagnosis: CPU time, with making the shop", "", spent * 1000, "ms"),
    ]


def _rows(kind: str, count: Count) -> list[Row]:
    if kind in QUIET:
        return [shown(f"diagnosis, {kind}: specificity", "", 1 - count.share(count.called), "")]
    return [
        shown(f"diagnosis, {kind}: {name}", "", count.share(value), "")
        for name, value in (
            ("called", count.called),
            ("top-1", count.first),
            ("top-3", count.among_three),
        )
    ]


def petshop(folder: Path) -> list[Row]:
    """Incidents with a known cause; and every tenth of the second half of normal running."""
    issues, quiet = Count(), Count()
    for trial in _incidents(folder):
        issues.add(trial)
    for scenario in _scenarios(folder):
        graph, normal = _of(scenario)
        for metric in Metric:
            for cut in range(len(normal) // 2, len(normal) - 3, max(1, len(normal) // 10)):
                held_out = normal.rows(cut, len(normal))
                target = Target("PetSite", metric)
                case = Case(read_graph(graph), normal.rows(0, cut), held_out, target)
                quiet.add(Trial(case, frozenset()))
    return [
        at_least(TOP_1, "petshop: top-1", "", issues.share(issues.first), ""),
        at_least(TOP_3, "petshop: top-3", "", issues.share(issues.among_three), ""),
        at_least(SPECIFICITY, "petshop: specificity", "", 1 - quiet.share(quiet.called), ""),
    ]


def _scenarios(folder: Path) -> list[Path]:
    return sorted(path.parent.parent for path in folder.glob("*/noissue/metrics.csv"))


def _of(scenario: Path) -> tuple[Path, Recording]:
    return scenario / "graph.csv", read_metrics(scenario / "noissue" / "metrics.csv")


def _incidents(folder: Path) -> Iterator[Trial]:
    for scenario in _scenarios(folder):
        graph, normal = _of(scenario)
        for path in sorted(scenario.glob("t*/*/target.json")):
            told = json.loads(path.read_text())
            node, metric = told["target"]["node"], Metric(told["target"]["metric"])
            target = Target(node, metric, told["target"]["agg"], told["target"]["timestamp"])
            case = Case(
                read_graph(graph), normal, read_metrics(path.parent / "metrics.csv"), target
            )
            yield Trial(case, frozenset({told["root_cause"]["node"]}))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.diagnosis", description=__doc__)
    parser.add_argument("--petshop", type=Path, help="the folder with its scenarios")
    parser.add_argument("--trials", type=int, default=TRIALS, help="shops of each kind")
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="seed of the first shop")
    given = parser.parse_args()
    rows = by_kind(given.trials, given.first)
    rows += petshop(given.petshop) if given.petshop else []
    print(table(rows))
    return 0 if all(row["met"] in (True, None) for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
