"""Taking documents apart and putting them into the index, in batches that each are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from steersman.domain.errors import Permanent
from steersman.knowledge.documents import Chunk, Document, chunks, read_document
from steersman.knowledge.retrieval.embedding import Embedding
from steersman.knowledge.retrieval.reach import Passages, groups, said
from steersman.knowledge.retrieval.vectors import Vectors, vectors_of
from steersman.knowledge.retrieval.words import terms
from steersman.records.knowledge import KnowledgeIndex, ToIndex, ToIndexPassage

VERSION = "1"  # of taking apart: raise it when other terms, passages or vectors come out
BATCH = 256  # passages kept at once: what an interruption costs


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where documents come from and who may read them.  Without readers only administrators."""

    name: str
    readers: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was read; ``name`` is its path within the source."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class _Read:
    file: File
    document: Document
    passages: Passages


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

    def take(self, source: Source, names: Iterable[str], read: Callable[[str], bytes]) -> None:
        """Index what is new or has changed among ``names``, and drop what is not there any more.

        ``read`` gives a file's content, or raises ``Permanent`` for one that cannot be read.
        """
        known = self._index.known(source.name)
        present = list(names)
        self._index.remove_names(source.name, known.keys() - set(present))
        batch: list[_Read] = []
        new = 0
        for done, name in enumerate(present, start=1):
            changed = list(self._changed(name, read, known))
            batch += changed
            new += len(changed)
            if sum(len(one.passages) + 1 for one in batch) >= BATCH:
                self._keep(source, batch)
                batch = []
            self._progress(done, new)
        self._keep(source, batch)
        self._index.tidy()

    def _changed(
        self, name: str, read: Callable[[str], bytes], known: dict[str, tuple[str, str]]
    ) -> Iterator[_Read]:
        try:
            file = File(name, read(name))
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
        yield _Read(file, document, chunks(document))

    def _keep(self, source: Source, batch: list[_Read]) -> None:
        if not batch:
            return
        joined = [tuple(groups(one.document, one.passages)) for one in batch]
        vectors = vectors_of(joined, self._embedding)
        put = (self._to_index(source, *each) for each in zip(batch, vectors, strict=True))
        self._index.put(list(put))

    def _to_index(self, source: Source, one: _Read, vectors: Vectors) -> ToIndex:
        document = one.document
        pairs = zip(one.passages, vectors.passages, strict=True)
        return ToIndex(
            id=document_id(source.name, one.file.name),
            source=source.name,
            name=one.file.name,
            title=document.title,
            content=one.file.digest,
            made_with=self._made_with,
            passages=tuple(_passage(document, *pair) for pair in pairs),
            lead=vectors.lead,
            readers=source.readers,
            owner=source.owner,
            status=document.status or "",
            dated=document.date.isoformat() if document.date else "",
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
