"""Plan an import of items or relations, and apply exactly what was planned, chunk by chunk.

A chunk is one transaction: while a hundred thousand items come in, others can still write (a kill
switch, an approval).  An import that was interrupted is finished by doing it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.sources import AUTHORITIES, Authority
from steersman.records.cmdb.bulk import Transactions, bulk_writer
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.items_import import ItemImport
from steersman.records.cmdb.reconciliation import rules_in_force
from steersman.records.cmdb.relation_changes import RELATION
from steersman.records.cmdb.relations_import import RelationImport
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.cmdb.silence import STALE_AFTER_DAYS
from steersman.records.cmdb.tables import ci_sources
from steersman.records.cmdb.tally import Changes, Tally
from steersman.records.store import reading, writing

LOCK = f"record:{CI.name}"
_CHANGED = "the record changed since this was planned: plan the import again, what is in stays"


class RecordChanged(Permanent):
    """Somebody wrote in between; planning again is the mend."""


class _Importing(Protocol):
    """One file, looked at once: an ``ItemImport`` or a ``RelationImport``."""

    tally: Tally

    def chunks(self) -> Iterator[list[Any]]: ...

    def decide(self, connection: sa.Connection, statements: Any) -> Changes: ...

    def finish(self, connection: sa.Connection, *, at: float, by: str) -> None: ...


class CmdbImporter:
    """Imports of configuration items and of their relations."""

    def __init__(
        self, engine: sa.Engine, clock: Clock, authorities: Sequence[Authority] = AUTHORITIES
    ) -> None:
        self._engine, self._clock, self._authorities = engine, clock, authorities

    def plan_items(self, request: CmdbRequest) -> CmdbPlan:
        """What importing the items would do.  Reads only; bad input is in ``plan.problems``."""
        return self._plan(CI.name, request)

    def plan_relations(self, request: CmdbRequest) -> CmdbPlan:
        return self._plan(RELATION, request)

    def apply(self, plan: CmdbPlan, *, by: str, partial: bool = False) -> CmdbPlan:
        """Do all of ``plan``, of which only request, subject and digests are asked; what was done.

        ``partial``: leave its bad rows out.  ``Permanent`` when it has problems; ``RecordChanged``,
        naming how far it came, when the record changed since it was planned.
        """
        with reading(self._engine) as reader:
            importing = self._importing(reader, plan.subject, plan.request)
        first = importing.tally.plan()
        first.refuse_if_bad(partial=partial)
        if importing.tally.digest_with(plan.digests) != plan.digest:
            raise RecordChanged(_CHANGED)
        with bulk_writer(self._engine, LOCK) as transaction:
            self._write(importing, transaction, plan.digests, by)
        done = importing.tally.plan()
        self._note(done, by)
        return done

    def _plan(self, subject: str, request: CmdbRequest) -> CmdbPlan:
        with reading(self._engine) as connection:
            importing = self._importing(connection, subject, request)
            for statements in importing.chunks():
                importing.tally.add(importing.decide(connection, statements))
            return importing.tally.plan()

    def _write(
        self, importing: _Importing, transaction: Transactions, digests: Sequence[str], by: str
    ) -> None:
        for number, statements in enumerate(importing.chunks()):
            with transaction() as connection:
                changes: Changes = importing.decide(connection, statements)
                if number >= len(digests) or changes.digest != digests[number]:
                    raise RecordChanged(
                        f"{_CHANGED}; {number} of {len(digests)} parts of it are in"
                    )
                changes.write(connection, at=self._clock.now(), by=by)
            importing.tally.add(changes)
        with transaction() as connection:
            importing.finish(connection, at=self._clock.now(), by=by)

    def _importing(
        self, connection: sa.Connection, subject: str, request: CmdbRequest
    ) -> _Importing:
        if subject == RELATION:
            return RelationImport(connection, request)
        return ItemImport(connection, request, rules_in_force(connection, self._authorities))

    def _note(self, plan: CmdbPlan, by: str) -> None:
        """Keep when the source spoke last, and with what outcome."""
        source = plan.request.source
        counts: Mapping[str, int] = {
            "created": plan.created,
            "updated": plan.updated,
            "unchanged": plan.unchanged,
            "refused": plan.refused,
            "disappeared": plan.disappeared,
        }
        row = {"last_import": self._clock.now(), "last_by": by, "last_counts": dict(counts)}
        same = ci_sources.c.name == source.name
        with writing(self._engine, LOCK) as connection:
            known = connection.execute(sa.update(ci_sources).where(same).values(row)).rowcount
            if not known:
                first = {**row, "name": source.name, "stale_after_days": STALE_AFTER_DAYS}
                connection.execute(sa.insert(ci_sources), [{**first, "last_found": {}}])
