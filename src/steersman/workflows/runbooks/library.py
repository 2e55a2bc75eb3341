"""The runbooks of this installation: which version runs, and how a new one comes in force.

A shipped runbook runs until a version of ours is accepted.  One person writes a version, another
one reviews it.  Only the version in force is carried out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.work import Work
from steersman.governor.procedure import RUNBOOK, Procedure, Run
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.runbooks import (
    ACCEPTED,
    REFUSED,
    WITHDRAWN,
    Retired,
    RunbookVersions,
    Version,
)
from steersman.workflows.runbooks.catalogue import Catalogue
from steersman.workflows.runbooks.compile import compiled, refused
from steersman.workflows.runbooks.faults import Fault, Unsound
from steersman.workflows.runbooks.model import Runbook, digest_of
from steersman.workflows.runbooks.reading import read
from steersman.workflows.runbooks.shipped import shipped

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_NAME = 60
SHIPPED, SHORT = "shipped-", 8  # "shipped-1a2b3c4d": another text is another version


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of a runbook.  ``kept``: None for a shipped one."""

    name: str
    version: str
    text: str
    kept: Version | None = None

    @property
    def procedure(self) -> str:
        return f"{RUNBOOK}{self.name}@{self.version}"

    @property
    def digest(self) -> str:
        return digest_of(self.text)

    @property
    def runbook(self) -> Runbook:
        """Raises ``Unsound``: what was kept by another release may be none any more."""
        return read(self.text)


@dataclass(frozen=True, slots=True)
class Listed:
    """All editions of one name.  ``current``: the one that runs; None: none was accepted yet."""

    name: str
    current: Edition | None
    editions: Sequence[Edition]  # the newest first, the shipped one last
    retired: Retired | None = None

    @property
    def open(self) -> Sequence[Edition]:
        """Those that wait for a review."""
        return [each for each in self.editions if each.kept and each.kept.state == "proposed"]


