"""The documents of a connected system: a wiki's pages, resolved tickets, articles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from steersman.capabilities.documents import DocumentSource, SourceDocument
from steersman.domain.errors import Permanent
from steersman.domain.readers import EVERYONE
from steersman.knowledge.retrieval.corpus import LARGEST
from steersman.knowledge.retrieval.settling import Told
from steersman.knowledge.sources.model import Trouble


class System:
    """Lists first, to the end, and keeps what came in ``folder``: half a list changes nothing."""

    def __init__(self, source: DocumentSource, folder: Path) -> None:
        self._source, self._folder = source, folder
        self._files: dict[str, Path] = {}
        self._told: dict[str, Told] = {}

    def names(self, trouble: Trouble) -> list[str]:
        for number, document in enumerate(self._source.documents()):
            if document.name in self._told:
                trouble(f"{document.name} is listed twice: only the first is kept")
            elif len(document.content) > LARGEST:
                trouble(f"{document.name} has more than {LARGEST:,} bytes: it is left out")
            else:
                self._keep(document, self._folder / str(number))
        return sorted(self._told)

    def read(self, name: str) -> bytes:
        if name not in self._files:
            raise Permanent(f"{name} is not listed any more")
        return self._files[name].read_bytes()

    def told(self, name: str) -> Told:
        return self._told.get(name, Told())

    def _keep(self, document: SourceDocument, file: Path) -> None:
        file.write_bytes(document.content)
        self._files[document.name] = file
        self._told[document.name] = Told(
            title=document.title,
            link=document.link,
            kept_by=document.owner,
            readers=_as_readers(document.readers),
            status=document.status,
            dated=_day(document.changed_at),
        )


def _as_readers(given: tuple[str, ...]) -> tuple[str, ...]:
    """``everyone`` among them means everyone that the source lets in."""
    return () if EVERYONE in given else given


def _day(seconds: float | None) -> str:
    """Empty where the system does not tell, or tells a moment that no calendar has."""
    if seconds is None:
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
