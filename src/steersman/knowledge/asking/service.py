"""Asking for somebody: the record, the firewalls, the diagrams, the documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.permissions import Principal
from steersman.domain.roles import TECHNICIAN
from steersman.knowledge.asking.answer import Answer, State, unknown
from steersman.knowledge.asking.diagram import about_joined, ask_diagrams, not_drawn
from steersman.knowledge.asking.firewall import ask_firewalls
from steersman.knowledge.asking.library import Library
from steersman.knowledge.asking.nearest import nearest
from steersman.knowledge.asking.passages import ask_passages
from steersman.knowledge.asking.record import ask_query, ask_record, by_itself
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.asking.standing import marked
from steersman.knowledge.asking.traffic import about_traffic
from steersman.knowledge.asking.unanswered import Instead, instead_of
from steersman.knowledge.asking.unanswered import told as not_known
from steersman.knowledge.asking.wording import Wording
from steersman.knowledge.questions.understanding import pointing_back
from steersman.records.knowledge import Passage
from steersman.records.permissions import Rules
from steersman.records.store import reading


class Asking:
    """Questions to the record and to the documents, each answered from one moment of them."""

    def __init__(
        self, store: sa.Engine, rules: Rules, clock: Clock, library: Library | None = None
    ) -> None:
        self._store, self._rules, self._clock = store, rules, clock
        self._library = library
        self._wording = Wording()

    @property
    def by_rules(self) -> Asking:
        """The same without a language model."""
        return self

    def question(self, principal: Principal, question: str) -> Answer:
        """From the firewalls where it is about traffic, else the record, diagrams, documents."""
        today = datetime.fromtimestamp(self._clock.now(), UTC).date()
        if back := pointing_back(question):
            return unknown(by_itself(back))
        with reading(self._store) as connection:
            world = self._world(connection, principal)
            traffic = about_traffic(question)
            if traffic and self._library:
                zones = world.networks()
                judged = ask_firewalls(traffic, self._library.configurations(principal), zones)
                if judged is not None and judged.state is State.UNKNOWN and not judged.citations:
                    said = self._said(principal, question)  # no firewall speaks of it
                    judged = said if said and said.state is State.ANSWERED else judged
                if judged is not None:
                    return self._marked(connection, principal, judged, today)
            told = ask_record(question, world, today)
            puzzled = told.state is State.UNKNOWN and not told.query
            instead = instead_of(question, world) if puzzled else Instead()
            drawn = self._drawn(principal, question, told)
            if drawn is not None:
                return self._marked(connection, principal, drawn, today)
        if not puzzled:
            return self._or_from_documents(principal, question, told, today)
        quoted = self._said(principal, question)
        if quoted is None or quoted.state is State.UNKNOWN:
            who = self._rules.known_holders(TECHNICIAN, principal)
            if instead == Instead():
                with reading(self._store) as connection:
                    nearby = nearest(question, self._world(connection, principal), today)
                instead = Instead(nearby)
            quoted = not_known(question, told, quoted, instead, who)
        with reading(self._store) as connection:
            return self._marked(connection, principal, quoted, today)

    def _or_from_documents(
        self, principal: Principal, question: str, told: Answer, today: date
    ) -> Answer:
        """What the record has nothing of may stand in a document."""
        quoted = self._said(principal, question) if told.state is State.UNKNOWN else None
        if quoted is None or quoted.state is not State.ANSWERED:
            return told
        with reading(self._store) as connection:
            return self._marked(connection, principal, quoted, today)

    def _said(self, principal: Principal, question: str) -> Answer | None:
        """What the documents say."""
        found = self._library.find(principal, question) if self._library else ()
        return ask_passages(question, found, partial(self._whole, principal))

    def _whole(self, principal: Principal, document: str) -> Sequence[Passage]:
        return self._library.whole(principal, document) if self._library else ()

    def _drawn(self, principal: Principal, question: str, told: Answer) -> Answer | None:
        """From the diagrams: where the question names them, or the record does not know."""
        joined = about_joined(question)
        if joined is None or self._library is None:
            return None
        if told.state is not State.UNKNOWN and not joined.of_diagrams:
            return None
        drawn = ask_diagrams(joined, self._library.drawings(principal))
        return not_drawn(joined) if drawn is None and joined.of_diagrams else drawn

    def _marked(
        self, connection: sa.Connection, principal: Principal, told: Answer, today: date
    ) -> Answer:
        """With what must be said of the documents that it rests on."""
        if self._library is None or not told.citations:
            return told
        return marked(connection, told, self._library.reach(principal).where, today)

    def query(self, principal: Principal, query: str) -> Answer:
        """``Permanent`` names what is wrong with the query."""
        with reading(self._store) as connection:
            return ask_query(query, self._world(connection, principal))

    def _world(self, connection: sa.Connection, principal: Principal) -> RecordWorld:
        bare = RecordWorld(connection, self._rules, principal)
        words = self._wording.of(connection, bare)
        return RecordWorld(connection, self._rules, principal, words)
