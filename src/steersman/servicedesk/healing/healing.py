"""Looks at live situations, begins the runbook that answers one, and follows it to its proof.

It begins work and nothing else: the governor decides about each, at the level that its
capabilities have earned.  One change is under way per neighbourhood of dependencies; of several
targets one goes first; what a person took on is theirs; what comes back again and again is frozen
and becomes a problem record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.work import Kind, Status
from steersman.records.alerts.tables import alerts
from steersman.records.desk.work import MANUAL, Request, WorkItems
from steersman.records.situations import writing
from steersman.records.situations.store import Situations, Wanted
from steersman.records.situations.tables import situation_alerts, situations
from steersman.records.store import also_lock, reading
from steersman.records.store import writing as alone
from steersman.servicedesk.healing.answers import MANY, Answer, InForce, answers_to
from steersman.servicedesk.healing.attempts import (
    ALERT,
    EPISODE,
    ITSELF,
    PLACE,
    Attempt,
    attempts_in,
    is_noted_in,
    neighbours_in,
)
from steersman.servicedesk.runbooks.fitting import in_force
from steersman.servicedesk.runbooks.starting import Platform
from steersman.servicedesk.situations.telling import Telling, Tells, Urgency

HOUR = 3600.0
TOO_OFTEN = 3  # times the same runbook at the same place within an hour
PATIENCE = 600.0  # seconds after its proof in which the alert must be over as well
KIND = "healing"  # of the lines in the timeline
_s, _m, _a = situations.c, situation_alerts.c, alerts.c


@dataclass(frozen=True)
class Healing:
    """One for each process; the store's lock makes them take turns."""

    platform: Platform
    work_items: WorkItems
    clock: Clock
    tells: Tells

    def work(self) -> list[str]:
        """Begin what follows, then follow what was begun; returns the work that was opened.

        What somebody has taken on is theirs: nothing is done under their hands.
        """
        live = Situations(self.platform.store, self.clock).search(
            Wanted(where=sa.true(), limit=MANY)
        )
        open_ones = [each for each in live if each["state"] == writing.OPEN]
        known = in_force(self.platform.runbooks) if open_ones else ()
        opened = [self._heal(each, known) for each in open_ones]
        self._follow()
        return [number for number in opened if number]

    def _heal(self, situation: dict[str, Any], known: InForce) -> str:
        """Begin at most one runbook.  Empty: none answers it, or it has to wait."""
        number = situation["number"]
        with reading(self.platform.store) as connection:
            rows = _alerts_of(connection, number)
        answers = answers_to(self.platform, known, rows, situation["causes"])
        if not answers.found and not answers.doubts:
            return ""
        with alone(self.platform.store, writing.LOCK) as connection:
            also_lock(connection, "desk")
            for doubt in answers.doubts:
                self._note(connection, number, f"Left to people: {doubt}")
            return self._begin(connection, number, answers.found)

    def _begin(self, connection: sa.Connection, situation: str, answers: Sequence[Answer]) -> str:
        since = self.clock.now() - HOUR
        tried = attempts_in(connection, since=since, situations=[situation])
        for answer in answers:
            if any(_is_same(each, answer, situation) for each in tried):
                continue
            if why := self._waits(connection, answer, situation, tried):
                self._note(connection, situation, why)
                return ""
            if self._freezes(connection, answer, situation, tried):
                continue
            return self._open(connection, answer, situation)
        return ""

    def _waits(
        self, connection: sa.Connection, answer: Answer, situation: str, tried: Sequence[Attempt]
    ) -> str:
        """Why another change has to end first; empty: none is near."""
        under_way = [each for each in tried if each.is_under_way]
        first = next((each for each in under_way if each.situation == situation), None)
        if first is not None:
            return f"{answer.name} on {answer.host} waits: {first.work} goes first"
        near = neighbours_in(connection, answer.place) if under_way else frozenset[str]()
        other = next((each for each in under_way if each.place in near), None)
        if other is None:
            return ""
        return f"{answer.name} on {answer.host} waits: {other.work} is under way next to it"

    def _freezes(
        self, connection: sa.Connection, answer: Answer, situation: str, tried: Sequence[Attempt]
    ) -> bool:
        """The same again and again mends nothing: people look for the cause."""
        since = self.clock.now() - HOUR
        same = [
            each
            for each in tried
            if (each.runbook, each.place) == (answer.name, answer.place) and each.opened_at >= since
        ]
        if len(same) < TOO_OFTEN:
            return False
        told = ", ".join(each.work for each in same)
        problem = self.work_items.submit_in(
            connection,
            Request(
                procedure=MANUAL,
                requester=ITSELF,
                kind=Kind.PROBLEM,
                summary=f"{answer.name} on {answer.host} mends it for a while only: {told}"[:300],
                params={PLACE: answer.place},
                caused_by=situation,
                dedup_key=f"heal/frozen/{answer.name}/{answer.place}/{same[0].work}",
            ),
        )
        text = f"Frozen: {answer.name} ran {len(same)} times within the hour ({told}); {problem}"
        if self._note(connection, situation, text):
            self._tell(connection, situation, text, Urgency.PAGE)
        return True

    def _open(self, connection: sa.Connection, answer: Answer, situation: str) -> str:
        request = answer.ready.request(
            by=ITSELF,
            kind=Kind.CHANGE,
            caused_by=situation,
            depth=1,
            once=f"heal/{situation}/{answer.name}/{answer.alert}/{answer.episode}",
        )
        more = {ALERT: answer.alert, PLACE: answer.place, EPISODE: str(answer.episode)}
        request = replace(request, params={**(request.params or {}), **more})
        number = self.work_items.submit_in(connection, request)
        title = answer.ready.runbook.title
        if not self._note(connection, situation, f"{number}: {title}, on {answer.host}"):
            return ""
        return number

    def _follow(self) -> None:
        """What became of each attempt stands in the timeline; what did not help is told."""
        now = self.clock.now()
        with alone(self.platform.store, writing.LOCK) as connection:
            also_lock(connection, "desk")
            live = list(connection.scalars(sa.select(_s.number).where(_s.state != "resolved")))
            for each in attempts_in(connection, since=now, situations=live):
                if each.situation in live:
                    self._follow_one(connection, each, now)

    def _follow_one(self, connection: sa.Connection, attempt: Attempt, now: float) -> None:
        text, urgency = _outcome(attempt)
        if text and self._note(connection, attempt.situation, text) and urgency:
            self._tell(connection, attempt.situation, text, urgency)
        settled = attempt.settled_at
        if attempt.status != Status.DONE.value or settled is None or now - settled < PATIENCE:
            return
        firing = sa.select(_a.status).where(_a.id == attempt.alert)
        if connection.scalar(firing) == "firing":
            text = f"{attempt.work} was proven, but its alert still fires: somebody must look"
            if self._note(connection, attempt.situation, text):
                self._tell(connection, attempt.situation, text, Urgency.PAGE)

    def _tell(self, connection: sa.Connection, situation: str, text: str, urgency: Urgency) -> None:
        now = self.clock.now()
        title = writing.row_in(connection, situation)["title"]
        whom = self.tells.tell(
            connection,
            Telling(
                key=f"{situation}/healing/{now!r}",
                situation=situation,
                title=title,
                text=text,
                urgency=urgency,
                at=now,
            ),
        )
        writing.note_in(connection, situation, now, "told", whom, by=ITSELF)

    def _note(self, connection: sa.Connection, situation: str, text: str) -> bool:
        """A line of the timeline, once; ``False``: it stands there already."""
        text = text[:1000]
        if is_noted_in(connection, situation, KIND, text):
            return False
        writing.note_in(connection, situation, self.clock.now(), KIND, text, by=ITSELF)
        return True


