"""Folders whose documents are kept in the index: where they are, who reads them, how fresh."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

knowledge_sources = sa.Table(
    "knowledge_sources",
    metadata,
    text_column("name", key=True),
    text_column("folder"),  # on the machine that reads it
    text_column(
        "readers"
    ),  # as on documents: everyone, a department, a role; empty: administrators
    text_column("owner"),  # whom to ask about it
    sa.Column("added_at", sa.Double, nullable=False),
    sa.Column("read_at", sa.Double),  # when it was last read to its end
    sa.Column("files", sa.Integer, nullable=False),
    sa.Column("troubles", sa.JSON, nullable=False),  # what could not be read, and why
    info={"object_type": "knowledge_source"},
)
_c = knowledge_sources.c
_SELECT = sa.select(knowledge_sources).order_by(_c.name)
MOST_TROUBLES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSource:
    """Times are seconds since 1970; ``read_at`` None: never to its end."""

    name: str
    folder: str
    readers: str = ""
    owner: str = ""
    added_at: float = 0.0
    read_at: float | None = None
    files: int = 0
    troubles: tuple[str, ...] = ()


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
        row = {"folder": source.folder, "readers": source.readers, "owner": source.owner}
        with writing(self._engine, "knowledge_sources") as connection:
            same = _c.name == source.name
            changed = connection.execute(sa.update(knowledge_sources).where(same).values(**row))
            if not changed.rowcount:
                new = {"name": source.name, "added_at": self._clock.now(), "files": 0}
                connection.execute(sa.insert(knowledge_sources).values(**row, **new, troubles=[]))

    def was_read(self, name: str, files: int, troubles: list[str]) -> None:
        values = {"read_at": self._clock.now(), "files": files}
        with writing(self._engine, "knowledge_sources") as connection:
            connection.execute(
                sa.update(knowledge_sources)
                .where(_c.name == name)
                .values(**values, troubles=troubles[:MOST_TROUBLES])
            )

    def remove(self, name: str) -> None:
        self.get(name)
        with writing(self._engine, "knowledge_sources") as connection:
            connection.execute(sa.delete(knowledge_sources).where(_c.name == name))


def _source(row: sa.RowMapping) -> KnowledgeSource:
    return KnowledgeSource(**{**row, "troubles": tuple(row["troubles"])})
