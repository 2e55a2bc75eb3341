"""``steersman signals replay``: what people would have been told of a history of alerts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli.exits import Stop
from steersman.cli.session import Session
from steersman.cli.text import moment

if TYPE_CHECKING:
    from steersman.signals.alerts.notification import Notification
    from steersman.signals.alerts.reading import Refused

File = Annotated[
    Path,
    typer.Argument(
        help="Alerts with time, name, host, ip and text: CSV, or one JSON object a line.",
        show_default=False,
    ),
]


def replay(session: Session, file: File) -> None:
    """What people would have been told of a history of alerts, and why.

    The alerts run through the same pipeline as live ones, in the time in which they happened.
    Columns: time (ISO 8601 or seconds since 1970), name, host, ip, text; others are not looked at.
    The file may be packed with gzip.  With --json: one JSON object a line and notification.
    """
    from steersman.signals.alerts.reading import Refused, read_alerts
    from steersman.signals.alerts.replay import replay as play

    refused = Refused()
    alerts = list(read_alerts(file, refused))
    _tell_refused(session, refused)
    if refused.count and not alerts:
        raise Stop(f"no line of {file} is an alert", "see the reasons above, and mend the file")
    told = 0
    for each in play(alerts):
        told += 1
        if session.screen.as_json:
            sys.stdout.write(json.dumps(_as_json(each), ensure_ascii=True) + "\n")
        else:
            _tell(session, each)
    days = (max(each.time for each in alerts) - min(each.time for each in alerts)) if alerts else 0
    session.screen.note(_summary(len(alerts), days, told))


def _as_json(told: Notification) -> dict[str, object]:
    return {
        "at": told.at,
        "situation": told.situation,
        "alerts": list(told.alerts),
        "host": told.host,
        "why": [reason.words for reason in told.reasons],
    }


def _tell(session: Session, told: Notification) -> None:
    session.screen.say(f"{moment(told.at)}  {told.host or 'a host without a name'}")
    for reason in told.reasons:
        session.screen.say(f"    {reason.words}")
    rows = ", ".join(map(str, told.alerts[:10]))
    more = f" and {len(told.alerts) - 10} more" if len(told.alerts) > 10 else ""
    session.screen.say(f"    rows {rows}{more}", "dim")


def _tell_refused(session: Session, refused: Refused) -> None:
    for line in refused.first:
        session.screen.note(line, "yellow")
    if refused.count:
        lines = "1 line was" if refused.count == 1 else f"{refused.count:,} lines were"
        session.screen.note(f"{lines} no alert and left out", "yellow")


def _summary(alerts: int, seconds: float, told: int) -> str:
    if not alerts:
        return "no alert in it: nobody would have been told anything"
    return (
        f"{alerts:,} alerts in {seconds / 86_400:.1f} days: {told:,} notifications; "
        "the first 12 hours are for learning, and nothing is told in them"
    )
