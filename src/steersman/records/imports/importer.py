"""Plan an import, and apply exactly what was planned, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.sources import AUTHORITIES, Authority, Source
from steersman.records.files.problems import Threshold
from steersman.records.imports.planning import Planner
from steersman.records.imports.plans import ImportPlan, Request
from steersman.records.imports.shapes import SHAPES
from steersman.records.store import writing
from steersman.records.writes import Batch


class Importer:
    """Imports of people, org units, positions, assets, accounts and on-call shifts."""

    def __init__(
        self, engine: sa.Engine, clock: Clock, authorities: Sequence[Authority] = AUTHORITIES
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._authorities = authorities

    def plan(
        self,
        content: str | bytes,
        *,
        format: str,
        object_type: str,
        source: Source,
        mapping: Mapping[str, str] | None = None,
        threshold: Threshold | None = None,
        encoding: str = "utf-8",
        sheet: str = "",
        complete: bool = True,
    ) -> ImportPlan:
        """What importing ``content`` would do.  Reads only.

        ``format`` is csv, json, jsonl or xlsx.  ``mapping`` renames columns (to "" leaves one out).
        ``complete``: the file lists everything that ``source`` has, so that what is absent has
        disappeared.  Bad input never raises: it is in ``plan.problems``.
        """
        if object_type not in SHAPES:
            raise Permanent(f"{object_type!r} cannot be imported; say {', '.join(SHAPES)}")
        request = Request(
            content=content,
            format=format,
            object_type=object_type,
            source=source,
            mapping=dict(mapping or {}),
            threshold=threshold or Threshold(),
            encoding=encoding,
            sheet=sheet,
            complete=complete,
        )
        with self._engine.connect() as connection:
            return self._plan(connection, request)

    def apply(self, plan: ImportPlan, *, by: str, partial: bool = False) -> None:
        """Do all of ``plan``, or nothing.  ``partial``: leave its bad rows out.

        ``Permanent`` when it has problems, or when the record changed since it was planned.
        """
        plan.refuse_if_bad(partial=partial)
        shape = SHAPES[plan.request.object_type]
        kind = shape.repository.kind
        with writing(self._engine, f"record:{kind.name}") as connection:
            again = self._plan(connection, plan.request)
            if again.digest != plan.digest:
                raise Permanent("the record changed since this was planned: plan the import again")
            source = plan.request.source
            batch = Batch(kind, self._clock.now(), by, source.name)
            batch.created += [planned.merge for planned in again.created]
            changed = (*again.updated, *again.unchanged)
            batch.changed += [planned.merge for planned in changed]
            batch.write(connection)
            repository = shape.repository(self._engine, self._clock, self._authorities)
            repository.follow(connection, batch)

    def _plan(self, connection: sa.Connection, request: Request) -> ImportPlan:
        shape = SHAPES[request.object_type]
        repository = shape.repository(self._engine, self._clock, self._authorities)
        planner = Planner(shape, repository, self._authorities, self._clock.now())
        return planner.plan(connection, request)
