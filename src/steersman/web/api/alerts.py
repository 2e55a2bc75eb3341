"""Alerts: taken from what monitoring sends, durable before the answer, and how they stand now."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.alerts import Looked, alerts
from steersman.records.alerts.store import GROUPS
from steersman.signals.intake import FORMATS, Format, taken
from steersman.signals.intake.mapped import mapped, where_of
from steersman.web.api.bodies import RawBody
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.errors import Problem, invalid, not_found

router = APIRouter(prefix="/alerts", tags=["alerts"])
Reader = Annotated[Caller, needs("read")]
Sender = Annotated[Caller, needs("report", "report", "alert")]
Word = Annotated[str, Query(max_length=300)]
# "prometheus" has a path of its own, for Prometheus adds its part to the address.
SENT = ("alertmanager", "grafana", "cloudevents", "events")
Sent = Annotated[str, Path(description=f"The format: {', '.join(SENT)}.", max_length=100)]
Most = Annotated[int, Query(ge=1, le=1000)]


class Status(StrEnum):
    FIRING = "firing"
    RESOLVED = "resolved"


@router.get("")
def list_alerts(
    core: CoreDep,
    caller: Reader,
    status: Status | None = None,
    host: Word = "",
    name: Word = "",
    limit: Most = 100,
) -> Json:
    """Alerts as they stand, those that changed last first; ``total`` counts all that fit.

    ``silent``: it fires by what was said last, but its sender should have said it again by now.
    """
    looked = _looked(core, caller, status, host, name, limit)
    found = [_shown(core, row) for row in core.alerts.search(looked)]
    return {"alerts": found, "total": core.alerts.count(looked)}


@router.get("/groups")
def groups(
    core: CoreDep,
    caller: Reader,
    by: Annotated[str, Query(max_length=100)] = "name",
    status: Status | None = None,
    host: Word = "",
    name: Word = "",
    limit: Most = 100,
) -> Json:
    """How many alerts there are of each group, exactly.  ``by``: name, host, severity, source."""
    wanted = list(dict.fromkeys(by.split(",")))
    unknown = [each for each in wanted if each not in GROUPS]
    if unknown:
        raise invalid(f"alerts have no group {unknown[0]!r}", f"say {', '.join(GROUPS)}")
    looked = _looked(core, caller, status, host, name, limit)
    return {"by": wanted, "groups": core.alerts.groups(wanted, looked)}


@router.get("/{alert}")
def one_alert(core: CoreDep, caller: Reader, alert: str) -> Json:
    """One alert by its id, with what was said of it, the newest first."""
    where = visible(core, caller, "view", alerts).where & (alerts.c.id == alert)
    found = core.alerts.search(Looked(where=where, limit=1))
    if not found:
        raise not_found(f"alert {alert}", "list them: GET /alerts")
    return {**_shown(core, found[0]), "events": core.alerts.events(alert)}


@router.post("/prometheus/api/v2/alerts")
def from_prometheus(core: CoreDep, caller: Sender, body: RawBody) -> Json:
    """What Prometheus posts to an Alertmanager: use ``path_prefix: /api/v1/alerts/prometheus``."""
    return _keep(core, "prometheus", body)


@router.post("/json")
def mapped_report(core: CoreDep, caller: Sender, request: Request, body: RawBody) -> Json:
    """Take in any JSON; the address says where things stand: ``?name=check.name&host=on.fqdn``.

    Parts: name (needed), host, ip, state, time, severity, text, link.  ``each``: where the list of
    alerts stands; ``over``: words of the state that end an alert, with commas.
    """
    try:
        return _take(core, mapped(where_of(request.query_params)), body)
    except Permanent as error:
        raise Problem(400, "invalid", str(error), "see the guide: Alerts") from error


@router.post("/{sent}")
def report(core: CoreDep, caller: Sender, sent: Sent, body: RawBody) -> Json:
    """Take in one call of a sender; the answer comes when it is on disk.

    The same call again makes nothing twice.  ``refused``: alerts that cannot be understood.
    """
    if sent not in SENT:
        raise not_found(f"format {sent!r}", f"say {', '.join(SENT)}")
    return _keep(core, sent, body)


def _keep(core: Core, name: str, body: bytes) -> Json:
    return _take(core, FORMATS[name], body)


def _take(core: Core, format: Format, body: bytes) -> Json:
    try:
        found = taken(format, body, core.clock.now())
    except Permanent as error:
        mend = "see the guide: Alerts"
        raise Problem(400, "invalid", str(error), mend) from error
    kept = core.alerts.keep(found.alerts)
    refused = [asdict(each) for each in found.refused]
    return {"taken": len(found.alerts), **asdict(kept), "refused": refused}


def _looked(
    core: Core, caller: Caller, status: Status | None, host: str, name: str, limit: int
) -> Looked:
    where = visible(core, caller, "view", alerts).where
    wanted = status.value if status else ""
    return Looked(where=where, status=wanted, host=host, name=name, limit=limit)


def _shown(core: Core, row: Json) -> Json:
    expires, fires = row["expires_at"], row["status"] == Status.FIRING
    silent = fires and expires is not None and expires <= core.clock.now()
    return {**row, "labels": json.loads(row["labels"]), "silent": silent}
