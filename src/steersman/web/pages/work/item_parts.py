"""What a work item has beside its timeline: questions, promises, approvals, other work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.work import QuestionKind
from steersman.records.desk.questions import DONE, GONE, NOBODY
from steersman.records.desk.tables import work_items
from steersman.records.names import Names, names_in
from steersman.records.store import reading
from steersman.servicedesk.reading import system_title
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

WORDS = {NOBODY: "none of them", DONE: "it is put right", GONE: "settled by itself"}
FIRST = ("id", "label", "name")  # stand on top of a candidate


@dataclass(frozen=True, slots=True)
class Candidate:
    """One account that may be meant; ``facts``: what its system says of it."""

    id: str
    label: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """``rows``: the names of the facts, so that candidates can be read line by line."""

    id: str
    text: str
    is_identity: bool
    system: str
    person: str
    person_id: str
    candidates: Sequence[Candidate]
    rows: Sequence[str]
    asked_at: float
    answer: str
    answered_by: str
    answered_at: float | None

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class Promise:
    """Something owed by a moment.  ``share``: how much of the time was needed, when it was met."""

    kind: str
    text: str
    state: str
    due_at: float
    closed_at: float | None
    starts: str
    allowed: float
    needed: float | None

    @property
    def share(self) -> float:
        return min(self.needed / self.allowed, 1.0) if self.needed and self.allowed > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Given:
    """An approval.  ``counts``: of the plan that stands now, and not lapsed."""

    by: str
    at: float
    expires_at: float
    reason: str
    channel: str
    digest: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """Another work item.  ``title`` empty: the visitor may not see it; its number is all."""

    number: str
    title: str
    status: str


def question_of(row: Json, names: Names) -> Question:
    candidates = [_candidate(each) for each in row["candidates"]]
    facts = dict.fromkeys(name for each in candidates for name in each.facts)
    answer = row["answer"] or ""
    return Question(
        id=row["id"],
        text=names.within(row["text"]),
        is_identity=row["kind"] == QuestionKind.IDENTITY.value,
        system=system_title(row["system"]),
        person=names.of(row["person"]) if row["person"] else "",
        person_id=row["person"],
        candidates=candidates,
        rows=list(facts),
        asked_at=row["asked_at"],
        answer=WORDS.get(answer, answer),
        answered_by=names.of(row["answered_by"] or ""),
        answered_at=row["answered_at"],
    )


def promise_of(row: Json, opened_at: float) -> Promise:
    closed, state = row["closed_at"], row["state"]
    return Promise(
        kind=row["kind"],
        text=row["text"],
        state=state,
        due_at=row["due_at"],
        closed_at=closed,
        starts="" if row["starts"] == "{}" else row["starts"],
        allowed=row["due_at"] - opened_at,
        needed=closed - opened_at if state == "met" and closed is not None else None,
    )


def given_of(row: Mapping[str, Any], digest: str, now: float, names: Names) -> Given:
    return Given(
        by=names.of(row["person"]),
        at=row["given_at"],
        expires_at=row["expires_at"],
        reason=row["reason"],
        channel=row["channel"],
        digest=row["digest"],
        counts=row["digest"] == digest and row["expires_at"] > now,
    )


def linked(core: Core, visitor: Visitor, numbers: Sequence[str]) -> Sequence[Linked]:
    """Those that there are, in this order, in one look at the record."""
    c = work_items.c
    seen = core.permissions.visible(visitor.caller.principal, "view", work_items)
    about = (c.number, c.procedure, c.summary, c.subject, c.status)
    wanted = sa.select(*about, seen.where.label("seen")).where(c.number.in_(numbers))
    with reading(core.store) as connection:
        rows = {row.number: row for row in connection.execute(wanted)}
    names = names_in(core.store, *(f"{row.summary} {row.subject}" for row in rows.values()))
    return [_linked(rows[number], names) for number in numbers if number in rows]


def _linked(row: sa.Row[Any], names: Names) -> Linked:
    if not row.seen:
        return Linked(row.number, "", "")
    return Linked(row.number, title_of(row.procedure, row.summary, row.subject, names), row.status)


def _candidate(told: Mapping[str, Any]) -> Candidate:
    """Whatever a system says of an account, spelled out; nothing of it is taken for markup."""
    facts: dict[str, str] = {}
    for name, value in told.items():
        if isinstance(value, Mapping):
            facts |= {str(key): str(each) for key, each in value.items()}
        elif name not in FIRST:
            facts[name] = str(value)
    if told.get("name"):
        facts = {"name": str(told["name"]), **facts}
    return Candidate(str(told["id"]), str(told.get("label") or told["id"]), facts)
