"""Finding passages: exact, over everything that the asker may read and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from steersman.knowledge.retrieval.currency import in_order
from steersman.knowledge.retrieval.embedding import Embedding
from steersman.knowledge.retrieval.found import Found
from steersman.knowledge.retrieval.fusion import By, fuse
from steersman.knowledge.retrieval.held import Columns, Held
from steersman.knowledge.retrieval.lexical import Standing, share
from steersman.knowledge.retrieval.meaning import nearness
from steersman.knowledge.retrieval.occurrences import Occurrences, Occurring
from steersman.knowledge.retrieval.words import terms
from steersman.records.knowledge import KnowledgeIndex

__all__ = ["Found", "Search"]

Where = sa.ColumnElement[bool]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
LONGEST = 8000  # characters of a question that are looked at
EQUALS = 20  # further documents: equal ones stand by their names, old ones below new ones
DIGITS = 6  # of a score: beyond them the same sum comes out differently on another processor


@dataclass(frozen=True, slots=True)
class _Readable:
    """The passages that may be read: their places in what is held, ascending."""

    columns: Columns
    places: Ints
    place_of: Ints  # by row of what is held: the place among the readable ones, -1 for any other

    @property
    def documents(self) -> Ints:
        return self.columns.documents[self.places]

    @property
    def numbers(self) -> Ints:
        return self.columns.numbers[self.places]

    def standing(self, found: Occurrences) -> Standing:
        """Where it stands among these: hidden and deleted passages drop out."""
        places = self.place_of[found.rows]
        kept = places >= 0
        return Standing(places[kept], found.often[kept].astype(np.float32))


class Search:
    """Finds documents by what they say.  ``embedding`` None: by words alone."""

    def __init__(self, index: KnowledgeIndex, embedding: Embedding | None) -> None:
        self._index = index
        self._held = Held(index)
        self._occurring = Occurring(index)
        self._embedding = embedding

    @property
    def knows_meaning(self) -> bool:
        return self._embedding is not None

    def names(self) -> frozenset[str]:
        """By what documents may be named: their ids and their names."""
        return self._index.names()

    def find(
        self, question: str, where: Where, most: int = 10, by: By = By.BOTH
    ) -> tuple[Found, ...]:
        """The documents that answer best, one passage of each, best first.

        ``where`` is a condition on ``documents``: ``Rules.visible(…).where`` for a principal.
        """
        question = question[:LONGEST]
        readable = self._readable(where)
        if not len(readable.places) or not question.strip():
            return ()
        words = self._words(terms(question), readable)
        scores = fuse(words, self._meaning(question, readable), by)
        best = _best_of_each(readable.documents, scores, most + EQUALS)
        numbers = readable.numbers[best].tolist()
        shown = self._index.passages(numbers, where)
        found = [
            Found(shown[number], round(float(scores[place]), DIGITS))
            for number, place in zip(numbers, best, strict=True)
            if number in shown
        ]
        return in_order(found, most)

    def _readable(self, where: Where) -> _Readable:
        columns = self._held.columns()
        allowed = self._index.allowed(where)
        may = np.zeros(1 + max(columns.documents.max(initial=0), allowed.max(initial=0)), bool)
        may[allowed] = True
        places = np.flatnonzero(may[columns.documents])
        place_of = np.full(len(columns.numbers), -1, np.int64)
        place_of[places] = np.arange(len(places))
        return _Readable(columns, places, place_of)

    def _words(self, asked: Sequence[str], readable: _Readable) -> Floats:
        terms, pairs = self._occurring.find(asked, readable.columns)
        return share(
            asked,
            {term: readable.standing(found) for term, found in terms.items()},
            {pair: readable.standing(found) for pair, found in pairs.items()},
            readable.columns.lengths[readable.places],
        )

    def _meaning(self, question: str, readable: _Readable) -> Floats | None:
        if self._embedding is None or not len(readable.columns.vectors):
            return None
        return nearness(readable.columns, self._embedding.question(question))[readable.places]


def _best_of_each(documents: Ints, scores: Floats, most: int) -> list[int]:
    """Places of the best passages, one a document; of equal ones the first."""
    looked_at = 8 * most
    while True:
        best: dict[int, int] = {}
        for place in _highest(scores, looked_at):
            if len(best) == most or scores[place] <= 0:
                return list(best.values())
            best.setdefault(int(documents[place]), int(place))
        if looked_at >= len(scores):
            return list(best.values())
        looked_at *= 8


def _highest(scores: Floats, many: int) -> Ints:
    """Places of the highest scores, from the highest down: at least so many, where there are."""
    if many >= len(scores):
        return np.argsort(-scores, kind="stable")
    bound = np.partition(scores, -many)[-many]
    among = np.flatnonzero(scores >= bound)
    return among[np.argsort(-scores[among], kind="stable")]
