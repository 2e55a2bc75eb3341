"""The documents that people write in Steersman itself, as they were last accepted."""

from __future__ import annotations

from datetime import UTC, datetime

from steersman.domain.errors import Permanent
from steersman.knowledge.retrieval.settling import Told
from steersman.knowledge.sources.model import Trouble
from steersman.records.knowledge.house import HouseDocuments


class House:
    def __init__(self, documents: HouseDocuments) -> None:
        self._kept = {each.name: each for each in documents.all()}

    def names(self, trouble: Trouble) -> list[str]:
        return sorted(self._kept)

    def read(self, name: str) -> bytes:
        if name not in self._kept:
            raise Permanent(f"there is no document {name} of our own")
        return self._kept[name].text.encode()

    def told(self, name: str) -> Told:
        kept = self._kept.get(name)
        if kept is None:
            return Told()
        accepted = datetime.fromtimestamp(kept.changed_at, UTC).date()
        return Told(owner=kept.owner, dated=accepted.isoformat())
