"""Work items: taken in once, settled once, always with the reason why they stand so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.work import PREFIXES, STATE_OF, Due, Kind, State, Status, Work, may_become
from steersman.records.desk.agenda import schedule
from steersman.records.desk.tables import work_items
from steersman.records.prepared import Prepared
from steersman.records.store import reading, writing

MANUAL = "manual"  # the procedure of work that people do themselves

_COLUMNS = tuple(work_items.c.keys())
_BY_NUMBER = Prepared(sa.select(work_items).where(work_items.c.number == sa.bindparam("number")))
_LAST = Prepared(sa.select(sa.func.coalesce(sa.func.max(work_items.c.seq), 0)))
_BY_EVENT = sa.select(work_items.c.number).where(
    work_items.c.dedup_key == sa.bindparam("dedup_key")
)
_INSERT = Prepared(sa.insert(work_items))
# The states from which the life cycle leads to a state: what is closed or canceled stays so.
_FROM = {after: [before.value for before in State if may_become(before, after)] for after in State}
_SETTLE = Prepared(
    sa.update(work_items)
    .where(
        work_items.c.number == sa.bindparam("b_number"),
        work_items.c.state.in_(sa.bindparam("b_from", expanding=True)),
    )
    .values(
        state=sa.bindparam("b_state"),
        status=sa.bindparam("b_status"),
        reasons=sa.bindparam("b_reasons"),
        digest=sa.bindparam("b_digest"),
        settled_at=sa.bindparam("b_settled_at"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for, before the desk has given it a number."""

    procedure: str
    requester: str
    subject: str = ""
    kind: Kind = Kind.SERVICE_REQUEST
    summary: str = ""
    params: Mapping[str, str] | None = None
    caused_by: str = ""
    depth: int = 0
    dedup_key: str | None = None  # the event behind it: the same event opens one work item
    vouched_by: str = ""  # who made the token that stood for the requester: their eyes too


@dataclass(frozen=True, slots=True)
class Standing:
    """How a work item stands: status, reasons, and the digest people are asked to approve."""

    status: Status
    reasons: tuple[str, ...]
    digest: str | None
    opened_at: float
    settled_at: float | None


@dataclass(frozen=True)
class WorkItems:
    engine: sa.Engine
    clock: Clock

    def submit(self, request: Request, *, at: float | None = None) -> str:
        """Open a work item and put its first run on the agenda.  Returns its number.

        The same ``dedup_key`` a second time returns the number of the first and changes nothing.
        ``at`` delays the first run.
        """
        with writing(self.engine, "desk") as connection:
            return self.submit_in(connection, request, at=at)

    def submit_in(
        self, connection: sa.Connection, request: Request, *, at: float | None = None
    ) -> str:
        """``submit`` inside the caller's transaction, which must hold the desk's lock."""
        if request.dedup_key is not None:
            known = connection.scalar(_BY_EVENT, {"dedup_key": request.dedup_key})
            if known is not None:
                return str(known)
        seq = int(_LAST.scalar(connection)) + 1
        work = _numbered(f"{PREFIXES[request.kind]}{seq:07d}", request)
        now = self.clock.now()
        _INSERT.run(connection, _row(work, request, seq, now))
        if request.procedure != MANUAL:
            schedule(connection, work.number, now if at is None else at)
        return work.number

    def of_event(self, dedup_key: str) -> str | None:
        """The work item that an event opened, unless it was withdrawn."""
        with reading(self.engine) as connection:
            number: str | None = connection.scalar(_BY_EVENT, {"dedup_key": dedup_key})
        return number

    def withdraw(self, number: str) -> None:
        """Cancel a manual work item, and forget the event, so that it may be opened again."""
        ours = sa.update(work_items).where(
            work_items.c.number == number,
            work_items.c.procedure == MANUAL,
            work_items.c.state.in_(_FROM[State.CANCELED]),
        )
        canceled = {"state": STATE_OF[Status.CANCELED].value, "status": Status.CANCELED.value}
        with writing(self.engine, "desk") as connection:
            connection.execute(ours.values(**canceled, dedup_key=None))

    def work(self, number: str) -> Work:
        row = self.row(number)
        return Work(
            number=row["number"],
            procedure=row["procedure"],
            requester=row["requester"],
            subject=row["subject"],
            kind=Kind(row["kind"]),
            summary=row["summary"],
            params=json.loads(row["params"]),
            caused_by=row["caused_by"],
            depth=row["depth"],
        )

    def standing(self, number: str) -> Standing:
        row = self.row(number)
        reasons = tuple(json.loads(row["reasons"]))
        status = Status(row["status"])
        return Standing(status, reasons, row["digest"], row["opened_at"], row["settled_at"])

    def row(self, number: str) -> Mapping[str, Any]:
        with reading(self.engine) as connection:
            row = _BY_NUMBER.first(connection, {"number": number})
        if row is None:
            raise Permanent(f"there is no work item {number}: look it up with `steersman work`")
        return dict(zip(_COLUMNS, row, strict=True))

    def search(
        self, *, status: str = "", subject: str = "", before: int | None = None, limit: int = 50
    ) -> Sequence[Json]:
        """Newest first; ``before`` is the ``seq`` to go on from."""
        wanted = sa.select(work_items).order_by(work_items.c.seq.desc()).limit(limit)
        if status:
            wanted = wanted.where(work_items.c.status == status)
        if subject:
            wanted = wanted.where(work_items.c.subject == subject)
        if before is not None:
            wanted = wanted.where(work_items.c.seq < before)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]


