"""Commands over SSH for connectors: one verified, kept connection for each host.

Host keys are always checked against a known_hosts file; there is no way to accept one on trust.
asyncssh does the protocol on one background thread; callers see plain blocking calls.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import stat
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import asyncssh
from pydantic import Field

from steersman.capabilities.connector import ConnectorSettings
from steersman.domain.errors import Permanent, Transient

Result = TypeVar("Result")

PARALLEL = 8  # below the MaxSessions of sshd, which is 10


class SshSettings(ConnectorSettings):
    """How to reach one host.  Each field is a line of the systems file."""

    address: str
    port: int = Field(default=22, ge=1, le=65535)
    user: str = Field(pattern=r"^[a-z_][a-z0-9_.-]*$")
    key_file: Path  # private key without a passphrase, readable by its owner alone
    known_hosts: Path  # the host key must stand there: take it from the console, not the wire
    sudo: bool = True  # false: ``user`` is root itself
    connect_timeout: float = Field(default=10.0, gt=0, le=120)  # seconds
    command_timeout: float = Field(default=60.0, gt=0, le=3600)  # seconds, for each command


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


class SshShell:
    """A ``Shell`` on a host over SSH.  Connects at the first command and keeps the connection.

    ``run`` raises ``Transient`` when the host does not answer in time or hangs up (the command
    may have run), and ``Permanent`` when its key is not the known one, or ours is refused.
    """

    def __init__(self, settings: SshSettings) -> None:
        self._settings = settings
        self._connection: asyncssh.SSHClientConnection | None = None
        self._connecting = threading.Lock()
        self._places = threading.BoundedSemaphore(PARALLEL)

    def run(self, argv: Sequence[str], stdin: bytes = b"") -> Answer:
        with self._places:
            return self._run(shlex.join(argv), stdin)

    def close(self) -> None:
        with self._connecting:
            if self._connection is not None:
                _background_loop().call_soon_threadsafe(self._connection.abort)
                self._connection = None

    def _run(self, command: str, stdin: bytes) -> Answer:
        limit, where = self._settings.command_timeout, self._settings.address
        try:
            return _wait(_execute(self._connected(), command, stdin), limit)
        except TimeoutError as slow:
            self.close()  # or the command would hold its place on the connection
            raise Transient(f"{where}: no answer within {limit:g} s", 2.0) from slow
        except (asyncssh.Error, OSError) as broken:
            self.close()
            raise Transient(f"{where}: the connection broke: {_reason(broken)}", 1.0) from broken

    def _connected(self) -> asyncssh.SSHClientConnection:
        with self._connecting:
            if self._connection is None or self._connection.is_closed():
                self._connection = self._connect()
            return self._connection

    def _connect(self) -> asyncssh.SSHClientConnection:
        given = self._settings
        key, where = self._key(), f"{given.address}:{given.port}"
        if not given.known_hosts.is_file():
            raise Permanent(f"known_hosts {given.known_hosts} is missing: put the host key there")
        try:
            return _wait(_open(given, key), given.connect_timeout + 1)
        except asyncssh.HostKeyNotVerifiable as stranger:
            raise Permanent(
                f"HOST KEY of {where} IS NOT THE KNOWN ONE: another machine may be answering. "
                f"Compare it on the console, then mend {given.known_hosts}"
            ) from stranger
        except (asyncssh.PermissionDenied, asyncssh.KeyExchangeFailed) as refused:
            raise Permanent(
                f"{where} refuses {given.user} with {given.key_file}: {_reason(refused)}; "
                "is the public key in authorized_keys?"
            ) from refused
        except (asyncssh.Error, OSError) as broken:
            raise Transient(f"{where} cannot be reached: {_reason(broken)}", 2.0) from broken

    def _key(self) -> asyncssh.SSHKey:
        file = self._settings.key_file
        refuse_readable_by_others(file)
        try:
            return asyncssh.read_private_key(file)
        except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as unreadable:
            raise Permanent(f"key file {file} cannot be used: {_reason(unreadable)}") from None


def refuse_readable_by_others(file: Path) -> None:
    """A private key that others can read is not private any more, whatever we do with it."""
    try:
        found = file.stat()
    except OSError as missing:
        raise Permanent(f"key file {file} cannot be read: {missing.strerror}") from missing
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise Permanent(f"key file {file} is open to others: chmod 600 {file}, or make a new key")
    if found.st_uid not in (0, os.geteuid()):
        raise Permanent(f"key file {file} belongs to another user: chown it to ours")


async def _open(given: SshSettings, key: asyncssh.SSHKey) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        given.address,
        given.port,
        username=given.user,
        client_keys=[key],
        known_hosts=str(given.known_hosts),
        config=None,  # what ~/.ssh/config says must not change whom we talk to
        agent_path=None,
        password=None,
        preferred_auth="publickey",
        connect_timeout=given.connect_timeout,
        login_timeout=given.connect_timeout,
        keepalive_interval=15,
    )


async def _execute(connection: asyncssh.SSHClientConnection, command: str, stdin: bytes) -> Answer:
    done = await connection.run(command, input=stdin, encoding=None)
    if done.exit_status is None or done.exit_status < 0:
        raise ConnectionResetError(f"the command ended without a status ({done.exit_signal})")
    output, error = done.stdout or b"", done.stderr or b""
    assert isinstance(output, bytes)  # encoding=None
    assert isinstance(error, bytes)
    return Answer(done.exit_status, output, error.decode(errors="replace").strip())


def _wait(work: Coroutine[Any, Any, Result], seconds: float) -> Result:
    """The result of ``work`` on the background thread, or a time-out that also cancels it."""
    future = asyncio.run_coroutine_threadsafe(work, _background_loop())
    try:
        return future.result(seconds)
    except TimeoutError:
        future.cancel()
        raise


@cache
def _background_loop() -> asyncio.AbstractEventLoop:
    """One loop for all hosts, on a thread that dies with the process."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="ssh", daemon=True).start()
    return loop


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
