"""Answers with the help of a language model, which only words things and never decides.

The rules answer first.  Where they do not understand a question, the model may make a query of it;
where they quote a document, it may reword the quotation.  What it makes is checked; where the check
fails, or the model does not answer, the answer by the rules is shown, and why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from steersman.capabilities.language_model import LanguageModel
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent, Transient
from steersman.domain.permissions import Principal
from steersman.knowledge.asking import planning, rephrasing
from steersman.knowledge.asking.answer import Answer, Assistance, State
from steersman.knowledge.asking.library import Library
from steersman.knowledge.asking.model_calls import ModelCalls
from steersman.knowledge.asking.record import run_query
from steersman.knowledge.asking.service import Asking
from steersman.records.permissions import Rules
from steersman.records.store import reading

QUERY, REPHRASED = "query", "rephrased"
CHECK_QUERY = "A language model ({0}) made this query of your question: look whether it fits."
CHECK_WORDS = "A language model ({0}) put this into other words; the passage itself is below."


@dataclass(frozen=True)
class Help:
    """``held_back`` says why the model must not be used now; empty: it may."""

    model: LanguageModel
    calls: ModelCalls
    may_plan: bool = True
    may_rephrase: bool = True
    held_back: Callable[[], str] = lambda: ""


class Assisted(Asking):
    """Asks the rules, and then the model where they leave something to be said."""

    def __init__(
        self,
        store: sa.Engine,
        rules: Rules,
        clock: Clock,
        library: Library | None = None,
        *,
        help: Help,
    ) -> None:
        super().__init__(store, rules, clock, library)
        self._help = help
        self._plain = Asking(store, rules, clock, library)

    @property
    def by_rules(self) -> Asking:
        return self._plain

    def question(self, principal: Principal, question: str) -> Answer:
        """As the rules answer it; planned or reworded where that is possible and allowed."""
        told = self._plain.question(principal, question)
        step = self._step(told)
        if step is None:
            return told
        held_back = self._help.held_back()
        if held_back:
            return _noted(told, f"No language model was asked: {held_back}.")
        try:
            return step(principal, question, told)
        except (Permanent, Transient) as error:
            name = self._help.model.name
            return _noted(told, f"The language model ({name}) did not help: {error}.")

    def _step(self, told: Answer) -> Callable[[Principal, str, Answer], Answer] | None:
        """What the model could do for this answer; None: nothing."""
        if told.state is State.UNKNOWN and not told.query:
            return self._planned if self._help.may_plan else None
        quoted = told.state is State.ANSWERED and not told.query and told.table is None
        cited = [each.kind for each in told.citations] == ["document"]
        if quoted and cited and rephrasing.may_be_reworded(told.text):
            return self._reworded if self._help.may_rephrase else None
        return None

    def _planned(self, principal: Principal, question: str, told: Answer) -> Answer:
        today = datetime.fromtimestamp(self._clock.now(), UTC).date()
        with reading(self._store) as connection:
            task = planning.task(question, self._world(connection, principal), today)
        reply = self._help.calls.ask(self._help.model, task, by=principal.id)
        with reading(self._store) as connection:
            world = self._world(connection, principal)
            found = run_query(planning.checked(reply, question, world), world)
        if found.state is not State.ANSWERED:
            raise Permanent(f"its query has no answer on record ({found.query})")
        empty = found.table is None or found.table.total == 0
        note = CHECK_QUERY.format(self._help.model.name)
        return replace(
            found,
            state=State.UNKNOWN if empty else State.ANSWERED,  # nothing found may be misread
            notes=(note, *found.notes),
            assisted=Assistance(self._help.model.name, QUERY),
        )

    def _reworded(self, principal: Principal, question: str, told: Answer) -> Answer:
        task = rephrasing.task(question, [told.text])
        reply = self._help.calls.ask(self._help.model, task, by=principal.id)
        text = rephrasing.checked(reply, [told.text])
        name = self._help.model.name
        return replace(
            told,
            text=text,
            notes=(CHECK_WORDS.format(name), *told.notes),
            assisted=Assistance(name, REPHRASED, told.text),
        )


def _noted(told: Answer, note: str) -> Answer:
    return replace(told, notes=(*told.notes, note))
