"""Whom and what the cells of a file mean: items and people by whatever names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from steersman.domain.cmdb.classes import class_for, descendants
from steersman.domain.cmdb.identification import normalised
from steersman.records.cmdb.bulk import parts
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.tables import ci_identifiers, configuration_items
from steersman.records.employments import all_numbers
from steersman.records.people import people
from steersman.records.sources import objects_of

Candidates = tuple[str, ...]
_i, _k = configuration_items.c, ci_identifiers.c
_SCOPES = ("device.serial:", "device.asset_tag:", "host.fqdn:", "machine.uuid:")


class ItemFinder:
    """Items by the source's own key, our id, or a serial number, tag, FQDN or name.

    ``server:web-1`` means the server of that name where other classes have one too.
    """

    def __init__(self, connection: sa.Connection, source_name: str) -> None:
        self.by_key: dict[str, str] = objects_of(connection, CI.name, source_name)
        self._found: dict[str, Candidates] = {}

    def candidates(self, word: str) -> Candidates:
        """What ``word`` may mean, once ``look`` was asked; the source's own key comes first."""
        own = self.by_key.get(word)
        return (own,) if own is not None else self._found.get(word, ())

    def look(self, connection: sa.Connection, words: Iterable[str]) -> None:
        """Ask the record about all these words together."""
        wanted = {word for word in words if word not in self.by_key and word not in self._found}
        found: defaultdict[str, set[str]] = defaultdict(set)
        for batch in parts(sorted(wanted), 2_000):
            self._ids(connection, batch, found)
            self._identified(connection, batch, found)
            self._named(connection, batch, found)
        for word in wanted:
            self._found[word] = tuple(sorted(found[word]))

    def _ids(
        self, connection: sa.Connection, words: list[str], found: defaultdict[str, set[str]]
    ) -> None:
        ids = [word for word in words if word.startswith(f"{CI.prefix}_")]
        if ids:
            for each in connection.scalars(sa.select(_i.id).where(_i.id.in_(ids))):
                found[each].add(each)

    def _identified(
        self, connection: sa.Connection, words: list[str], found: defaultdict[str, set[str]]
    ) -> None:
        keys = {
            scope + plain: word
            for word in words
            if (plain := normalised(word))
            for scope in _SCOPES
        }
        if keys:
            wanted = sa.select(_k.key, _k.ci_id).where(_k.key.in_(list(keys)))
            for key, item in connection.execute(wanted):
                found[keys[key]].add(item)

    def _named(
        self, connection: sa.Connection, words: list[str], found: defaultdict[str, set[str]]
    ) -> None:
        names: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for word in words:
            names[word].append((word, frozenset()))
            prefix, colon, rest = word.partition(":")
            of_class = class_for(prefix) if colon and rest else None
            if of_class is not None:
                names[rest.strip()].append((word, frozenset(descendants(of_class.name))))
        wanted = sa.select(_i.name, _i.id, _i.ci_class).where(_i.name.in_(list(names)))
        for name, item, ci_class in connection.execute(wanted):
            for word, classes in names[name]:
                if not classes or ci_class in classes:
                    found[word].add(item)


class PeopleFinder:
    """People by id, employee number, mail address, login, or a full name that only one has."""

    def __init__(self, connection: sa.Connection) -> None:
        c = people.c
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in connection.execute(
            sa.select(c.id, c.mail, c.login, c.given_name, c.family_name, c.employee_number)
        ):
            names = (row.id, row.mail, row.login, row.employee_number)
            for word in (*names, f"{row.given_name} {row.family_name}"):
                if word.strip():
                    found[word.strip().casefold()].add(row.id)
        for (_, number), person in all_numbers(connection).items():
            found[number.casefold()].add(person)
        self._found: Mapping[str, set[str]] = found

    def candidates(self, word: str) -> Candidates:
        return tuple(sorted(self._found.get(word.casefold(), ())))
