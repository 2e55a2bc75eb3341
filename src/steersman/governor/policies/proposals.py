"""Changing a policy takes two people: one proposes it with its effect, another one applies it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from steersman.capabilities.contract import Spec
from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.governor.policies.files import Loaded, PolicyFiles, load
from steersman.governor.policies.replay import Effect, replay
from steersman.records.guard.policy_proposals import (
    APPLIED,
    REFUSED,
    WITHDRAWN,
    PolicyProposals,
    Proposal,
)
from steersman.records.ledger.entry import Entry, Link
from steersman.records.ledger.ledger import Ledger

DAY = 86400.0
BATCH = 500
LONGEST = 100_000  # characters of a policy file


@dataclass(frozen=True)
class Changing:
    """``specs``: what each capability is now, by its place in the registry."""

    files: PolicyFiles
    proposals: PolicyProposals
    ledger: Ledger
    specs: Mapping[str, Spec]
    clock: Clock

    def text(self, file: str) -> str:
        """Raises ``Permanent`` for what is not one of the policy files in force."""
        if file not in self.files.loaded.files:
            raise Permanent(f"there is no policy file {file!r}")
        return (self.files.folder / file).read_text()

    def check(self, file: str, text: str) -> Loaded:
        """All policies with ``text`` in place of ``file``, read, validated and tested."""
        self.text(file)
        if len(text) > LONGEST:
            raise Permanent(f"a policy file has {LONGEST} characters at most")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "policies"
            shutil.copytree(self.files.folder, copy)
            (copy / file).write_text(text)
            return load(copy)

    def effect(self, candidate: Loaded, days: float = 90.0) -> Effect:
        """What would have come out differently in the last ``days`` days of decisions."""
        oldest = self.clock.now() - days * DAY
        past = (link for link in self._decisions() if link.at >= oldest)
        return replay(candidate.policies, self.files.loaded.policies, past, self.specs)

    def propose(self, file: str, text: str, *, by: str, reason: str, eyes: str = "") -> Proposal:
        """Keep a change that is sound, with its effect; nothing changes yet.

        ``eyes``: who vouched for the session or token of ``by``; empty: nobody else did.
        """
        if not reason.strip():
            raise Permanent("a proposal needs a reason: whoever decides must learn it")
        before = self.text(file)
        if text == before:
            raise Permanent("nothing is different: change something first")
        effect = self.effect(self.check(file, text))
        made = self.proposals.make(
            file=file,
            before=_digest(before),
            text=text,
            by=by,
            eyes=eyes or by,
            reason=reason,
            effect=in_words(effect),
        )
        self._record(made, "policy-proposed", by, {"reason": reason, "effect": made.effect})
        return made

    def apply(self, id_: str, *, by: str, eyes: str = "") -> Loaded:
        """Put it in force.  Raises ``Permanent``: one's own, decided, or the file has changed."""
        proposal = self.proposals.find(id_)
        if {proposal.by, proposal.eyes} & {by, eyes or by}:
            raise Permanent(f"{eyes or by} proposed {id_} and cannot apply it (four-eyes)")
        if _digest(self.text(proposal.file)) != proposal.before:
            raise Permanent(f"{proposal.file} has changed since: propose it anew")
        self.check(proposal.file, proposal.text)
        self.proposals.settle(id_, APPLIED, by=by)
        _replace(self.files.folder / proposal.file, proposal.text)
        loaded = self.files.reload()
        self._record(proposal, "policy-applied", by, {"text": proposal.text})
        return loaded

    def refuse(self, id_: str, *, by: str) -> None:
        """By another person; by who proposed it, it is withdrawn."""
        proposal = self.proposals.find(id_)
        state = WITHDRAWN if proposal.by == by else REFUSED
        self.proposals.settle(id_, state, by=by)
        self._record(proposal, f"policy-{state}", by, {})

    def _decisions(self) -> Iterator[Link]:
        """Every decision, newest first."""
        before: int | None = None
        while found := self.ledger.newest("decision", before, BATCH):
            yield from found
            before = found[-1].seq

    def _record(self, proposal: Proposal, kind: str, by: str, more: Json) -> None:
        told: Json = {"by": by, "file": proposal.file, "proposal": proposal.id, **more}
        key = f"policy/{proposal.id}/{kind}"
        self.ledger.record(Entry(key, kind, self.clock.now(), told))


def in_words(effect: Effect) -> str:
    """One sentence for who decides."""
    if not effect.decisions:
        return "unknown: no decision of the last 90 days could be tried"
    refused = sum(each.newly_refused for each in effect.differences)
    freed = len(effect.differences) - refused
    more = f"; {effect.unknown} could not be tried" if effect.unknown else ""
    return f"of {effect.decisions} decisions, {refused} more refused, {freed} no longer{more}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _replace(file: Path, text: str) -> None:
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text)
    os.replace(fresh, file)
