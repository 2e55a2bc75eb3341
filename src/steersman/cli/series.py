"""``steersman series``: metrics that are watched, what stands out, and when they will be full."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Any

import typer

from steersman.cli.exits import Misused, Stop
from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="Metrics that are watched, and when they will be full.")

Name = Annotated[str, typer.Argument(help="What you call it, like disk-db-1.", show_default=False)]
Which = Annotated[str, typer.Argument(help="The name of a watch, or the id of one series.")]
Expression = Annotated[
    str, typer.Argument(help="What to measure, in the system's language.", show_default=False)
]
System = Annotated[str, typer.Option(help="The declared system; the only one without it.")]
Step = Annotated[float, typer.Option(help="Seconds between two points.")]
Detect = Annotated[bool, typer.Option(help="Look for anomalies.")]
Capacity = Annotated[
    float | None, typer.Option(help="The value that must not be reached.", show_default=False)
]
Falling = Annotated[bool, typer.Option("--falling", help="It is a floor, as for free space.")]
Horizon = Annotated[float, typer.Option(help="Days ahead in which it is worth an alert.")]
Unit = Annotated[str, typer.Option(help="What the values are in, like % or bytes.")]
Anomaly = Annotated[str, typer.Argument(help="The id of an anomaly.", show_default=False)]
Useful = Annotated[bool, typer.Option("--useful/--not-useful", help="Was it worth knowing?")]
SHOWN = 20  # anomalies


@online(app, "list")
def list_series(session: Session) -> None:
    """Each watched series with its newest value, and in what state it is."""
    body = session.api.get("/series")
    watches = items(body, "watches")
    rows = [_row(watch, line) for watch in watches for line in watch["series"]]
    rows += [_empty(watch) for watch in watches if not watch["series"]]

    def tell() -> None:
        if not watches:
            where = ", ".join(body["systems"]) or "none is declared: see the guide, Metrics"
            session.screen.say(f"No series is watched.  Systems that measure: {where}")
            return
        columns = ["watch", "labels", "state", "value", "at (UTC)", "forecast", "id"]
        session.screen.table(columns, rows)
        for watch in watches:
            if watch["failure"]:
                since = moment(watch["failed_at"])
                session.screen.note(f"{watch['name']}: since {since} UTC: {watch['failure']}")

    session.show(body, tell)


@online(app, "watch")
def watch(
    session: Session,
    name: Name,
    expression: Expression,
    system: System = "",
    step: Step = 60.0,
    detect: Detect = True,
    capacity: Capacity = None,
    falling: Falling = False,
    horizon: Horizon = 14.0,
    unit: Unit = "",
) -> None:
    """Watch an expression from now on, or change how.

    What it read before is taken in too, so that the detector knows what is usual.
    """
    if capacity is not None and not isfinite(capacity):
        raise Misused(f"{capacity} is no capacity", "give a number, like --capacity 95")
    asked: dict[str, Any] = {"name": name, "expression": expression}
    asked |= {"system": system or _only(session)}
    asked |= {"step": step, "detect": detect, "capacity": capacity, "falling": falling}
    body = session.api.post("/series", {**asked, "horizon": horizon, "unit": unit})
    word = "is watched from now on" if body["new"] else "is changed"
    session.show(body, lambda: session.screen.say(f"{name} {word}: steersman series show {name}"))


@online(app, "unwatch")
def unwatch(session: Session, name: Name) -> None:
    """Watch it no longer: its points and verdicts go, its alerts are over."""
    body = session.api.delete(f"/series/{part(name)}")
    session.show(body, lambda: session.screen.say(f"{name} is watched no longer."))


@online(app, "try")
def try_out(session: Session, expression: Expression, system: System = "") -> None:
    """What an expression gives now; nothing is kept."""
    asked = {"expression": expression, "system": system or _only(session)}
    body = session.api.post("/series/try", asked)
    rows = [[_labels(each["labels"]), _number(each["value"])] for each in items(body, "series")]

    def tell() -> None:
        if rows:
            session.screen.table(["labels", "value"], rows)
        else:
            session.screen.say("It is understood, and gives no series now.")
        for each in body["warnings"]:
            session.screen.note(each)

    session.show(body, tell)


@online(app, "show")
def show(session: Session, which: Which) -> None:
    """One watch with its series, or one series with what stood out in it."""
    body = session.api.get(f"/series/{part(which)}")
    lines = [body["series"]] if "series" in body else body["watch"]["series"]
    told = [session.api.get(f"/series/{part(line['id'])}/points", {"start": 0}) for line in lines]
    found = [each for one in told for each in one["anomalies"]]
    body["anomalies"] = sorted(found, key=lambda each: -each["at"])
    session.show(body, lambda: _tell(session, body, lines))


@online(app, "forecast")
def forecast(session: Session, which: Which, capacity: Capacity = None) -> None:
    """When a series reaches its capacity, or another, with the interval that holds 9 of 10 times.

    It says that there is no trend when never is as possible.
    """
    body = session.api.get(f"/series/{part(which)}")
    lines = [body["series"]] if "series" in body else body["watch"]["series"]
    asked = {} if capacity is None else {"capacity": capacity}
    told = {
        line["id"]: session.api.get(f"/series/{part(line['id'])}/forecast", asked) for line in lines
    }
    rows = [[_labels(line["labels"]), told[line["id"]]["sentence"]] for line in lines]
    found = [{"series": id, **each} for id, each in told.items()]
    session.show({"forecasts": found}, lambda: session.screen.table(["series", "forecast"], rows))


@online(app, "verdict")
def verdict(session: Session, anomaly: Anomaly, useful: Useful) -> None:
    """Say whether an anomaly was worth knowing: a detector that is not, falls silent by itself."""
    body = session.api.post(f"/series/anomalies/{part(anomaly)}/verdict", {"useful": useful})
    session.show(body, lambda: session.screen.say(_worth(body["watch"])))


def _only(session: Session) -> str:
    systems = session.api.get("/series")["systems"]
    if len(systems) != 1:
        known = ", ".join(systems) or "none is declared"
        raise Stop(f"which system? {known}", "say it with --system NAME")
    return str(systems[0])


def _row(watch: dict[str, Any], line: dict[str, Any]) -> list[str]:
    told = line["forecast"]
    return [
        watch["name"],
        _labels(line["labels"]),
        line["state"],
        f"{_number(line['last_value'])} {watch['unit']}".strip(),
        moment(line["last_at"]),
        told["sentence"] if told else "",
        line["id"],
    ]


def _empty(watch: dict[str, Any]) -> list[str]:
    state = "away" if watch["failure"] else "nothing measured" if watch["read_at"] else "not read"
    return [watch["name"], "", state, "", "", "", ""]


def _tell(session: Session, body: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    watch, screen = body["watch"], session.screen
    names = ("name", "system", "expression", "step", "detect", "capacity", "unit")
    facts = {name: watch[name] for name in names}
    screen.facts({**facts, "verdicts": _worth(watch)})
    if watch["failure"]:
        screen.note(f"Since {moment(watch['failed_at'])} UTC: {watch['failure']}")
    columns = ["watch", "labels", "state", "value", "at (UTC)", "forecast", "id"]
    screen.table(columns, [_row(watch, line) for line in lines])
    rows = [
        [moment(each["at"]), f"{each['score']:.2f}", each["reason"], each["verdict"], each["id"]]
        for each in body["anomalies"][:SHOWN]
    ]
    if rows:
        screen.table(["unusual at (UTC)", "score", "why", "verdict", "id"], rows)
    else:
        screen.say("Nothing stood out in what is kept.")


def _worth(watch: dict[str, Any]) -> str:
    if not watch["judged"]:
        return "none yet"
    said = f"{watch['useful']} of {watch['judged']} were useful"
    return f"{said}; muted: too few" if watch["muted"] else said


def _labels(labels: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in labels.items()) or "(none)"


def _number(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, int | float) else "no value"
