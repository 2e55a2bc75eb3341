"""Any JSON whose sender says where things stand: ``name=check.name``, ``host=device[0].fqdn``.

A path is a row of names and numbers: ``a.b[0].c``.  What it leads to is data; a path that leads
nowhere leaves its part empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from steersman.domain.errors import Permanent
from steersman.records.alerts import Received
from steersman.signals.intake.formats import Format
from steersman.signals.intake.generic import split as usual_split
from steersman.signals.intake.shaping import Parts, received, text_of

PARTS = ("name", "host", "ip", "state", "time", "severity", "text", "link")
DEEPEST, LONGEST = 12, 300  # steps and characters of a path
_STEP = re.compile(r"(?:^|\.)([^.\[\]]+)|\[(\d{1,6})\]")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """``paths`` by part; ``each``: the list of alerts, empty: as generic events have it.

    ``over``: words of the state that end an alert, beside those that always do.
    """

    paths: Mapping[str, Path]
    each: Path = ()
    over: frozenset[str] = field(default_factory=frozenset)


def where_of(given: Mapping[str, str]) -> Where:
    """From the words of an address.  Raises ``Permanent`` naming what is unknown or no path."""
    unknown = sorted(set(given) - {*PARTS, "each", "over"})
    if unknown:
        known = ", ".join((*PARTS, "each", "over"))
        raise Permanent(f"there is no part {unknown[0]!r}: say {known}")
    paths = {name: path_of(given[name]) for name in PARTS if given.get(name)}
    if "name" not in paths:
        raise Permanent("say where the name stands, such as ?name=check.name")
    each = path_of(given["each"]) if given.get("each") else ()
    over = frozenset(word.strip().lower() for word in given.get("over", "").split(",") if word)
    return Where(paths, each, over)


def path_of(text: str) -> Path:
    found = list(_STEP.finditer(text))
    is_whole = "".join(each[0] for each in found) == text
    if not is_whole or not found or len(found) > DEEPEST or len(text) > LONGEST:
        raise Permanent(f"{text[:80]!r} is no path: write one like check.name or items[0].host")
    return tuple(each[1] if each[1] is not None else int(each[2]) for each in found)


def mapped(where: Where) -> Format:
    """The format of a sender whose alerts look so."""
    return Format("json", partial(_split, where), partial(_read, where))


def _split(where: Where, told: object) -> Sequence[object]:
    if not where.each:
        return usual_split(told)
    found = _at(told, where.each)
    if not isinstance(found, list):
        raise Permanent("there is no list where ?each= leads to")
    return found


def _read(where: Where, told: Mapping[str, Any], now: float) -> Received:
    parts = {name: text_of(_at(told, path)) for name, path in where.paths.items()}
    state = parts.pop("state", "").strip().lower()
    time = parts.pop("time", "")
    status = "resolved" if state in where.over else state
    shaped = Parts(
        name=parts.get("name", ""),
        time=time or str(now),
        host=parts.get("host", ""),
        ip=parts.get("ip", ""),
        text=parts.get("text", ""),
        status=status,
        severity=parts.get("severity", ""),
        link=parts.get("link", ""),
    )
    return received(shaped, now)


def _at(told: object, path: Path) -> object:
    for step in path:
        if isinstance(step, int):
            told = told[step] if isinstance(told, list) and step < len(told) else None
        else:
            told = told.get(step) if isinstance(told, dict) else None
    return told
