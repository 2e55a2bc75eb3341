"""One file packed away on another file system, and brought back as it was."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import stat
from typing import BinaryIO

from steersman.connectors.services.on_host.keeping import private_folder
from steersman.connectors.services.on_host.telling import CANNOT_WRITE, CONTRADICTS, Refused

CHUNK = 1024 * 1024


def is_plain(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def set_aside(path: str, copy: str) -> None:
    """Emptied only after its copy was read back; removed unless some program has it open."""
    private_folder(os.path.dirname(copy))
    if os.stat(os.path.dirname(copy)).st_dev == os.stat(path).st_dev:
        raise Refused(CANNOT_WRITE, "the quarantine is on the same file system: nothing is freed")
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        found = os.fstat(handle)
        if not is_plain(found):
            raise Refused(CONTRADICTS, f"{path} is no plain file any more. What is it?")
        in_use = _is_open(found)
        _pack(file, copy, found)
        file.truncate(0)
        if not in_use:
            os.unlink(path)


def bring_back(path: str, copy: str) -> None:
    """What was written since stays behind it.  The copy goes only when all of it is back."""
    like, size = os.stat(copy), _unpacked_size(copy)
    there = os.path.lexists(path)
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | (0 if there else os.O_CREAT | os.O_EXCL)
    with os.fdopen(os.open(path, flags, 0o600), "r+b") as file:
        if not is_plain(os.fstat(file.fileno())):
            raise Refused(CONTRADICTS, f"{path} is no plain file any more. What is it?")
        room = os.fstatvfs(file.fileno())
        if room.f_bavail * room.f_frsize < size:
            raise Refused(CANNOT_WRITE, f"{path}: no room for its {size} bytes: it stays in {copy}")
        since = file.read()
        file.seek(0)
        with gzip.open(copy, "rb") as packed:
            shutil.copyfileobj(packed, file, CHUNK)
        file.write(since)
        file.flush()
        if not there:
            os.fchown(file.fileno(), like.st_uid, like.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(like.st_mode) & 0o777)
        os.fsync(file.fileno())
    os.unlink(copy)


def _pack(file: BinaryIO, copy: str, like: os.stat_result) -> None:
    """Written, synchronised and read back before it gets its name."""
    part = f"{copy}.part"
    try:
        with open(part, "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3, mtime=0) as packed:
                written = _copied(file, packed)
            os.fchown(raw.fileno(), like.st_uid, like.st_gid)
            os.fchmod(raw.fileno(), stat.S_IMODE(like.st_mode) & 0o777)
            os.fsync(raw.fileno())
        with gzip.open(part, "rb") as again:
            if _copied(again, None) != written:
                raise OSError(5, "the copy reads differently")
        os.rename(part, copy)
    except OSError as failed:
        if os.path.exists(part):
            os.unlink(part)
        raise Refused(CANNOT_WRITE, f"{os.path.dirname(copy)}: {failed.strerror}") from None


def _copied(source: BinaryIO | gzip.GzipFile, target: gzip.GzipFile | None) -> str:
    """The digest of all that was read."""
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
    return digest.hexdigest()


def _unpacked_size(copy: str) -> int:
    size = 0
    with gzip.open(copy, "rb") as packed:
        while chunk := packed.read(CHUNK):
            size += len(chunk)
    return size


def _is_open(found: os.stat_result) -> bool:
    """Whether any program has it open."""
    return any(_holds_file(pid, found) for pid in os.listdir("/proc") if _is_other(pid))


def _is_other(pid: str) -> bool:
    return pid.isdigit() and int(pid) != os.getpid()


def _holds_file(pid: str, found: os.stat_result) -> bool:
    try:
        handles = [f"/proc/{pid}/fd/{each}" for each in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return False  # it ended meanwhile
    return any(_same_file(handle, found) for handle in handles)


def _same_file(handle: str, found: os.stat_result) -> bool:
    try:
        there = os.stat(handle)
    except OSError:
        return False  # closed meanwhile
    return (there.st_ino, there.st_dev) == (found.st_ino, found.st_dev)
