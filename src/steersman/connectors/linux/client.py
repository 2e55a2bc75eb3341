"""The few things we ask of a host.  The real client and the fake both have exactly these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

from steersman.capabilities.connector import Check
from steersman.capabilities.ssh_script import RootScript, check_rights
from steersman.connectors.linux.accounts import Account

KEEP = "-"
APPLY, UNDO = "apply", "undo"


@dataclass(frozen=True, slots=True)
class Edit:
    """One shadow field: what must stand there, and what shall.  Equal: leave it alone."""

    was: str = KEEP
    wanted: str = KEEP


@dataclass(frozen=True, slots=True)
class OwnedFiles:
    """What a uid owns under some directories; ``paths`` is empty when there are too many."""

    count: int
    setuid: int  # programs that run as their owner: never handed over
    paths: tuple[bytes, ...]


class LinuxHost(Protocol):
    """Errors: ``Transient`` (no answer, changed since), ``Permanent`` (refused, cannot write)."""

    def accounts(self, login: str = "") -> tuple[Account, ...]:
        """Every account; ``login`` is also asked for where the directory does not list all."""
        ...

    def edit_access(
        self, account: Account, password: Edit, expires: Edit, *, undo: bool = False
    ) -> None:
        """Write where ``was`` still stands.  What differs: ``Transient``, or left alone (undo)."""
        ...

    def access(self, login: str) -> tuple[str, str]:
        """Password state and expiry, by the tools an administrator would ask."""
        ...

    def jobs(self, account: Account) -> tuple[str, ...]: ...

    def processes(self, uid: int) -> tuple[str, ...]:
        """The name of each running process of ``uid``."""
        ...

    def still_running(self, uid: int) -> int:
        """How many processes ``ps`` sees."""
        ...

    def end_processes(self, uid: int) -> None: ...

    def files(self, uid: int, directories: Sequence[str], limit: int) -> OwnedFiles: ...

    def give(self, paths: Sequence[bytes], *, owner: int, to: int) -> None:
        """Give each path that is still ``owner``'s to ``to``; follows no symbolic link."""
        ...

    def owners(self, paths: Sequence[bytes]) -> Mapping[bytes, int]:
        """The uid of each path that exists."""
        ...

    def check(self, permissions: Sequence[str], directories: Sequence[str]) -> Check: ...

    def close(self) -> None: ...


def host_script() -> str:
    return files(__package__).joinpath("host.sh").read_text()


@dataclass(frozen=True, slots=True)
class SshHost:
    """A host over SSH; ``host.sh`` beside this file is all that runs there."""

    script: RootScript

    def accounts(self, login: str = "") -> tuple[Account, ...]:
        arguments = [login] if login else []
        lines = self.script.call("accounts", *arguments).decode(errors="replace").split("\n")
        return tuple(_account(line) for line in lines if line)

    def edit_access(
        self, account: Account, password: Edit, expires: Edit, *, undo: bool = False
    ) -> None:
        edits = (password.was, password.wanted, expires.was, expires.wanted)
        mode = UNDO if undo else APPLY
        self.script.call("access", mode, str(account.uid), account.login, *edits)

    def access(self, login: str) -> tuple[str, str]:
        password, expires = self.script.call("access_again", login).decode().split()
        return password, expires

    def jobs(self, account: Account) -> tuple[str, ...]:
        return tuple(
            self.script.call("jobs_of", str(account.uid), account.login).decode().splitlines()
        )

    def processes(self, uid: int) -> tuple[str, ...]:
        lines = self.script.call("processes", str(uid)).decode(errors="replace").splitlines()
        return tuple(line.split(" ", 1)[1] for line in lines)

    def still_running(self, uid: int) -> int:
        return int(self.script.call("still_running", str(uid)))

    def end_processes(self, uid: int) -> None:
        self.script.call("end_processes", str(uid))

    def files(self, uid: int, directories: Sequence[str], limit: int) -> OwnedFiles:
        output = self.script.call("files", str(uid), str(limit), *directories)
        count, setuid, *paths = output.split(b"\0")[:-1]
        return OwnedFiles(int(count), int(setuid), tuple(sorted(set(paths))))

    def give(self, paths: Sequence[bytes], *, owner: int, to: int) -> None:
        self.script.call("give", str(owner), str(to), stdin=_ended_by_nul(paths))

    def owners(self, paths: Sequence[bytes]) -> Mapping[bytes, int]:
        answer = self.script.call("owners", stdin=_ended_by_nul(paths)).split(b"\0")[:-1]
        return dict(zip(answer[1::2], map(int, answer[::2]), strict=True))

    def check(self, permissions: Sequence[str], directories: Sequence[str]) -> Check:
        return check_rights(self.script, permissions, *directories)

    def close(self) -> None:
        self.script.shell.close()


def _ended_by_nul(paths: Sequence[bytes]) -> bytes:
    return b"".join(path + b"\0" for path in paths)


def _account(line: str) -> Account:
    login, uid, gecos, home, shell, password, expires = line.split(":")
    return Account(
        uid=int(uid),
        login=login,
        gecos=gecos,
        home=home,
        shell=shell,
        password=password,
        expires=expires,
    )
