"""A small record in memory that answers as the real one does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from steersman.domain.sources import Fields
from steersman.knowledge.asking.record_schema import record_schema
from steersman.knowledge.queries.model import Condition, Way
from steersman.knowledge.queries.schema import Schema
from steersman.knowledge.questions.lexicon import Name, Value
from steersman.knowledge.questions.vocabulary import Words


class MemoryWorld:
    """``things``: id to (entity, fields).  ``links``: (link, id) to ids.  ``needs``: id to ids."""

    def __init__(
        self,
        things: Mapping[str, tuple[str, Fields]],
        links: Mapping[tuple[str, str], Sequence[str]] | None = None,
        needs: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.schema: Schema = record_schema()
        self.things, self.links, self.needs = things, links or {}, needs or {}
        self._words = Words(self.schema, things.values())

    def rows(self, entity: str, where: Condition | None = None) -> Mapping[str, Fields]:
        kinds = self.schema.kinds(entity)
        return {
            each: {**row, "entity": kind}
            for each, (kind, row) in self.things.items()
            if kind in kinds
        }

    def linked(self, entity: str, link: str) -> Mapping[str, Sequence[str]]:
        return {each: ids for (name, each), ids in self.links.items() if name == link}

    def reached(self, way: Way, targets: Collection[str], hops: int) -> Collection[str]:
        edges = self.needs
        if way is Way.DEPENDS_ON:
            turned = defaultdict[str, list[str]](list)
            for each, needed in self.needs.items():
                for other in needed:
                    turned[other].append(each)
            edges = turned
        found, now, step = set[str](), set(targets), 0
        while now and (not hops or step < hops):
            now = {other for each in now for other in edges.get(each, ())} - found
            found, step = found | now, step + 1
        return found

    def names(self, key: str) -> Sequence[Name]:
        return self._words.names(key)

    def values(self, key: str) -> Sequence[Value]:
        return self._words.values(key)

    def known_values(self, field: str) -> Iterable[str]:
        return self._words.known_values(field)

    def recorded(self, entity: str) -> Collection[str]:
        return self._words.recorded(entity)

    def hidden(self, entity: str) -> Mapping[str, str]:
        return {}
