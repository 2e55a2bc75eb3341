"""The ladder: how far each capability may go in each scope, and who signed for it.

A level is raised by a signature and only as far as the gates allow; it is lowered at once by
anybody with the right, or by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.capabilities.connector import Tier
from steersman.capabilities.contract import Reversal, Risk, Spec
from steersman.domain.errors import Permanent
from steersman.records.guard.tables import levels
from steersman.records.ledger.tables import entries as ledger
from steersman.records.prepared import Prepared

EVERYONE = "everyone"
SHIPPED = 2  # act on approval
LEAVER_SHIPPED = 3  # the reversible half of the leaver acts within guards
# An undo is asked by a person; the end of an environment was agreed to when it was asked for.
SHIPPED_SCOPES = frozenset({"procedure:leaver", "procedure:undo", "procedure:end_environment"})
HIGHEST = 4
Rows = Mapping[tuple[str, str], int]  # (capability, scope) → level

_ROWS = Prepared(sa.select(levels.c.capability, levels.c.scope, levels.c.level))
_ENTRIES = Prepared(sa.select(ledger.c.body).where(ledger.c.kind == "level").order_by(ledger.c.seq))


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a capability is used: for which procedure, on somebody of which department."""

    procedure: str
    department: str


def rows_in(connection: sa.Connection) -> Rows:
    """The levels that were changed.  A row counts as far as the ledger says the same: whoever
    edits the table alone, or takes a row out of it, can only lower a level.
    """
    kept = {(capability, scope): at for capability, scope, at in _ROWS.all(connection)}
    told: dict[tuple[str, str], int] = {}
    for (body,) in _ENTRIES.all(connection):
        entry = json.loads(body)
        told[entry["capability"], entry["scope"]] = entry["to"]  # the last one counts
    return {
        where: min(kept[where], told[where])
        if where in kept and where in told
        else min(SHIPPED, kept.get(where, told.get(where, SHIPPED)))
        for where in kept.keys() | told.keys()
    }


def shipped(spec: Spec, scope: str) -> int:
    """The level that a capability has before anybody changed it."""
    mild = spec.reversal is not Reversal.NONE and spec.risk <= Risk.MEDIUM
    return LEAVER_SHIPPED if mild and scope in SHIPPED_SCOPES else SHIPPED


def effective(spec: Spec, scope: Scope, rows: Rows, tier: Tier) -> int:
    """The level that counts.  The procedure's row goes before everyone's; a department's row,
    and the measured quality of the connector, can only lower it.
    """
    procedure = f"procedure:{scope.procedure}"
    general = rows.get((spec.name, EVERYONE))
    stands = rows.get((spec.name, procedure))
    if stands is None:
        stands = shipped(spec, procedure) if general is None else general
    if general is not None:
        stands = min(stands, general) if general < SHIPPED else stands
    stands = min(stands, rows.get((spec.name, f"department:{scope.department}"), HIGHEST))
    return min(stands, tier.value)


def standing(spec: Spec, scope: str, rows: Rows) -> int:
    """The level of one scope by itself: what a statement is signed "from".

    A department without a row holds nobody back, so it stands at the highest level around it.
    """
    own, general = rows.get((spec.name, scope)), rows.get((spec.name, EVERYONE))
    if own is not None:
        return own
    if scope.startswith("department:"):
        around = (at for (name, where), at in rows.items() if _counts(spec, name, where))
        return max(*(shipped(spec, each) for each in SHIPPED_SCOPES), *around)
    return shipped(spec, scope) if general is None else general


def _counts(spec: Spec, name: str, where: str) -> bool:
    return name == spec.name and not where.startswith("department:")


def check_scope(scope: str) -> None:
    kind, _, name = scope.partition(":")
    if scope != EVERYONE and (kind not in ("procedure", "department") or not name):
        raise Permanent(f"{scope!r} is no scope: use everyone, procedure:NAME or department:NAME")
