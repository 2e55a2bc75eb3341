"""``steersman signals forecast``: when a metric will reach a limit, with an interval."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli.exits import Misused
from steersman.cli.session import Session
from steersman.cli.text import moment
from steersman.domain.errors import Permanent

if TYPE_CHECKING:
    from steersman.signals.series.forecast import Forecast

File = Annotated[
    Path, typer.Argument(help="CSV with the columns timestamp and value.", show_default=False)
]
Limit = Annotated[float, typer.Option(help="The value that must not be reached.")]
Falling = Annotated[
    bool, typer.Option("--falling", help="The limit is a floor, as for free space.")
]
ASSUMED = (
    "Assumed: what drove it goes on, and its rhythm of the day and week repeats. "
    "A clean-up or a new tenant is not foreseen."
)


def forecast(session: Session, file: File, limit: Limit, falling: Falling = False) -> None:
    """Say when a metric will reach a limit, with the interval that holds 9 of 10 times.

    It says that there is no trend when never is as possible.
    """
    from steersman.signals.series.forecast import FEWEST, Outcome
    from steersman.signals.series.forecast import forecast as foresee
    from steersman.signals.series.reading import read_series

    if not isfinite(limit):
        raise Misused(f"{limit} is no limit", "give a number, like --limit 95")
    series = read_series(file)
    for remark in series.remarks:
        session.screen.note(remark)
    seconds, values = [row.seconds for row in series.rows], [row.value for row in series.rows]
    found = foresee(seconds, values, limit, falling=falling)
    if found.outcome is Outcome.TOO_SHORT:
        raise Permanent(
            f"{file} is too short for a forecast: it needs at least {FEWEST} values, "
            "spread over the time that they span"
        )
    session.show(_body(found, limit), lambda: _tell(session, found, limit))


def _body(found: Forecast, limit: float) -> dict[str, object]:
    from steersman.signals.series.forecast import COVERAGE

    names = ("at", "earliest", "latest", "peaks_at")
    return {
        "limit": limit,
        "outcome": found.outcome.value,
        "level": found.level,
        "per_day": found.per_day,
        **{name: _iso(getattr(found, name)) for name in names},
        "coverage": COVERAGE,
        "sentence": _sentence(found, limit),
        "assumed": ASSUMED,
    }


def _tell(session: Session, found: Forecast, limit: float) -> None:
    screen = session.screen
    screen.say(_sentence(found, limit))
    screen.facts(
        {
            "level now": f"{found.level:.6g}",
            "change in a day": f"{found.per_day:+.4g}",
            "usual peaks reach it": _when(found.peaks_at),
        }
    )
    screen.note(ASSUMED)


def _sentence(found: Forecast, limit: float) -> str:
    from steersman.signals.series.forecast import FARTHEST, Outcome

    early, late = _when(found.earliest), _when(found.latest)
    if found.outcome is Outcome.REACHED:
        return f"The level is at {limit:g} or beyond it already."
    if found.outcome is Outcome.NO_TREND:
        soonest = f"; at the worst it reaches {limit:g} on {early}" if early else ""
        return f"No trend towards it: it may never reach {limit:g}{soonest}."
    if found.outcome is Outcome.NOT_IN_SIGHT:
        soonest = f"; at the earliest on {early}" if early else ""
        return f"It does not reach {limit:g} within {FARTHEST:g} times its history{soonest}."
    until = f"and {late}" if late else "and a time that is out of sight"
    return f"It will reach {limit:g} on {_when(found.at)}; 9 of 10 times between {early} {until}."


def _when(seconds: float | None) -> str:
    return "" if seconds is None else f"{moment(seconds)} UTC"


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else moment(seconds).replace(" ", "T") + "Z"
