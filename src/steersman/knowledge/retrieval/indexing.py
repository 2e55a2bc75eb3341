"""Taking documents apart and putting them into the index, in batches that each are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from steersman.domain.errors import Permanent
from steersman.knowledge.documents import Chunk, Document, chunks, read_document
from steersman.knowledge.retrieval.embedding import Embedding
from steersman.knowledge.retrieval.reach import Passages, groups, said
from steersman.knowledge.retrieval.settling import Source, Told, settled, stated_of
from steersman.knowledge.retrieval.shapes import shape_of
from steersman.knowledge.retrieval.vectors import Vectors, vectors_of
from steersman.knowledge.retrieval.words import terms
from steersman.records.knowledge import KnowledgeIndex, Known, ToIndex, ToIndexPassage

__all__ = ["File", "Indexing", "Source", "Told", "document_id"]

VERSION = "1"  # of taking apart: raise it when other terms, passages or vectors come out
BATCH = 256  # passages kept at once: what an interruption costs


Reading = Callable[[str], bytes]
Telling = Callable[[str], Told]


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was read; ``name`` is its path within the source."""

    name: str
    content: bytes
    title: str = ""  # as its source says

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.title.encode() + self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class _Read:
    file: File
    document: Document
    passages: Passages
    told: Told


class Indexing:
    """Brings the index up to what a source holds now.

    ``progress`` is told how many files are done and how many of them were new; ``trouble`` which
    file could not be read and why.  Such a file is kept without passages, so that it is not tried
    again until it changes.
    """

    def __init__(
        self,
        index: KnowledgeIndex,
        embedding: Embedding | None,
        *,
        progress: Callable[[int, int], None] = lambda done, changed: None,
        trouble: Callable[[str], None] = lambda why: None,
    ) -> None:
        self._index = index
        self._embedding = embedding
        self._progress = progress
        self._trouble = trouble
        self._made_with = f"{VERSION}/{embedding.name if embedding else 'words'}"

    def take(
        self,
        source: Source,
        names: Iterable[str],
        read: Reading,
        told: Telling = lambda name: Told(),
    ) -> None:
        """Index what is new or has changed among ``names``, and drop what is not there any more.

        ``read`` gives a file's content, or raises ``Permanent`` for one that cannot be read.
        ``told`` is what the source says of a document; who may read it holds at once, before
        anything is indexed.
        """
        known = self._index.known(source.name)
        present = list(names)
        self._index.remove_names(source.name, known.keys() - set(present))
        self.settle(source, {name: told(name) for name in present if name in known})
        batch: list[_Read] = []
        new = 0
        for done, name in enumerate(present, start=1):
            changed = list(self._changed(name, read, told(name), known))
            batch += changed
            new += len(changed)
            if sum(len(one.passages) + 1 for one in batch) >= BATCH:
                self._keep(source, batch)
                batch = []
            self._progress(done, new)
        self._keep(source, batch)
        self._index.tidy()

    def settle(self, source: Source, told: Mapping[str, Told]) -> None:
        """Let what is indexed stand as its source is now: readers, owner, terms.

        Of a document that is not among ``told`` its source said what it last did.
        """
        changed = {}
        for name, was in self._index.standings(source.name).items():
            says = told[name].as_json() if name in told else was.told
            stands = settled(source, says, was.stated)
            if (says, stands) != (was.told, was.standing):
                changed[name] = Known(says, was.stated, stands)
        self._index.settle(source.name, changed)

    def _changed(
        self, name: str, read: Reading, told: Told, known: dict[str, tuple[str, str]]
    ) -> Iterator[_Read]:
        try:
            file = File(name, read(name), told.title)
        except Permanent as refusal:
            self._trouble(str(refusal))
            return
        if known.get(name) == (file.digest, self._made_with):
            return
        try:
            document = read_document(name, file.content)
        except Permanent as refusal:
            self._trouble(str(refusal))
            document = Document(name=name, format="", title=name, sections=())
        if told.title:
            document = replace(document, title=told.title)
        yield _Read(file, document, chunks(document), told)

    def _keep(self, source: Source, batch: list[_Read]) -> None:
        if not batch:
            return
        joined = [tuple(groups(one.document, one.passages)) for one in batch]
        vectors = vectors_of(joined, self._embedding)
        put = (self._to_index(source, *each) for each in zip(batch, vectors, strict=True))
        self._index.put(list(put))

    def _to_index(self, source: Source, one: _Read, vectors: Vectors) -> ToIndex:
        document, told, stated = one.document, one.told.as_json(), stated_of(one.document)
        pairs = zip(one.passages, vectors.passages, strict=True)
        shape = shape_of(one.file.name, one.file.content)
        return ToIndex(
            id=document_id(source.name, one.file.name),
            source=source.name,
            name=one.file.name,
            title=document.title,
            content=one.file.digest,
            made_with=self._made_with,
            passages=tuple(_passage(document, *pair) for pair in pairs),
            lead=vectors.lead,
            shape=shape,
            original=one.file.content if shape else b"",
            told=told,
            stated=stated,
            **asdict(settled(source, told, stated)),
        )


def document_id(source: str, name: str) -> str:
    """The same for the same place, so that a changed file stays the same document."""
    return (
        "doc_" + hashlib.sha256(f"{source}\n{name}".encode(errors="surrogatepass")).hexdigest()[:32]
    )


def _passage(document: Document, chunk: Chunk, vectors: bytes) -> ToIndexPassage:
    return ToIndexPassage(
        path=chunk.path,
        text=chunk.text,
        terms=tuple(terms(said(document, chunk))),
        vectors=vectors,
        line=chunk.line,
        page=chunk.page,
        anchor=chunk.anchor or "",
    )
