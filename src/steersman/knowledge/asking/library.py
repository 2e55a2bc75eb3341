"""The documents of an installation: brought up to date, and searched for somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent, Transient
from steersman.domain.permissions import Principal
from steersman.domain.readers import kept, readers
from steersman.knowledge.asking.diagram import Drawn
from steersman.knowledge.asking.reach import Readable, readable
from steersman.knowledge.diagrams import Diagram
from steersman.knowledge.firewalls import Ruleset, read_firewall
from steersman.knowledge.retrieval.embedding import Embedding
from steersman.knowledge.retrieval.found import Found
from steersman.knowledge.retrieval.indexing import Indexing
from steersman.knowledge.retrieval.search import Search
from steersman.knowledge.retrieval.settling import Source
from steersman.knowledge.retrieval.shapes import DIAGRAM, FIREWALL, diagrams_in
from steersman.knowledge.sources.places import Places
from steersman.records.knowledge import KnowledgeIndex, Passage
from steersman.records.knowledge.house import HouseDocuments
from steersman.records.knowledge.sources import KnowledgeSource, KnowledgeSources, Place
from steersman.records.knowledge.tables import documents
from steersman.records.permissions import Rules
from steersman.records.store import reading

Load = Callable[[], Embedding | None]
Progress = Callable[[int], Callable[[int, int], None]]
MAY_BE_EMPTY = (Place.WORK, Place.HOUSE)  # nothing there is no sign that something is broken
_d = documents.c


@dataclass(frozen=True, slots=True)
class Configuration:
    """A firewall's configuration as a document: its rules, and where they come from."""

    document: str
    title: str
    as_of: str
    rules: Ruleset


@dataclass(frozen=True, slots=True)
class Original:
    """A document that is asked as it stands; ``content`` is the file itself."""

    document: str
    title: str
    source: str
    name: str
    as_of: str
    digest: str
    content: bytes


def _silent(files: int) -> Callable[[int, int], None]:
    return lambda done, new: None


class Library:
    """Sources in, passages out; each asker gets only what a rule lets them view."""

    def __init__(
        self, store: sa.Engine, rules: Rules, clock: Clock, load: Load, places: Places | None = None
    ) -> None:
        self.sources = KnowledgeSources(store, clock)
        self.house = HouseDocuments(store, clock)
        self._store, self._rules, self._load, self._clock = store, rules, load, clock
        self._places = places or Places(store, self.house)
        self._index = KnowledgeIndex(store, clock)
        self._rulesets: dict[tuple[str, str], Ruleset] = {}  # by document and its content
        self._diagrams: dict[tuple[str, str], tuple[Diagram, ...]] = {}
        self._one_at_a_time: dict[str, Lock] = defaultdict(Lock)  # by source

    @cached_property
    def _embedding(self) -> Embedding | None:
        """The model of meanings, which takes 200 MB: not before there is something to search."""
        return self._load()

    @cached_property
    def _search(self) -> Search:
        return Search(self._index, self._embedding)

    def keep(self, source: KnowledgeSource) -> KnowledgeSource:
        """Add a source or change it.  Who may read its documents holds at once.

        ``Permanent`` for readers that nobody can be.
        """
        spelled = replace(source, readers=kept(readers(source.readers)))
        self.sources.keep(spelled)
        Indexing(self._index, None).settle(_given(spelled), {})
        return self.sources.get(source.name)

    def read(self, name: str, progress: Progress = _silent) -> KnowledgeSource:
        """Bring the index up to what the source holds now.

        ``progress`` is given the number of files, and then how many are done and were new.

        ``Permanent`` where the source is not there or holds nothing: an empty source is a broken
        one, and its documents stay as they were.
        """
        source = self.sources.get(name)
        try:
            with self._one_at_a_time[name]:
                self._read(source, progress)
        except (Permanent, Transient) as error:
            self.sources.failed(name, str(error))
            raise
        return self.sources.get(name)

    def read_all(self) -> dict[str, str]:
        """Every source again; one that fails does not hold up the others.  Name → why it failed."""
        for source in self.sources.all():
            try:
                self.read(source.name)
            except (Permanent, Transient):
                continue  # it stands in the source's state
        return {each.name: each.failure for each in self.sources.all() if each.failure}

    def _read(self, source: KnowledgeSource, progress: Progress) -> None:
        troubles: list[str] = []
        with self._places.open(source) as holding:
            names = holding.names(troubles.append)
            if not names and source.kind not in MAY_BE_EMPTY:
                raise Permanent(
                    f"{source.place} holds no documents now: nothing was changed; look whether it "
                    f"is there, or remove the source {source.name!r}"
                )
            indexing = Indexing(
                self._index, self._embedding, progress=progress(len(names)), trouble=troubles.append
            )
            indexing.take(_given(source), names, holding.read, holding.told)
        self.sources.was_read(source.name, len(names), troubles)

    def remove(self, name: str) -> None:
        """The source and everything that came from it."""
        self.sources.remove(name)
        self._index.remove_names(name, self._index.known(name).keys())

    def reach(self, principal: Principal) -> Readable:
        """Which documents somebody may read; a condition on ``documents``."""
        return readable(self._rules, principal)

    def find(self, principal: Principal, question: str, most: int = 5) -> tuple[Found, ...]:
        where = self.reach(principal).where
        with reading(self._store) as connection:
            some = connection.scalar(sa.select(_d.id).where(where).limit(1))
        return self._search.find(question, where, most) if some else ()

    def whole(self, principal: Principal, document: str) -> tuple[Passage, ...]:
        """The passages of a document in reading order; none where it may not be read."""
        return self._index.whole(document, self.reach(principal).where)

    def originals(self, principal: Principal, shape: str) -> Iterator[Original]:
        """Every document of one shape that the asker may read, as it was last read."""
        may = self.reach(principal)
        wanted = sa.select(
            _d.id, _d.title, _d.source, _d.name, _d.dated, _d.content, _d.original
        ).where(may.where, _d.shape == shape)
        with reading(self._store) as connection:
            rows = connection.execute(wanted.order_by(_d.source, _d.name)).all()
        yield from (Original(*row) for row in rows)

    def configurations(self, principal: Principal) -> Iterator[Configuration]:
        """Every firewall configuration that the asker may read.

        ``Permanent`` for one that cannot be read: without it an answer would be half of one.
        """
        for each in self.originals(principal, FIREWALL):
            known = (each.document, each.digest)
            if known not in self._rulesets:
                self._rulesets[known] = read_firewall(each.name, each.content)
            title = f"{each.source}/{each.name}"
            yield Configuration(each.document, title, each.as_of, self._rulesets[known])

    def drawings(self, principal: Principal) -> Iterator[Drawn]:
        """Every diagram that the asker may read, with the document it stands in."""
        for each in self.originals(principal, DIAGRAM):
            known = (each.document, each.digest)
            if known not in self._diagrams:
                self._diagrams[known] = diagrams_in(each.name, each.content)
            title = each.title or f"{each.source}/{each.name}"
            yield Drawn(each.document, title, each.as_of, self._diagrams[known])


def _given(source: KnowledgeSource) -> Source:
    never = source.kind is Place.WORK  # what was solved then stays solved so
    return Source(
        name=source.name,
        readers=source.readers,
        owner=source.owner,
        stale_after=0 if never else source.stale_after,
    )