@dataclass(frozen=True)
class Runbooks:
    """``catalogue``: what exists, to check a new version against."""

    versions: RunbookVersions
    ledger: Ledger
    clock: Clock
    catalogue: Callable[[], Catalogue] = Catalogue
    shipped: Mapping[str, str] = field(default_factory=shipped)

    def all(self) -> Sequence[Listed]:
        kept, retired = self.versions.all(), self.versions.retired()
        names = sorted(kept.keys() | self.shipped.keys())
        return [self._entry(name, kept.get(name, ()), retired.get(name)) for name in names]

    def entry(self, name: str) -> Listed:
        """``Permanent`` when there is none of this name."""
        listed = self._listed(name)
        if not listed.editions:
            raise Permanent(f"there is no runbook {name[:LONGEST_NAME]!r}: list them first")
        return listed

    def edition(self, name: str, version: str = "") -> Edition:
        """The one in force, or the one of this version."""
        entry = self.entry(name)
        if version:
            found = [each for each in entry.editions if each.version == version]
            if not found:
                raise Permanent(f"there is no version {version!r} of {name}")
            return found[0]
        if entry.retired is not None:
            raise Permanent(f"{name} was retired: {entry.retired.reason}")
        if entry.current is None:
            raise Permanent(f"{name} has no version that somebody reviewed")
        return entry.current

    def check(self, text: str) -> tuple[Fault, ...]:
        """Everything that keeps ``text`` from being carried out."""
        try:
            return self.catalogue().faults(read(text))
        except Unsound as unsound:
            return unsound.faults

    def propose(self, name: str, text: str, *, by: str, reason: str, eyes: str = "") -> Version:
        """Keep a version that is sound; somebody else must review it.

        ``eyes``: who vouched for the session or token of ``by``; empty: nobody else did.
        """
        if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            mend = f"small letters, digits and hyphens, {LONGEST_NAME} at most"
            raise Permanent(f"{name[:LONGEST_NAME]!r} is no name of a runbook: use {mend}")
        if not reason.strip():
            raise Permanent("a version needs a reason: whoever reviews it must learn it")
        text = text.replace("\r\n", "\n")
        self._refuse_unsound(text)
        current = self._listed(name).current
        if current is not None and text == current.text:
            raise Permanent("nothing is different: change something first")
        made = self.versions.propose(
            name=name, text=text, digest=digest_of(text), by=by, eyes=eyes or by, reason=reason
        )
        self._record(made, "runbook-proposed", by, {"reason": reason, "digest": made.digest})
        return made

    def accept(self, name: str, version: int, *, by: str, eyes: str = "") -> Version:
        """Put it in force.  ``Permanent``: one's own, decided already, or no longer sound."""
        found = self.versions.find(name, version)
        if {found.by, found.eyes} & {by, eyes or by}:
            raise Permanent(f"{eyes or by} wrote {found.id} and cannot review it (four-eyes)")
        current = self._listed(name).current
        if current is not None and current.kept and current.kept.version > version:
            raise Permanent(f"{current.kept.id} is in force and newer: propose this text anew")
        self._refuse_unsound(found.text)
        self.versions.settle(name, version, ACCEPTED, by=by)
        self._record(found, "runbook-accepted", by, {"digest": found.digest, "text": found.text})
        return self.versions.find(name, version)

    def refuse(self, name: str, version: int, *, by: str) -> Version:
        """By another person; by who wrote it, it is withdrawn."""
        found = self.versions.find(name, version)
        state = WITHDRAWN if found.by == by else REFUSED
        self.versions.settle(name, version, state, by=by)
        self._record(found, f"runbook-{state}", by, {"digest": found.digest})
        return self.versions.find(name, version)

    def retire(self, name: str, *, by: str, reason: str) -> None:
        """Nobody starts it any more; what runs now goes on to its end."""
        self.entry(name)
        if not reason.strip():
            raise Permanent("say why it is retired: people will look for it")
        self.versions.retire(name, by=by, reason=reason)
        self._tell(name, "runbook-retired", by, {"reason": reason})

    def bring_back(self, name: str, *, by: str) -> None:
        self.entry(name)
        self.versions.bring_back(name)
        self._tell(name, "runbook-brought-back", by, {})

    def procedure(self, key: str) -> Procedure:
        """What ``runbook:NAME@VERSION`` does; for one that is not in force, the reason why not.

        What was begun by another version is proven to its end: nothing more is done for it.
        """
        name, _, version = key.removeprefix(RUNBOOK).partition("@")
        try:
            edition = self.edition(name, version)
            runs = compiled(edition.runbook)
        except Permanent as fault:
            return refused(str(fault))
        why = self._out_of_force(edition)
        return _only_proving(runs, refused(why)) if why else runs

    def _out_of_force(self, edition: Edition) -> str:
        """Empty: it is in force."""
        try:
            current = self.edition(edition.name)
        except Permanent as fault:
            return str(fault)
        if current.version == edition.version:
            return ""
        return f"{edition.name}@{edition.version} is not in force, {current.version} is: start that"

    def _listed(self, name: str) -> Listed:
        return self._entry(name, self.versions.of(name), self.versions.retired().get(name))

    def _entry(self, name: str, kept: Sequence[Version], retired: Retired | None) -> Listed:
        editions = [Edition(name, str(each.version), each.text, each) for each in kept]
        if name in self.shipped:
            text = self.shipped[name]
            editions.append(Edition(name, f"{SHIPPED}{digest_of(text)[:SHORT]}", text))
        in_force = (e for e in editions if e.kept is None or e.kept.state == ACCEPTED)
        return Listed(name, next(in_force, None), editions, retired)

    def _refuse_unsound(self, text: str) -> None:
        faults = self.check(text)
        if faults:
            raise Unsound(faults)

    def _record(self, version: Version, kind: str, by: str, more: Json) -> None:
        self._tell(version.name, kind, by, {"version": version.version, **more})

    def _tell(self, name: str, kind: str, by: str, more: Json) -> None:
        now = self.clock.now()
        key = f"runbook/{name}/{more.get('version', repr(now))}/{kind}"
        self.ledger.record(Entry(key, kind, now, {"by": by, "runbook": name, **more}))


def _only_proving(runs: Procedure, otherwise: Procedure) -> Procedure:
    def either(run: Run, work: Work) -> None:
        (runs if run.proving() else otherwise)(run, work)

    return either


@dataclass(frozen=True)
class Procedures(Mapping[str, Procedure]):
    """Those that are written in Python, and every runbook.  Only names in force are listed."""

    written: Mapping[str, Procedure]
    runbooks: Runbooks

    def __getitem__(self, name: str) -> Procedure:
        return self.runbooks.procedure(name) if name.startswith(RUNBOOK) else self.written[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.written
        for entry in self.runbooks.all():
            if entry.current is not None and entry.retired is None:
                yield entry.current.procedure

    def __len__(self) -> int:
        return sum(1 for _ in self)