def _is_same(attempt: Attempt, answer: Answer, situation: str) -> bool:
    """Tried already for this very beginning of the alert, however it went."""
    same = attempt.runbook == answer.name and attempt.place == answer.place
    began = (attempt.alert, attempt.episode) == (answer.alert, str(answer.episode))
    return same and began and attempt.situation == situation


def _outcome(attempt: Attempt) -> tuple[str, Urgency | None]:
    """What is told of it; nothing while it has only begun."""
    why = "; ".join(attempt.reasons)[:600]
    match attempt.status:
        case Status.HELD.value:
            return f"{attempt.work} waits for a person: {why}", Urgency.NOTIFY
        case Status.DONE.value:
            return f"{attempt.work} is done and proven", None
        case Status.NEW.value | Status.DEFERRED.value:
            return "", None
    return f"{attempt.work} did not mend it ({attempt.status}): {why}", Urgency.PAGE


def _alerts_of(connection: sa.Connection, number: str) -> list[dict[str, Any]]:
    """Those that people were told of first."""
    asked = (
        sa.select(alerts)
        .join_from(situation_alerts, alerts, _a.id == _m.alert)
        .where(_m.situation == number, _a.status == "firing")
        .order_by(_m.opening.desc(), _m.joined_at, _a.id)
        .limit(MANY)
    )
    return [dict(row) for row in connection.execute(asked).mappings()]
