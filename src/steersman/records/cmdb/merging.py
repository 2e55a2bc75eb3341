"""Two items that are one: the duplicate goes into the other, and comes back when undone.

What the duplicate had moves: its relations, what sources say about it, its identifiers, the asset
that it is, and what refers to it.  All of it is kept with the merge, so that undoing is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.sources import (
    AUTHORITIES,
    CONSOLE,
    Authority,
    Claim,
    Fields,
    authority_for,
    winner,
)
from steersman.records.cmdb.bulk import update_rows
from steersman.records.cmdb.flat import CI, ROW, SELECT, Flat, flat_of, values_of_row
from steersman.records.cmdb.item_changes import UPDATED, disagreements, move_keys
from steersman.records.cmdb.moving_relations import move_relations, move_relations_back
from steersman.records.cmdb.reconciliation import rules_in_force
from steersman.records.cmdb.references import (
    move_attributes,
    move_attributes_back,
    move_back,
    move_references,
)
from steersman.records.cmdb.tables import ci_identifiers, ci_merges, configuration_items
from steersman.records.field_changes import RecordedChange, as_text, record
from steersman.records.objects import new_id
from steersman.records.sources import claims_of, object_sources
from steersman.records.store import writing

LOCK = f"record:{CI.name}"
MERGED, UNMERGED = "merged", "unmerged"  # how they stand in the history
_c, _s, _m = configuration_items.c, object_sources.c, ci_merges.c


class Merging:
    """``by`` is a person's id: only people say that two things are one."""

    def __init__(
        self, engine: sa.Engine, clock: Clock, authorities: Sequence[Authority] = AUTHORITIES
    ) -> None:
        self._engine, self._clock, self._authorities = engine, clock, authorities

    def merge(self, kept: str, gone: str, *, by: str, reason: str = "") -> str:
        """Let ``gone`` be part of ``kept``; the id of the merge, by which it can be undone."""
        if kept == gone:
            raise Permanent("an item cannot be merged with itself: name two")
        with writing(self._engine, LOCK) as connection:
            stays, goes = _row(connection, kept), _row(connection, gone)
            if stays["ci_class"] != goes["ci_class"]:
                raise Permanent(
                    f"{kept} is a {stays['ci_class']} and {gone} a {goes['ci_class']}: "
                    "correct the class of one of them first"
                )
            told = self._move(connection, stays, goes)
            made = new_id("mrg")
            row = {"id": made, "kept": kept, "merged": gone, "gone": told, "at": self._clock.now()}
            row |= {"by": by, "reason": reason, "undone_at": None, "undone_by": ""}
            connection.execute(sa.insert(ci_merges), [row])
            self._tell(connection, kept, (MERGED, None, gone), (flat_of(stays), told["after"]), by)
        return made

    def undo(self, merge: str, *, by: str) -> str:
        """Bring the duplicate back as it was; its id.  What others changed since stays changed."""
        with writing(self._engine, LOCK) as connection:
            row = connection.execute(sa.select(ci_merges).where(_m.id == merge)).mappings().first()
            if row is None or row["undone_at"] is not None:
                raise Permanent(f"there is no merge {merge!r} that can be undone")
            kept, gone, told = row["kept"], row["merged"], row["gone"]
            self._check_order(connection, kept, gone, row["at"])
            changed = self._bring_back(connection, kept, gone, told)
            done = {"undone_at": self._clock.now(), "undone_by": by}
            connection.execute(sa.update(ci_merges).where(_m.id == merge).values(done))
            self._tell(connection, kept, (UNMERGED, gone, None), changed, by)
            return str(gone)

    def _move(
        self, connection: sa.Connection, stays: sa.RowMapping, goes: sa.RowMapping
    ) -> dict[str, Any]:
        kept, gone = stays["id"], goes["id"]
        before = flat_of(stays)
        claims = claims_of(connection, CI.name, gone)
        told: dict[str, Any] = {
            "item": {name: goes[name] for name in ROW},
            "claims": [[claim.source_name, claim.source_native_key] for claim in claims],
        }
        connection.execute(
            sa.update(object_sources)
            .where(_s.object_type == CI.name, _s.object_id == gone)
            .values(object_id=kept)
        )
        both = claims_of(connection, CI.name, kept)
        after = self._settled(connection, before, both)
        _delete(connection, gone)
        self._rewrite(connection, stays, after, len(disagreements(both)))
        told |= {"before": before, "after": after}
        told |= {"conflicts": stays["conflicts"], "last_seen": stays["last_seen"]}
        told["relations"] = move_relations(connection, gone, kept)
        told["references"] = move_references(connection, gone, kept)
        told["attributes"] = move_attributes(connection, gone, kept)
        return told

    def _settled(self, connection: sa.Connection, before: Fields, claims: Sequence[Claim]) -> Flat:
        """What holds once all sources of both items are heard."""
        rules = rules_in_force(connection, self._authorities)
        after = dict(before)
        for name in sorted({name for claim in claims for name in claim.said}):
            best = winner(name, claims, authority_for(CI.name, name, rules))
            if best is not None:
                after[name] = best.said[name].value
        return {name: value for name, value in after.items() if value != "" or name in before}

    def _rewrite(
        self, connection: sa.Connection, row: sa.RowMapping, after: Fields, conflicts: int
    ) -> None:
        item, now = row["id"], self._clock.now()
        values = values_of_row(item, after, (row["created_at"], now, row["last_seen"]), conflicts)
        told = dict(zip(ROW, values, strict=True))
        update_rows(connection, configuration_items, UPDATED, [(*[told[n] for n in UPDATED], item)])
        move_keys(connection, [(item, flat_of(row))], [(item, after)])

    def _bring_back(
        self, connection: sa.Connection, kept: str, gone: str, told: dict[str, Any]
    ) -> tuple[Fields, Fields]:
        """What was kept, before and after it was taken apart again."""
        move_attributes_back(connection, told["attributes"], gone, kept)
        move_back(connection, told["references"], gone, kept)
        move_relations_back(connection, told["relations"])
        for source, key in told["claims"]:
            connection.execute(
                sa.update(object_sources)
                .where(_s.object_type == CI.name, _s.source_name == source)
                .where(_s.source_native_key == key, _s.object_id == kept)
                .values(object_id=gone)
            )
        connection.execute(sa.insert(configuration_items), [told["item"]])
        move_keys(connection, [], [(gone, _flat(told["item"]))])
        row = _row(connection, kept)
        now = flat_of(row)
        names = {*told["before"], *told["after"]}
        back = {n: told["before"].get(n, "") for n in names if _same(n, now, told["after"])}
        mine = claims_of(connection, CI.name, kept)
        self._rewrite(connection, row, {**now, **back}, len(disagreements(mine)))
        return now, {**now, **back}

    def _check_order(self, connection: sa.Connection, kept: str, gone: str, at: float) -> None:
        """Merges are undone the last first: a later one stands on this one."""
        later = sa.select(_m.id).where(
            sa.or_(_m.kept == kept, _m.merged == kept), _m.undone_at.is_(None), _m.at > at
        )
        first = connection.scalar(later)
        if first is not None:
            raise Permanent(f"a later merge stands on this one: undo {first} first")
        if connection.scalar(sa.select(_c.id).where(_c.id == gone)) is not None:
            raise Permanent(f"{gone} is in the record again: merge the two or leave them")

    def _tell(
        self,
        connection: sa.Connection,
        item: str,
        act: tuple[str, str | None, str | None],
        changed: tuple[Fields, Fields],
        by: str,
    ) -> None:
        """One audit row for the act itself and one for each field that it changed."""
        was, now = changed
        fields = [(n, was.get(n, ""), now.get(n, "")) for n in sorted({*was, *now})]
        rows = [act, *((n, as_text(b), as_text(a)) for n, b, a in fields if b != a)]
        told = [
            RecordedChange(
                object_type=CI.name,
                object_id=item,
                field=name,
                before=before,
                after=after,
                at=self._clock.now(),
                by=by,
                source=CONSOLE,
            )
            for name, before, after in rows
        ]
        record(connection, told)


def _same(name: str, now: Fields, after: Fields) -> bool:
    return now.get(name, "") == after.get(name, "")


def _row(connection: sa.Connection, item: str) -> sa.RowMapping:
    row = connection.execute(SELECT.where(_c.id == item)).mappings().first()
    if row is None:
        raise Permanent(f"there is no configuration item {item!r}")
    return row


def _delete(connection: sa.Connection, item: str) -> None:
    connection.execute(sa.delete(ci_identifiers).where(ci_identifiers.c.ci_id == item))
    connection.execute(sa.delete(configuration_items).where(_c.id == item))


def _flat(row: dict[str, Any]) -> Flat:
    return {**row["attributes"], **{n: row[n] for n in row if isinstance(row[n], str)}}
