"""The ladder: how far each capability may go in each scope, and who signed for it.

A level is raised by a signature and only as far as the gates allow; it is lowered at once by
anybody with the right, or by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.capabilities.connector import Tier
from steersman.capabilities.contract import Reversal, Risk, Spec
from steersman.domain.errors import Permanent
from steersman.records.guard.tables import levels

EVERYONE = "everyone"
SHIPPED = 2  # act on approval
LEAVER_SHIPPED = 3  # the reversible half of the leaver acts within guards
SHIPPED_SCOPES = frozenset({"procedure:leaver", "procedure:undo"})  # an undo is asked by a person
HIGHEST = 4
Rows = Mapping[tuple[str, str], int]  # (capability, scope) → level

_ROWS = sa.select(levels.c.capability, levels.c.scope, levels.c.level)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a capability is used: for which procedure, on somebody of which department."""

    procedure: str
    department: str


def rows_in(connection: sa.Connection) -> Rows:
    return {(capability, scope): at for capability, scope, at in connection.execute(_ROWS)}


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


def check_scope(scope: str) -> None:
    kind, _, name = scope.partition(":")
    if scope != EVERYONE and (kind not in ("procedure", "department") or not name):
        raise Permanent(f"{scope!r} is no scope: use everyone, procedure:NAME or department:NAME")
