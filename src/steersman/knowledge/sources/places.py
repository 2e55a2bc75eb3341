"""How each kind of source is opened."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from steersman.capabilities.documents import DocumentSource
from steersman.domain.errors import Permanent
from steersman.knowledge.sources.folder import Folder
from steersman.knowledge.sources.git import Repository
from steersman.knowledge.sources.house import House
from steersman.knowledge.sources.model import Holding
from steersman.knowledge.sources.resolved import Resolved
from steersman.knowledge.sources.system import System
from steersman.records.knowledge.house import HouseDocuments
from steersman.records.knowledge.sources import KnowledgeSource, Place

Systems = Callable[[], Mapping[str, DocumentSource]]


@dataclass(frozen=True)
class Places:
    """``mirrors``: where repositories are kept; ``systems``: those that hold documents."""

    store: sa.Engine
    house: HouseDocuments
    mirrors: Path = field(default_factory=lambda: Path(tempfile.gettempdir()) / "steersman-mirrors")
    systems: Systems = dict

    @contextmanager
    def open(self, source: KnowledgeSource) -> Iterator[Holding]:
        """Raises ``Permanent`` for a place that is not there."""
        if source.kind is Place.SYSTEM:
            with tempfile.TemporaryDirectory(prefix="steersman-documents-") as folder:
                yield System(self._system(source.address), Path(folder))
        else:
            yield self._at_hand(source)

    def _at_hand(self, source: KnowledgeSource) -> Holding:
        if source.kind is Place.GIT:
            return Repository(source.address, self.mirrors)
        if source.kind is Place.WORK:
            return Resolved(self.store)
        if source.kind is Place.HOUSE:
            return House(self.house)
        return Folder(Path(source.folder))

    def _system(self, name: str) -> DocumentSource:
        found = self.systems()
        if name not in found:
            known = ", ".join(sorted(found)) or "none"
            raise Permanent(
                f"{name} is no declared system that holds documents; there are: {known}"
            )
        return found[name]
