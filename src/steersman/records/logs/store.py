"""Writes log lines down, the newest of them, and counts all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.records.logs.tables import log_counts, log_lines, log_templates
from steersman.records.store import reading, writing

LOCK = "log lines"
MOST = 50_000  # lines that are kept
_l, _n = log_lines.c, log_counts.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One line as it is kept."""

    at: float
    sender: str
    host: str
    app: str
    severity: str
    text: str
    template: str = ""
    faults: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    what: str
    lines: int
    last_at: float


@dataclass(frozen=True)
class LogLines:
    engine: sa.Engine
    clock: Clock
    most: int = MOST

    def keep(
        self, lines: Sequence[Written], counts: Mapping[str, int], templates: Json | None = None
    ) -> None:
        """Write lines and counts down durably, all together; ``templates``: by their source."""
        now = self.clock.now()
        with writing(self.engine, LOCK) as connection:
            if lines:
                rows = [{**asdict(each), "received_at": now} for each in lines]
                connection.execute(sa.insert(log_lines), rows)
                oldest = sa.select(sa.func.max(_l.seq) - self.most).scalar_subquery()
                connection.execute(sa.delete(log_lines).where(_l.seq <= oldest))
            _count(connection, counts, now)
            for source, state in (templates or {}).items():
                same = log_templates.c.source == source
                connection.execute(sa.delete(log_templates).where(same))
                row = {"source": source, "state": json.dumps(state)}
                connection.execute(sa.insert(log_templates), [row])

    def newest(
        self, where: sa.ColumnElement[bool], host: str = "", new: bool = False, limit: int = 100
    ) -> list[Json]:
        """The newest lines first; ``new``: only those whose wording was not seen before."""
        wanted = sa.select(log_lines).where(where)
        if host:
            wanted = wanted.where(_l.host == host)
        if new:
            wanted = wanted.where(_l.is_new.is_(True))
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_l.seq.desc()).limit(limit)).mappings()
            return [dict(row) for row in rows]

    def counts(self) -> list[Counted]:
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(log_counts).order_by(_n.what)).mappings()
            return [Counted(**row) for row in rows]

    def templates(self, source: str) -> list[Json]:
        wanted = sa.select(log_templates.c.state).where(log_templates.c.source == source)
        with reading(self.engine) as connection:
            found = connection.scalar(wanted)
        state: list[Json] = json.loads(found) if found else []
        return state


def _count(connection: sa.Connection, counts: Mapping[str, int], now: float) -> None:
    for what, many in sorted(Counter(counts).items()):
        changed = connection.execute(
            sa.update(log_counts).where(_n.what == what).values(lines=_n.lines + many, last_at=now)
        )
        if not changed.rowcount:
            row = {"what": what, "lines": many, "last_at": now}
            connection.execute(sa.insert(log_counts), [row])
