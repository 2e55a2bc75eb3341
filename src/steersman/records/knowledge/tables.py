"""Where documents, their passages and the index of both are kept.

A document's row carries who may read it, so that a rule's filter stands in the query itself.
Numbers are given once and never again: what somebody still holds of a deleted document finds
nothing.
"""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata

# What no rule filters by.
DERIVED = ("number", "content", "made_with", "original", "told", "stated")
documents = sa.Table(
    "documents",
    metadata,
    text_column("id", key=True),
    sa.Column("number", sa.Integer, nullable=False),
    text_column("source"),  # where it comes from: a folder, a repository, a wiki
    text_column("name"),  # within the source: a path
    text_column("title"),
    text_column("link"),
    text_column("owner", refers_to="people"),
    text_column("kept_by"),  # who answers for it, as the document or its source words it
    text_column("readers"),  # one a line, see domain.readers; empty: only whom a rule lets read all
    text_column("status"),  # current, superseded, obsolete, archived, draft; empty: nothing is said
    text_column("superseded_by"),  # a path, title or link, as it is written
    text_column("dated"),  # ISO 8601: when it was last looked at, as it says itself or its source
    text_column("stale_on"),  # ISO 8601: from then on it must be looked at again; empty: never
    text_column("work"),  # the resolved work item that it is; empty: none
    text_column("shape"),  # firewall, diagram; empty: text
    sa.Column("original", sa.LargeBinary, nullable=False),  # of what is asked as it stands
    sa.Column("told", sa.JSON, nullable=False),  # what its source says of it
    sa.Column("stated", sa.JSON, nullable=False),  # what it says of itself
    text_column("content"),  # SHA-256 of the file
    text_column("made_with"),  # what took it apart: another version indexes it again
    sa.Column("indexed_at", sa.Double, nullable=False),
    sa.UniqueConstraint("number", name="documents_number"),
    sa.UniqueConstraint("source", "name", name="documents_name"),
    sa.Index("documents_by_shape", "shape"),
    sa.Index("documents_by_term", "stale_on"),
    sa.Index("documents_by_owner", "owner"),
    info={"object_type": "document", "derived": DERIVED},
)
chunks = sa.Table(
    "document_chunks",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("document", sa.Integer, nullable=False),  # its number
    sa.Column("position", sa.Integer, nullable=False),  # in the document, from 0
    sa.Column("path", sa.JSON, nullable=False),  # the headings above it, from the title down
    text_column("text"),
    sa.Column("line", sa.Integer),
    sa.Column("page", sa.Integer),
    text_column("anchor"),
    sa.Column("length", sa.Integer, nullable=False),  # terms
    sa.Column("vectors", sa.LargeBinary, nullable=False),  # 16-bit floats, one row a window
    # The vector of the document's beginning, with its first passage.  Not with the document: every
    # search looks through all of those, for who may read them.
    sa.Column("lead", sa.LargeBinary, nullable=False),
    sa.Index("document_chunks_by_document", "document", "position"),
)
postings = sa.Table(
    "document_postings",
    metadata,
    text_column("term", key=True),
    sa.Column("segment", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("chunks", sa.LargeBinary, nullable=False),  # numbers, 32 bits, ascending
    sa.Column("frequencies", sa.LargeBinary, nullable=False),  # 8 bits, in the same order
    sa.Column(
        "positions", sa.LargeBinary, nullable=False
    ),  # 16 bits, as many as the frequencies say
    sa.Index("document_postings_by_segment", "segment"),
)
counters = sa.Table(
    "document_counters",
    metadata,
    text_column(
        "name", key=True
    ),  # document, chunk, segment: the last number given; removed: how many
    sa.Column("value", sa.Integer, nullable=False),
)
TABLES = (documents, chunks, postings, counters)
