"""A host in memory that behaves: the same conditions and refusals as ``host.sh``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from steersman.capabilities.connector import Check
from steersman.connectors.linux.accounts import Account
from steersman.connectors.linux.client import KEEP, Edit, OwnedFiles
from steersman.domain.errors import Permanent, Transient


@dataclass
class FakeHost:
    """``fails`` is raised by the next call; ``lies`` makes writes succeed without effect."""

    people: dict[str, Account] = field(default_factory=dict)  # by login
    running: dict[int, tuple[str, ...]] = field(default_factory=dict)
    owned: dict[bytes, int] = field(default_factory=dict)  # path → uid
    setuid: frozenset[bytes] = frozenset()
    scheduled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fails: Exception | None = None
    lies: bool = False
    read_only: bool = False
    missing: tuple[str, ...] = ()
    excessive: tuple[str, ...] = ()
    writes: list[str] = field(default_factory=list)

    def accounts(self, login: str = "") -> tuple[Account, ...]:
        self._answer()
        return tuple(self.people.values())

    def edit_access(
        self, account: Account, password: Edit, expires: Edit, *, undo: bool = False
    ) -> None:
        self._answer()
        now = self.people[account.login]
        wanted = replace(
            now,
            password=_settled(now.password, password, undo=undo),
            expires=_settled(now.expires, expires, undo=undo),
        )
        if wanted != now and self._may_write(f"access of {account.login}"):
            self.people[account.login] = wanted

    def access(self, login: str) -> tuple[str, str]:
        self._answer()
        return self.people[login].password, self.people[login].expires

    def jobs(self, account: Account) -> tuple[str, ...]:
        self._answer()
        return self.scheduled.get(account.login, ())

    def processes(self, uid: int) -> tuple[str, ...]:
        self._answer()
        return self.running.get(uid, ())

    def still_running(self, uid: int) -> int:
        return len(self.processes(uid))

    def end_processes(self, uid: int) -> None:
        self._answer()
        if self.running.get(uid) and self._may_write(f"processes of {uid}"):
            del self.running[uid]

    def files(self, uid: int, directories: Sequence[str], limit: int) -> OwnedFiles:
        self._answer()
        roots = tuple(directory.encode() + b"/" for directory in directories)
        mine = [
            p for p, owner in sorted(self.owned.items()) if owner == uid and p.startswith(roots)
        ]
        paths = tuple(path for path in mine if path not in self.setuid)
        setuid = len(mine) - len(paths)
        return OwnedFiles(len(paths), setuid, paths if len(paths) <= limit else ())

    def give(self, paths: Sequence[bytes], *, owner: int, to: int) -> None:
        self._answer()
        for path in paths:
            if self.owned.get(path) == owner and self._may_write(f"owner of {path!r}"):
                self.owned[path] = to

    def owners(self, paths: Sequence[bytes]) -> Mapping[bytes, int]:
        self._answer()
        return {path: self.owned[path] for path in paths if path in self.owned}

    def check(self, permissions: Sequence[str], directories: Sequence[str]) -> Check:
        if self.fails:
            return Check(False, str(self.fails))
        return Check(True, "a host in memory answers", self.missing, self.excessive)

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self) -> None:
        failure, self.fails = self.fails, None
        if failure:
            raise failure

    def _may_write(self, what: str) -> bool:
        if self.read_only:
            raise Permanent("accounts cannot be written; is /etc full or read-only?")
        self.writes.append(what)
        return not self.lies


def _settled(now: str, edit: Edit, *, undo: bool) -> str:
    if edit.wanted in (KEEP, now):
        return now
    if now == edit.was:
        return edit.wanted
    if undo:
        return now
    raise Transient("it has changed since it was planned: plan again")
