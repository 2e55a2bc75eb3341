"""Finding one's way in the paths of the API and in what the server answered."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from steersman.cli.exits import Misused, Stop


def part(value: str) -> str:
    """``value`` as one part of a path."""
    return quote(value, safe="")


def items(body: Any, *names: str) -> list[dict[str, Any]]:
    """The list inside an answer, under the first of ``names`` or as the whole of it."""
    if isinstance(body, list):
        return body
    for name in (*names, "items"):
        if isinstance(body, dict) and isinstance(body.get(name), list):
            found: list[dict[str, Any]] = body[name]
            return found
    raise Stop("the server answered in a way this version does not know", "update the command line")


def named(body: Any, principal: object) -> str:
    """The name of a principal where the answer tells one, else the id; a program's own name."""
    known = str(principal or "")
    if known.startswith("system:"):
        return f"{known.removeprefix('system:')} (automatic)"
    return str((body.get("names") or {}).get(known, known))


def by_name(body: Any, text: str) -> str:
    """``text`` with a name in place of each id that the answer tells the name of."""
    for known, name in (body.get("names") or {}).items():
        text = text.replace(known, str(name))
    return text


def number_of(body: Any) -> str:
    """The number of the work item that an answer opened."""
    opened = body.get("work") if isinstance(body, dict) else None
    if isinstance(opened, dict):
        opened = opened.get("number")
    if not isinstance(opened, str):
        raise Stop("the server named no work item", "look for it with `steersman work`")
    return opened


def pairs(given: list[str]) -> dict[str, str]:
    """``attribute=value``, as often as it was given."""
    found = [each.partition("=") for each in given]
    if not all(name and sign for name, sign, _ in found):
        raise Misused("a value is given as attribute=value", "write --set environment=production")
    return {name: value for name, _, value in found}
