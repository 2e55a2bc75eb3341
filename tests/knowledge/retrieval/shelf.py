"""Files in memory, taken into an index as those of a folder are."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.domain.errors import Permanent
from steersman.knowledge.retrieval.embedding import Embedding
from steersman.knowledge.retrieval.indexing import Indexing, Source
from steersman.records.knowledge import KnowledgeIndex


class Shelf:
    """``told``: what was said of files that cannot be read; ``progress``: (done, changed)."""

    def __init__(self, index: KnowledgeIndex, embedding: Embedding | None = None) -> None:
        self.told: list[str] = []
        self.progress: list[tuple[int, int]] = []
        self._indexing = Indexing(
            index,
            embedding,
            progress=lambda done, changed: self.progress.append((done, changed)),
            trouble=self.told.append,
        )

    def take(
        self, files: Mapping[str, str | bytes], *, source: str = "shelf", readers: str = "everyone"
    ) -> None:
        def read(name: str) -> bytes:
            content = files[name]
            if content == "locked":
                raise Permanent(f"{name} cannot be opened: permission denied")
            return content.encode() if isinstance(content, str) else content

        self._indexing.take(Source(name=source, readers=readers), sorted(files), read)
