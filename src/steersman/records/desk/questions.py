"""Questions to people, and what they confirmed about who owns an account."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical, digest_of
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.work import Question, QuestionKind
from steersman.records.desk.agenda import wake
from steersman.records.desk.tables import account_links, questions
from steersman.records.prepared import Prepared
from steersman.records.store import writing

NOBODY = "none"  # the answer "none of these accounts is theirs"
DONE = "done"  # the answer "I have put it right": try again
GONE = "gone"  # a later run no longer had to ask


@dataclass(frozen=True)
class Questions:
    engine: sa.Engine
    clock: Clock

    def open(self, work: str = "") -> list[Json]:
        """Unanswered questions, the oldest first."""
        wanted = sa.select(questions).where(questions.c.answered_at.is_(None))
        if work:
            wanted = wanted.where(questions.c.work == work)
        with self.engine.connect() as connection:
            rows = connection.execute(wanted.order_by(questions.c.asked_at)).mappings().all()
        return [{**row, "candidates": json.loads(row["candidates"])} for row in rows]

    def answer(self, question: str, answer: str, *, by: str) -> str:
        """Answer with a candidate's id, ``none`` or ``done``; the work is tried again at once.

        Returns the work item's number.
        """
        with writing(self.engine, "desk") as connection:
            row = _open_row(connection, question)
            if row.person and by == row.person:
                raise Permanent(f"{question} is about {by}, who cannot answer it (four-eyes)")
            if row.kind == QuestionKind.IDENTITY.value:
                self._confirm(connection, row, answer, by)
            elif answer != DONE:
                raise Permanent(f"answer {DONE!r} once it is put right")
            ours = sa.update(questions).where(questions.c.id == question)
            now = self.clock.now()
            connection.execute(ours.values(answer=answer, answered_by=by, answered_at=now))
            wake(connection, row.work, now)
            return str(row.work)

    def links(self, person: str) -> dict[tuple[str, str], tuple[bool, str]]:
        """(system, native id) → (is it theirs, who confirmed it)."""
        wanted = sa.select(account_links).where(account_links.c.person == person)
        with self.engine.connect() as connection:
            rows = connection.execute(wanted).all()
        return {(r.system, r.native_id): (r.is_theirs, r.confirmed_by) for r in rows}

    def _confirm(
        self, connection: sa.Connection, row: sa.Row[tuple[str]], answer: str, by: str
    ) -> None:
        ids = [candidate["id"] for candidate in json.loads(row.candidates)]
        if answer != NOBODY and answer not in ids:
            raise Permanent(f"answer with one of {', '.join(ids)} or {NOBODY!r}")
        for native_id in ids:
            link = {"system": row.system, "native_id": native_id, "person": row.person}
            same = sa.and_(*(account_links.c[name] == value for name, value in link.items()))
            connection.execute(sa.delete(account_links).where(same))
            told = {"is_theirs": native_id == answer, "confirmed_by": by}
            told_at = {"confirmed_at": self.clock.now()}
            connection.execute(sa.insert(account_links).values(**link, **told, **told_at))


def ask_in(connection: sa.Connection, work: str, asked: Iterable[Question], now: float) -> None:
    """Keep the open questions of ``work`` equal to what its last run asked.

    A question that came back is open again; one that did not has settled itself.
    """
    rows = {str(row["id"]): row for row in (_row(work, question, now) for question in asked)}
    known = dict(_OF_WORK.all(connection, {"work": work}))
    for name, row in rows.items():
        if name not in known:
            connection.execute(sa.insert(questions), row)
        elif known[name] is not None:
            again = {"answer": None, "answered_by": None, "answered_at": None}
            connection.execute(sa.update(questions).where(questions.c.id == name).values(**again))
    gone = [name for name, answered in known.items() if answered is None and name not in rows]
    if gone:
        settled = {"answer": GONE, "answered_by": "system:desk", "answered_at": now}
        connection.execute(sa.update(questions).where(questions.c.id.in_(gone)).values(**settled))


_OF_WORK = Prepared(
    sa.select(questions.c.id, questions.c.answered_at).where(
        questions.c.work == sa.bindparam("work")
    )
)


def _row(work: str, question: Question, now: float) -> dict[str, object]:
    candidates = [dict(candidate) for candidate in question.candidates]
    name = [work, question.step, question.text, candidates]
    return {
        "id": f"Q{digest_of(name)[:12]}",
        "work": work,
        "step": question.step,
        "kind": question.kind.value,
        "text": question.text,
        "system": question.system,
        "person": question.person,
        "candidates": canonical(candidates),
        "asked_at": now,
    }


def _open_row(connection: sa.Connection, question: str) -> sa.Row[tuple[str]]:
    wanted = sa.select(questions).where(questions.c.id == question)
    row = connection.execute(wanted).first()
    if row is None:
        raise Permanent(f"there is no question {question}")
    if row.answered_at is not None:
        raise Permanent(f"{question} was answered by {row.answered_by}")
    return row
