"""Units of systemd: ``systemctl list-units``, as a table or as JSON."""

from __future__ import annotations

import json
import re

from steersman.domain.errors import Permanent
from steersman.knowledge.documents.clean import one_line
from steersman.knowledge.documents.decoding import decode
from steersman.knowledge.inventories.model import Listed, Unit, Unread
from steersman.knowledge.inventories.reading import listed

_UNIT = re.compile(
    r"^[●○×↻*\s]*(\S+\.(?:service|socket|timer|mount|automount|target|path|slice|scope|device|swap))\s+"
    r"(loaded|not-found|bad-setting|error|masked|merged|stub)\s+(\S+)\s+(\S+)\s*(.*)$"
)
_HEADS = re.compile(
    r"^\s*(?:UNIT\s+LOAD|LOAD\s+=|ACTIVE\s+=|SUB\s+=|Legend|To show all"
    r"|\d+ loaded units|Reflects|→|Pass --all)"
)


def read_units(name: str, content: bytes) -> Listed[Unit]:
    """One row for each unit."""
    if content.lstrip()[:1] == b"[":
        return _from_json(name, content)
    return listed(name, content, _unit, lambda line: bool(_HEADS.match(line)))


def _unit(line: str) -> Unit | None:
    found = _UNIT.match(line)
    return found and Unit(found[1], found[2], found[3], found[4], found[5].strip())


def _from_json(name: str, content: bytes) -> Listed[Unit]:
    try:
        told = json.loads(decode(content).text)
    except (ValueError, RecursionError):
        raise Permanent(f"{name} is no sound JSON: list the units again") from None
    rows: list[Unit] = []
    unread: list[Unread] = []
    for number, each in enumerate(told, 1):
        if isinstance(each, dict) and each.get("unit"):
            fields = ("unit", "load", "active", "sub", "description")
            rows.append(Unit(*(one_line(str(each.get(field, ""))) for field in fields)))
        else:
            unread.append(Unread(number, str(each)[:300], "it has no field named unit"))
    return Listed(tuple(rows), tuple(unread))
