"""Commands over SSH for connectors: one verified, kept connection for each host.

Host keys are always checked against a known_hosts file; there is no way to accept one on trust.
asyncssh does the protocol on one background thread; callers see plain blocking calls.
"""

from __future__ import annotations

import asyncio
import shlex
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import asyncssh

from steersman.capabilities.ssh_connection import (
    SshSettings,
    background_loop,
    connect,
    reason,
    wait,
)
from steersman.domain.errors import Permanent, Transient

PARALLEL = 8  # below the MaxSessions of sshd, which is 10
OPENINGS = 20  # sshd frees the session of an ended command a little later
PAUSE = 0.25  # seconds between two of them
LARGEST = 64 * 1024 * 1024  # bytes that a command may say: a host that never stops is cut off
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind: its exit status, standard output, and standard error."""

    status: int
    output: bytes
    error: str


class Shell(Protocol):
    """Somewhere to run a command.  ``argv`` reaches the program as it is: nothing expands."""

    def run(self, argv: Sequence[str], stdin: bytes = b"") -> Answer: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class _Line:
    """A connection and how many commands are on it."""

    connection: asyncssh.SSHClientConnection
    users: int = 0
    retired: bool = False  # takes no new command, and ends with its last one


class SshShell:
    """A ``Shell`` on a host over SSH.  Connects at the first command and keeps the connection.

    ``run`` raises ``Transient`` when the host does not answer in time or hangs up (the command
    may have run), and ``Permanent`` when its key is not the known one, ours is refused, or the
    command says more than ``largest`` bytes.
    """

    def __init__(
        self, settings: SshSettings, parallel: int = PARALLEL, largest: int = LARGEST
    ) -> None:
        self._settings, self._largest = settings, largest
        self._line: _Line | None = None
        self._connecting = threading.Lock()
        self._places = threading.BoundedSemaphore(parallel)

    def run(self, argv: Sequence[str], stdin: bytes = b"") -> Answer:
        with self._places, self._borrowed() as line:
            return self._run(line, shlex.join(argv), stdin)

    def close(self) -> None:
        with self._connecting:
            if self._line is not None:
                _abort(self._line)
                self._line = None

    def _run(self, line: _Line, command: str, stdin: bytes) -> Answer:
        limit, where = self._settings.command_timeout, self._settings.address
        try:
            return wait(_execute(line.connection, command, stdin, self._largest), limit)
        except _TooMuch:
            self._retire(line)
            raise Permanent(f"{where}: it said over {self._largest} bytes: look at it") from None
        except TimeoutError as slow:
            self._retire(line)  # the command still holds its place there
            raise Transient(f"{where}: no answer within {limit:g} s", 2.0) from slow
        except (asyncssh.Error, OSError) as broken:
            self._retire(line)
            raise Transient(f"{where}: the connection broke: {reason(broken)}", 1.0) from broken

    @contextmanager
    def _borrowed(self) -> Iterator[_Line]:
        """The line that new commands take.  One caller's failure does not cut the others' off."""
        with self._connecting:
            if self._line is None or self._line.connection.is_closed():
                self._line = _Line(connect(self._settings))
            line = self._line
            line.users += 1
        try:
            yield line
        finally:
            with self._connecting:
                line.users -= 1
                if line.retired and not line.users:
                    _abort(line)

    def _retire(self, line: _Line) -> None:
        with self._connecting:
            line.retired = True
            if self._line is line:
                self._line = None


def _abort(line: _Line) -> None:
    background_loop().call_soon_threadsafe(line.connection.abort)


class _TooMuch(Exception):
    """The command said more than we hold in memory for it."""


async def _execute(
    connection: asyncssh.SSHClientConnection, command: str, stdin: bytes, largest: int
) -> Answer:
    process = await _started(connection, command, stdin)
    both = (_bounded(process.stdout, largest), _bounded(process.stderr, largest))
    output, error = await asyncio.gather(*both)
    done = await process.wait()
    if done.exit_status is None or done.exit_status < 0:
        raise ConnectionResetError(f"the command ended without a status ({done.exit_signal})")
    return Answer(done.exit_status, output, error.decode(errors="replace").strip())


async def _bounded(stream: asyncssh.SSHReader[bytes], largest: int) -> bytes:
    """All that comes, as it comes: what nobody reads is held back by the window of the channel."""
    said = bytearray()
    while chunk := await stream.read(_CHUNK):
        said += chunk
        if len(said) > largest:
            raise _TooMuch
    return bytes(said)


async def _started(
    connection: asyncssh.SSHClientConnection, command: str, stdin: bytes
) -> asyncssh.SSHClientProcess[bytes]:
    """The command, running.  A session that sshd refuses to open has run nothing: ask again."""
    for _ in range(OPENINGS):
        try:
            return await connection.create_process(command, input=stdin, encoding=None)
        except asyncssh.ChannelOpenError:
            if connection.is_closed():
                raise
            await asyncio.sleep(PAUSE)
    return await connection.create_process(command, input=stdin, encoding=None)
