"""Which runbook answers a situation: one, none, or a question for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.domain.canonical import canonical
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.servicedesk.runbooks.fitting import Fitting, fitting_among
from steersman.servicedesk.runbooks.starting import Platform, Ready, prepare
from steersman.workflows.runbooks.catalogue import catalogue_of
from steersman.workflows.runbooks.library import Edition
from steersman.workflows.runbooks.model import Runbook

MANY = 50  # alerts of one situation that are looked at, those that people were told of first
Row = Mapping[str, Any]
InForce = Sequence[tuple[Edition, Runbook]]  # every runbook that may be started


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A runbook with its values looked up, and the alert that it answers."""

    name: str
    alert: str
    host: str
    episode: int  # how often this alert began: the next time is another reason to act
    ready: Ready

    @property
    def place(self) -> str:
        """Where it would act: the item of the CMDB, else the system."""
        params = self.ready.params
        return params.get("host.item") or params.get("host") or params.get("system") or self.host


@dataclass(frozen=True, slots=True)
class Answers:
    """``doubts``: why alerts that a runbook is about are left to people, in words."""

    found: Sequence[Answer]
    doubts: Sequence[str]


def answers_to(
    platform: Platform, known: InForce, alerts: Sequence[Row], causes: Sequence[Row]
) -> Answers:
    """What of ``known`` answers the alerts that fire.  Those at the probable cause come first.

    An alert that several runbooks are about, or whose labels do not say everything, is a doubt.
    """
    found: dict[str, Answer] = {}
    doubts: dict[str, None] = {}
    for alert in [each for each in alerts if each["status"] == "firing"][:MANY]:
        fits = fitting_among(known, alert["name"], labels_of(alert))
        if not fits:
            continue
        try:
            answer = _one(platform, alert, fits)
        except (NeedsPerson, Permanent) as doubt:
            doubts[str(doubt)] = None
            continue
        found.setdefault(canonical([answer.name, dict(answer.ready.params)]), answer)
    first = [str(cause["name"]).casefold() for cause in causes[:1]]
    ordered = sorted(found.values(), key=lambda each: each.host.casefold() not in first)
    return Answers(ordered, list(doubts))


def labels_of(alert: Row) -> dict[str, str]:
    """What the alert says of itself; what was understood of it fills in."""
    told = {str(name): str(value) for name, value in json.loads(alert["labels"]).items()}
    known = {name: str(alert[name]) for name in ("host", "ip", "severity") if alert[name]}
    return {**known, **told}


def _one(platform: Platform, alert: Row, fits: Sequence[Fitting]) -> Answer:
    if len(fits) > 1:
        named = ", ".join(each.edition.name for each in fits)
        raise NeedsPerson(f"{alert['name']}: several runbooks are about it ({named}): choose one")
    (fit,) = fits
    name = fit.edition.name
    if fit.missing:
        lacking = ", ".join(fit.missing)
        raise NeedsPerson(f"{alert['name']}: no label says what {name} needs ({lacking})")
    known = catalogue_of(platform.connected.registry, platform.connected.probes)
    if known.faults(fit.runbook):
        raise NeedsPerson(f"{name} cannot run here: no connected system offers all that it needs")
    try:
        ready = prepare(platform, name, fit.params)
    except (NeedsPerson, Permanent) as doubt:
        raise NeedsPerson(f"{name}: {doubt}") from doubt
    return Answer(
        name=name,
        alert=alert["id"],
        host=alert["host"],
        episode=alert["episodes"],
        ready=ready,
    )
