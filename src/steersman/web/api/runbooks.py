"""Runbooks: what there is, starting one, and bringing a new version in force with two people."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.work import Kind
from steersman.records.alerts import Looked, alerts
from steersman.records.runbooks import Version
from steersman.servicedesk.plans import plan_json
from steersman.servicedesk.rehearsing import REHEARSED, rehearse
from steersman.servicedesk.runbooks.fitting import Fitting, fitting
from steersman.servicedesk.runbooks.shown import (
    edition_json,
    line_of,
    lines,
    runbook_json,
    used_by_name,
)
from steersman.servicedesk.runbooks.starting import Ready, prepare
from steersman.web.api.bodies import Body, OptionalReason, Reason
from steersman.web.api.plans import naming_of
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.errors import invalid, not_found
from steersman.workflows.runbooks.blocks import LONGEST
from steersman.workflows.runbooks.library import LONGEST_NAME

router = APIRouter(prefix="/runbooks", tags=["runbooks"])
Reader = Annotated[Caller, needs("read", "view", "runbook")]
Starter = Annotated[Caller, needs("act", "start", "runbook")]
Writer = Annotated[Caller, needs("act", "draft", "runbook")]
Reviewer = Annotated[Caller, needs("approve", "review", "runbook")]
Keeper = Annotated[Caller, needs("admin", "retire", "runbook")]
Name = Annotated[str, Path(max_length=LONGEST_NAME)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
OnceKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
Word = Annotated[str, Query(max_length=300)]
Value = Annotated[str, Field(max_length=300)]


class Text(Body):
    text: Annotated[str, Field(max_length=LONGEST)]


class Written(Text):
    """``text``: the whole file; ``reason``: why, for whoever reviews it."""

    reason: Reason


class Given(Body):
    """``params``: name → value; a host by its name, address or id in the CMDB.

    ``alert``: the id of the alert that it answers; ``version``: only if it is the one in force.
    """

    params: Annotated[dict[str, Value], Field(max_length=50, default_factory=dict)]
    alert: Annotated[str, Field(max_length=300)] = ""
    version: Annotated[str, Field(max_length=40)] = ""
    reason: OptionalReason = ""


class Why(Body):
    reason: Reason


@router.get("")
def list_runbooks(core: CoreDep, caller: Reader) -> Json:
    """Every runbook with what starts it, its risk, and how often it was proven to have helped."""
    return {"runbooks": [line.as_json() for line in lines(core.runbooks, core.store)]}


@router.post("/check")
def check(core: CoreDep, caller: Reader, body: Text) -> Json:
    """Everything that keeps a text from being a runbook, by line; nothing is kept."""
    faults = core.runbooks.check(body.text)
    return {"sound": not faults, "faults": [asdict(fault) for fault in faults]}


@router.get("/for-alert")
def for_alert(core: CoreDep, caller: Reader, alert: Word) -> Json:
    """The runbooks that answer an alert, with the parameters that its labels fill."""
    name, labels = _alert(core, caller, alert)
    found = fitting(core.runbooks, name, labels)
    return {"alert": alert, "runbooks": [_fitting(each) for each in found]}


@router.get("/{name}")
def one_runbook(core: CoreDep, caller: Reader, name: Name, version: Word = "") -> Json:
    """One runbook: its text, its parameters and all its versions."""
    listed = core.runbooks.entry(name)
    line = line_of(listed, used_by_name(core.store))
    edition = core.runbooks.edition(name, version) if version else line.edition
    told = {**line.as_json(), "version": edition.version, "text": edition.text}
    told["versions"] = [edition_json(each, listed.current) for each in listed.editions]
    try:
        return {**told, **runbook_json(edition.runbook)}
    except Permanent as fault:
        return {**told, "fault": str(fault)}


@router.post("/{name}/rehearse")
def rehearse_it(core: CoreDep, caller: Starter, name: Name, body: Given) -> Json:
    """What it would do now, and what would be decided; every check is read, nothing is written."""
    ready = _ready(core, caller, name, body)
    told = rehearse(core.governor, core.clock, ready.request(by=caller.id, reason=body.reason))
    plan = plan_json(told.rehearsal, told.decision, naming_of(core, told.rehearsal, told.decision))
    return {
        **plan,
        "source": REHEARSED,
        "at": told.at,
        "params": dict(ready.params),
        "version": ready.edition.version,
        "unknown": list(told.unknown),
    }


@router.post("/{name}/start", status_code=201)
def start(
    core: CoreDep, caller: Starter, name: Name, body: Given, idempotency_key: OnceKey = ""
) -> Json:
    """Open the work that carries it out, decided like any other.

    The same ``Idempotency-Key`` again returns the work that it opened.
    """
    ready = _ready(core, caller, name, body)
    once = f"api/{caller.id}/{idempotency_key}" if idempotency_key else None
    request = ready.request(
        by=caller.id,
        kind=Kind.INCIDENT if body.alert else Kind.CHANGE,
        reason=body.reason,
        once=once,
        vouched_by=caller.bearer.vouched_by,
    )
    number = core.desk.work_items.submit(request)
    core.wake()
    params = dict(ready.params)
    return {"work": number, "procedure": ready.edition.procedure, "params": params}


@router.post("/{name}/versions", status_code=201)
def new_version(core: CoreDep, caller: Writer, name: Name, body: Written) -> Json:
    """Keep a version that is sound.  Somebody else must review it before it may run."""
    made = core.runbooks.propose(
        name, body.text, by=caller.id, reason=body.reason, eyes=caller.bearer.eyes
    )
    return _version(made)


@router.post("/{name}/versions/{version}/accept")
def accept(core: CoreDep, caller: Reviewer, name: Name, version: Number) -> Json:
    """Put a version of somebody else in force."""
    return _version(core.runbooks.accept(name, version, by=caller.id, eyes=caller.bearer.eyes))


@router.post("/{name}/versions/{version}/refuse")
def refuse(core: CoreDep, caller: Reviewer, name: Name, version: Number) -> Json:
    """Refuse a version, or withdraw one's own."""
    return _version(core.runbooks.refuse(name, version, by=caller.id))


