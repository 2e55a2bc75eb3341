"""Packages of a host, and which of them become items of the CMDB.

The version that people ask about ("older than 3.0.13") is upstream's; distributions mend flaws
without changing it, so the package's own version is told beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from steersman.connectors.discovery.parts import Parts
from steersman.domain.cmdb.attributes import version_key

_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}", re.ASCII)
_SOURCE_RPM = re.compile(r"(.+)-([^-]+)-[^-]+\.src\.rpm")
_NO_PACKAGES = ("gpg-pubkey",)  # rpm keeps the keys that it trusts in the same list
_VERSION = re.compile(r"\w[\w.+:~\-]{0,99}", re.ASCII)
# Names that people use, by the source package; the class where it is more than a package.
_TITLES: Sequence[tuple[str, str, str]] = (
    (r"openssl[\d.]*", "OpenSSL", ""),
    (r"openssh(-portable)?", "OpenSSH", ""),
    (r"nginx", "nginx", "web_server"),
    (r"apache2|httpd", "Apache", "web_server"),
    (r"lighttpd|caddy", "", "web_server"),
    (r"postgresql(-?\d+)?", "PostgreSQL", "database_server"),
    (r"mariadb(-[\d.]+)?", "MariaDB", "database_server"),
    (r"mysql(-[\d.]+|-community)?", "MySQL", "database_server"),
    (r"mongodb(-org)?(-server)?", "MongoDB", "database_server"),
    (r"redis|valkey", "Redis", "database_server"),
    (r"slapd|openldap", "OpenLDAP", ""),
    (r"openjdk-?\d+|java-[\d.]+-openjdk", "Java", ""),
    (r"python3(\.\d+)?", "Python", ""),
    (r"php[\d.]*", "PHP", ""),
    (r"tomcat\d*", "Tomcat", "middleware"),
    (r"rabbitmq-server|activemq|kafka", "", "middleware"),
    (r"bind9?", "BIND", ""),
    (r"haproxy", "HAProxy", ""),
    (r"samba", "Samba", ""),
    (r"glibc", "glibc", ""),
)


@dataclass(frozen=True, slots=True)
class Package:
    """``source`` is what it was built from; ``version`` the whole one, with epoch and release."""

    name: str
    version: str
    source: str
    source_version: str
    tool: str
    installed_at: int = 0  # seconds since 1970, as rpm tells; 0: not told

    @property
    def upstream(self) -> str:
        return upstream(self.source_version or self.version)


@dataclass(frozen=True, slots=True)
class Software:
    """All packages of one version that one source package became."""

    source: str
    version: str
    packages: tuple[Package, ...]

    @property
    def title(self) -> str:
        return title_of(self.source)[0]


@dataclass(frozen=True, slots=True)
class Installed:
    """``unread``: how many lines were none; ``faults``: why the list is not the whole one."""

    packages: tuple[Package, ...] = ()
    unread: int = 0
    faults: tuple[str, ...] = ()
    is_known: bool = False  # a package manager was found

    def named(self, name: str) -> Package | None:
        return next((each for each in self.packages if each.name == name), None)


def packages_of(parts: Parts) -> Installed:
    """What dpkg, rpm and apk say is installed."""
    found: list[Package] = []
    unread, faults, known = 0, [], False
    for tool in ("dpkg", "rpm", "apk"):
        part = parts[tool]
        if not part.is_there:
            continue
        known = True
        if part.fault:
            faults.append(f"packages by {tool}: {part.fault}")
        rows = [line for line in part.lines if line.startswith("installed\t")]
        for line in rows:
            package = _package(tool, line)
            if package is None:
                unread += 1
            elif package.name not in _NO_PACKAGES:
                found.append(package)
    return Installed(tuple(found), unread, tuple(faults), known)


def watched(installed: Iterable[Package], patterns: Sequence[str]) -> list[Software]:
    """What becomes items, grouped by source and version, the newest version of a source first."""
    groups: dict[tuple[str, str], list[Package]] = {}
    for package in installed:
        if any(fnmatchcase(package.source, each) for each in patterns):
            groups.setdefault((package.source, package.upstream), []).append(package)
    found = [
        Software(source, version, tuple(sorted(each, key=lambda p: p.name)))
        for (source, version), each in groups.items()
    ]
    newest_first = sorted(found, key=lambda each: version_key(each.version), reverse=True)
    return sorted(newest_first, key=lambda each: each.source)


def title_of(source: str) -> tuple[str, str]:
    """The name that people use for it, and its class in the CMDB."""
    for pattern, title, ci_class in _TITLES:
        if re.fullmatch(pattern, source):
            return title or source, ci_class
    return source, ""


def upstream(version: str) -> str:
    """``1:3.0.11-1~deb12u2`` is 3.0.11; empty when it makes no sense as a version."""
    text = re.sub(r"^\d+:", "", version)
    text = text.rpartition("-")[0] or text
    text = re.split(r"\+really\+?", text)[-1]
    text = re.split(r"[+^]|~(?:ds|dfsg|git)|\.(?:dfsg|ds)", text)[0]
    return text if _VERSION.fullmatch(text) else ""


def _package(tool: str, line: str) -> Package | None:
    cells = [each.strip() for each in line.split("\t")]
    _, name, version, source, last = (*cells, "", "", "", "")[:5]
    if not _NAME.fullmatch(name) or len(version) > 100 or not upstream(version):
        return None
    if tool != "rpm":
        plain = source if _NAME.fullmatch(source) else name
        return Package(name, version, plain, last if upstream(last) else version, tool)
    installed_at = int(last) if re.fullmatch(r"\d{1,11}", last, re.ASCII) else 0
    built = _SOURCE_RPM.fullmatch(source)
    if built is None or not _NAME.fullmatch(built[1]):
        return Package(name, version, name, version, tool, installed_at)
    return Package(name, version, built[1], f"{built[2]}-0", tool, installed_at)
