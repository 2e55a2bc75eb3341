"""A host in memory that behaves: the same conditions and refusals as the script on a host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steersman.capabilities.connector import Check
from steersman.connectors.services.client import Answered, Row, Seen
from steersman.domain.errors import NeedsPerson, Permanent, Transient

MACHINE = "f" * 32
NEW_PROCESS = "a new process"
KINDS = {
    "service": "service",
    "process": "service",
    "configuration": "configuration",
    "files": "files",
    "release": "release",
    "certificate": "certificate",
    "firewall": "firewall",
    "permissions": "permissions",
}


@dataclass
class FakeHost:
    """``fails`` is raised by the next call; ``lies`` makes writes succeed without effect.

    ``now`` is what stands: (target, attribute) → value.  ``wanted`` is what each action makes of
    it: (action, target) → attribute → value.
    """

    now: dict[tuple[str, str], str] = field(default_factory=dict)
    wanted: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)  # by the name of the probe
    machine: str = MACHINE
    fails: Exception | None = None
    lies: bool = False
    read_only: bool = False
    missing: tuple[str, ...] = ()
    writes: list[str] = field(default_factory=list)

    def plan(self, action: str, asked: Mapping[str, str]) -> Answered:
        self._answer()
        name, *more = [*asked.values(), ""]
        target = f"{KINDS[action.partition('.')[0]]}/{name}"
        if (action, target) not in self.wanted:
            raise Permanent(f"{target} is not managed: root may add it to the declaration")
        rows = [
            Row(target, attribute, self.now[target, attribute], after)
            for attribute, after in self.wanted[action, target].items()
            if self.now[target, attribute] != after
        ]
        if action == "service.restart" and more[0] not in ("", *(row.before for row in rows)):
            rows = []
        return Answered(self.machine, tuple(rows))

    def apply(self, action: str, host: str, rows: Sequence[Row]) -> None:
        self._answer(host)
        for row in rows:
            self._write(row, row.before, row.after, strict=row.after != NEW_PROCESS)

    def holds(self, action: str, host: str, rows: Sequence[Row]) -> bool:
        self._answer(host)
        return all(self._holds(row) for row in rows)

    def undo(self, action: str, host: str, rows: Sequence[Row]) -> None:
        self._answer(host)
        if action in ("service.restart", "process.end"):
            return
        for row in rows:
            self._write(row, row.after, row.before, strict=False)

    def look(self, what: str, asked: Mapping[str, str]) -> Seen:
        self._answer()
        if what not in self.seen:
            raise Permanent(f"{what}: not managed")
        return self.seen[what]

    def check(self, permissions: Sequence[str]) -> Check:
        if self.fails:
            return Check(False, str(self.fails))
        return Check(True, "a host in memory answers", self.missing)

    def close(self) -> None:
        """Nothing is open."""

    def _holds(self, row: Row) -> bool:
        now = self.now[row.target, row.attribute]
        return now != row.before if row.after == NEW_PROCESS else now == row.after

    def _write(self, row: Row, expected: str, wanted: str, *, strict: bool) -> None:
        place = row.target, row.attribute
        if self.now[place] == wanted:
            return
        if self.now[place] != expected:
            if strict:
                raise Transient(f"{row.target}: {row.attribute} has changed: plan again")
            return
        if self.read_only:
            raise Permanent(f"{row.target} cannot be written: full or read-only?")
        self.writes.append(f"{row.attribute} of {row.target}")
        if not self.lies:
            self.now[place] = f"pid {len(self.writes)}" if wanted == NEW_PROCESS else wanted

    def _answer(self, host: str = "") -> None:
        failure, self.fails = self.fails, None
        if failure:
            raise failure
        if host not in ("", self.machine):
            raise NeedsPerson("this is another machine than the plan was made for. Which is meant?")


def broken_shop() -> FakeHost:
    """One thing is left to do for every action."""
    host = FakeHost()
    rows = (
        ("service.start", "service/db", "state", "stopped", "running"),
        ("service.stop", "service/web", "state", "running", "stopped"),
        ("service.restart", "service/web", "process", "pid 0", NEW_PROCESS),
        ("process.end", "service/web", "process 7@b.9", "running", "ended"),
        ("configuration.accept", "configuration/web", "known good version", "none", "d1"),
        ("configuration.restore", "configuration/db", "/etc/db.conf", "d2", "d3"),
        ("files.set_aside", "files/logs", "/var/log/web.log.1", "in place (5)", "set aside"),
        ("release.activate", "release/web", "active release", "2", "1"),
        ("certificate.install", "certificate/web", "certificate and key", "old", "new"),
        ("firewall.allow", "firewall/web", "tcp dport 443 accept", "missing", "present"),
        ("permissions.restore", "permissions/web", "/srv/web", "a:a 0000", "a:a 0644"),
    )
    for action, target, attribute, before, after in rows:
        host.now[target, attribute] = before
        host.wanted[action, target] = {attribute: after}
    return host
