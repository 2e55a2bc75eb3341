"""The pages of spaces as documents, each with its readers, labels and the pages above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from steersman.capabilities.documents import SourceDocument
from steersman.connectors.confluence.client import ConfluenceClient, rows_at, text
from steersman.connectors.confluence.readers import (
    Restriction,
    Restrictions,
    readers_of_page,
    readers_of_space,
)
from steersman.connectors.confluence.settings import ConfluenceSettings
from steersman.connectors.confluence.storage import page_html
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

_PAGE = "page"
_DEEPEST = 500  # pages above one; more is a circle


class ConfluenceDocuments:
    """A page's name is its id, which stays when it is renamed or moved."""

    def __init__(self, client: ConfluenceClient, settings: ConfluenceSettings) -> None:
        self._client, self._settings = client, settings

    def documents(self) -> Iterator[SourceDocument]:
        found = {text(each, "key"): text(each, "id") for each in self._spaces()}
        for key in self._settings.spaces:
            if key not in found:
                why = "it is not there, or the account may not view it: grant that, or take it out"
                raise Permanent(f"space {key}: {why}")
        for key in self._settings.spaces:
            yield from self._of_space(key, found[key])

    def _spaces(self) -> list[Json]:
        return self._client.spaces(self._settings.spaces)

    def _of_space(self, key: str, space: str) -> Iterator[SourceDocument]:
        restrictions = Restrictions(self._client, self._settings.groups)
        labels: dict[str, tuple[str, ...]] = {}
        for row in self._client.facts(key):
            restrictions.learn(row)
            labels[text(row, "id")] = _labels(row)
        tree = {text(row, "id"): row for row in self._client.pages(space, bodies=False)}
        owners = self._client.names(_owner(row) for row in tree.values())
        readers = readers_of_space(self._client, self._settings, key, space)
        for page in self._client.pages(space, bodies=True):
            above = _above(page, tree)
            restricted = [*self._restricted(page, above, restrictions)]
            yield _document(
                page,
                above=above.titles,
                labels=labels.get(text(page, "id"), ()),
                owner=owners.get(_owner(page), ""),
                readers=readers_of_page(readers, restricted),
                settings=self._settings,
            )

    def _restricted(
        self, page: Json, above: _Above, restrictions: Restrictions
    ) -> Iterator[Restriction]:
        """Of the page and of all above it; a page that we may not see restricts to nobody."""
        yield restrictions.of(text(page, "id"))
        yield from map(restrictions.of, above.pages)
        if above.top is not None:
            yield from map(restrictions.of, self._client.ancestors(text(above.top, "id")))
            if text(above.top, "parentType") == _PAGE:
                yield frozenset()


@dataclass(frozen=True, slots=True)
class _Above:
    """``titles`` from the top; ``top``: the highest one whose parent is no page that we see."""

    pages: tuple[str, ...]
    titles: tuple[str, ...]
    top: Json | None


def _above(page: Json, tree: Mapping[str, Json]) -> _Above:
    pages: list[str] = []
    titles: list[str] = []
    here = page
    while text(here, "parentId") in tree and len(pages) < _DEEPEST:
        here = tree[text(here, "parentId")]
        pages.append(text(here, "id"))
        titles.insert(0, text(here, "title"))
    return _Above(tuple(pages), tuple(titles), here if text(here, "parentId") else None)


def _document(
    page: Json,
    *,
    above: tuple[str, ...],
    labels: tuple[str, ...],
    owner: str,
    readers: tuple[str, ...],
    settings: ConfluenceSettings,
) -> SourceDocument:
    title, body = text(page, "title"), page.get("body")
    storage = text(body, "storage", "value") if isinstance(body, dict) else None
    if storage is None:
        raise Permanent(f"page {text(page, 'id')} was answered without its text")
    obsolete = {label.casefold() for label in settings.obsolete_labels}
    link = text(page, "_links", "webui")
    return SourceDocument(
        name=f"{text(page, 'id')}.html",
        content=page_html(title, above, labels, storage),
        title=title,
        link=f"{settings.url}{link}" if link.startswith("/") else "",
        owner=owner,
        readers=readers,
        status="obsolete" if {label.casefold() for label in labels} & obsolete else "",
        changed_at=_instant(text(page, "version", "createdAt")),
    )


def _labels(row: Json) -> tuple[str, ...]:
    return tuple(text(each, "name") for each in rows_at(row, "metadata", "labels", "results"))


def _owner(page: Json) -> str:
    return text(page, "ownerId") or text(page, "authorId")


def _instant(told: str) -> float | None:
    try:
        return datetime.fromisoformat(told).timestamp()
    except (ValueError, OverflowError):
        return None
