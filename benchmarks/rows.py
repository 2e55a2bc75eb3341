"""A figure, its bar, and whether it is met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class Row(TypedDict):
    name: str
    store: str  # sqlite, postgresql, or empty where none is behind it
    value: float
    unit: str
    bar: str  # empty: shown, not judged
    met: bool | None


def at_most(bar: float, name: str, store: str, value: float, unit: str) -> Row:
    return _row(name, store, value, unit, f"≤ {bar:g}", value <= bar)


def at_least(bar: float, name: str, store: str, value: float, unit: str) -> Row:
    return _row(name, store, value, unit, f"≥ {bar:,g}", value >= bar)


def shown(name: str, store: str, value: float, unit: str) -> Row:
    return _row(name, store, value, unit, "", None)


def _row(name: str, store: str, value: float, unit: str, bar: str, met: bool | None) -> Row:
    short = round(value, 2) if abs(value) < 1000 else round(value)
    return {"name": name, "store": store, "value": short, "unit": unit, "bar": bar, "met": met}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` (0 to 1) of ``values`` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def table(rows: Sequence[Row]) -> str:
    """Markdown, as people read it in a terminal too."""
    head = "| figure | store | value | bar | met |\n| --- | --- | ---: | --- | --- |"
    return "\n".join([head, *map(_line, rows)])


def _line(row: Row) -> str:
    met = {True: "yes", False: "NO", None: ""}[row["met"]]
    value = f"{row['value']:,} {row['unit']}"
    return f"| {row['name']} | {row['store']} | {value} | {row['bar']} | {met} |"
