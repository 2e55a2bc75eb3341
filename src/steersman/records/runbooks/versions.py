"""Versions of runbooks: proposed by one person, decided once by another, kept for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.runbooks.tables import runbook_versions, runbooks_retired
from steersman.records.store import reading, writing

PROPOSED, ACCEPTED, REFUSED, WITHDRAWN = "proposed", "accepted", "refused", "withdrawn"
_v, _r = runbook_versions.c, runbooks_retired.c
_NEWEST = sa.select(runbook_versions).order_by(_v.name, _v.version.desc())


@dataclass(frozen=True, slots=True)
class Version:
    """``at`` and ``decided_at`` are seconds since 1970."""

    id: str
    name: str
    version: int
    text: str
    digest: str
    by: str
    eyes: str
    reason: str
    at: float
    state: str
    decided_by: str
    decided_at: float | None


@dataclass(frozen=True, slots=True)
class Retired:
    name: str
    by: str
    reason: str
    at: float


@dataclass(frozen=True)
class RunbookVersions:
    engine: sa.Engine
    clock: Clock

    def propose(
        self, *, name: str, text: str, digest: str, by: str, eyes: str, reason: str
    ) -> Version:
        """Keep it as the next version of ``name``; nothing runs by it until it is accepted."""
        last = sa.select(sa.func.coalesce(sa.func.max(_v.version), 0)).where(_v.name == name)
        with writing(self.engine, "runbooks") as connection:
            version = int(connection.scalar(last) or 0) + 1
            row = {"id": f"{name}@{version}", "name": name, "version": version, "text": text}
            row |= {"digest": digest, "by": by, "eyes": eyes, "reason": reason}
            row |= {"at": self.clock.now(), "state": PROPOSED, "decided_by": ""}
            connection.execute(sa.insert(runbook_versions).values(**row))
        return self.find(name, version)

    def find(self, name: str, version: int) -> Version:
        """``Permanent`` when there is none."""
        wanted = sa.select(runbook_versions).where(_v.name == name, _v.version == version)
        with reading(self.engine) as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            raise Permanent(f"there is no version {version} of {name}")
        return Version(**row)

    def of(self, name: str) -> Sequence[Version]:
        """The newest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(_NEWEST.where(_v.name == name)).mappings()
            return [Version(**row) for row in rows]

    def all(self) -> Mapping[str, Sequence[Version]]:
        """Those of every name, the newest first."""
        found: dict[str, list[Version]] = {}
        with reading(self.engine) as connection:
            for row in connection.execute(_NEWEST).mappings():
                found.setdefault(row["name"], []).append(Version(**row))
        return found

    def settle(self, name: str, version: int, state: str, *, by: str) -> None:
        """Once: a second answer is refused."""
        ours = sa.update(runbook_versions).where(
            _v.name == name, _v.version == version, _v.state == PROPOSED
        )
        told = {"state": state, "decided_by": by, "decided_at": self.clock.now()}
        with writing(self.engine, "runbooks") as connection:
            if connection.execute(ours.values(**told)).rowcount == 0:
                raise Permanent(f"{name}@{version} was decided already, or does not exist")

    def retire(self, name: str, *, by: str, reason: str) -> None:
        """Nobody starts it any more, whatever its version.  A second time changes nothing."""
        row = {"name": name, "by": by, "reason": reason, "at": self.clock.now()}
        with writing(self.engine, "runbooks") as connection:
            if connection.scalar(sa.select(_r.name).where(_r.name == name)) is None:
                connection.execute(sa.insert(runbooks_retired).values(**row))

    def bring_back(self, name: str) -> None:
        with writing(self.engine, "runbooks") as connection:
            connection.execute(sa.delete(runbooks_retired).where(_r.name == name))

    def retired(self) -> Mapping[str, Retired]:
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(runbooks_retired)).mappings()
            return {row["name"]: Retired(**row) for row in rows}
