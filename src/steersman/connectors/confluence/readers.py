"""Who may read a page: its space's readers, less by every restriction on it and above it.

A person must be let in at each place.  Readers are words, so only a word that every place names is
sure; where none is left, or a place cannot be looked into, administrators alone read the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from steersman.capabilities.json_errors import Forbidden, NotFound
from steersman.connectors.confluence.client import ConfluenceClient, rows_at, text
from steersman.connectors.confluence.settings import ConfluenceSettings
from steersman.domain.canonical import Json

EVERYONE = "everyone"
NOBODY = ("role:administrator",)
Restriction = frozenset[str] | None  # the readers who may view it; None: it is not restricted


@dataclass(slots=True)
class Restrictions:
    """What is known of pages and folders; each that is not is asked for once."""

    client: ConfluenceClient
    groups: Mapping[str, str]
    known: dict[str, Restriction] = field(default_factory=dict)

    def learn(self, row: Json) -> None:
        """From a page that came with its restrictions."""
        read = row.get("restrictions")
        told = read.get("read") if isinstance(read, dict) else None
        if isinstance(told, dict):
            self.known[text(row, "id")] = self._of(told)

    def of(self, content: str) -> Restriction:
        if content not in self.known:
            self.known[content] = self._asked(content)
        return self.known[content]

    def _asked(self, content: str) -> Restriction:
        try:
            found = self.client.restrictions(content)
        except (Forbidden, NotFound):
            return frozenset()
        told = [each for each in found if text(each, "operation") == "read"]
        return self._of(told[0]) if told else None

    def _of(self, told: Json) -> Restriction:
        users = rows_at(told, "restrictions", "user", "results")
        groups = rows_at(told, "restrictions", "group", "results")
        if not users and not groups:
            return None if _says_none(told) else frozenset()
        return frozenset(filter(None, (self.reader(group) for group in groups)))

    def reader(self, group: Json) -> str:
        """The word for a group that the settings name; empty: they do not."""
        return self.groups.get(text(group, "name")) or self.groups.get(text(group, "id"), "")


def _says_none(told: Json) -> bool:
    """Both lists are there and empty: an answer without them says nothing."""
    lists = told.get("restrictions")
    sides = [lists.get(name) for name in ("user", "group")] if isinstance(lists, dict) else []
    return bool(sides) and all(
        isinstance(side, dict) and side.get("results") == [] and not side.get("size")
        for side in sides
    )


def readers_of_space(
    client: ConfluenceClient, settings: ConfluenceSettings, key: str, space: str
) -> frozenset[str]:
    """As the settings say, or the groups that may view the space; empty: nobody we can name."""
    if settings.spaces[key]:
        return frozenset(settings.spaces[key])
    found: set[str] = set()
    for each in client.permissions(space):
        target = (text(each, "operation", "key"), text(each, "operation", "targetType"))
        if target == ("read", "space") and text(each, "principal", "type") == "group":
            id = text(each, "principal", "id")
            found.add(settings.groups.get(id) or settings.groups.get(client.group(id), ""))
    return frozenset(found - {""})


def readers_of_page(space: frozenset[str], restrictions: Iterable[Restriction]) -> tuple[str, ...]:
    """``restrictions``: the page's own and those above it."""
    allowed = space
    for each in restrictions:
        if each is not None:
            allowed = each if EVERYONE in allowed else allowed & each
    return tuple(sorted(allowed)) or NOBODY
