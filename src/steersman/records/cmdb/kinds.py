"""What each source's words for the kinds of its items mean here: said once, kept for the source.

An item of a kind that nobody has named is kept as ``unclassified``, with the source's word; what
it really is, only a person says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.cmdb.classes import ci_class, class_for, is_misspelt
from steersman.domain.cmdb.life_cycle import END_OF_LIFE
from steersman.domain.cmdb.spellings import plain
from steersman.domain.errors import Permanent
from steersman.domain.sources import CONSOLE
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.tables import ci_kinds, configuration_items
from steersman.records.field_changes import RecordedChange, record
from steersman.records.sources import object_sources
from steersman.records.store import writing

Filter = sa.ColumnElement[bool]
EXAMPLES = 3
_LOCK = f"record:{CI.name}"
_k, _c, _s = ci_kinds.c, configuration_items.c, object_sources.c
_WORD = sa.func.coalesce(_c.attributes[STATED_KIND].as_string(), "")


@dataclass(frozen=True, slots=True)
class Kinds:
    """``words``: class for each word, spelled plainly, of one source.

    ``keep_unknown``: an item of a kind that no word names is kept as unclassified; otherwise it is
    refused, as one whose class is misspelt always is.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    keep_unknown: bool = False

    def class_of(self, word: str) -> str:
        """The class that a word of the source means; empty: the item is to be refused."""
        if (said := self.words.get(plain(word))) is not None:
            return said
        known = class_for(word) if word else None
        if known is not None and not known.abstract:
            return known.name
        keep = self.keep_unknown and bool(word) and (known is not None or not is_misspelt(word))
        return UNCLASSIFIED if keep else ""


@dataclass(frozen=True, slots=True)
class UnknownKind:
    """A word of a source that nobody has named a class for; ``examples`` are names of its items."""

    source: str
    word: str
    items: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidKind:
    """What a person said that a word of a source means."""

    source: str
    word: str
    ci_class: str
    by: str
    at: float


def words_of(connection: sa.Connection, source: str) -> Mapping[str, str]:
    """Class by plainly spelled word, of one source."""
    wanted = sa.select(_k.plain_word, _k.ci_class).where(_k.source == source)
    return {word: name for word, name in connection.execute(wanted)}


def said_kinds(connection: sa.Connection) -> list[SaidKind]:
    """Everything that was said so far."""
    wanted = sa.select(ci_kinds).order_by(_k.source, _k.plain_word)
    return [
        SaidKind(row["source"], row["word"], row["ci_class"], row["by"], row["at"])
        for row in connection.execute(wanted).mappings()
    ]


def unknown_kinds(connection: sa.Connection, visible: Filter | None = None) -> list[UnknownKind]:
    """The words that nobody has named a class for, those of the most items first."""
    any_one = sa.select(_c.id).where(_c.ci_class == UNCLASSIFIED).limit(1)
    if connection.scalar(any_one) is None:  # at once, where grouping reads every statement
        return []
    number = sa.func.count(sa.distinct(_c.id))
    names = sa.func.min(_c.name), sa.func.max(_c.name)
    wanted = _unclassified(visible, _s.source_name, _WORD, number, *names)
    found: dict[tuple[str, str], UnknownKind] = {}
    grouped = wanted.group_by(_s.source_name, _WORD).order_by(number.desc(), _s.source_name, _WORD)
    for source, word, items, *examples in connection.execute(grouped):
        known = found.get((source, plain(word)))  # the same word, spelled otherwise
        told = tuple(dict.fromkeys([*(known.examples if known else ()), *examples]))
        number_of = items + (known.items if known else 0)
        spelled = known.word if known else word
        found[source, plain(word)] = UnknownKind(source, spelled, number_of, told[:EXAMPLES])
    return sorted(found.values(), key=lambda each: (-each.items, each.source, each.word))


def items_of_kind(
    connection: sa.Connection, source: str, word: str, visible: Filter | None = None
) -> list[str]:
    """The ids of the unclassified items that ``source`` calls ``word``."""
    wanted = _unclassified(visible, _c.id, _WORD).where(_s.source_name == source).distinct()
    rows = connection.execute(wanted.order_by(_c.id))
    return [item for item, told in rows if plain(told) == plain(word)]


def _unclassified(visible: Filter | None, *what: sa.ColumnElement[Any]) -> sa.Select[Any]:
    of_item = (_s.object_id == _c.id) & (_s.object_type == CI.name) & (_s.source_name != CONSOLE)
    wanted = (
        sa.select(*what)
        .select_from(configuration_items.join(object_sources, of_item))
        .where(_c.ci_class == UNCLASSIFIED, _c.life_cycle_stage != END_OF_LIFE)
    )
    return wanted if visible is None else wanted.where(visible)


def say_kind(
    engine: sa.Engine, clock: Clock, source: str, word: str, name: str, *, by: str
) -> None:
    """From now on items that ``source`` calls ``word`` are of class ``name``.

    Empty: nobody knows any more; items stay what they are.
    """
    if not source.strip() or not plain(word):
        raise Permanent("name the source and its word for the kind")
    if name and (ci_class(name).abstract or name == UNCLASSIFIED):
        raise Permanent(f"{name} says nothing about what the items are: name a class below it")
    same = (_k.source == source) & (_k.plain_word == plain(word))
    with writing(engine, _LOCK) as connection:
        was = connection.scalar(sa.select(_k.ci_class).where(same))
        if (was or "") == name:
            return
        connection.execute(sa.delete(ci_kinds).where(same))
        if name:
            row = {"source": source, "plain_word": plain(word), "word": word.strip()}
            row |= {"ci_class": name, "by": by}
            connection.execute(sa.insert(ci_kinds), [{**row, "at": clock.now()}])
        record(connection, [_change(source, word, was, name, clock.now(), by)])


def _change(
    source: str, word: str, was: str | None, name: str, at: float, by: str
) -> RecordedChange:
    return RecordedChange(
        object_type="ci_kind",
        object_id=f"{source}/{plain(word)}",
        field="ci_class",
        before=was,
        after=name or None,
        at=at,
        by=by,
        source=CONSOLE,
    )
