"""Figures of the search: how soon a question is answered under permissions, and how fast it reads.

The passages are made up: words by Zipf's law, vectors in clusters, as those of a company are.
What is measured is the whole way of a question, with the rules of the record in the query.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from benchmarks.rows import Row, at_least, at_most, percentile, shown
from benchmarks.stores import STORES, database_url, home
from steersman.domain.permissions import Principal
from steersman.knowledge.retrieval.corpus import Corpus
from steersman.knowledge.retrieval.embedding import WIDTH, Embedding, Vectors, load
from steersman.knowledge.retrieval.held import packed
from steersman.knowledge.retrieval.indexing import Indexing, Source
from steersman.knowledge.retrieval.search import Search
from steersman.records.all_tables import all_tables
from steersman.records.knowledge import KnowledgeIndex, ToIndex, ToIndexPassage, documents
from steersman.records.permissions import Rules
from steersman.records.store import connect
from steersman.runtime.clock import SystemClock
from steersman.settings.knowledge import KnowledgeSettings

PASSAGES, OF_DOCUMENT, WORDS, VOCABULARY, CLUSTERS = 100_000, 4, 120, 50_000, 400
QUESTIONS, ASKED_WORDS = 200, 8
BATCH = 500  # documents
GUIDE = Path(__file__).parent.parent / "docs"
READERS = ("everyone", "everyone", "everyone", "it", "finance")
_SPELLED = [f"w{rank}" for rank in range(VOCABULARY + 1)]
READER = Principal("per_1", frozenset({"employee"}), {"department": "it"})


class MadeUp:
    """A model whose vectors are chance, near the middle of one of some clusters."""

    name = "made-up"

    def __init__(self) -> None:
        self.chance = np.random.default_rng(7)
        self.middles = self._of_length_one(self.chance.normal(size=(CLUSTERS, WIDTH)))

    def leads(self, texts: Sequence[str]) -> Vectors:
        near = self.middles[self.chance.integers(CLUSTERS, size=len(texts))]
        return self._of_length_one(near + self.chance.normal(size=near.shape) * 0.04)

    def texts(self, texts: Sequence[str]) -> list[Vectors]:
        return [self.leads([text]) for text in texts]

    def question(self, text: str) -> Vectors:
        vector: Vectors = self.leads([text])[0]
        return vector

    @staticmethod
    def _of_length_one(rows: np.ndarray) -> Vectors:
        made: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return made


def run(quick: bool) -> list[Row]:
    rows: list[Row] = []
    for store in STORES:
        with home() as made, database_url(store) as url:
            engine = connect(url or f"sqlite:///{made}/records.db")
            rows += _asked(engine, store, 2_000 if quick else PASSAGES)
            engine.dispose()
    return rows + _read(quick)


def _asked(engine: sa.Engine, store: str, passages: int) -> list[Row]:
    all_tables().create_all(engine)
    index, model, clock = KnowledgeIndex(engine, SystemClock()), MadeUp(), SystemClock()
    for batch in _documents(model, passages):
        index.put(batch)
    index.tidy()
    rules = Rules(engine, clock)
    rules.install_defaults(by="benchmark")
    search = Search(index, model)
    began = time.perf_counter()
    search.find("warm up", sa.true())
    opened = time.perf_counter() - began
    took, worked = [], []
    for question in _questions(model.chance):
        began, busy = time.perf_counter(), time.process_time()
        found = search.find(question, rules.visible(READER, "view", documents).where)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
        assert len(found) == 10
    name = f"search over {passages:,} passages, under permissions"
    return [
        at_most(150, f"{name}, p95", store, percentile(took, 0.95), "ms"),
        shown(f"{name}, p50", store, percentile(took, 0.5), "ms"),
        shown(f"{name}, p95 of the processor's time", store, percentile(worked, 0.95), "ms"),
        shown(f"{name}, first question", store, opened, "s"),
        at_most(1024, f"{name}, memory of the process", store, _memory(), "MB"),
    ]


def _documents(model: MadeUp, passages: int) -> Iterator[list[ToIndex]]:
    """Four passages each; one in five documents is for another department only."""
    for first in range(0, passages // OF_DOCUMENT, BATCH):
        numbers = range(first, min(first + BATCH, passages // OF_DOCUMENT))
        said = iter(_words(model.chance, (len(numbers) * OF_DOCUMENT, WORDS)))
        vectors = iter(model.leads([""] * len(numbers) * (OF_DOCUMENT + 1)))
        yield [_document(number, said, vectors) for number in numbers]


def _document(number: int, said: Iterator[list[str]], vectors: Iterator[Vectors]) -> ToIndex:
    return ToIndex(
        id=f"doc_{number}",
        source="made-up",
        name=f"{number}.md",
        title=f"Document {number}",
        content=str(number),
        made_with="1/made-up",
        readers=READERS[number % len(READERS)],
        passages=tuple(
            ToIndexPassage(
                path=("Document",),
                text=" ".join(words),
                terms=tuple(words),
                vectors=packed(next(vectors)),
            )
            for words in islice(said, OF_DOCUMENT)
        ),
        lead=packed(next(vectors)),
    )


def _words(chance: np.random.Generator, shape: tuple[int, int]) -> list[list[str]]:
    ranks = np.minimum(chance.zipf(1.15, size=shape), VOCABULARY)
    return [[_SPELLED[rank] for rank in row] for row in ranks.tolist()]


def _questions(chance: np.random.Generator) -> Iterator[str]:
    for words in _words(chance, (QUESTIONS, ASKED_WORDS)):
        yield " ".join(words)


def _read(quick: bool) -> list[Row]:
    """Our own documentation, with the real model where set-up could make it."""
    model: Embedding | None
    model, why = load(KnowledgeSettings().model_folder)
    if model is None:
        print(f"retrieval: no rate of reading, for {why}")
        return []
    with tempfile.TemporaryDirectory() as made:
        engine = connect(f"sqlite:///{made}/index.db")
        all_tables().create_all(engine)
        corpus = Corpus(GUIDE / "guide" if quick else GUIDE)
        index = KnowledgeIndex(engine, SystemClock())
        began = time.perf_counter()
        Indexing(index, model).take(Source(name="docs"), corpus.names(), corpus.read)
        rate = index.state()[0] / (time.perf_counter() - began)
        engine.dispose()
    return [at_least(10, "reading documents with the model", "sqlite", rate, "passages/s")]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
