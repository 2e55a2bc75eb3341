"""An answer: what is known, from where, how fresh, and what the question was taken to mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from steersman.domain.sources import Value


class State(Enum):
    """``UNKNOWN``: the sources do not carry an answer.  ``FORBIDDEN``: not for this asker."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer comes from.  ``as_of``: ISO 8601, when the source knew it; empty: unknown."""

    kind: str  # configuration_item, person, document …
    id: str
    title: str
    as_of: str = ""
    note: str = ""  # such as "superseded by …"
    source: str = ""  # the names of the sources that say so; empty: unknown, or not for this asker


@dataclass(frozen=True, slots=True)
class Heard:
    """Which sources state a row, the newest first, and when the newest was last heard, ISO 8601."""

    sources: tuple[str, ...] = ()
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    total: int  # rows there are; ``rows`` may hold fewer
    objects: Sequence[tuple[str, str]] = ()  # kind and id of each row's object
    heard: Sequence[Heard] = ()  # of each row's object


@dataclass(frozen=True, slots=True)
class Assistance:
    """What a language model did: made the ``query``, or ``rephrased`` the extract."""

    model: str
    did: str
    extract: str = ""  # the passage as the document has it


@dataclass(frozen=True, slots=True)
class Answer:
    """``query``: the exact query that was run, which can be edited; empty for a document."""

    state: State
    text: str
    citations: Sequence[Citation] = ()
    query: str = ""
    table: Table | None = None
    notes: Sequence[str] = ()  # what the record does not say; other things a word may mean
    assisted: Assistance | None = None  # None: by rules alone
    instead: Sequence[str] = ()  # questions that may have been meant, where this is not understood


def unknown(text: str, *notes: str, query: str = "") -> Answer:
    return Answer(State.UNKNOWN, text, query=query, notes=notes)
