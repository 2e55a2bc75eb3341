"""When a host was patched: apt's and dpkg's logs, ``rpm -qa --last``, dnf's log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from steersman.knowledge.inventories.model import Listed, Unread, Update
from steersman.knowledge.inventories.reading import lines

_START = re.compile(r"^(Start|End)-Date:\s*(\d{4}-\d\d-\d\d)\s+(\d\d:\d\d:\d\d)")
_APT = re.compile(r"^(Install|Upgrade|Downgrade|Reinstall|Remove|Purge):\s*(.+)$")
_APT_SILENT = re.compile(r"^(?:Commandline|Requested-By|Comment|Error|Log started|Log ended)\b")
_APT_ONE = re.compile(r"([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?(?: \(([^)]*)\))?(?:,\s*|$)")
_DPKG = re.compile(
    r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (install|upgrade|remove|purge) "
    r"([^\s:]+)(?::\S+)? (\S+) (\S+)"
)
_DPKG_SILENT = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:status|startup|configure|trigproc|conffile|disappear)\b"
)
_DNF = re.compile(
    r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\S*\s+\w+\s+"
    r"(Installed|Upgrade|Upgraded|Downgrade|Downgraded|Erase|Reinstall):\s*(\S+)$"
)
_RPM = re.compile(
    r"^(\S+)\s+\w{3}\s+(\d{1,2} \w{3} \d{4}|\w{3}\s+\d{1,2})\s+(\d\d:\d\d:\d\d)"
    r"(?:\s+([AP]M))?\s*(?:(\d{4})|\S+)?"
)
_NEVRA = re.compile(
    r"^(\S+?)-((?:\d+:)?[^-\s]+-[^-\s]+?)"
    r"(?:\.(?:x86_64|noarch|i[3-6]86|aarch64|ppc64le|s390x))?$"
)
_ACTIONS = {
    "purge": "remove", "erase": "remove", "installed": "install", "upgraded": "", "downgraded": "",
}  # fmt: skip
_PATCHES = {"upgrade", "install"}


def read_updates(name: str, content: bytes) -> Listed[Update]:
    """One row for each package and change, the oldest first; what names no year is not guessed."""
    rows: list[Update] = []
    unread: list[Unread] = []
    begun: datetime | None = None
    for number, line in lines(name, content):
        if found := _START.match(line):
            begun = _time(found[2], found[3]) if found[1] == "Start" else None
            continue
        if found := _APT.match(line):
            if begun is None:
                unread.append(Unread(number, line[:300], "no Start-Date stands above it"))
            else:
                rows.extend(_apt(begun, found[1].lower(), found[2]))
            continue
        update = _line(line)
        if update is not None:
            rows.append(update)
        elif not (
            _APT_SILENT.match(line)
            or _DPKG_SILENT.match(line)
            or _DNF.match(line)
            or _is_table(line)
        ):
            unread.append(Unread(number, line.strip()[:300], "it is no line of such a log"))
    return Listed(tuple(sorted(rows, key=lambda row: row.at)), tuple(unread))


def last_patched(updates: Iterable[Update], package: str | None = None) -> datetime | None:
    """When anything, or this package, last got another version; ``None`` if that was never seen."""
    times = [
        update.at
        for update in updates
        if update.action in _PATCHES and package in {None, update.package}
    ]
    return max(times, default=None)


def _is_table(line: str) -> bool:
    return set(line.strip()) <= set("-=+| ")


def _time(day: str, time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{day} {time}")
    except ValueError:
        return None


def _apt(at: datetime, action: str, text: str) -> Iterator[Update]:
    """``openssl:amd64 (3.0.11-1, 3.0.13-1), curl:amd64 (7.88.1-10, automatic)``."""
    for found in _APT_ONE.finditer(text):
        if not found[1]:
            continue
        versions = [part.strip() for part in (found[2] or "").split(",") if part.strip()]
        versions = [version for version in versions if version != "automatic"]
        before = versions[0] if action != "install" and versions else ""
        after = "" if action in {"remove", "purge"} or not versions else versions[-1]
        yield Update(at, _ACTIONS.get(action, action), found[1], before, after)


def _line(line: str) -> Update | None:
    if found := _DPKG.match(line):
        at = _time(found[1], found[2])
        before, after = (text.replace("<none>", "") for text in (found[5], found[6]))
        return (
            None
            if at is None
            else Update(at, _ACTIONS.get(found[3], found[3]), found[4], before, after)
        )
    if found := _DNF.match(line):
        at, named = _time(found[1], found[2]), _NEVRA.match(found[4])
        action = _ACTIONS.get(found[3].lower(), found[3].lower())
        if at is None or named is None or not action:  # "Upgraded" names the version that left
            return None
        versions = ("", named[2]) if action != "remove" else (named[2], "")
        return Update(at, action, named[1], *versions)
    return _rpm(line)


def _rpm(line: str) -> Update | None:
    """``rpm -qa --last``: the day on which each version that is there was put there."""
    found = _RPM.match(line)
    named = _NEVRA.match(found[1]) if found else None
    if found is None or named is None:
        return None
    day = " ".join([*found[2].split(), *([] if found[2][-4:].isdecimal() else [found[5] or ""])])
    clock = f"{found[3]} {found[4]}" if found[4] else found[3]
    pattern = "%I:%M:%S %p" if found[4] else "%H:%M:%S"
    for form in ("%d %b %Y", "%b %d %Y"):
        try:
            at = datetime.strptime(f"{day} {clock}", f"{form} {pattern}")
        except ValueError:
            continue
        return Update(at, "install", named[1], "", named[2])
    return None
