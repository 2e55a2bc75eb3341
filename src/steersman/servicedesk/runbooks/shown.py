"""What is told of a runbook: what starts it, what it takes, how often it helped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.governor.procedure import RUNBOOK
from steersman.records.runbooks import Usage, usage
from steersman.workflows.runbooks.library import Edition, Listed, Runbooks
from steersman.workflows.runbooks.model import Runbook, Trigger

BY_HAND = "started by people only"


@dataclass(frozen=True, slots=True)
class Line:
    """One runbook in the list.  ``runbook``: None when its text is none any more: ``fault``."""

    listed: Listed
    edition: Edition
    runbook: Runbook | None
    fault: str
    usage: Usage

    @property
    def name(self) -> str:
        return self.listed.name

    @property
    def title(self) -> str:
        return self.runbook.title if self.runbook else self.name

    @property
    def trigger(self) -> str:
        return trigger_in_words(self.runbook.trigger) if self.runbook else ""

    @property
    def state(self) -> str:
        """retired, in force, or new: no version was reviewed yet."""
        if self.listed.retired is not None:
            return "retired"
        return "in force" if self.listed.current is not None else "new"

    def as_json(self) -> Json:
        known = self.runbook
        return {
            "name": self.name,
            "title": self.title,
            "summary": known.summary if known else "",
            "trigger": self.trigger,
            "risk": known.risk.name.lower() if known else "",
            "version": self.edition.version,
            "state": self.state,
            "fault": self.fault,
            "waiting_for_review": [each.version for each in self.listed.open],
            **usage_json(self.usage),
        }


def lines(runbooks: Runbooks, engine: sa.Engine) -> list[Line]:
    """Every runbook, by its title."""
    known = used_by_name(engine)
    found = [line_of(listed, known) for listed in runbooks.all()]
    return sorted(found, key=lambda line: (line.state == "retired", line.title.casefold()))


def line_of(listed: Listed, known: Mapping[str, Usage]) -> Line:
    """By the version in force, else by the newest one that was written."""
    edition = listed.current or listed.editions[0]
    runbook, fault = read_edition(edition)
    return Line(listed, edition, runbook, fault, known.get(listed.name, Usage()))


def read_edition(edition: Edition) -> tuple[Runbook | None, str]:
    try:
        return edition.runbook, ""
    except Permanent as fault:
        return None, str(fault)


def used_by_name(engine: sa.Engine) -> Mapping[str, Usage]:
    """All versions of a name together."""
    found: dict[str, Usage] = {}
    for procedure, used in usage(engine, RUNBOOK).items():
        name = procedure.removeprefix(RUNBOOK).partition("@")[0]
        found[name] = found.get(name, Usage()) + used
    return found


def usage_json(used: Usage) -> Json:
    """``success_rate``: of the pieces of work that did something; null: none did yet."""
    return {
        "used": used.used,
        "last_used": used.last_at or None,
        "acted": used.acted,
        "helped": used.helped,
        "success_rate": used.success_rate,
    }


def trigger_in_words(trigger: Trigger) -> str:
    told = [f"alert {each}" for each in trigger.alerts]
    told += [f"situation {trigger.situation}"] * bool(trigger.situation)
    labels = " and ".join(f"{name} = {value}" for name, value in trigger.labels.items())
    return f"{' or '.join(told)}{f' with {labels}' if labels else ''}" or BY_HAND


def edition_json(edition: Edition, current: Edition | None) -> Json:
    kept = edition.kept
    return {
        "version": edition.version,
        "digest": edition.digest,
        "in_force": current is not None and current.version == edition.version,
        "state": kept.state if kept else "shipped",
        "by": kept.by if kept else "",
        "reason": kept.reason if kept else "",
        "at": kept.at if kept else None,
        "decided_by": kept.decided_by if kept else "",
        "decided_at": kept.decided_at if kept else None,
    }


def runbook_json(runbook: Runbook) -> Json:
    """What it takes and does, as far as it is known without asking any system."""
    asked = runbook.asked
    return {
        "parameters": [
            {
                "name": each.name,
                "type": each.type,
                "text": each.text,
                "from": list(each.labels),
                "default": each.default,
                "choices": list(each.choices),
                "told_by": runbook.tellers[each.name].probe if each.name not in asked else "",
            }
            for each in runbook.parameters.values()
        ],
        "stages": [stage.title for stage in runbook.stages],
        "capabilities": sorted({act.capability for act in runbook.acts}),
        "probes": sorted({read.probe for read in runbook.reads}),
        "undo": "take back" if runbook.take_back else "keep",
        "success": {"within": runbook.success.within, "lasting": runbook.success.lasting},
    }
