"""How things, fields and values of the record are called in an answer."""

from __future__ import annotations

from collections.abc import Sequence

from steersman.domain.sources import Fields, Value
from steersman.knowledge.asking.answer import State
from steersman.knowledge.queries.found import Found

NAMED = 12  # things that a sentence names
IN_A_SYSTEM = ("account", "group", "role", "assigned_licence")
OF_ASSET = ("kind", "model", "serial")


_CALLED = {
    "managed_by": "team",
    "os": "operating system",
    "os_version": "version of the operating system",
    "memory_gb": "memory in GB",
    "disk_gb": "disk in GB",
    "size_gb": "size in GB",
    "capacity_tb": "capacity in TB",
    "cpu_count": "processors",
    "ip_address": "IP address",
    "cidr": "network",
}


def names(found: Found, ids: Sequence[str]) -> str:
    named = ", ".join(name(found.rows[each]) for each in ids[:NAMED])
    return named + (f" … and {len(ids) - NAMED:,} more" if len(ids) > NAMED else "")


def name(row: Fields) -> str:
    name = str(row.get("name") or "(without a name)")
    if row.get("entity") in IN_A_SYSTEM and row.get("system"):  # of one name there are several
        return f"{name} in {row['system']}"
    if row.get("entity") != "asset":
        return name
    told = [str(row[field]) for field in OF_ASSET if row.get(field)]  # a tag says little
    return f"{name} ({', '.join(told)})" if told else name


def plain(value: Value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def words(field: str) -> str:
    if field in _CALLED:
        return _CALLED[field]
    return field.removesuffix("_on").removesuffix("_at").replace("_", " ")


def of_path(path: str) -> str:
    """ "department of the holder"."""
    link, dot, field = path.partition(".")
    return f"{words(field)} of the {words(link)}" if dot else words(path)


def noun(found: Found, count: int) -> str:
    word = found.query.entity.replace("_", " ")
    if word == "person":
        return "person" if count == 1 else "people"
    if count == 1:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def if_decided(found: Found) -> State:
    """None at all is an answer; none among those that the record says enough of is not."""
    return State.UNKNOWN if found.undecided else State.ANSWERED
