"""Asking for somebody: the words on record are read again only when the record has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.clock import Clock
from steersman.domain.permissions import Principal
from steersman.knowledge.asking.answer import Answer, State
from steersman.knowledge.asking.firewall import about_traffic, ask_firewalls
from steersman.knowledge.asking.library import Library
from steersman.knowledge.asking.passages import ask_passages
from steersman.knowledge.asking.record import ask_query, ask_record
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.questions.vocabulary import Words
from steersman.records.cmdb.tables import configuration_items
from steersman.records.desk.tables import work_items
from steersman.records.field_changes import field_changes
from steersman.records.permissions import Rules
from steersman.records.store import reading

KEPT = 8  # askers whose words are kept
_CHANGED = sa.select(
    sa.select(sa.func.max(field_changes.c.id)).scalar_subquery(),
    sa.select(sa.func.max(work_items.c.seq)).scalar_subquery(),
    sa.select(sa.func.max(configuration_items.c.updated_at)).scalar_subquery(),
    sa.select(sa.func.count()).select_from(configuration_items).scalar_subquery(),
)


class Asking:
    """Questions to the record and to the documents, each answered from one moment of them."""

    def __init__(
        self, store: sa.Engine, rules: Rules, clock: Clock, library: Library | None = None
    ) -> None:
        self._store, self._rules, self._clock = store, rules, clock
        self._library = library
        self._words: OrderedDict[Hashable, Words] = OrderedDict()
        self._lock = Lock()

    def question(self, principal: Principal, question: str) -> Answer:
        """From the firewalls where it is about traffic, else the record, else the documents."""
        today = datetime.fromtimestamp(self._clock.now(), UTC).date()
        with reading(self._store) as connection:
            world = self._world(connection, principal)
            traffic = about_traffic(question)
            if traffic and self._library:
                zones = world.networks()
                return ask_firewalls(traffic, self._library.configurations(principal), zones)
            told = ask_record(question, world, today)
        if told.state is not State.UNKNOWN or told.query or not self._library:
            return told
        quoted = ask_passages(question, self._library.find(principal, question))
        if quoted is None:
            return told
        notes = (*quoted.notes, *([told.text] if quoted.state is State.UNKNOWN else []))
        return replace(quoted, notes=notes)

    def query(self, principal: Principal, query: str) -> Answer:
        """``Permanent`` names what is wrong with the query."""
        with reading(self._store) as connection:
            return ask_query(query, self._world(connection, principal))

    def _world(self, connection: sa.Connection, principal: Principal) -> RecordWorld:
        key = self._key(connection, principal)
        with self._lock:
            kept = self._words.get(key)
        world = RecordWorld(connection, self._rules, principal, kept)
        if kept is None:
            words = world.vocabulary()
            with self._lock:
                self._words[key] = words
                while len(self._words) > KEPT:
                    self._words.popitem(last=False)
            return RecordWorld(connection, self._rules, principal, words)
        return world

    def _key(self, connection: sa.Connection, principal: Principal) -> Hashable:
        """Who asks, by which rules, and how the record stands."""
        rules = canonical([(each.name, str(each)) for each in self._rules.all()])
        who = (principal.id, principal.roles, str(sorted(principal.attributes.items())))
        return (who, rules, tuple(connection.execute(_CHANGED).one()))
