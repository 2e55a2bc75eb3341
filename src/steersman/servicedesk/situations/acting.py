"""What people do with situations: each in one transaction, in the ledger, with who and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.alerts.tables import alerts
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.objects import new_id
from steersman.records.situations import mutes, verdicts, writing
from steersman.records.situations.mutes import NewMute
from steersman.records.situations.tables import inhibition_rules, situation_alerts
from steersman.records.situations.tables import mutes as mutes_table
from steersman.records.situations.writing import ACKNOWLEDGED, RESOLVED
from steersman.records.store import also_lock
from steersman.records.store import writing as alone
from steersman.signals.situations.matchers import Matcher, all_parsed
from steersman.signals.situations.mutes import Every, MuteKind, check_times
from steersman.signals.situations.verdicts import LASTS, Verdict, evidence, is_noise

AHEAD = 366 * 86_400.0  # seconds that a maintenance window may be planned ahead
ITEMS = 200  # of one maintenance window
_m, _a = situation_alerts.c, alerts.c


@dataclass(frozen=True)
class Acting:
    """``by`` is a person's id or a named system principal."""

    engine: sa.Engine
    clock: Clock
    ledger: Ledger

    def acknowledge(self, number: str, *, by: str, note: str = "") -> None:
        """``by`` looks after it from now on; also takes it over from somebody else."""
        with self._turn("situation-acknowledged", number, by, {"note": note}) as connection:
            row = _live(connection, number)
            if row["state"] == ACKNOWLEDGED and row["owner"] == by:
                raise Permanent(f"{number} is yours already: nothing is left to do")
            moved = {"owner": by, "acknowledged_at": self.clock.now()}
            writing.move_in(connection, number, ACKNOWLEDGED, **moved)
            self._note(connection, number, "acknowledged", note, by)

    def resolve(self, number: str, *, by: str, reason: str) -> None:
        """It is over by a person's word; an alert that fires again opens it again."""
        with self._turn("situation-resolved", number, by, {"reason": reason}) as connection:
            _live(connection, number)
            moved = {"resolved_at": self.clock.now(), "resolved_by": by, "untold": 0}
            writing.move_in(connection, number, RESOLVED, **moved)
            self._note(connection, number, "resolved", reason, by)

    def judge(self, number: str, *, by: str, useful: bool, note: str = "") -> tuple[str, ...]:
        """Whether it was of use; returns the rules that are muted by it, as too often they are not.

        Counted for each rule (name of an alert) that people were told because of, once a
        situation; a second word of the same person replaces the first.
        """
        now, muted, more = self.clock.now(), list[str](), list[Entry]()
        told: Json = {"useful": useful, "note": note}
        with self._turn("situation-judged", number, by, told, more) as connection:
            writing.row_in(connection, number)
            rules = _rules_of(connection, number)
            verdicts.keep_in(connection, number, by, rules, useful=useful, note=note, now=now)
            word = "useful" if useful else "not useful"
            self._note(connection, number, "judged", f"{word}. {note}".strip(), by)
            for rule in () if useful else rules:
                muted += self._mute_if_noise(connection, rule, now, more)
        return tuple(muted)

    def silence(
        self, matchers: Sequence[str], *, since: float, until: float, why: str, by: str
    ) -> str:
        """Hold back what fits ``matchers``; returns the silence's id."""
        spelled = [str(each) for each in all_parsed(matchers)]
        new = NewMute(
            kind=MuteKind.SILENCE.value, since=since, until=until, why=why, by=by, matchers=spelled
        )
        return self._add(new)

    def maintain(
        self,
        items: Sequence[str],
        *,
        since: float,
        until: float,
        why: str,
        by: str,
        every: str = "",
    ) -> str:
        """A maintenance window for items and all that depends on them; returns its id."""
        if not 1 <= len(items) <= ITEMS:
            raise Permanent(f"name 1 to {ITEMS} configuration items: what is maintained?")
        kind = MuteKind.MAINTENANCE.value
        new = NewMute(
            kind=kind, since=since, until=until, why=why, by=by, items=list(items), every=every
        )
        return self._add(new)

    def end_mute(self, id: str, *, by: str) -> None:
        """What it held back and fires still is told from now on."""
        with self._turn("silence-ended", id, by, {}) as connection:
            mutes.end_in(connection, mutes_table, id, by, self.clock.now())

    def inhibit(
        self,
        source: Sequence[str],
        target: Sequence[str],
        equal: Sequence[str],
        *,
        why: str,
        by: str,
    ) -> str:
        """While a source fires, targets with the same ``equal`` labels are not told."""
        spelled = [[str(each) for each in all_parsed(side)] for side in (source, target)]
        labels = [Matcher(name, "").name for name in equal]
        told: Json = {"source": spelled[0], "target": spelled[1], "equal": labels, "why": why}
        id = new_id("inh")
        with self._turn("inhibition-added", id, by, told) as connection:
            rule: dict[str, Any] = {**told, "by": by, "now": self.clock.now()}
            mutes.add_rule_in(connection, id, **rule)
        return id

    def end_inhibition(self, id: str, *, by: str) -> None:
        with self._turn("inhibition-ended", id, by, {}) as connection:
            mutes.end_in(connection, inhibition_rules, id, by, self.clock.now())

    def _add(self, new: NewMute) -> str:
        now = self.clock.now()
        check_times(new.since, new.until, Every(new.every))
        if not new.every and new.until <= now:
            raise Permanent("it is over already: give an end that lies ahead")
        if new.since > now + AHEAD:
            raise Permanent("it begins in more than a year: plan it nearer to its time")
        id = new_id("mut")
        told: Json = {name: getattr(new, name) for name in NewMute.__slots__ if name != "by"}
        with self._turn("silence-added", id, new.by, told) as connection:
            mutes.add_in(connection, id, new, now)
        return id

    def _mute_if_noise(
        self, connection: sa.Connection, rule: str, now: float, more: list[Entry]
    ) -> list[str]:
        """One that is muted, or was and is judged anew, begins to be counted when that ends."""
        matchers = [str(Matcher("alertname", rule))]
        said = [Verdict(*row) for row in verdicts.of_rule(connection, rule, matchers)]
        if not is_noise(said, now):
            return []
        new = NewMute(
            kind=MuteKind.NOISE.value,
            since=now,
            until=now + LASTS,
            why=evidence(rule, said, now),
            by=writing.ITSELF,
            matchers=matchers,
        )
        id = new_id("mut")
        mutes.add_in(connection, id, new, now)
        body: Json = {"about": id, "rule": rule, "why": new.why, "until": new.until}
        more.append(Entry(f"rule-muted/{id}", "rule-muted", now, body))
        return [rule]

    def _note(self, connection: sa.Connection, number: str, kind: str, text: str, by: str) -> None:
        writing.note_in(connection, number, self.clock.now(), kind, text, by)

    @contextmanager
    def _turn(
        self, kind: str, about: str, by: str, told: Json, more: Sequence[Entry] = ()
    ) -> Iterator[sa.Connection]:
        """A transaction that is alone, with its entries of the ledger, all or nothing."""
        now = self.clock.now()
        with alone(self.engine, writing.LOCK) as connection:
            also_lock(connection, "desk")
            yield connection
            body = {"about": about, "by": by, **told}
            entry = Entry(f"{kind}/{about}/{by}/{now!r}", kind, now, body)
            self.ledger.record_in(connection, [entry, *more])


def _live(connection: sa.Connection, number: str) -> Json:
    row = writing.row_in(connection, number)
    if row["merged_into"]:
        raise Permanent(f"{number} went on as {row['merged_into']}: act there")
    if row["state"] == RESOLVED:
        raise Permanent(f"{number} is resolved already: nothing is left to do")
    return row


def _rules_of(connection: sa.Connection, number: str) -> list[str]:
    """The names of the alerts that people were told because of; all of them if of none."""
    joined = sa.select(_a.name).distinct().join_from(situation_alerts, alerts, _a.id == _m.alert)
    ours = joined.where(_m.situation == number).order_by(_a.name).limit(100)
    return list(connection.scalars(ours.where(_m.opening))) or list(connection.scalars(ours))
