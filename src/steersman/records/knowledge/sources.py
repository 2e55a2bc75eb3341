"""Where documents come from: which places, who reads them at most, and how fresh they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

knowledge_sources = sa.Table(
    "knowledge_sources",
    metadata,
    text_column("name", key=True),
    text_column("kind"),  # see Place
    text_column("folder"),  # on the machine that reads it; empty: it is no folder
    text_column("address"),  # of a repository; the name of a system
    text_column("readers"),  # one a line, as on documents; empty: administrators
    text_column("owner"),  # whom to ask about it
    sa.Column("stale_after", sa.Integer, nullable=False),  # days; 0: never
    sa.Column("added_at", sa.Double, nullable=False),
    sa.Column("read_at", sa.Double),  # when it was last read to its end
    sa.Column("failed_at", sa.Double),  # when reading it failed, if it did the last time
    text_column("failure"),  # why
    sa.Column("files", sa.Integer, nullable=False),
    sa.Column("troubles", sa.JSON, nullable=False),  # what could not be read, and why
    info={"object_type": "knowledge_source"},
)
_c = knowledge_sources.c
_SELECT = sa.select(knowledge_sources).order_by(_c.name)
MOST_TROUBLES = 100


class Place(StrEnum):
    """What kind of place documents come from."""

    FOLDER = "folder"
    GIT = "git"
    SYSTEM = "system"  # one that is declared in the systems file
    WORK = "work"  # the resolved work items of Steersman itself
    HOUSE = "house"  # what people write here


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSource:
    """Times are seconds since 1970; ``read_at`` None: never to its end.

    ``failure``: why the last reading failed; empty when it did not.  Its documents stay as they
    were.
    """

    name: str
    folder: str = ""
    kind: Place = Place.FOLDER
    address: str = ""
    readers: str = ""
    owner: str = ""
    stale_after: int = 365
    added_at: float = 0.0
    read_at: float | None = None
    failed_at: float | None = None
    failure: str = ""
    files: int = 0
    troubles: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, in one word: the folder, the address, the system."""
        return self.folder or self.address or self.kind.value


class KnowledgeSources:
    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def all(self) -> tuple[KnowledgeSource, ...]:
        with reading(self._engine) as connection:
            return tuple(_source(row) for row in connection.execute(_SELECT).mappings())

    def get(self, name: str) -> KnowledgeSource:
        found = next((each for each in self.all() if each.name == name), None)
        if found is None:
            known = ", ".join(each.name for each in self.all()) or "none yet"
            raise Permanent(f"there is no source {name!r}; there are: {known}")
        return found

    def keep(self, source: KnowledgeSource) -> None:
        """Add it, or change where it is and who reads it."""
        row = {
            "kind": source.kind.value,
            "folder": source.folder,
            "address": source.address,
            "readers": source.readers,
            "owner": source.owner,
            "stale_after": source.stale_after,
        }
        with writing(self._engine, "knowledge_sources") as connection:
            same = _c.name == source.name
            changed = connection.execute(sa.update(knowledge_sources).where(same).values(**row))
            if not changed.rowcount:
                new = {"name": source.name, "added_at": self._clock.now(), "files": 0}
                new |= {"troubles": [], "failure": ""}
                connection.execute(sa.insert(knowledge_sources).values(**row, **new))

    def was_read(self, name: str, files: int, troubles: list[str]) -> None:
        values = {"read_at": self._clock.now(), "files": files, "failed_at": None, "failure": ""}
        with writing(self._engine, "knowledge_sources") as connection:
            connection.execute(
                sa.update(knowledge_sources)
                .where(_c.name == name)
                .values(**values, troubles=troubles[:MOST_TROUBLES])
            )

    def failed(self, name: str, why: str) -> None:
        """It could not be read to its end; what is indexed of it stays."""
        values = {"failed_at": self._clock.now(), "failure": why}
        with writing(self._engine, "knowledge_sources") as connection:
            connection.execute(sa.update(knowledge_sources).where(_c.name == name).values(**values))

    def remove(self, name: str) -> None:
        self.get(name)
        with writing(self._engine, "knowledge_sources") as connection:
            connection.execute(sa.delete(knowledge_sources).where(_c.name == name))


def _source(row: sa.RowMapping) -> KnowledgeSource:
    given = {"kind": Place(row["kind"]), "troubles": tuple(row["troubles"])}
    return KnowledgeSource(**{**row, **given})
