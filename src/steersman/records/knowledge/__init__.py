"""Documents, their passages and the index that they are found by."""

from __future__ import annotations

from steersman.records.knowledge.index import Column, KnowledgeIndex
from steersman.records.knowledge.model import (
    Known,
    Passage,
    Postings,
    Standing,
    ToIndex,
    ToIndexPassage,
)
from steersman.records.knowledge.tables import TABLES, chunks, documents, postings

__all__ = [
    "TABLES",
    "Column",
    "KnowledgeIndex",
    "Known",
    "Passage",
    "Postings",
    "Standing",
    "ToIndex",
    "ToIndexPassage",
    "chunks",
    "documents",
    "postings",
]
