"""How often each procedure was used, and how often it was proven to have helped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.records.desk.tables import evidence, work_items
from steersman.records.store import reading

ACTED = ("action_verified", "action_failed", "proof_met", "proof_failed")
HELPED = "proof_met"
SCOPE = "procedure:"
_w, _e = work_items.c, evidence.c


def _used(front: str) -> sa.Select[str, int, float]:
    mine = _w.procedure.startswith(front, autoescape=True)
    count, last = sa.func.count(), sa.func.max(_w.opened_at)
    return sa.select(_w.procedure, count, last).where(mine).group_by(_w.procedure)


def _outcomes(front: str) -> sa.Select[str, int, int]:
    mine = _e.kind.in_(ACTED), _e.scope.startswith(f"{SCOPE}{front}", autoescape=True)
    works = sa.func.count(sa.distinct(_e.work))
    helped = works.filter(_e.kind == HELPED)
    return sa.select(_e.scope, works, helped).where(*mine).group_by(_e.scope)


@dataclass(frozen=True, slots=True)
class Usage:
    """``acted``: pieces of work that did something; ``helped``: those proven to have helped."""

    used: int = 0
    last_at: float = 0.0
    acted: int = 0
    helped: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.used + other.used,
            max(self.last_at, other.last_at),
            self.acted + other.acted,
            self.helped + other.helped,
        )

    @property
    def success_rate(self) -> float | None:
        """None: it never did anything yet."""
        return self.helped / self.acted if self.acted else None


def usage(engine: sa.Engine, front: str) -> Mapping[str, Usage]:
    """Of each procedure whose name begins with ``front``."""
    found: dict[str, Usage] = {}
    with reading(engine) as connection:
        for procedure, used, last_at in connection.execute(_used(front)):
            found[procedure] = Usage(used, last_at)
        for scope, acted, helped in connection.execute(_outcomes(front)):
            name = scope.removeprefix(SCOPE)
            found[name] = replace(found.get(name, Usage()), acted=acted, helped=helped)
    return found
