"""Opening a verified SSH connection, and the one background thread that all of them live on."""

from __future__ import annotations

import asyncio
import os
import stat
import threading
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import asyncssh
from pydantic import Field

from steersman.capabilities.connector import ConnectorSettings
from steersman.domain.errors import Permanent, Transient

Result = TypeVar("Result")


class _OneHost(ConnectorSettings):
    address: str = Field(description="name or address of the host", examples=["host1.example.org"])


class SshAccess(ConnectorSettings):
    """How to sign in on hosts.  Each field is a line of the systems file."""

    port: int = Field(default=22, ge=1, le=65535, description="TCP port of sshd")
    user: str = Field(
        pattern=r"^[a-z_][a-z0-9_.-]*$",
        description="the account on the host that Steersman signs in with",
        examples=["steersman"],
    )
    key_file: Path = Field(
        description="private key without a passphrase, readable by its owner alone",
        examples=["/etc/steersman/keys/id_ed25519"],
    )
    known_hosts: Path = Field(
        description="file with the host's key, taken from the host's console, not over the network",
        examples=["/etc/steersman/known_hosts"],
    )
    sudo: bool = Field(default=True, description="run by sudo; no tick: the account is root itself")
    connect_timeout: float = Field(
        default=10.0, gt=0, le=120, description="seconds to reach the host"
    )
    command_timeout: float = Field(
        default=60.0, gt=0, le=3600, description="seconds for each command"
    )


class SshSettings(SshAccess, _OneHost):
    """How to reach one host: the fields of its address first."""


def connect(given: SshSettings) -> asyncssh.SSHClientConnection:
    """A connection to the host whose key is the known one.

    Raises ``Transient`` when the host cannot be reached, and ``Permanent`` when its key is not
    the known one or ours is refused.
    """
    key, where = _key(given.key_file), f"{given.address}:{given.port}"
    if not given.known_hosts.is_file():
        raise Permanent(f"known_hosts {given.known_hosts} is missing: put the host key there")
    try:
        return wait(_open(given, key), given.connect_timeout + 1)
    except asyncssh.HostKeyNotVerifiable as stranger:
        raise Permanent(
            f"HOST KEY of {where} IS NOT THE KNOWN ONE: another machine may be answering. "
            f"Compare it on the console, then mend {given.known_hosts}"
        ) from stranger
    except (asyncssh.PermissionDenied, asyncssh.KeyExchangeFailed) as refused:
        raise Permanent(
            f"{where} refuses {given.user} with {given.key_file}: {reason(refused)}; "
            "is the public key in authorized_keys?"
        ) from refused
    except (asyncssh.Error, OSError) as broken:
        raise Transient(f"{where} cannot be reached: {reason(broken)}", 2.0) from broken


def _key(file: Path) -> asyncssh.SSHKey:
    refuse_readable_by_others(file)
    try:
        return asyncssh.read_private_key(file)
    except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as unreadable:
        raise Permanent(f"key file {file} cannot be used: {reason(unreadable)}") from None


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


def wait(work: Coroutine[Any, Any, Result], seconds: float) -> Result:
    """The result of ``work`` on the background thread, or a time-out that also cancels it."""
    future = asyncio.run_coroutine_threadsafe(work, background_loop())
    try:
        return future.result(seconds)
    except TimeoutError:
        future.cancel()
        raise


_FIRST = threading.Lock()


def background_loop() -> asyncio.AbstractEventLoop:
    """One loop for all hosts, on a thread that dies with the process.

    Several threads may come first at the same time: with two loops a connection would be lost.
    """
    with _FIRST:
        return _loop()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="ssh", daemon=True).start()
    return loop


def reason(error: Exception) -> str:
    return str(error) or type(error).__name__
