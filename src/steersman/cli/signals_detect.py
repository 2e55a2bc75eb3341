"""``steersman signals detect``: how unusual each point of a metric's history would have been."""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli.session import Session

if TYPE_CHECKING:
    from steersman.signals.series.reading import Series

File = Annotated[
    Path, typer.Argument(help="CSV with the columns timestamp and value.", show_default=False)
]
SHOWN = 40  # points
AT_ONCE = 10_000  # lines


def detect(session: Session, file: File) -> None:
    """Score each point of a metric, 0 (usual) to 1, without looking at a later one.

    From 0.5 on it is worth a mark on the chart, from 0.75 on worth waking somebody: on every
    series alike.  With --json one line for each row, in the order of the file.
    """
    from steersman.signals.series.detector import Detector
    from steersman.signals.series.reading import read_series

    series = read_series(file)
    for remark in series.remarks:
        session.screen.note(remark)
    if not series.rows:
        session.screen.note(f"{file} has a header and no rows.")
    update = Detector().update
    scores = [update(row.seconds, row.value) for row in series.rows]
    if session.screen.as_json:
        _write(series, scores)
    else:
        _tell(session, series, scores)


def _write(series: Series, scores: list[float]) -> None:
    """JSON lines, many at once: a system call for each would cost more than the detector."""
    lines = (
        f'{{"timestamp": {json.dumps(row.stamp)}, "score": {score:.6f}}}\n'
        for row, score in zip(series.rows, scores, strict=True)
    )
    while chunk := "".join(islice(lines, AT_ONCE)):
        sys.stdout.write(chunk)


def _tell(session: Session, series: Series, scores: list[float]) -> None:
    from steersman.signals.series.detector import CHART, PAGE

    marked = [
        (row, score) for row, score in zip(series.rows, scores, strict=True) if score >= CHART
    ]
    paged = sum(score >= PAGE for _, score in marked)
    session.screen.say(
        f"{len(scores):,} points: {len(marked):,} worth a mark on the chart (from {CHART} on), "
        f"{paged:,} of them worth waking somebody (from {PAGE} on)."
    )
    if marked:
        rows = [[row.stamp, f"{row.value:g}", f"{score:.2f}"] for row, score in marked[-SHOWN:]]
        session.screen.table(["when", "value", "score"], rows)
    if len(marked) > SHOWN:
        session.screen.note(f"The last {SHOWN} are shown; --json has all.")
