"""The verbs of the script.  It is all that sudo allows, so it refuses by itself."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import pwd
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from steersman.connectors.services.on_host.absent import absent
from steersman.connectors.services.on_host.action import Action, Change
from steersman.connectors.services.on_host.aside import SetFilesAside
from steersman.connectors.services.on_host.certificates import InstallCertificate, dates
from steersman.connectors.services.on_host.configuration import (
    AcceptConfiguration,
    RestoreConfiguration,
    differs,
)
from steersman.connectors.services.on_host.declared import Declared, everything_declared
from steersman.connectors.services.on_host.firewall import AllowInFirewall, rules
from steersman.connectors.services.on_host.looking import HOST_LOOKS, Found
from steersman.connectors.services.on_host.permissions import RestorePermissions, as_declared
from steersman.connectors.services.on_host.releases import ActivateRelease, releases
from steersman.connectors.services.on_host.running import EndProcess, Restart, Start, Stop
from steersman.connectors.services.on_host.telling import (
    CONTRADICTS,
    TRY_AGAIN,
    UNAVAILABLE,
    USAGE,
    Refused,
)

LOCK = "/run/steersman-services.lock"
LOCK_SECONDS = 20.0
ACTIONS: dict[str, Action] = {
    "service.restart": Restart(),
    "service.start": Start(),
    "service.stop": Stop(),
    "process.end": EndProcess(),
    "configuration.accept": AcceptConfiguration(),
    "configuration.restore": RestoreConfiguration(),
    "files.set_aside": SetFilesAside(),
    "release.activate": ActivateRelease(),
    "certificate.install": InstallCertificate(),
    "firewall.allow": AllowInFirewall(),
    "permissions.restore": RestorePermissions(),
}
LOOKS: dict[str, tuple[tuple[str, ...], Callable[..., Found]]] = {
    **HOST_LOOKS,
    "configuration.differs": (("configuration",), differs),
    "release.list": (("release",), releases),
    "certificate.dates": (("certificate",), dates),
    "firewall.rules": (("rule",), rules),
    "permissions.differ": (("permissions",), as_declared),
}


def machine() -> str:
    """The id that stays when the host's name or address does not (machine-id(5))."""
    try:
        with open("/etc/machine-id", encoding="ascii") as file:
            found = file.read().strip()
    except OSError:
        found = ""
    if len(found) != 32:
        raise Refused(UNAVAILABLE, "/etc/machine-id is missing: systemd-machine-id-setup makes it")
    return found


def plan(action: str, asked: str) -> object:
    known = _action(action).parameters
    words = _words(asked, known)
    name, detail = [*(words.get(each, "") for each in known), ""][:2]
    planned = _action(action).plan(name, detail)
    return {
        "host": machine(),
        "changes": [[c.target, c.attribute, c.before, c.after] for c in planned.changes],
        "warnings": planned.warnings,
        "names": planned.names,
    }


def apply(action: str, host: str) -> object:
    return _each(action, host, _action(action).apply)


def undo(action: str, host: str) -> object:
    return _each(action, host, _action(action).undo)


def holds(action: str, host: str) -> object:
    _same_machine(host)
    return all([_action(action).holds(change) for change in _changes(_action(action))])


def look(what: str, asked: str) -> object:
    if what not in LOOKS:
        raise Refused(USAGE, f"there is nothing called {what[:100]!r} to look at")
    needed, how = LOOKS[what]
    values, text = how(**_words(asked, needed))
    return {"host": machine(), "values": values, "text": text}


def check(digest: str) -> object:
    """Lines, not JSON: the same for every script of Steersman."""
    lines = [f"user={pwd.getpwuid(os.geteuid()).pw_name}", f"host={platform.node()}"]
    with open(sys.argv[0], "rb") as file:
        if hashlib.sha256(file.read()).hexdigest() != digest:
            lines.append(f"missing=the current version of {sys.argv[0]}: install it again")
    for given in _declared_or(lines):
        lines += [f"missing={wrong}" for wrong in absent(given)]
    return "\n".join(lines)


def _declared_or(lines: list[str]) -> list[Declared]:
    try:
        machine()
        return everything_declared()
    except Refused as refused:
        lines.append(f"missing={refused}")
        return []


VERBS: dict[str, Callable[..., object]] = {
    "plan": plan,
    "apply": apply,
    "undo": undo,
    "holds": holds,
    "look": look,
    "check": check,
}


def main(argv: list[str]) -> int:
    os.umask(0o077)
    verb, *given = argv or [""]
    try:
        if verb not in VERBS or len(given) != (1 if verb == "check" else 2):
            raise Refused(USAGE, f"no such verb: {verb[:100]}")
        said = VERBS[verb](*given)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return refused.status
    print(said if isinstance(said, str) else json.dumps(said))
    return 0


def _each(action: str, host: str, step: Callable[[Change], None]) -> object:
    _same_machine(host)
    changes = _changes(_action(action))
    with _alone():
        for change in changes:
            step(change)
    return {}


def _action(name: str) -> Action:
    if name not in ACTIONS:
        raise Refused(USAGE, f"no such action: {name[:100]}")
    return ACTIONS[name]


def _changes(action: Action) -> list[Change]:
    try:
        rows = [Change(*map(str, row)) for row in json.load(sys.stdin)]
    except (ValueError, TypeError):
        raise Refused(USAGE, "the changes could not be read") from None
    for row in rows:
        action.refuse_other(row)
    return rows


def _words(asked: str, known: tuple[str, ...]) -> dict[str, str]:
    try:
        words = json.loads(asked)
    except ValueError:
        raise Refused(USAGE, "the parameters could not be read") from None
    if not isinstance(words, dict) or set(words) - set(known):
        raise Refused(USAGE, f"the parameters are {', '.join(known)}, all words")
    if not all(isinstance(word, str) for word in words.values()):
        raise Refused(USAGE, f"the parameters are {', '.join(known)}, all words")
    return {name: word for name, word in words.items() if word}


def _same_machine(host: str) -> None:
    if host != machine():
        raise Refused(
            CONTRADICTS, "this is another machine than the plan was made for. Which is meant?"
        )


@contextmanager
def _alone() -> Iterator[None]:
    """One change at a time on this host."""
    handle = os.open(LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        for _ in range(int(LOCK_SECONDS * 10)):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.1)
        else:
            raise Refused(TRY_AGAIN, "another change of this host is under way")
        yield
    finally:
        os.close(handle)
