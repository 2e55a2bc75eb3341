"""Documents as people write them, read into sections and cut into passages that can be cited."""

from __future__ import annotations

from steersman.knowledge.documents.chunking import chunks
from steersman.knowledge.documents.model import Block, Chunk, Document, Kind, Limits, Section
from steersman.knowledge.documents.reading import read_document

__all__ = [
    "Block",
    "Chunk",
    "Document",
    "Kind",
    "Limits",
    "Section",
    "chunks",
    "read_document",
]
