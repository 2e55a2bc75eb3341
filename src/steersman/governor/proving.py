"""Whether a repair helped: everything must hold in time, and go on holding for long enough.

A short proof is waited for within the run.  A longer one is looked at once by each run, which then
ends; where it stands is written into the ledger, and the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from steersman.capabilities.probe import Probes
from steersman.domain.canonical import Json
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.governor.checking import Check, Found, Proof
from steersman.records.ledger.ledger import Ledger

PROOF = "proof"  # the kind of the ledger's entries
OPEN, PROVEN, FAILED, UNKNOWN = "open", "proven", "failed", "unknown"
PATIENCE = 60.0  # seconds that a run waits by itself
LOOKS = 15  # of a long proof, each in a run of its own: far from the limit of attempts
OFTEN, SELDOM, SOONEST = 0.5, 5.0, 10.0  # seconds between two looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What all the checks told at one moment.  ``faults``: those that told nothing, and why."""

    at: float
    found: tuple[Found, ...] = ()
    faults: tuple[str, ...] = ()
    retry_after: float = 0.0  # seconds; 0: a fault that no waiting mends, or none

    def __bool__(self) -> bool:
        return not self.faults and all(self.found)

    @property
    def missed(self) -> tuple[str, ...]:
        return (*(str(each) for each in self.found if not each), *self.faults)

    def as_json(self) -> Json:
        return {
            "at": self.at,
            "found": [each.as_json() for each in self.found],
            "faults": list(self.faults),
            "retry_after": self.retry_after,
        }

    @classmethod
    def from_json(cls, body: Json) -> Look:
        found = tuple(Found.from_json(each) for each in body["found"])
        faults, retry_after = tuple(body["faults"]), body["retry_after"]
        return cls(at=body["at"], found=found, faults=faults, retry_after=retry_after)


def look(checks: Sequence[Check], probes: Probes, now: float) -> Look:
    """Ask every check once; one that is silent does not hide what the others tell."""
    found: list[Found] = []
    faults: list[str] = []
    retry_after = 0.0
    for check in checks:
        try:
            found.append(check.read(probes))
        except Transient as problem:
            faults.append(f"{check.key}: {problem}")
            retry_after = max(retry_after, problem.retry_after)
        except (Permanent, NeedsPerson) as problem:
            faults.append(f"{check.key}: {problem}")
    return Look(at=now, found=tuple(found), faults=tuple(faults), retry_after=retry_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a proof is.  ``since``: from when on all has held without end; None: it does not."""

    until: float  # by then all must hold
    since: float | None = None
    verdict: str = OPEN

    @classmethod
    def begun(cls, proof: Proof, now: float) -> Standing:
        return cls(until=now + proof.within)

    def after(self, look: Look, proof: Proof) -> Standing:
        if look:
            since = look.at if self.since is None else self.since
            proven = look.at - since >= proof.lasting
            return replace(self, since=since, verdict=PROVEN if proven else OPEN)
        if look.at < self.until:
            return replace(self, since=None)
        # Silence is no reason to take anything back: nobody knows how it stands.
        known = any(not each for each in look.found)
        return replace(self, since=None, verdict=FAILED if known else UNKNOWN)

    def wait(self, proof: Proof, now: float) -> float:
        """Seconds until the next look: the last one falls on the end of what must pass."""
        end = self.until if self.since is None else self.since + proof.lasting
        return max(min(pause(proof), end - now), OFTEN)

    def as_json(self) -> Json:
        return {"until": self.until, "since": self.since, "verdict": self.verdict}

    @classmethod
    def from_json(cls, body: Json) -> Standing:
        return cls(until=body["until"], since=body["since"], verdict=body["verdict"])


def is_short(proof: Proof) -> bool:
    return proof.within + proof.lasting <= PATIENCE


def pause(proof: Proof) -> float:
    whole = proof.within + proof.lasting
    if is_short(proof):
        return min(max(whole / LOOKS, OFTEN), SELDOM)
    return max(whole / LOOKS, SOONEST)


def open_proof(ledger: Ledger, work: str) -> Standing | None:
    """Where the proof of ``work`` stands, when its steps are done and the proof goes on."""
    entries = list(ledger.entries(kind=PROOF, key_prefix=f"{work}#"))
    if not entries:
        return None
    last = Standing.from_json(entries[-1].body)
    return last if last.verdict == OPEN else None
