"""The last known good version of a configuration file: accepted while all is well, restored after.

Versions are named by their SHA-256, so nobody has to guess which one a plan means.
"""

from __future__ import annotations

from steersman.connectors.services.on_host.action import Action, Change, Planned
from steersman.connectors.services.on_host.declared import Declared, declared
from steersman.connectors.services.on_host.keeping import (
    STATE,
    digest_of,
    keep,
    kept,
    private_folder,
    read_plain,
    replace,
    write_new,
)
from steersman.connectors.services.on_host.reloading import complaint, reload
from steersman.connectors.services.on_host.telling import CANNOT_WRITE, CONTRADICTS, Refused

GOOD = f"{STATE}/known-good"
NONE = "none"


class AcceptConfiguration(Action):
    """Today's version is the known good one from now on.  Only one that its test passes."""

    kind, parameters = "configuration", ("configuration",)

    def plan(self, name: str, detail: str) -> Planned:
        given = declared(self.kind, name)
        now, good = digest_of(read_plain(given.path("file"))), known_good(given)
        if now == good:
            return Planned()
        if wrong := complaint(given):
            raise Refused(CONTRADICTS, f"{name} fails its own test: {wrong}. Is it really good?")
        return Planned([Change(given.target, "known good version", good, now)])

    def apply(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        if known_good(given) == change.after:
            return
        content = read_plain(given.path("file"))
        if known_good(given) != change.before or digest_of(content) != change.after:
            raise self.changed_meanwhile(change)
        _remember(given, keep(content))

    def holds(self, change: Change) -> bool:
        given = declared(self.kind, change.name)
        return known_good(given) == change.after and bool(kept(change.after))

    def undo(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        if known_good(given) == change.after:
            _remember(given, change.before)


class RestoreConfiguration(Action):
    """Put the known good version back, test it, reload.  The former version is kept."""

    kind, parameters = "configuration", ("configuration",)

    def plan(self, name: str, detail: str) -> Planned:
        given = declared(self.kind, name)
        now, good = digest_of(read_plain(given.path("file"))), known_good(given)
        if good == NONE:
            raise Refused(CONTRADICTS, f"no version of {name} was accepted yet. Which one is good?")
        if now == good:
            return Planned()
        wrong = complaint(given)
        told = (
            [f"today's version fails its test: {wrong}"] if wrong else ["today's passes its test"]
        )
        return Planned([Change(given.target, given.path("file"), now, good)], told)

    def apply(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        former = read_plain(given.path("file"))
        if digest_of(former) not in (change.before, change.after):
            raise self.changed_meanwhile(change)
        wanted = kept(change.after)
        if former != wanted:
            keep(former)
            replace(given.path("file"), wanted)
        if wrong := complaint(given):
            replace(given.path("file"), former)
            raise Refused(
                CANNOT_WRITE, f"{change.name}: even the known good version fails: {wrong}"
            )
        reload(given)

    def holds(self, change: Change) -> bool:
        given = declared(self.kind, change.name)
        same = digest_of(read_plain(given.path("file"))) == change.after
        return same and not complaint(given)

    def undo(self, change: Change) -> None:
        """The former version, good or not; only one that its test passes is also loaded."""
        given = declared(self.kind, change.name)
        if digest_of(read_plain(given.path("file"))) != change.after:
            return
        replace(given.path("file"), kept(change.before))
        if not complaint(given):
            reload(given)


def differs(*, configuration: str) -> tuple[dict[str, object], str]:
    given = declared("configuration", configuration)
    now, good, wrong = (
        digest_of(read_plain(given.path("file"))),
        known_good(given),
        complaint(given),
    )
    values: dict[str, object] = {"differs": good not in (now, NONE), "accepted": good != NONE}
    values |= {"valid": not wrong, "version": now}
    return values, f"{given.path('file')}: {wrong or 'passes its test'}"


def known_good(given: Declared) -> str:
    try:
        return read_plain(f"{GOOD}/{given.name}").decode("ascii", "replace").strip()
    except Refused:
        return NONE


def _remember(given: Declared, digest: str) -> None:
    private_folder(GOOD)
    write_new(f"{GOOD}/{given.name}", digest.encode())
