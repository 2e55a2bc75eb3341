"""Which configuration item an alert speaks of: by exact name, full name or address, or none.

What fits two items fits none: a guess would draw the wrong neighbours in.  Items at the end of
their life give way to the living.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.records.cmdb.tables import configuration_items

LABELS = ("host", "ip", "service", "application")  # that may name an item; also what is in "host"
_c = configuration_items.c
TOGETHER = 400


@dataclass(frozen=True, slots=True)
class Mapped:
    """``item``: its id, empty where none or more than one fits.  ``several``: how many did."""

    item: str = ""
    several: int = 0


def mapped(connection: sa.Connection, names: Collection[str]) -> Mapping[str, Mapped]:
    """Each of ``names`` (small letters; a host, a service or an address) → its item."""
    found: dict[str, dict[str, bool]] = {}
    wanted = sorted(name for name in names if name)
    for at in range(0, len(wanted), TOGETHER):
        for name, item, ended in _rows(connection, wanted[at : at + TOGETHER]):
            found.setdefault(name, {})[item] = ended
    return {name: _one(found.get(name, {})) for name in wanted}


def _one(items: Mapping[str, bool]) -> Mapped:
    living = [item for item, ended in items.items() if not ended] or list(items)
    return Mapped(living[0]) if len(living) == 1 else Mapped(several=len(living))


def _rows(connection: sa.Connection, names: Sequence[str]) -> Iterable[tuple[str, str, bool]]:
    name, fqdn = sa.func.lower(_c.name), sa.func.lower(_c.fqdn)
    asked = sa.select(_c.id, name, fqdn, _c.ip_address, _c.life_cycle_stage).where(
        name.in_(names) | fqdn.in_(names) | _c.ip_address.in_(names)
    )
    given = set(names)
    for item, *keys, stage in connection.execute(asked):
        for key in given.intersection(keys):
            yield key, item, stage == END_OF_LIFE


def names_of(connection: sa.Connection, items: Collection[str]) -> frozenset[str]:
    """All by which an alert may name these items, but for what others are called too."""
    return frozenset(names_of_each(connection, items))


def names_of_each(connection: sa.Connection, items: Collection[str]) -> Mapping[str, str]:
    """The same, each with the item that it names."""
    ours: set[str] = set()
    listed = sorted(items)
    for at in range(0, len(listed), TOGETHER):
        asked = sa.select(sa.func.lower(_c.name), sa.func.lower(_c.fqdn), _c.ip_address)
        for row in connection.execute(asked.where(_c.id.in_(listed[at : at + TOGETHER]))):
            ours |= {key for key in row if key}
    meant = set(items)
    return {name: one.item for name, one in mapped(connection, ours).items() if one.item in meant}
