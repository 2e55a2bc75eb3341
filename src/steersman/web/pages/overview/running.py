"""What is carried out at this moment: the step, how far it is, the level, and what is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.governor.rehearsal import Rehearsal
from steersman.records.desk.obligations import Obliged
from steersman.records.desk.tables import agenda, obligations, work_items
from steersman.records.ledger.tables import entries
from steersman.records.names import names_in
from steersman.records.overview import UNDER_WAY
from steersman.records.store import reading
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

SHOWN = 10
MOST = 1000
OWED = (Obliged.OPEN.value, Obliged.OVERDUE.value)
_w, _a, _o = work_items.c, agenda.c, obligations.c
_FROM = agenda.join(work_items, _w.number == _a.work)


@dataclass(frozen=True, slots=True)
class Owed:
    """Until when; ``took``: in how many seconds it was met, None: it is still owed."""

    due_at: float
    took: float | None


@dataclass(frozen=True, slots=True)
class Running:
    """``total`` 0: nothing is decided yet.  ``level``: the lowest of what it uses."""

    number: str
    title: str
    step: str
    done: int
    total: int
    level: int | None
    owed: Owed | None

    @property
    def share(self) -> float:
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class RunningNow:
    rows: Sequence[Running]
    count: int


@dataclass(frozen=True, slots=True)
class _Progress:
    step: str
    done: int
    total: int
    capabilities: frozenset[str]


def running_now(core: Core, visitor: Visitor) -> RunningNow:
    seen = core.permissions.visible(visitor.caller.principal, "view", work_items)
    mine = sa.and_(UNDER_WAY, seen.where)
    told = (_w.number, _w.procedure, _w.summary, _w.subject, _w.opened_at, _a.run)
    first = sa.select(*told).select_from(_FROM).where(mine).order_by(_a.started_at).limit(SHOWN)
    some = sa.select(_a.run).select_from(_FROM).where(mine).limit(MOST).subquery()
    with reading(core.store) as connection:
        rows = connection.execute(first).mappings().all()
        count = connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    return RunningNow(_described(core, rows) if rows else (), count)


def _described(core: Core, rows: Sequence[sa.RowMapping]) -> Sequence[Running]:
    progress = _progress(core, [row["run"] for row in rows])
    owed = _owed(core, {row["number"]: row["opened_at"] for row in rows})
    levels = core.levels.standing_in(sorted({f"procedure:{row['procedure']}" for row in rows}))
    names = names_in(core.store, *(f"{row['summary']} {row['subject']}" for row in rows))
    return [
        Running(
            number=row["number"],
            title=title_of(row["procedure"], row["summary"], row["subject"], names),
            step=far.step,
            done=far.done,
            total=far.total,
            level=_lowest(levels, far.capabilities, f"procedure:{row['procedure']}"),
            owed=owed.get(row["number"]),
        )
        for row in rows
        if (far := progress[row["run"]])
    ]


def _progress(core: Core, runs: Sequence[str]) -> Mapping[str, _Progress]:
    """From the ledger: what was decided for each run, intended and done."""
    decided = core.ledger.find_many(f"{run}/decision" for run in runs)
    e = entries.c
    ours = [sa.and_(e.key > f"{run}/", e.key < f"{run}0") for run in runs]  # “0” follows “/”
    wanted = sa.select(e.key).where(sa.or_(*ours)).order_by(e.seq)
    with reading(core.store) as connection:
        keys = list(connection.scalars(wanted))
    return {run: _of(run, decided.get(f"{run}/decision"), keys) for run in runs}


def _of(run: str, opening: Json | None, keys: Sequence[str]) -> _Progress:
    if opening is None:
        return _Progress("", 0, 0, frozenset())
    rehearsal = Rehearsal.from_json(opening["rehearsal"])
    planned = {step.name: step.plan.capability for step in rehearsal.steps if step.plan.changes}
    done = [name for name in planned if f"{run}/{name}/outcome" in keys]
    begun = [name for name in planned if f"{run}/{name}/intent" in keys and name not in done]
    ahead = [name for name in planned if name not in done]
    step = planned[(begun or ahead)[0]] if ahead else ""
    return _Progress(step, len(done), len(planned), frozenset(planned.values()))


def _owed(core: Core, opened: Mapping[str, float]) -> Mapping[str, Owed]:
    """The next thing owed for each piece of work; else the last that was met."""
    wanted = sa.select(_o.work, _o.state, _o.due_at, _o.closed_at).where(
        _o.work.in_(opened), _o.state.in_([Obliged.MET.value, *OWED])
    )
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(_o.due_at.desc())).all()
    met = {r.work: Owed(r.due_at, r.closed_at - opened[r.work]) for r in rows if r.closed_at}
    return {**met, **{r.work: Owed(r.due_at, None) for r in rows if r.state in OWED}}


def _lowest(
    levels: Mapping[tuple[str, str], int], capabilities: frozenset[str], scope: str
) -> int | None:
    names = {key.partition("@")[0] for key in capabilities}
    return min((levels[name, scope] for name in names if (name, scope) in levels), default=None)
