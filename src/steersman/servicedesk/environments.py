"""Environments on request: asked for, prolonged, corrected and ended; drift is looked for."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.capabilities.environments import EnvironmentSource, Offer
from steersman.domain.canonical import Json, canonical, digest_of
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.work import Kind, Status
from steersman.records.desk.desk import Desk
from steersman.records.desk.tables import obligations, work_items
from steersman.records.desk.work import MANUAL, Request
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import reading
from steersman.workflows.environments import (
    ANSWERS,
    DAYS,
    DISPOSABLE,
    ENDS,
    ENVIRONMENT,
    SYSTEM,
    TEMPLATE,
)

PROVIDE, CORRECT, END = "provide_environment", "correct_environment", "end_environment"
WATCHER = "system:environments"
DAY = 86400.0
MOST_LINES = 20  # of drift that are told


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for.  ``answers``: question → text."""

    system: str
    template: str
    answers: Mapping[str, str]
    days: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An environment, as the record has it.  Times in seconds since 1970."""

    id: str
    system: str
    template: str
    answers: Mapping[str, str]
    disposable: bool
    owner: str
    work: str  # the work item that built it
    state: str  # "asked for", "standing", "ended", "not built", "taken back"
    asked_at: float
    ends_at: float | None
    ended_by: str = ""  # the work item that ends it

    def as_json(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class Environments:
    engine: sa.Engine
    desk: Desk
    ledger: Ledger
    clock: Clock
    sources: Mapping[str, EnvironmentSource]  # system → what it builds

    def offers(self) -> list[tuple[str, Offer]]:
        """What can be asked for, and of each system what cannot and why."""
        found: list[tuple[str, Offer]] = []
        for system, source in self.sources.items():
            try:
                found += [(system, each) for each in source.offers()]
            except Permanent as problem:
                found.append((system, Offer("", "", "", 0.0, False, fault=str(problem))))
        return found

    def ask(self, wish: Wish, *, by: str, vouched_by: str = "", once: str = "") -> str:
        """Open the work that builds it; somebody else agrees.  Returns its number.

        The same ``once`` again returns the work that it opened.  Raises ``Permanent`` naming what
        is wrong with the wish.
        """
        offer = self._offer(wish.system, wish.template)
        if not 0 < wish.days <= offer.longest_days:
            raise Permanent(f"{offer.title} is had for {offer.longest_days:g} days at most")
        self.sources[wish.system].check(wish.template, dict(wish.answers))
        params = {
            SYSTEM: wish.system,
            TEMPLATE: wish.template,
            ENVIRONMENT: f"env-{secrets.token_hex(6)}",
            ANSWERS: canonical(dict(wish.answers)),
            DAYS: f"{wish.days:g}",
            DISPOSABLE: "yes" if offer.disposable else "no",
            "reason": wish.reason,
        }
        return self.desk.work_items.submit(
            Request(
                procedure=PROVIDE,
                requester=by,
                subject=by,
                summary=f"{offer.title} for {wish.days:g} days",
                params={name: value for name, value in params.items() if value},
                dedup_key=f"environment/{by}/{once}" if once else None,
                vouched_by=vouched_by,
            )
        )

    def all(self, where: sa.ColumnElement[bool] | None = None) -> list[Standing]:
        """Every environment whose work is visible under ``where``, the newest first."""
        table = work_items.c
        wanted = sa.select(work_items).where(table.procedure == PROVIDE)
        wanted = wanted if where is None else wanted.where(where)
        ends = sa.select(table.number, table.status, table.params)
        ends = ends.where(table.procedure == END).order_by(table.seq)
        owed = sa.select(obligations.c.work, obligations.c.due_at)
        owed = owed.where(obligations.c.id.endswith(f"/{ENDS}"))
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(table.seq.desc())).mappings().all()
            ending = connection.execute(ends).all()
            due = {work: at for work, at in connection.execute(owed).all()}
        ended = {json.loads(params)[ENVIRONMENT]: (no, state) for no, state, params in ending}
        return [_standing(row, due, ended) for row in rows]

    def one(self, environment: str, where: sa.ColumnElement[bool] | None = None) -> Standing | None:
        return next((each for each in self.all(where) if each.id == environment), None)

    def prolong(self, standing: Standing, days: float, *, by: str) -> float:
        """Let it stand for so many days from now.  Returns its new end.

        Raises ``Permanent`` when it does not stand, or when it would be for longer than offered.
        """
        if standing.state != "standing" or standing.ended_by:
            raise Permanent(f"{standing.id} does not stand: only what stands can be prolonged")
        offer = self._offer(standing.system, standing.template)
        if not 0 < days <= offer.longest_days:
            raise Permanent(f"{offer.title} is had for {offer.longest_days:g} days at most")
        now = self.clock.now()
        ends_at = now + days * DAY
        told = {"environment": standing.id, "before": standing.ends_at, "after": ends_at, "by": by}
        if not self.desk.obligations.put_off(f"{standing.work}/{ENDS}", ends_at):
            raise Permanent(f"{standing.id} is ending at this moment: ask for a new one")
        key = f"environment/{standing.id}/prolonged/{digest_of([told, now])}"
        self.ledger.record(Entry(key, "environment", now, told))
        return ends_at

    def end(self, standing: Standing, *, by: str, vouched_by: str = "", reason: str = "") -> str:
        """Open the work that takes it down before its time.  Returns its number."""
        return self._about(standing, END, "Take down", by, vouched_by, reason)

    def correct(self, standing: Standing, *, by: str, vouched_by: str = "") -> str:
        """Open the work that sets it back to what it was built from.  Returns its number."""
        return self._about(standing, CORRECT, "Set back", by, vouched_by, "")

    def look_for_drift(self) -> list[str]:
        """Compare every standing one with what it was built from; returns the work opened.

        What is not as it was built is told once to a person, who decides which of the two is right.
        """
        stand = (each for each in self.all() if each.state == "standing")
        return [number for each in stand if (number := self._drift_of(each))]

    def _drift_of(self, standing: Standing) -> str:
        source = self.sources.get(standing.system)
        lines = source.drifted(standing.id) if source else ()
        if not lines:
            return ""
        told = "; ".join(lines[:MOST_LINES])
        return self.desk.work_items.submit(
            Request(
                procedure=MANUAL,
                requester=WATCHER,
                subject=standing.owner,
                kind=Kind.EVENT,
                summary=f"{standing.id} is not as it was built: {told}"[:500],
                params={ENVIRONMENT: standing.id, SYSTEM: standing.system},
                caused_by=standing.work,
                dedup_key=f"drift/{standing.id}/{digest_of(list(lines))}",
            )
        )

    def _about(
        self, standing: Standing, procedure: str, verb: str, by: str, vouched_by: str, reason: str
    ) -> str:
        if standing.state != "standing":
            raise Permanent(f"{standing.id} does not stand: it is {standing.state}")
        params = {
            SYSTEM: standing.system,
            ENVIRONMENT: standing.id,
            DISPOSABLE: "yes" if standing.disposable else "no",
            "reason": reason,
        }
        return self.desk.work_items.submit(
            Request(
                procedure=procedure,
                requester=by,
                subject=standing.owner,
                kind=Kind.CHANGE,
                summary=f"{verb} {standing.template} ({standing.id})",
                params={name: value for name, value in params.items() if value},
                caused_by=standing.work,
                vouched_by=vouched_by,
            )
        )

    def _offer(self, system: str, template: str) -> Offer:
        if system not in self.sources:
            known = ", ".join(self.sources) or "none"
            raise Permanent(f"{system!r} builds no environments; these do: {known}")
        found = [each for each in self.sources[system].offers() if each.name == template]
        if not found or not template:
            raise Permanent(f"{system} offers no {template!r}: look at what it offers")
        return found[0]


def _standing(
    row: sa.RowMapping, due: Mapping[str, float], ended: Mapping[str, tuple[str, str]]
) -> Standing:
    params = json.loads(row["params"])
    ended_by, how = ended.get(params[ENVIRONMENT], ("", ""))
    over = how == Status.DONE.value
    return Standing(
        id=params[ENVIRONMENT],
        system=params[SYSTEM],
        template=params[TEMPLATE],
        answers=json.loads(params[ANSWERS]),
        disposable=params[DISPOSABLE] == "yes",
        owner=row["subject"],
        work=row["number"],
        state="ended" if over else _state(row["status"]),
        asked_at=float(row["opened_at"]),
        ends_at=due.get(row["number"]),
        ended_by="" if how in (Status.CANCELED.value, Status.UNDONE.value) else ended_by,
    )


def _state(status: str) -> str:
    known = {
        Status.DONE.value: "standing",
        Status.UNDONE.value: "taken back",
        Status.INCOMPLETE.value: "not built",
        Status.REFUSED.value: "not built",
        Status.CANCELED.value: "not built",
    }
    return known.get(status, "asked for")
