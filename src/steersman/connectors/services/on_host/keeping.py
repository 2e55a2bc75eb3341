"""Files replaced as a whole, and every former version kept under ``/var/lib/steersman``.

Nothing here follows a symbolic link: a name in a folder that others can write leads nowhere.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat

from steersman.connectors.services.on_host.telling import CANNOT_WRITE, CONTRADICTS, Refused

STATE = "/var/lib/steersman"
KEPT = f"{STATE}/kept"
DIGEST = re.compile(r"[0-9a-f]{64}")
LARGEST = 4 * 1024 * 1024  # bytes of one configuration file


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_plain(path: str, most: int = LARGEST) -> bytes:
    """A plain file's content.  Raises ``Refused`` for a link, a device, or something large."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as missing:
        raise Refused(CONTRADICTS, f"{path}: {missing.strerror}. Is it the right file?") from None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            raise Refused(CONTRADICTS, f"{path} is no plain file below {most} bytes")
        return file.read()


def keep(content: bytes) -> str:
    """The digest under which ``kept`` finds it again."""
    digest = digest_of(content)
    place = f"{KEPT}/{digest}"
    if not os.path.exists(place):
        private_folder(KEPT)
        write_new(place, content)
    return digest


def kept(digest: str) -> bytes:
    if not DIGEST.fullmatch(digest):
        raise Refused(CONTRADICTS, f"{digest[:80]!r} is no digest. Which version is meant?")
    content = read_plain(f"{KEPT}/{digest}")
    if digest_of(content) != digest:
        raise Refused(CONTRADICTS, f"the kept version {digest[:12]} is damaged. Which is right?")
    return content


def private_folder(path: str) -> None:
    """Make it, and its parents, for root alone."""
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
    except OSError as failed:
        raise Refused(CANNOT_WRITE, f"{path}: {failed.strerror}") from None
    if os.stat(path).st_uid != 0 or os.stat(path).st_mode & 0o022:
        raise Refused(CANNOT_WRITE, f"{path} must be root's, and writable by root alone")


def replace(path: str, content: bytes) -> None:
    """In one step: a reader sees the old file or the new one.  Owner, mode and labels stay."""
    like = os.lstat(path)
    if not stat.S_ISREG(like.st_mode):
        raise Refused(CONTRADICTS, f"{path} is no plain file. Is it the right one?")
    write_new(f"{path}.steersman-new", content, like, path)
    os.rename(f"{path}.steersman-new", path)


def write_new(path: str, content: bytes, like: os.stat_result | None = None, of: str = "") -> None:
    """A new file, on the disk before we go on; left out altogether where it cannot be whole."""
    try:
        if os.path.lexists(path):
            os.unlink(path)  # ours, from a call that was cut off
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if like is not None:
                _same_rights(handle, like, of)
            os.fsync(handle)
    except OSError as failed:
        if os.path.lexists(path):
            os.unlink(path)
        raise Refused(CANNOT_WRITE, f"{path}: {failed.strerror}: full or read-only?") from None


def _same_rights(handle: int, like: os.stat_result, of: str) -> None:
    os.fchown(handle, like.st_uid, like.st_gid)
    os.fchmod(handle, stat.S_IMODE(like.st_mode))
    for name in os.listxattr(of):
        os.setxattr(handle, name, os.getxattr(of, name))
