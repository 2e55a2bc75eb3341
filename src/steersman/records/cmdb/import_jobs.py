"""Imports that run behind a page: what was asked, how far it is and what came of it.

They stand in the store, so that any worker tells of them and a restart loses nothing of them.  A
day after they began they are forgotten.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.sources import FieldChange, Kept, Source
from steersman.records.cmdb.columns import Column
from steersman.records.cmdb.effects import Effect
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.streams import File
from steersman.records.objects import new_id, text_column
from steersman.records.store import metadata, reading, writing

KEPT = 86_400.0  # seconds
EACH = 40  # of one person; of more, the oldest that is over is forgotten
SILENT = 60.0  # seconds without a sign of life after which its worker is taken for dead
MOST_REFUSED = 20_000_000  # characters of refused rows that are kept
LOCK = "import_jobs"
import_jobs = sa.Table(
    "import_jobs",
    metadata,
    text_column("id", key=True),
    text_column("by"),
    text_column("subject"),
    text_column("name"),  # of the file
    sa.Column("form", sa.JSON, nullable=False),  # what was typed
    sa.Column("mapping", sa.JSON, nullable=False),
    text_column("promised"),  # digest of the plan that is carried out; empty: a file is read
    sa.Column("begun_at", sa.Double, nullable=False),
    sa.Column("read_at", sa.Double, nullable=False),  # the time at which the file speaks
    sa.Column("alive_at", sa.Double, nullable=False),
    sa.Column("share", sa.Double, nullable=False),
    sa.Column("over", sa.Boolean, nullable=False),
    text_column("fault"),
    sa.Column("outcome", sa.LargeBinary),  # compressed JSON
    sa.Index("import_jobs_of_somebody", "by", "begun_at"),
)
_c = import_jobs.c
_NONE = CmdbRequest(file=File(""), source=Source(name="", recency=0.0))  # it is made from the form


@dataclass(frozen=True, slots=True)
class Outcome:
    """``columns`` are of a plan; what was written has none.  ``header``: a CSV's first line."""

    plan: CmdbPlan
    columns: tuple[Column, ...] = ()
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob:
    """One file that is read, or one plan that is carried out; ``share`` of it is done.

    ``form``: what was typed; ``mapping``: what its columns are for, where somebody said so.
    """

    id: str
    by: str
    subject: str
    name: str
    form: Mapping[str, str]
    mapping: Mapping[str, str] = field(default_factory=dict)
    promised: str = ""
    begun_at: float = 0.0
    read_at: float = 0.0
    share: float = 0.0
    is_over: bool = False
    is_silent: bool = False  # its worker seems to be gone
    fault: str = ""
    outcome: Outcome | None = None


class ImportJobStore:
    """Each job is found only by who began it."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def begin(self, asked: ImportJob) -> ImportJob:
        """Keep it as begun now.  Old ones are swept away."""
        now = self._clock.now()
        job = replace(asked, id=new_id("imp"), begun_at=now, read_at=asked.read_at or now)
        row = {name: getattr(job, name) for name in ("id", "by", "subject", "name", "promised")}
        row |= {"form": dict(job.form), "mapping": dict(job.mapping), "fault": "", "share": 0.0}
        row |= {"begun_at": now, "read_at": job.read_at, "alive_at": now, "over": False}
        with writing(self._engine, LOCK) as connection:
            self._sweep(connection, job.by, now)
            connection.execute(sa.insert(import_jobs), [row])
        return job

    def find(self, job: str, by: str) -> ImportJob | None:
        wanted = sa.select(import_jobs).where(_c.id == job, _c.by == by)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).mappings().first()
        return None if row is None else self._job(row)

    def files_of(self, by: str) -> list[str]:
        """The files that no import reads any more, the one read longest ago first."""
        wanted = sa.select(_c.form, _c.over, _c.alive_at).where(_c.by == by)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.order_by(_c.begun_at, _c.id)).all()
        alive = self._clock.now() - SILENT
        needed = {row.form.get("file") for row in rows if not row.over and row.alive_at > alive}
        found = dict.fromkeys(str(row.form.get("file", "")) for row in rows)
        return [file for file in found if file and file not in needed]

    def tell(self, job: str, share: float) -> None:
        """Its worker lives, and is so far."""
        self._change(job, ~_c.over, share=share, alive_at=self._clock.now())

    def end(self, job: str, outcome: Outcome | None, fault: str = "") -> None:
        packed = None if outcome is None else _packed(outcome)
        self._change(job, sa.true(), over=True, share=1.0, outcome=packed, fault=fault)

    def _change(self, job: str, where: sa.ColumnElement[bool], **values: object) -> None:
        wanted = sa.update(import_jobs).where(_c.id == job, where).values(**values)
        with writing(self._engine, LOCK) as connection:
            connection.execute(wanted)

    def _sweep(self, connection: sa.Connection, by: str, now: float) -> None:
        connection.execute(sa.delete(import_jobs).where(_c.begun_at < now - KEPT))
        over = sa.select(_c.id).where(_c.by == by, _c.over)
        newest_first = over.order_by(_c.begun_at.desc(), _c.id).offset(EACH - 1)
        surplus = list(connection.scalars(newest_first))
        connection.execute(sa.delete(import_jobs).where(_c.id.in_(surplus)))

    def _job(self, row: sa.RowMapping) -> ImportJob:
        told = {name: row[name] for name in ("id", "by", "subject", "name", "form", "mapping")}
        told |= {name: row[name] for name in ("promised", "begun_at", "read_at", "share", "fault")}
        silent = not row["over"] and self._clock.now() - row["alive_at"] > SILENT
        outcome = None if row["outcome"] is None else _unpacked(row["outcome"])
        return ImportJob(**told, is_over=row["over"], is_silent=silent, outcome=outcome)


def _packed(outcome: Outcome) -> bytes:
    """All but the request, which the form says again, and no more refused rows than may be kept."""
    told = asdict(replace(outcome, plan=replace(outcome.plan, request=_NONE)))
    del told["plan"]["request"]
    for problem in told["plan"]["problems"]:
        del problem["verbatim"]  # it stands among the refused rows
    told["plan"]["rejected"] = _fitting(outcome.plan.rejected)
    return zlib.compress(json.dumps(told).encode(), 1)


def _fitting(rows: tuple[str, ...]) -> list[str]:
    size, found = 0, []
    for row in rows:
        size += len(row)
        if size > MOST_REFUSED:
            break
        found.append(row)
    return found


def _unpacked(packed: bytes) -> Outcome:
    told = json.loads(zlib.decompress(packed))
    columns = tuple(Column(**each) for each in told["columns"])
    return Outcome(_plan(told["plan"]), columns, told["header"])


def _plan(told: Mapping[str, Any]) -> CmdbPlan:
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
    }
    known["effects"] = tuple(_effect(each) for each in told["effects"])
    known["problems"] = tuple(
        Problem(**{**each, "kind": ProblemKind(each["kind"])}) for each in told["problems"]
    )
    return CmdbPlan(request=_NONE, **known)


def _effect(told: Mapping[str, Any]) -> Effect:
    changes = tuple(FieldChange(**each) for each in told["changes"])
    kept = tuple(Kept(**each) for each in told["kept"])
    return Effect(**{**told, "changes": changes, "kept": kept})
