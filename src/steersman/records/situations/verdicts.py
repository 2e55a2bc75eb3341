"""What people said of situations, kept for each rule that made them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from steersman.records.situations.tables import mutes, situation_verdicts

_v, _m = situation_verdicts.c, mutes.c


def keep_in(
    connection: sa.Connection,
    situation: str,
    person: str,
    rules: Sequence[str],
    *,
    useful: bool,
    note: str,
    now: float,
) -> None:
    """The last word of each person counts."""
    mine = (_v.situation == situation) & (_v.person == person)
    connection.execute(sa.delete(situation_verdicts).where(mine))
    rows = [
        {
            "situation": situation,
            "person": person,
            "rule": rule,
            "useful": useful,
            "note": note,
            "at": now,
        }
        for rule in rules
    ]
    if rows:
        connection.execute(sa.insert(situation_verdicts), rows)


def of_rule(
    connection: sa.Connection, rule: str, matchers: Sequence[str]
) -> list[tuple[str, bool, float]]:
    """Situation, useful and when.  What was said before the rule's last mute ended is spent."""
    ended = sa.select(_m.ended_at, _m.until, _m.matchers).where(_m.kind == "noise")
    spent = max(
        (
            row.ended_at or row.until
            for row in connection.execute(ended)
            if row.matchers == matchers
        ),
        default=0.0,
    )
    asked = sa.select(_v.situation, _v.useful, _v.at).where(_v.rule == rule, _v.at > spent)
    return [(row[0], row[1], row[2]) for row in connection.execute(asked.order_by(_v.at))]
