"""Documents that people write here: what is accepted, and drafts that another person decides on.

They are kept in the record and not as files, so that several workers see the same, a back-up has
them, and text, decision and history change in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.objects import new_id, text_column
from steersman.records.store import metadata, reading, writing

OPEN, ACCEPTED, REFUSED, WITHDRAWN = "open", "accepted", "refused", "withdrawn"
house_documents = sa.Table(
    "house_documents",
    metadata,
    text_column("name", key=True),  # a path that ends in .md
    text_column("owner", refers_to="people"),  # who answers for it and reviews changes
    text_column("text"),  # Markdown with front matter
    sa.Column("version", sa.Integer, nullable=False),  # from 1
    sa.Column("changed_at", sa.Double, nullable=False),
)
document_drafts = sa.Table(
    "document_drafts",
    metadata,
    text_column("id", key=True),
    text_column("name"),
    text_column("owner"),  # of a new document; otherwise it stays who it is
    sa.Column("base", sa.Integer, nullable=False),  # the version it was written against; 0: new
    text_column("before"),  # that version's text
    text_column("text"),
    text_column("reason"),
    text_column("by"),
    text_column("eyes"),  # who vouched for the session or token: their eyes too
    sa.Column("at", sa.Double, nullable=False),
    text_column("state"),
    text_column("decided_by"),
    text_column("decided_why"),
    sa.Column("decided_at", sa.Double),
    sa.Index("document_drafts_by_name", "name", "at"),
    sa.Index("document_drafts_by_state", "state", "at"),
)
_h, _f = house_documents.c, document_drafts.c
LOCK = "house_documents"


@dataclass(frozen=True, slots=True)
class HouseDocument:
    """``changed_at``: seconds since 1970."""

    name: str
    owner: str
    text: str
    version: int
    changed_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """``at`` and ``decided_at``: seconds since 1970; ``base`` 0: a new document."""

    id: str
    name: str
    owner: str
    base: int
    before: str
    text: str
    reason: str
    by: str
    eyes: str
    at: float
    state: str
    decided_by: str
    decided_why: str
    decided_at: float | None


@dataclass(frozen=True)
class HouseDocuments:
    engine: sa.Engine
    clock: Clock

    def all(self) -> tuple[HouseDocument, ...]:
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(house_documents).order_by(_h.name))
            return tuple(HouseDocument(*row) for row in rows)

    def find(self, name: str) -> HouseDocument | None:
        with reading(self.engine) as connection:
            row = connection.execute(sa.select(house_documents).where(_h.name == name)).first()
        return None if row is None else HouseDocument(*row)

    def draft(
        self, *, name: str, owner: str, text: str, reason: str, by: str, eyes: str
    ) -> DocumentDraft:
        """Keep a change for review, against what is accepted now."""
        with writing(self.engine, LOCK) as connection:
            kept = connection.execute(sa.select(house_documents).where(_h.name == name)).first()
            if kept is not None and kept.text == text:
                raise Permanent("nothing is different: change something first")
            made = DocumentDraft(
                id=new_id("dft"),
                name=name,
                owner=owner if kept is None else kept.owner,
                base=0 if kept is None else kept.version,
                before="" if kept is None else kept.text,
                text=text,
                reason=reason,
                by=by,
                eyes=eyes,
                at=self.clock.now(),
                state=OPEN,
                decided_by="",
                decided_why="",
                decided_at=None,
            )
            values = {column.name: getattr(made, column.name) for column in document_drafts.c}
            connection.execute(sa.insert(document_drafts).values(**values))
        return made

    def drafts(
        self, *, name: str = "", state: str = "", most: int = 100
    ) -> Sequence[DocumentDraft]:
        """The newest first."""
        wanted = sa.select(document_drafts).order_by(_f.at.desc(), _f.id).limit(most)
        if name:
            wanted = wanted.where(_f.name == name)
        if state:
            wanted = wanted.where(_f.state == state)
        with reading(self.engine) as connection:
            return [DocumentDraft(**row) for row in connection.execute(wanted).mappings()]

    def get_draft(self, id_: str) -> DocumentDraft:
        with reading(self.engine) as connection:
            wanted = sa.select(document_drafts).where(_f.id == id_)
            row = connection.execute(wanted).mappings().first()
        if row is None:
            raise Permanent(f"there is no draft {id_}")
        return DocumentDraft(**row)

    def settle_in(
        self, connection: sa.Connection, draft: DocumentDraft, state: str, by: str, why: str
    ) -> None:
        """Once; accepting puts the text in force when nothing else was accepted meanwhile."""
        now = self.clock.now()
        told = {"state": state, "decided_by": by, "decided_why": why, "decided_at": now}
        still = (_f.id == draft.id) & (_f.state == OPEN)
        if not connection.execute(sa.update(document_drafts).where(still).values(**told)).rowcount:
            raise Permanent(f"draft {draft.id} was decided already")
        if state == ACCEPTED:
            self._accept(connection, draft, now)

    def _accept(self, connection: sa.Connection, draft: DocumentDraft, now: float) -> None:
        values = {"text": draft.text, "version": draft.base + 1, "changed_at": now}
        if draft.base:
            same = (_h.name == draft.name) & (_h.version == draft.base)
            done = connection.execute(sa.update(house_documents).where(same).values(**values))
            if not done.rowcount:
                raise Permanent(
                    f"{draft.name} has changed since this draft was written: write it anew"
                )
            return
        taken = connection.scalar(sa.select(_h.name).where(_h.name == draft.name))
        if taken is not None:
            raise Permanent(
                f"{draft.name} was made by somebody else meanwhile: write the draft anew"
            )
        new = {"name": draft.name, "owner": draft.owner, **values}
        connection.execute(sa.insert(house_documents).values(**new))
