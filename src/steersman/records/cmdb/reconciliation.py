"""Which source is right about which attribute of an item: the rules here, before those shipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.sources import Authority, Value
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.item_changes import disagreements
from steersman.records.cmdb.schema import load
from steersman.records.cmdb.tables import reconciliation_rules
from steersman.records.field_changes import RecordedChange, record
from steersman.records.sources import claims_of
from steersman.records.store import writing

_c = reconciliation_rules.c


def rules_in_force(connection: sa.Connection, shipped: Sequence[Authority]) -> list[Authority]:
    return [*rules_kept(connection).values(), *shipped]


def keep_rule(engine: sa.Engine, clock: Clock, name: str, rule: Authority, *, by: str) -> None:
    """Add or replace a rule of this installation; it holds from the next statement on."""
    body = {
        "fields": sorted(rule.fields),
        "sources": list(rule.sources),
        "exclusive": rule.exclusive,
        "blank_counts": rule.blank_counts,
    }
    with writing(engine, "record:configuration_item") as connection:
        unknown = rule.fields - load(connection).every_name().keys()
        if unknown or not rule.fields or not rule.sources or not name:
            raise Permanent(
                f"no class has an attribute {', '.join(sorted(unknown))}"
                if unknown
                else "a rule needs a name, attributes, and sources, the best first"
            )
        same = _c.name == name
        was = connection.execute(sa.select(reconciliation_rules).where(same)).mappings().first()
        connection.execute(sa.delete(reconciliation_rules).where(same))
        connection.execute(sa.insert(reconciliation_rules), [{"name": name, **body}])
        change = RecordedChange(
            object_type="reconciliation_rule",
            object_id=name,
            field="rule",
            before=None if was is None else canonical({k: was[k] for k in body}),
            after=canonical(body),
            at=clock.now(),
            by=by,
            source="console",
        )
        record(connection, [change])


def rules_kept(connection: sa.Connection) -> dict[str, Authority]:
    """The rules of this installation by name, in the order in which they are asked."""
    rows = connection.execute(sa.select(reconciliation_rules).order_by(_c.name)).mappings()
    return {row["name"]: _rule(row) for row in rows}


def forget_rule(engine: sa.Engine, clock: Clock, name: str, *, by: str) -> None:
    """Take a rule of this installation out; what it settled stays until somebody says more."""
    with writing(engine, "record:configuration_item") as connection:
        was = rules_kept(connection).get(name)
        if was is None:
            raise Permanent(f"there is no rule {name!r} of this installation")
        connection.execute(sa.delete(reconciliation_rules).where(_c.name == name))
        change = RecordedChange(
            object_type="reconciliation_rule",
            object_id=name,
            field="rule",
            before=canonical({"fields": sorted(was.fields), "sources": list(was.sources)}),
            after=None,
            at=clock.now(),
            by=by,
            source="console",
        )
        record(connection, [change])


def conflicts_of(connection: sa.Connection, item: str) -> Mapping[str, Mapping[str, Value]]:
    """Attribute → source → value, where the sources of an item state different things."""
    return disagreements(claims_of(connection, CI.name, item))


def _rule(row: sa.RowMapping) -> Authority:
    return Authority(
        object_type=CI.name,
        fields=frozenset(row["fields"]),
        sources=tuple(row["sources"]),
        exclusive=row["exclusive"],
        blank_counts=row["blank_counts"],
    )
