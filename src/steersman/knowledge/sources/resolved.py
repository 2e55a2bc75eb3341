"""Our own resolved work items as documents: what was asked, and how it was solved."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.domain.work import Status
from steersman.knowledge.retrieval.settling import Told
from steersman.knowledge.sources.model import Trouble
from steersman.records.desk.tables import ask_backs, questions, work_items
from steersman.records.desk.work import MANUAL
from steersman.records.store import reading

MOST = 20_000  # the newest
TEXT = "text"  # the parameter that holds what somebody wrote
_w = work_items.c
_DONE = (
    sa.select(_w.number, _w.procedure, _w.summary, _w.params, _w.reasons, _w.settled_at)
    .where(_w.status == Status.DONE.value)
    .order_by(_w.seq.desc())
    .limit(MOST)
)


class Resolved:
    """Only work with words in it: something that was asked, answered or done by hand."""

    def __init__(self, store: sa.Engine) -> None:
        self._store = store
        self._texts: dict[str, str] = {}
        self._told: dict[str, Told] = {}

    def names(self, trouble: Trouble) -> list[str]:
        with reading(self._store) as connection:
            rows = connection.execute(_DONE).all()
            said = _said(connection)
        for row in rows:
            asked = str(json.loads(row.params).get(TEXT, ""))
            answers = said.get(row.number, [])
            if asked or answers or row.procedure == MANUAL:
                self._keep(row, asked, answers)
        return sorted(self._texts)

    def read(self, name: str) -> bytes:
        if name not in self._texts:
            raise Permanent(f"{name} is no resolved work item")
        return self._texts[name].encode()

    def told(self, name: str) -> Told:
        return self._told.get(name, Told())

    def _keep(self, row: Any, asked: str, answers: list[tuple[str, str]]) -> None:
        name = f"{row.number}.md"
        lines = [f"# {_line(row.summary)}", "", *_quoted(asked), "", "## How it was solved", ""]
        for question, answer in answers:
            lines += [*_quoted(question), "", *_quoted(answer), ""]
        lines += [_line(reason) for reason in json.loads(row.reasons)]
        self._texts[name] = "\n".join(lines)
        day = row.settled_at and datetime.fromtimestamp(row.settled_at, UTC).date().isoformat()
        self._told[name] = Told(title=_line(row.summary), dated=day or "", work=row.number)


def _said(connection: sa.Connection) -> dict[str, list[tuple[str, str]]]:
    """Work item → the questions about it that were answered, with their answers."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for table in (questions, ask_backs):
        c = table.c
        answered = sa.select(c.work, c.text, c.answer).where(c.answer.is_not(None))
        for row in connection.execute(answered.order_by(c.asked_at)):
            found[row.work].append((row.text, row.answer))
    return found


def _line(text: str) -> str:
    return " ".join(str(text).split())


def _quoted(text: str) -> list[str]:
    """As it was written, but no heading or head of a file: it is data."""
    return [f" {line.strip()}".replace("\n", " ") for line in text.splitlines() if line.strip()]
