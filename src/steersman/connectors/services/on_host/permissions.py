"""Owner, group and mode of one declared file or folder, put back as declared."""

from __future__ import annotations

import grp
import os
import pwd
import re
import stat

from steersman.connectors.services.on_host.action import Action, Change, Planned
from steersman.connectors.services.on_host.declared import BAD_FILE, Declared, declared
from steersman.connectors.services.on_host.telling import CONTRADICTS, Refused

MODE = re.compile(r"0?[0-7]{3}")  # no setuid, setgid or sticky bit is ever set


class RestorePermissions(Action):
    """That one file or folder alone: nothing below it, and no link is followed."""

    kind, parameters = "permissions", ("permissions",)

    def plan(self, name: str, detail: str) -> Planned:
        given = declared(self.kind, name)
        now, wanted = _now(given), _wanted(given)
        if now == wanted:
            return Planned()
        return Planned([Change(given.target, given.path("path"), now, wanted)])

    def apply(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        if _now(given) not in (change.before, change.after) or change.after != _wanted(given):
            raise self.changed_meanwhile(change)
        _make(given, change.after)

    def holds(self, change: Change) -> bool:
        return _now(declared(self.kind, change.name)) == change.after

    def undo(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        if _now(given) == change.after:
            _make(given, change.before)


def as_declared(*, permissions: str) -> tuple[dict[str, object], str]:
    given = declared("permissions", permissions)
    now, wanted = _now(given), _wanted(given)
    return {
        "differs": now != wanted,
        "now": now,
        "declared": wanted,
    }, f"{given.path('path')}: {now}"


def _now(given: Declared) -> str:
    """“root:root 0644”."""
    handle = _open(given)
    try:
        found = os.fstat(handle)
    finally:
        os.close(handle)
    owner, group = _user(found.st_uid), _group(found.st_gid)
    return f"{owner}:{group} {stat.S_IMODE(found.st_mode):04o}"


def _wanted(given: Declared) -> str:
    mode = given.need("mode")
    if not MODE.fullmatch(mode):
        raise Refused(BAD_FILE, f"[permissions {given.name}] mode: three octal digits, as in 0644")
    owner, group = given.need("owner"), given.need("group")
    return f"{_user(_uid(owner))}:{_group(_gid(group))} {int(mode, 8):04o}"


def _make(given: Declared, wanted: str) -> None:
    people, _, mode = wanted.partition(" ")
    owner, _, group = people.partition(":")
    handle = _open(given)
    try:
        os.fchown(handle, _uid(owner), _gid(group))
        os.fchmod(handle, int(mode, 8))
    finally:
        os.close(handle)


def _open(given: Declared) -> int:
    path = given.path("path")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as wrong:
        raise Refused(CONTRADICTS, f"{path}: {wrong.strerror}. Is it the right path?") from None
    found = os.fstat(handle)
    if stat.S_ISDIR(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink == 1):
        return handle
    os.close(handle)
    raise Refused(CONTRADICTS, f"{path} is no plain file or folder. Is it the right path?")


def _uid(name: str) -> int:
    try:
        return int(name) if name.isdigit() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise Refused(BAD_FILE, f"this host has no user {name}") from None


def _gid(name: str) -> int:
    try:
        return int(name) if name.isdigit() else grp.getgrnam(name).gr_gid
    except KeyError:
        raise Refused(BAD_FILE, f"this host has no group {name}") from None


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
