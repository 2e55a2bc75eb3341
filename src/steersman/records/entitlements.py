"""The groups, roles and licences that accounts hold."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from steersman.domain.accounts import Entitlement, EntitlementKind
from steersman.domain.canonical import digest_of
from steersman.domain.sources import Source
from steersman.records.field_changes import RecordedChange, record
from steersman.records.objects import ObjectType, text_column
from steersman.records.repository import Repository
from steersman.records.sources import object_sources
from steersman.records.store import metadata, writing

entitlements = sa.Table(
    "entitlements",
    metadata,
    text_column("id", key=True),
    text_column("account", refers_to="accounts"),
    text_column("kind"),
    text_column("value"),
    sa.UniqueConstraint("account", "kind", "value", name="entitlements_held"),
    sa.Index("entitlements_by_value", "kind", "value"),
    info={"object_type": "entitlement"},
)
_c = entitlements.c
ENTITLEMENT = ObjectType(name="entitlement", table=entitlements, make=Entitlement)


class Entitlements(Repository[Entitlement]):
    kind = ENTITLEMENT

    def of_account(self, account: str) -> tuple[Entitlement, ...]:
        return self._select(_c.account == account, _c.kind, _c.value)

    def holders(self, kind: EntitlementKind, value: str) -> tuple[str, ...]:
        """The accounts that hold it: who takes up a licence, who is in a group."""
        found = self._select((_c.kind == kind.value) & (_c.value == value), _c.account)
        return tuple(entitlement.account for entitlement in found)

    def observed(
        self, account: str, kind: EntitlementKind, values: Iterable[str], *, by: str
    ) -> tuple[frozenset[str], frozenset[str]]:
        """A system lists everything of one kind that an account holds: (gained, lost)."""
        wanted = frozenset(values)
        source = Source(name=account.split(":", 1)[0], recency=self._clock.now())
        with writing(self._engine, "record:entitlement") as connection:
            held = frozenset(
                connection.scalars(
                    sa.select(_c.value).where(_c.account == account, _c.kind == kind.value)
                )
            )
            for value in sorted(wanted - held):
                row = {"account": account, "kind": kind.value, "value": value}
                self._create(connection, _id(account, kind, value), row, by, source)
            for value in sorted(held - wanted):
                self._remove(connection, _id(account, kind, value), value, by, source)
        return wanted - held, held - wanted

    def _remove(
        self, connection: sa.Connection, object_id: str, value: str, by: str, source: Source
    ) -> None:
        connection.execute(sa.delete(entitlements).where(_c.id == object_id))
        about = object_sources.c
        connection.execute(
            sa.delete(object_sources).where(
                about.object_type == ENTITLEMENT.name, about.object_id == object_id
            )
        )
        gone = RecordedChange(
            object_type=ENTITLEMENT.name,
            object_id=object_id,
            field="value",
            before=value,
            after=None,
            at=self._clock.now(),
            by=by,
            source=source.name,
        )
        record(connection, [gone])


def _id(account: str, kind: EntitlementKind, value: str) -> str:
    """The same holding always has the same id, so that its history can be followed."""
    return f"ent_{digest_of([account, kind.value, value])[:32]}"
