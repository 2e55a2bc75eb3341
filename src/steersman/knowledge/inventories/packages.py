"""Packages of a host: ``dpkg -l``, ``dpkg-query -W``, ``rpm -qa``, ``apk list``."""

from __future__ import annotations

import re

from steersman.knowledge.inventories.model import Listed, Package
from steersman.knowledge.inventories.reading import listed

# Desired state, actual state, error: "ii", "rc", "hi", "iU" (dpkg-query(1)).
_DPKG = re.compile(
    r"^([uirph])([ncHUFWti])[R ]?\s+([a-z0-9][a-z0-9+.-]*)(?::([a-z0-9-]+))?\s+(\d\S*)\s*(\S*)"
)
_QUERY = re.compile(r"^([a-z0-9][a-z0-9+.-]+)(?::([a-z0-9-]+))?\s+((?:\d+:)?\d[\w.+~:-]*)$")
_RPM = re.compile(
    r"^(\S+)-([^-\s]+-[^-\s]+)\.(x86_64|noarch|i[3-6]86|aarch64|ppc64le|s390x|src|armv7hl)$"
)
_NO_ARCH = re.compile(r"^([A-Za-z0-9][\w.+-]*?)-((?:\d+:)?\d[\w.+~^]*-[\w.+~^]+)$")
_APK = re.compile(r"^(\S+)-(\d[^\s-]*-r\d+)\s+(\S+)\s+\{[^}]*\}.*?(\[installed\])?$")
_KEYS = re.compile(r"^gpg-pubkey-")
_HEADS = re.compile(r"^(?:Desired=|\| ?Status=|\|/ Err|\|\|/|\+\+\+-|WARNING|Listing)")
_NOT_THERE = {"n", "c"}  # not installed, or only its configuration is left


def read_packages(name: str, content: bytes) -> Listed[Package]:
    """One row for each package; of the kinds of listing the first that fits a line is taken."""
    return listed(
        name, content, _package, lambda line: bool(_HEADS.match(line) or _KEYS.match(line))
    )


def _package(line: str) -> Package | None:
    line = line.strip()
    if _KEYS.match(line):
        return None  # rpm keeps the keys that it trusts in the same list
    if found := _DPKG.match(line):
        architecture = found[4] or found[6]
        return Package(found[3], found[5], architecture, found[2] not in _NOT_THERE)
    if found := _RPM.match(line):
        return Package(found[1], found[2], found[3])
    if found := _APK.match(line):
        return Package(found[1], found[2], found[3])
    if found := _QUERY.match(line):
        return Package(found[1], found[3], found[2] or "")
    if found := _NO_ARCH.match(line):
        return Package(found[1], found[2])
    return None
