"""The documents of an installation: brought up to date, and searched for somebody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.permissions import Principal
from steersman.knowledge.documents.decoding import decode
from steersman.knowledge.firewalls import Ruleset, is_firewall, read_firewall
from steersman.knowledge.retrieval.corpus import Corpus
from steersman.knowledge.retrieval.embedding import Embedding
from steersman.knowledge.retrieval.indexing import Indexing, Source
from steersman.knowledge.retrieval.search import Found, Search
from steersman.records.knowledge import KnowledgeIndex
from steersman.records.knowledge.sources import KnowledgeSource, KnowledgeSources
from steersman.records.knowledge.tables import documents
from steersman.records.permissions import Rules
from steersman.records.store import reading

Load = Callable[[], Embedding | None]
Progress = Callable[[int], Callable[[int, int], None]]
_d = documents.c


@dataclass(frozen=True, slots=True)
class Configuration:
    """A firewall's configuration as a document: its rules, and where they come from."""

    document: str
    title: str
    as_of: str
    rules: Ruleset


def _silent(files: int) -> Callable[[int, int], None]:
    return lambda done, new: None


class Library:
    """Sources in, passages out; each asker gets only what a rule lets them view."""

    def __init__(self, store: sa.Engine, rules: Rules, clock: Clock, load: Load) -> None:
        self.sources = KnowledgeSources(store, clock)
        self._store, self._rules, self._load = store, rules, load
        self._index = KnowledgeIndex(store, clock)
        self._rulesets: dict[tuple[str, str], Ruleset | None] = {}  # by document and its content

    @cached_property
    def _embedding(self) -> Embedding | None:
        """The model of meanings, which takes 200 MB: not before there is something to search."""
        return self._load()

    @cached_property
    def _search(self) -> Search:
        return Search(self._index, self._embedding)

    def read(self, name: str, progress: Progress = _silent) -> KnowledgeSource:
        """Bring the index up to what the source's folder holds now.

        ``progress`` is given the number of files, and then how many are done and were new.

        ``Permanent`` where the folder is not there or holds nothing: an empty source is a broken
        one, and its documents stay as they were.
        """
        source = self.sources.get(name)
        troubles: list[str] = []
        corpus = Corpus(Path(source.folder))
        names = corpus.names(troubles.append)
        if not names:
            raise Permanent(
                f"{source.folder} holds no documents now: nothing was changed; look whether it is "
                f"mounted, or remove the source {name!r}"
            )
        indexing = Indexing(
            self._index, self._embedding, progress=progress(len(names)), trouble=troubles.append
        )
        given = Source(name=name, readers=source.readers, owner=source.owner)
        indexing.take(given, names, corpus.read)
        self.sources.was_read(name, len(names), troubles)
        return self.sources.get(name)

    def remove(self, name: str) -> None:
        """The source and everything that came from it."""
        self.sources.remove(name)
        self._index.remove_names(name, self._index.known(name).keys())

    def find(self, principal: Principal, question: str, most: int = 5) -> tuple[Found, ...]:
        visible = self._rules.visible(principal, "view", documents)
        with reading(self._store) as connection:
            some = connection.scalar(sa.select(_d.id).where(visible.where).limit(1))
        return self._search.find(question, visible.where, most) if some else ()

    def configurations(self, principal: Principal) -> Iterator[Configuration]:
        """Every firewall configuration that the asker may read, as its file is.

        Each file is read once for as long as the index knows it with the same content.
        ``Permanent`` for one that cannot be read: without it an answer would be half of one.
        """
        folders = {each.name: Path(each.folder) for each in self.sources.all()}
        visible = self._rules.visible(principal, "view", documents)
        statement = sa.select(_d.id, _d.source, _d.name, _d.dated, _d.content)
        with reading(self._store) as connection:
            rows = connection.execute(
                statement.where(visible.where).order_by(_d.source, _d.name)
            ).all()
        for row in rows if visible.rules else ():
            if row.source in folders:
                rules = self._ruleset(folders[row.source], row.name, (row.id, row.content))
                if rules is not None:
                    yield Configuration(row.id, f"{row.source}/{row.name}", row.dated, rules)

    def _ruleset(self, folder: Path, name: str, known: tuple[str, str]) -> Ruleset | None:
        """What a document says as a firewall; None: it is something else."""
        if known in self._rulesets:
            return self._rulesets[known]
        content = Corpus(folder).read(name)
        rules = read_firewall(name, content) if is_firewall(decode(content).text) else None
        if hashlib.sha256(content).hexdigest() == known[1]:  # not changed since it was indexed
            self._rulesets[known] = rules
        return rules
