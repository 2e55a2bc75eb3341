"""Answers may rise only while the last leak test is clean and fresh; a leak lets them fall.

Mission G2.4: access controls verified.  The evidence is the ledger's entry of the test, so that
nobody can write a clean one by editing a table.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.capabilities.contract import RateLimit, Reversal, Risk, Spec
from steersman.domain.canonical import Json, digest_of
from steersman.domain.clock import Clock
from steersman.governor.gates import GateVerdict, Judgement
from steersman.records.desk.evidence import Evidence, write_in
from steersman.records.ledger.entry import Entry, Link
from steersman.records.ledger.ledger import Ledger
from steersman.records.permissions import Rules
from steersman.records.store import writing

KIND = "leak-check"
CLEAN, LEAKS = "clean", "leaks"
FRESH_FOR = 30 * 86400.0  # seconds
ENOUGH = 1000  # of a larger kind; of a smaller one every object has to be looked for
ANSWER = Spec(
    name="question.answer",
    summary="Answer questions from the record and the documents",
    risk=Risk.READ,
    reversal=Reversal.NONE,  # nobody forgets what they read
    permissions=frozenset(),
    rate_limit=RateLimit(calls=600, per=60.0),
    verify_within=0.0,
    restores=False,
)


@dataclass(frozen=True)
class LeakChecks:
    """The leak tests of this installation, the newest first, and what they allow."""

    store: sa.Engine
    ledger: Ledger
    clock: Clock
    rules: Rules

    def keep(self, told: Json, *, by: str) -> str:
        """Write a test's report into the ledger and as evidence.  Returns the entry's key."""
        now = self.clock.now()
        key, body = f"{KIND}/{now!r}", {**told, "by": by, "rules": self._rules_now()}
        row = Evidence(
            id=key, kind="leak_check", capability=ANSWER.name, scope="", work="", at=now, body=body
        )
        with writing(self.store, "desk") as connection:
            write_in(connection, [row])
            self.ledger.record_in(connection, [Entry(key, KIND, now, body)])
        return key

    def last(self) -> Link | None:
        """The newest test; None: there was none yet."""
        return next(iter(self.ledger.newest(KIND, None, 1)), None)

    def judge(self, capability: str, scope: str, level: int) -> Judgement | None:
        """The gate: about answers only, in every scope and for every level."""
        return self.judged() if capability == ANSWER.name else None

    def judged(self) -> Judgement:
        last = self.last()
        if last is None:
            return Judgement(GateVerdict.UNKNOWN, "no leak test was run: steersman leaks check")
        state = str(last.body.get("state"))
        if state != CLEAN:
            return Judgement(GateVerdict.NOT_MET, f"the last leak test was not clean: {state}")
        days = (self.clock.now() - last.at) / 86400.0
        if days * 86400.0 > FRESH_FOR:
            return Judgement(GateVerdict.NOT_MET, f"the last leak test is {days:.0f} days old")
        if last.body.get("rules") != self._rules_now():
            return Judgement(GateVerdict.NOT_MET, "the rules were changed after the last leak test")
        return _by_coverage(last.body)

    def _rules_now(self) -> str:
        return digest_of({rule.name: str(rule) for rule in self.rules.all()})


def _by_coverage(told: Json) -> Judgement:
    """What was not looked at counts as not looked at: too little is not enough, a part is told."""
    kinds = told.get("kinds") or {}
    part: list[str] = []
    for kind, share in sorted(kinds.items()):
        looked, there = int(share["looked_for"]), int(share["objects"])
        of = f"{looked:,} of {there:,} {kind.replace('_', ' ')}s"
        if looked < min(there, ENOUGH):
            more = f"it needs --sample {ENOUGH} or more"
            return Judgement(
                GateVerdict.NOT_MET, f"the last leak test looked for {of} only: {more}"
            )
        part += [of] if looked < there else []
    cut = len(told.get("read_in_part") or ())
    part += [f"the beginning of the long answers of {cut} of the routes"] if cut else []
    where = f" in what it looked at, which is not all: {', '.join(part)}" if part else ""
    return Judgement(GateVerdict.MET, f"the last leak test found nothing{where}")
