"""Documents that an outside system holds: wiki pages, resolved tickets, articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """``name`` is its path there for good; its ending (``.html``, ``.md``) says how it is read.

    ``readers``: who may read it: words like ``everyone``, a department or a role; empty: as the
    source says, which is administrators only when it says nothing.  ``changed_at``: seconds since
    1970, None where the system does not tell.
    """

    name: str
    content: bytes
    title: str = ""
    link: str = ""
    owner: str = ""
    readers: tuple[str, ...] = ()
    status: str = ""  # current, superseded, draft
    changed_at: float | None = None


class DocumentSource(Protocol):
    """Lists the documents of one system.  Reads only."""

    def documents(self) -> Iterator[SourceDocument]:
        """All of them; a document that is not listed any more is gone.

        Raises ``Transient`` when the system does not answer or stops amid the list; an end of the
        iteration means that this is all.
        """
        ...