@router.post("/{name}/retire")
def retire(core: CoreDep, caller: Keeper, name: Name, body: Why) -> Json:
    """Nobody starts it any more, until it is brought back."""
    core.runbooks.retire(name, by=caller.id, reason=body.reason)
    return {"name": name, "state": "retired"}


@router.post("/{name}/bring-back")
def bring_back(core: CoreDep, caller: Keeper, name: Name) -> Json:
    """Let a retired runbook be started again."""
    core.runbooks.bring_back(name, by=caller.id)
    return line_of(core.runbooks.entry(name), used_by_name(core.store)).as_json()


def _ready(core: Core, caller: Caller, name: str, body: Given) -> Ready:
    """The values that were given, beside those that the labels of the alert say."""
    if any(not value.strip() for value in body.params.values()):
        raise invalid("a parameter has no value", "leave it out, or give one")
    params = dict(body.params)
    if body.alert:
        alert, labels = _alert(core, caller, body.alert)
        fits = fitting(core.runbooks, alert, labels)
        of_labels = next((each.params for each in fits if each.edition.name == name), {})
        params = {**of_labels, **params}
    return prepare(core, name, params, body.version)


def _alert(core: Core, caller: Caller, alert: str) -> tuple[str, dict[str, str]]:
    """Its name and labels, what was understood of it beside what its sender called it."""
    where = visible(core, caller, "view", alerts).where & (alerts.c.id == alert)
    found = core.alerts.search(Looked(where=where, limit=1))
    if not found:
        raise not_found(f"alert {alert}", "list them: GET /alerts")
    row = found[0]
    labels = {str(name): str(value) for name, value in json.loads(row["labels"]).items()}
    known = {"host": row["host"], "ip": row["ip"], "severity": row["severity"]}
    return row["name"], {**{name: value for name, value in known.items() if value}, **labels}


def _fitting(each: Fitting) -> Json:
    return {
        "name": each.edition.name,
        "title": each.runbook.title,
        "version": each.edition.version,
        "risk": each.runbook.risk.name.lower(),
        "params": dict(each.params),
        "missing": list(each.missing),
    }


def _version(version: Version) -> Json:
    return asdict(version)
