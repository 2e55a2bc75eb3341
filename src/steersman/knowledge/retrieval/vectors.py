"""The vectors of documents: of each passage's windows, and of how the document begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.knowledge.retrieval.embedding import Embedding
from steersman.knowledge.retrieval.held import packed
from steersman.knowledge.retrieval.reach import Group

BEGINNING = 3  # groups: more than the model reads of a beginning


@dataclass(frozen=True, slots=True)
class Vectors:
    """As they are stored.  ``lead`` is empty where one window holds the whole document."""

    passages: tuple[bytes, ...]
    lead: bytes = b""


def vectors_of(
    documents: Sequence[tuple[Group, ...]], embedding: Embedding | None
) -> list[Vectors]:
    """For each document, given as its groups.  Without a model every vector is empty."""
    if embedding is None:
        return [
            Vectors(tuple(b"" for g in groups for _ in range(g.passages))) for groups in documents
        ]
    made = iter(embedding.texts([group.text for groups in documents for group in groups]))
    windows = [[next(made) for _ in groups] for groups in documents]
    long = [number for number, of in enumerate(windows) if sum(map(len, of)) > 1]
    beginnings = ["\n".join(g.text for g in documents[number][:BEGINNING]) for number in long]
    leads = dict(zip(long, map(packed, embedding.leads(beginnings)), strict=True))
    return [
        Vectors(
            tuple(
                vectors
                for group, of_group in zip(groups, windows[number], strict=True)
                for vectors in [packed(of_group)] * group.passages
            ),
            leads.get(number, b""),
        )
        for number, groups in enumerate(documents)
    ]
