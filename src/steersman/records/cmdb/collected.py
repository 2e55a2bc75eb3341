"""Who may ask a connected system for its items now, and what came of asking it last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.records.cmdb.collection import Collection, collection_of
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.silence import STALE_AFTER_DAYS
from steersman.records.cmdb.tables import ci_relation_sources, ci_sources, configuration_items
from steersman.records.sources import object_sources
from steersman.records.store import reading, writing

LOCK = "ci_sources"
LONGEST = 1800.0  # seconds after which a collection that did not end is taken for dead
_c, _s, _i, _r = ci_sources.c, object_sources.c, configuration_items.c, ci_relation_sources.c


@dataclass(frozen=True, slots=True)
class Collections:
    engine: sa.Engine
    clock: Clock

    def begin(self, system: str, *, every: float = 0.0) -> bool:
        """Be the one who asks this system; not when another does, or did within ``every`` seconds.

        A worker that died while it asked holds the others up for ``LONGEST`` at most.
        """
        now, same = self.clock.now(), _c.name == system
        row = {"asked_at": now, "asking_until": now + LONGEST}
        with writing(self.engine, LOCK) as connection:
            known = connection.execute(sa.select(ci_sources).where(same)).mappings().first()
            if known is None:
                connection.execute(sa.insert(ci_sources), [{**_new(system), **row}])
                return True
            if (known["asking_until"] or 0.0) > now or (known["asked_at"] or -every) + every > now:
                return False
            connection.execute(sa.update(ci_sources).where(same).values(row))
            return True

    def end(self, system: str, found: Collection) -> None:
        """Keep what came of it, and let others ask again."""
        row: dict[str, Any] = {"asking_until": None, "last_found": asdict(found)}
        if found.is_good:
            row["read_at"] = found.at
        if found.is_good and found.complete:
            row["whole_at"] = found.at
        with writing(self.engine, LOCK) as connection:
            connection.execute(sa.update(ci_sources).where(_c.name == system).values(row))

    def let_go(self, system: str) -> None:
        """Let others ask it again; nothing came of this."""
        free = sa.update(ci_sources).where(_c.name == system).values(asking_until=None)
        with writing(self.engine, LOCK) as connection:
            connection.execute(free)

    def last(self) -> Mapping[str, Collection]:
        """By system, what came of asking it last; of those that were ever asked."""
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(_c.name, _c.last_found)).all()
        return {row.name: found for row in rows if (found := collection_of(row.last_found))}

    def listed(self, system: str) -> Mapping[str, str]:
        """Key to name of what its last whole listing held, without what is out of use by now."""
        since = sa.select(_c.whole_at).where(_c.name == system)
        mine = (_s.object_type == CI.name) & (_s.source_name == system)
        in_use = (_i.id == _s.object_id) & (_i.life_cycle_stage != END_OF_LIFE)
        wanted = sa.select(_s.source_native_key, _i.name).where(mine, in_use)
        with reading(self.engine) as connection:
            whole_at = connection.scalar(since) or 0.0
            recent = wanted.where(_s.source_recency_timestamp >= whole_at)
            return {key: name for key, name in connection.execute(recent)}

    def has_relations(self, system: str) -> bool:
        with reading(self.engine) as connection:
            wanted = sa.select(_r.relation_id).where(_r.source_name == system).limit(1)
            return connection.scalar(wanted) is not None


def _new(system: str) -> dict[str, Any]:
    row = {"name": system, "stale_after_days": STALE_AFTER_DAYS, "last_import": 0.0}
    return {**row, "last_by": "", "last_counts": {}, "last_found": {}}
