"""What may be looked at and touched on this host: ``/etc/steersman/services.ini``.

Only root may be able to write the file; otherwise nothing is done at all.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import stat
from dataclasses import dataclass

from steersman.connectors.services.on_host.telling import NOT_ALLOWED, USAGE, Refused

DECLARATION = "/etc/steersman/services.ini"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:-]{0,99}")
KEYS = {
    "service": "manager unit ports address url log program grace timeout socket",
    "configuration": "file test reload service",
    "files": "patterns quarantine",
    "release": "current releases service reload",
    "certificate": "certificate key new_certificate new_key served test reload service",
    "firewall": "chain rule",
    "permissions": "path owner group mode",
}
MANAGERS = ("", "supervisor", "systemd")
BAD_FILE = 78


@dataclass(frozen=True)
class Declared:
    """One section: ``[service web]`` has the kind ``service`` and the name ``web``."""

    kind: str
    name: str
    fields: dict[str, str]

    @property
    def target(self) -> str:
        return f"{self.kind}/{self.name}"

    def get(self, key: str, otherwise: str = "") -> str:
        return self.fields.get(key, otherwise).strip()

    def need(self, key: str) -> str:
        value = self.get(key)
        if not value:
            raise Refused(BAD_FILE, f"[{self.kind} {self.name}] in {DECLARATION} lacks {key}")
        return value

    def path(self, key: str) -> str:
        """An absolute path without ``..``: nothing that a name could lead astray."""
        value = self.need(key)
        if not value.startswith("/") or ".." in value.split("/"):
            raise Refused(BAD_FILE, f"[{self.kind} {self.name}] {key}: give an absolute path")
        return value

    def command(self, key: str) -> list[str]:
        return shlex.split(self.get(key))

    def words(self, key: str) -> list[str]:
        return self.get(key).replace(",", " ").split()

    def number(self, key: str, otherwise: float) -> float:
        try:
            return float(self.get(key) or otherwise)
        except ValueError:
            raise Refused(BAD_FILE, f"[{self.kind} {self.name}] {key} is no number") from None


def everything_declared() -> list[Declared]:
    read = configparser.ConfigParser(
        interpolation=None, delimiters=("=",), inline_comment_prefixes=("#", ";")
    )
    try:
        read.read_string(_text())
    except configparser.Error as wrong:
        raise Refused(BAD_FILE, f"{DECLARATION}: {str(wrong).splitlines()[0]}") from None
    found = []
    for section in read.sections():
        kind, _, name = section.partition(" ")
        if kind not in KEYS or not NAME.fullmatch(name):
            raise Refused(BAD_FILE, f"{DECLARATION}: [{section}] is no kind and name that we know")
        found.append(_checked(Declared(kind, name, dict(read[section]))))
    return found


def _checked(given: Declared) -> Declared:
    """A key that is not known is an error that names it: nothing is silently left out."""
    where = f"{DECLARATION}: [{given.kind} {given.name}]"
    if unknown := sorted(set(given.fields) - set(KEYS[given.kind].split())):
        raise Refused(BAD_FILE, f"{where} has no key {', '.join(unknown)}")
    if wrong := [port for port in given.words("ports") if not _is_port(port)]:
        raise Refused(BAD_FILE, f"{where} ports: {', '.join(wrong)} is none")
    if given.get("manager") not in MANAGERS:
        raise Refused(BAD_FILE, f"{where} manager: supervisor or systemd")
    return given


def _is_port(word: str) -> bool:
    return word.isascii() and word.isdigit() and 0 < int(word) < 65536


def declared(kind: str, name: str) -> Declared:
    """Raises ``Refused`` for everything that the file does not name."""
    if not NAME.fullmatch(name):
        raise Refused(USAGE, f"{name[:100]!r} is no name of a {kind}")
    for each in everything_declared():
        if (each.kind, each.name) == (kind, name):
            return each
    raise Refused(
        NOT_ALLOWED, f"{kind} {name} is not managed: root may add [{kind} {name}] to {DECLARATION}"
    )


def _text() -> str:
    try:
        handle = os.open(DECLARATION, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as missing:
        raise Refused(BAD_FILE, f"{DECLARATION}: {missing.strerror}: nothing is managed") from None
    with os.fdopen(handle, encoding="utf-8") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
            raise Refused(BAD_FILE, f"{DECLARATION} must be root's, and writable by root alone")
        return file.read()
