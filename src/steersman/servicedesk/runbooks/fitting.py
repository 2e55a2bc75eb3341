"""Which runbooks answer an alert, and which of their parameters its labels fill."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from steersman.domain.errors import Permanent
from steersman.workflows.runbooks.library import Edition, Runbooks
from steersman.workflows.runbooks.model import Runbook, Values
from steersman.workflows.runbooks.parameters import HOST, Parameter

_PORT = re.compile(r"(.+?):[0-9]{1,5}")
_BRACKETS = re.compile(r"\[(.+)\](?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Fitting:
    """``params``: what the labels say, of the right type, and not looked up yet.

    ``missing``: the parameters that a person must give.
    """

    edition: Edition
    runbook: Runbook
    params: Values
    missing: Sequence[str]


def fitting(
    runbooks: Runbooks, name: str, labels: Values, situation: str = ""
) -> Sequence[Fitting]:
    """Those in force whose trigger this alert, or kind of situation, is."""
    return fitting_among(in_force(runbooks), name, labels, situation)


def in_force(runbooks: Runbooks) -> Sequence[tuple[Edition, Runbook]]:
    """Every runbook that may be started, read once: for whoever asks about many alerts."""
    found = []
    for entry in runbooks.all():
        if entry.current is None or entry.retired is not None:
            continue
        try:
            found.append((entry.current, entry.current.runbook))
        except Permanent:
            continue  # kept by another release: its page says what is wrong
    return found


def fitting_among(
    known: Sequence[tuple[Edition, Runbook]], name: str, labels: Values, situation: str = ""
) -> Sequence[Fitting]:
    found = []
    for edition, runbook in known:
        trigger = runbook.trigger
        if trigger.fits(name, labels) or (situation and trigger.situation == situation):
            found.append(_filled(edition, runbook, labels))
    return found


def _filled(edition: Edition, runbook: Runbook, labels: Values) -> Fitting:
    params = {name: _of_labels(each, labels) for name, each in runbook.asked.items()}
    given = {name: value for name, value in params.items() if value}
    asked = runbook.asked
    missing = [n for n, each in asked.items() if n not in given and each.default is None]
    return Fitting(edition, runbook, given, missing)


def _of_labels(parameter: Parameter, labels: Values) -> str:
    """Empty: no label says it, or what it says is not of the type."""
    for label in parameter.labels:
        value = labels.get(label, "")
        if parameter.type == HOST:
            value = without_port(value)
        try:
            return parameter.checked(value)
        except Permanent:
            continue
    return ""


def without_port(value: str) -> str:
    """“web1” of “web1:9100”: Prometheus' label ``instance``.  An IPv6 address stays whole."""
    if bracketed := _BRACKETS.fullmatch(value):
        return bracketed[1]
    found = _PORT.fullmatch(value)
    return found[1] if found and value.count(":") == 1 else value
