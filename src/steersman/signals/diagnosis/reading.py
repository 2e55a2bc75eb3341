"""A case for diagnosis in a folder: who calls whom, normal running, the incident, the symptom."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from steersman.domain.errors import Permanent
from steersman.signals.diagnosis.graph import Graph
from steersman.signals.diagnosis.recording import AVERAGE, Metric, Recording, Target
from steersman.signals.diagnosis.tables import NO_VALUE, read_lines, read_metrics

GRAPH, NORMAL, INCIDENT, TARGET = "graph.csv", "normal.csv", "incident.csv", "target.json"
EXAMPLE = '{"target": {"node": "shop", "metric": "latency", "agg": "Average", "timestamp": null}}'


@dataclass(frozen=True)
class Case:
    graph: Graph
    normal: Recording
    incident: Recording
    target: Target


def read_case(folder: Path) -> Case:
    """The four files of ``folder``; ``Permanent`` names the file, the place and the mend."""
    if not folder.is_dir():
        raise Permanent(f"{folder}: is no folder; name the one that holds {GRAPH} and the others")
    graph = read_graph(folder / GRAPH)
    normal, incident = read_metrics(folder / NORMAL), read_metrics(folder / INCIDENT)
    if not len(incident):
        raise Permanent(f"{INCIDENT}: has no rows; give at least the row of the alert")
    target = read_target(folder / TARGET)
    _known(target, graph, incident)
    return Case(graph, normal, incident, target)


def read_graph(path: Path) -> Graph:
    """A square of callers (lines) and callees (columns): any number but 0 is a call."""
    lines = read_lines(path)
    if not lines:
        raise Permanent(f"{path.name}: is empty; give a line and a column for each component")
    callees = [cell.strip() for cell in lines[0][1]][1:]
    calls: list[tuple[str, str]] = []
    for number, cells in lines[1:]:
        if len(cells) != len(callees) + 1:
            told = f"has {len(cells) - 1} cells for {len(callees)} components"
            raise Permanent(f"{path.name}, line {number}: {told}; export the square again")
        caller = cells[0].strip()
        calls += [
            (caller, callee)
            for place, (callee, cell) in enumerate(zip(callees, cells[1:], strict=True), 2)
            if _is_call(path, number, place, cell)
        ]
    named = [cells[0].strip() for _, cells in lines[1:]]
    return Graph.of(calls, [*callees, *named])


def _is_call(path: Path, number: int, place: int, cell: str) -> bool:
    text = cell.strip().lower()
    if text in NO_VALUE or text == "false":
        return False
    try:
        return text == "true" or float(text) != 0
    except ValueError:
        where = f"{path.name}, line {number}, column {place}"
        raise Permanent(
            f"{where}: {cell[:40]!r} is no number; write 1 for a call, else 0"
        ) from None


def read_target(path: Path) -> Target:
    """The node and its metric, bare or under ``target``; the time of the alert may be null."""
    try:
        body = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Permanent(f"{path.name}: not in {path.parent}; put it there: {EXAMPLE}") from None
    except (OSError, ValueError) as problem:
        raise Permanent(f"{path.name}: is not JSON ({problem}); write {EXAMPLE}") from None
    told = body.get("target", body) if isinstance(body, dict) else None
    if not isinstance(told, dict) or not isinstance(told.get("node"), str):
        raise Permanent(f"{path.name}: names no node; write {EXAMPLE}")
    metric, statistic = told.get("metric"), told.get("agg") or AVERAGE
    if metric not in tuple(Metric):
        known = ", ".join(Metric)
        raise Permanent(f"{path.name}: the metric {metric!r} is unknown; it is one of {known}")
    at = told.get("timestamp")
    if isinstance(at, bool) or not isinstance(at, int | float | None):
        raise Permanent(f"{path.name}: timestamp {at!r} is no number; give Unix seconds or null")
    return Target(told["node"], Metric(metric), str(statistic), None if at is None else float(at))


def _known(target: Target, graph: Graph, incident: Recording) -> None:
    """The symptom must have been measured in the incident."""
    if target.node not in incident.nodes:
        where = f"{GRAPH} only" if target.node in graph.nodes else f"neither {GRAPH} nor {INCIDENT}"
        told = f"the node {target.node!r} is in {where}"
        raise Permanent(f"{TARGET}: {told}; name one that {INCIDENT} measures")
    there = sorted(
        f"{column.metric} {column.statistic}"
        for column in incident.columns
        if column.node == target.node and column.metric in tuple(Metric)
    )
    if f"{target.metric} {target.statistic}" not in there:
        told = f"{INCIDENT} has no {target.metric} {target.statistic} of {target.node!r}"
        raise Permanent(f"{TARGET}: {told}; it has {', '.join(there) or 'none of its metrics'}")
