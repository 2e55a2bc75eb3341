"""Which connected system a name, an address or an item of the CMDB stands for.

What a label of an alert says is data: it names nothing until exactly one item and one system fit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.records.cmdb.tables import configuration_items
from steersman.records.store import reading
from steersman.settings.systems import System

MOST = 5  # items that a question counts
_i = configuration_items.c
_COLUMNS = (_i.id, _i.name, _i.fqdn, _i.ip_address)
ADDRESS = ("address", "host", "server")  # settings that say where a system is reached


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    name: str
    fqdn: str
    ip_address: str

    @property
    def names(self) -> frozenset[str]:
        found = (self.id, self.name, self.fqdn, self.ip_address)
        return frozenset(name.casefold().rstrip(".") for name in found if name)


@dataclass(frozen=True, slots=True)
class Place:
    """``item``: None when the CMDB knows none by this name."""

    system: str
    item: Item | None


@dataclass(frozen=True)
class Places:
    """``connected``: every system by name; ``declared``: what the systems file says of them."""

    engine: sa.Engine
    connected: Collection[str]
    declared: Sequence[System] = ()

    def item(self, word: str) -> Item:
        """The one item that ``word`` names.  ``NeedsPerson`` when it is none, or several."""
        found = self._items(word)
        if not found:
            raise NeedsPerson(f"the CMDB knows no item {word!r}: give its id or its name")
        self._refuse_several(word, found)
        return found[0]

    def place(self, word: str, offering: Collection[str]) -> Place:
        """The one system among ``offering`` that ``word`` stands for.

        ``NeedsPerson`` where it is none or several, ``Permanent`` where nothing could offer it.
        """
        if not offering:
            raise Permanent("no connected system can do what this runbook says: connect one")
        found = self._items(word)
        self._refuse_several(word, found)
        item = found[0] if found else None
        names = {word.casefold().rstrip(".")} | (item.names if item else frozenset())
        systems = sorted(name for name in self.connected if names & self._known_as(name))
        if len(systems) > 1:
            told = ", ".join(systems)
            raise NeedsPerson(f"{word!r} stands for several systems ({told}): say which")
        if not systems:
            raise NeedsPerson(f"no connected system stands for {word!r}: connect it, or say which")
        if systems[0] not in offering:
            told = ", ".join(sorted(offering)[:MOST])
            raise NeedsPerson(f"{systems[0]} cannot do what this runbook says; {told} can")
        return Place(systems[0], item)

    def system(self, word: str, offering: Collection[str]) -> str:
        if word not in self.connected:
            raise NeedsPerson(f"there is no connected system {word!r}")
        if word not in offering:
            raise NeedsPerson(f"{word} cannot do what this runbook says")
        return word

    def _refuse_several(self, word: str, found: Sequence[Item]) -> None:
        if len(found) > 1:
            count = f"more than {MOST}" if len(found) > MOST else str(len(found))
            raise NeedsPerson(f"{word!r} names {count} items of the CMDB: give the id of one")

    def _known_as(self, name: str) -> frozenset[str]:
        return frozenset(each.casefold().rstrip(".") for each in self._words(name))

    def _words(self, name: str) -> Iterator[str]:
        yield name
        for system in self.declared:
            if system.name == name:
                yield from system.aliases
                yield from (str(system.settings.get(key, "")) for key in ADDRESS)

    def _items(self, word: str) -> Sequence[Item]:
        words = {word, word.rstrip("."), word.lower()}
        same = (column.in_(words) for column in _COLUMNS)
        wanted = sa.select(*_COLUMNS).where(sa.or_(*same)).order_by(_i.id).limit(MOST + 1)
        with reading(self.engine) as connection:
            return [Item(*row) for row in connection.execute(wanted)]
