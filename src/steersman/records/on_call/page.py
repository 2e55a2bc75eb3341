"""What a page and a delivery are, and how each stands in its row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.on_call.escalation import Policy, Step
from steersman.domain.on_call.written import as_json, steps_of

OPEN, ACKNOWLEDGED, RESOLVED = "open", "acknowledged", "resolved"
WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it stands.  ``step``: the next one of ``steps``, from 0; ``next_at``: when."""

    id: str
    seq: int
    subject: str
    policy: str
    policy_name: str
    title: str
    text: str
    urgent: bool
    state: str
    steps: tuple[Step, ...]
    repeat: int
    round: int
    step: int
    next_at: float | None
    opened_at: float
    opened_by: str
    acknowledged_at: float | None
    acknowledged_by: str
    resolved_at: float | None
    resolved_by: str
    exhausted_at: float | None
    reached: bool
    readers: str

    @property
    def about(self) -> str:
        """The subject of its timeline."""
        return self.subject or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one person by one of their methods."""

    id: str
    page: str
    round: int
    step: int
    person: str
    place: int
    method: Json
    label: str
    state: str
    made_at: float
    not_before: float
    claimed_until: float = 0.0
    attempts: int = 0
    sent_at: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A page that somebody wants; ``subject`` may be empty, then it is about itself."""

    policy: Policy
    title: str
    text: str = ""
    subject: str = ""
    urgent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a step leads to: deliveries, the place after it and its lines of the timeline."""

    deliveries: Sequence[Delivery] = ()
    round: int
    step: int
    next_at: float | None
    exhausted: bool = False
    told: Sequence[tuple[str, str]] = field(default_factory=tuple)  # (kind, text)


def begun(asked: Asked, seq: int, now: float, by: str) -> dict[str, Any]:
    return {
        "id": f"PAGE{seq:07}",
        "seq": seq,
        "subject": asked.subject,
        "policy": asked.policy.id,
        "policy_name": asked.policy.name,
        "title": asked.title,
        "text": asked.text,
        "urgent": asked.urgent,
        "state": OPEN,
        "steps": canonical([as_json(step) for step in asked.policy.steps]),
        "repeat": asked.policy.repeat,
        "round": 0,
        "step": 0,
        "next_at": now,
        "opened_at": now,
        "opened_by": by,
        "acknowledged_at": None,
        "acknowledged_by": "",
        "resolved_at": None,
        "resolved_by": "",
        "exhausted_at": None,
        "reached": False,
        "readers": f"person:{by}",
    }


def readers_of(page: Page, deliveries: Sequence[Delivery]) -> str:
    """Who was paged may see the page, as a document is seen by the readers that it names."""
    new = [f"person:{each.person}" for each in deliveries if each.person]
    return "\n".join(dict.fromkeys([*page.readers.split("\n"), *new]))


def page_of(row: sa.RowMapping | dict[str, Any]) -> Page:
    return Page(**{**row, "steps": steps_of(json.loads(row["steps"]))})


def delivery_of(row: sa.RowMapping) -> Delivery:
    return Delivery(**{**row, "method": json.loads(row["method"] or "{}")})


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    names = Delivery.__dataclass_fields__
    row = {name: getattr(delivery, name) for name in names}
    return {**row, "method": canonical(delivery.method)}
