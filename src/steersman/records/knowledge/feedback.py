"""Whether an answer from a document solved what was asked, as the askers say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import digest_of
from steersman.domain.clock import Clock
from steersman.records.knowledge.writing import slices
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

document_feedback = sa.Table(
    "document_feedback",
    metadata,
    text_column("id", key=True),  # one voice a person, question, document and version
    text_column("document"),
    text_column("version"),  # what it held: SHA-256
    text_column("question"),
    text_column("person"),
    sa.Column("solved", sa.Boolean, nullable=False),
    text_column("why"),
    text_column("work"),  # the work item that the question was handed over in; empty: none
    sa.Column("at", sa.Double, nullable=False),
    sa.Index("document_feedback_by_document", "document", "at"),
)
_c = document_feedback.c


@dataclass(frozen=True, slots=True)
class Solved:
    """How often a document solved what was asked, of all versions."""

    yes: int = 0
    no: int = 0

    @property
    def share(self) -> float | None:
        """None: nobody has said."""
        return self.yes / (self.yes + self.no) if self.yes + self.no else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What one person said of one answer.  ``at``: seconds since 1970."""

    document: str
    version: str
    question: str
    person: str
    solved: bool
    why: str = ""
    work: str = ""
    at: float = 0.0

    @property
    def id(self) -> str:
        said = [self.document, self.version, self.question.casefold(), self.person]
        return f"fbk_{digest_of(said)[:32]}"


@dataclass(frozen=True)
class DocumentFeedback:
    engine: sa.Engine
    clock: Clock

    def keep(self, voice: Voice) -> None:
        """Said again about the same answer, it replaces what was said before."""
        with writing(self.engine, "document_feedback") as connection:
            self.keep_in(connection, voice)

    def keep_in(self, connection: sa.Connection, voice: Voice) -> None:
        fields = ("document", "version", "question", "person", "solved", "why", "work")
        row = {name: getattr(voice, name) for name in fields}
        connection.execute(sa.delete(document_feedback).where(_c.id == voice.id))
        new = {"id": voice.id, **row, "at": self.clock.now()}
        connection.execute(sa.insert(document_feedback).values(**new))

    def handed_over_in(self, connection: sa.Connection, voice: Voice) -> str:
        """The work item that this very question was handed over in already; empty: none."""
        return connection.scalar(sa.select(_c.work).where(_c.id == voice.id)) or ""

    def counts(self, documents: Collection[str]) -> dict[str, Solved]:
        """Of each document that anybody has said something of."""
        found: dict[str, Solved] = {}
        yes = sa.func.sum(sa.case((_c.solved.is_(True), 1), else_=0))
        wanted = sa.select(_c.document, yes, sa.func.count()).group_by(_c.document)
        with reading(self.engine) as connection:
            for some in slices(sorted(documents)):
                for document, solved, all_ in connection.execute(
                    wanted.where(_c.document.in_(some))
                ):
                    found[document] = Solved(int(solved), int(all_) - int(solved))
        return found

    def of(self, document: str, most: int = 50) -> Sequence[Voice]:
        """The newest first."""
        wanted = sa.select(*(_c[name] for name in Voice.__slots__)).where(_c.document == document)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_c.at.desc(), _c.id).limit(most)).mappings()
            return [Voice(**row) for row in rows]
