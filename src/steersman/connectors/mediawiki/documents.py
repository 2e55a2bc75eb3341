"""The pages of a wiki as documents: their HTML, link, and the day and author of the last edit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime

from steersman.capabilities.documents import SourceDocument
from steersman.connectors.mediawiki.client import MediaWikiClient
from steersman.connectors.mediawiki.settings import MediaWikiSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

_BARE = {"disableeditsection": 1, "disabletoc": 1, "disablelimitreport": 1}
KEPT = 32_000_000  # bytes of HTML that are kept, so that a page that stayed is not asked for again


class MediaWikiDocuments:
    """A page's name is its number, which stays when it is renamed."""

    def __init__(self, client: MediaWikiClient, settings: MediaWikiSettings) -> None:
        self._client, self._settings = client, settings
        self._html: OrderedDict[int, bytes] = OrderedDict()  # by revision
        self._size = 0

    def documents(self) -> Iterator[SourceDocument]:
        for namespace in self._settings.namespaces:
            for page in self._client.pages(_listing(namespace, self._settings)):
                revision = _revision(page)
                if revision:
                    yield self._document(page, revision)

    def _document(self, page: Json, revision: Json) -> SourceDocument:
        return SourceDocument(
            name=f"{page['pageid']}.html",
            content=self._content(int(page["pageid"]), int(revision["revid"])),
            title=str(page.get("title", "")),
            link=str(page.get("canonicalurl") or page.get("fullurl") or ""),
            owner=str(revision.get("user", "")),
            status=self._status(page),
            changed_at=_instant(str(revision.get("timestamp", ""))),
        )

    def _content(self, page: int, revision: int) -> bytes:
        if revision not in self._html:
            asked: dict[str, str | int] = {"action": "parse", "oldid": revision, "prop": "text"}
            body = self._client.one({**asked, **_BARE})
            text = body.get("parse", {}).get("text")
            if not isinstance(text, str):
                raise Permanent(f"page {page} was answered without its text")
            self._keep(revision, text.encode())
        self._html.move_to_end(revision)
        return self._html[revision]

    def _keep(self, revision: int, html: bytes) -> None:
        self._html[revision] = html
        self._size += len(html)
        while self._size > KEPT and len(self._html) > 1:
            _, gone = self._html.popitem(last=False)
            self._size -= len(gone)

    def _status(self, page: Json) -> str:
        """Its category says that it no longer holds; the wiki itself knows no such state."""
        told = page.get("categories")
        names = {
            str(each.get("title", "")).partition(":")[2].casefold()
            for each in (told if isinstance(told, list) else [])
            if isinstance(each, dict)
        }
        obsolete = {name.casefold() for name in self._settings.obsolete_categories}
        return "obsolete" if names & obsolete else ""


def _listing(namespace: int, settings: MediaWikiSettings) -> dict[str, str | int]:
    return {
        "generator": "allpages",
        "gapnamespace": namespace,
        "gapfilterredir": "nonredirects",
        "gaplimit": settings.page_size,
        "prop": "info|revisions|categories",
        "inprop": "url",
        "rvprop": "ids|timestamp|user",
        "cllimit": "max",
    }


def _revision(page: Json) -> Json:
    """The newest; empty for a page without one, or whose newest is hidden."""
    found = page.get("revisions")
    newest = found[0] if isinstance(found, list) and found else {}
    return newest if isinstance(newest, dict) and isinstance(newest.get("revid"), int) else {}


def _instant(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        return None