def settle_in(
    connection: sa.Connection,
    run: Due,
    status: Status,
    *,
    reasons: Sequence[str],
    digest: str,
    now: float,
) -> None:
    """End a run.  Safe to repeat; a step that the life cycle does not allow changes nothing."""
    _SETTLE.run(
        connection,
        {
            "b_number": run.work,
            "b_from": _FROM[STATE_OF[status]],
            "b_state": STATE_OF[status].value,
            "b_status": status.value,
            "b_reasons": canonical(list(reasons)),
            "b_digest": digest,
            "b_settled_at": now,
        },
    )


def mark_undone_in(
    connection: sa.Connection, number: str, by: str, now: float, *, in_part: bool = False
) -> None:
    """Say on a work item that another one took it back; ``in_part``: something still stands.

    Canceled work stays canceled, also when what it had done before was taken back.
    """
    ours = sa.update(work_items).where(work_items.c.number == number)
    part = " in part" if in_part else ""
    connection.execute(ours.values(reasons=canonical([f"taken back{part} by {by}"])))
    if not in_part:
        may = ours.where(work_items.c.state.in_(_FROM[STATE_OF[Status.UNDONE]]))
        state = {"state": STATE_OF[Status.UNDONE].value, "status": Status.UNDONE.value}
        connection.execute(may.values(**state, settled_at=now))


def _numbered(number: str, request: Request) -> Work:
    return Work(
        number=number,
        procedure=request.procedure,
        requester=request.requester,
        subject=request.subject,
        kind=request.kind,
        summary=request.summary,
        params=request.params or {},
        caused_by=request.caused_by,
        depth=request.depth,
    )


def _row(work: Work, request: Request, seq: int, now: float) -> dict[str, Any]:
    return {
        "number": work.number,
        "seq": seq,
        "kind": work.kind.value,
        "procedure": work.procedure,
        "requester": work.requester,
        "vouched_by": request.vouched_by,
        "subject": work.subject,
        "summary": work.summary,
        "params": canonical(dict(work.params)),
        "caused_by": work.caused_by,
        "depth": work.depth,
        "dedup_key": request.dedup_key,
        "state": STATE_OF[Status.NEW].value,
        "status": Status.NEW.value,
        "reasons": "[]",
        "opened_at": now,
    }
