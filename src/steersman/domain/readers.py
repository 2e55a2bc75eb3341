"""Who may read a document: everyone, a department, a role, a group or a person; several at once.

A reader is written ``everyone``, ``department:Trading``, ``role:technician``,
``group:ldap/cn=oncall`` (system and group) or ``person:per_1a2b``.  A bare word is a role when it
names one, else a department.  A document keeps its readers one a line.
"""

from __future__ import annotations

from collections.abc import Iterable

from steersman.domain.errors import Permanent
from steersman.domain.roles import ROLES

EVERYONE = "everyone"
KINDS = ("department", "role", "group", "person")
_LONGEST = 300  # characters of one reader
_MOST = 100  # readers of one document


def reader(word: str) -> str:
    """One reader as it is kept.  ``Permanent`` for what can be nobody's."""
    word = " ".join(word.split())
    if word.casefold() in (EVERYONE, "all"):
        return EVERYONE
    kind, colon, name = word.partition(":")
    kind, name = (kind.strip().lower(), name.strip()) if colon else ("", word)
    if kind not in ("", *KINDS):
        raise Permanent(f"{word!r} is no reader: write everyone, or one of {_forms()}")
    if not name or len(word) > _LONGEST:
        raise Permanent(
            f"a reader needs a name of at most {_LONGEST} characters, not {word[:40]!r}"
        )
    kind = kind or ("role" if name in ROLES else "department")
    if kind == "role" and name not in ROLES:
        raise Permanent(f"{name!r} is no role; roles are {', '.join(ROLES)}")
    if kind == "group" and "/" not in name:
        raise Permanent(f"write the system of the group too: group:SYSTEM/{name}")
    return f"{kind}:{name}"


def readers(words: str | Iterable[str]) -> tuple[str, ...]:
    """Several, between commas or lines where they are one text; sorted, each once."""
    given = words.replace("\n", ",").split(",") if isinstance(words, str) else words
    found = {reader(word) for word in given if word.strip()}
    if len(found) > _MOST:
        raise Permanent(f"{len(found)} readers are too many: name a group or a department")
    return (EVERYONE,) if EVERYONE in found else tuple(sorted(found))


def kept(found: Iterable[str]) -> str:
    """As a document keeps them: one a line; empty: only whom a rule lets read everything."""
    return "\n".join(found)


def narrowed(source: tuple[str, ...], document: tuple[str, ...]) -> tuple[str, ...]:
    """What a document says of itself may only take readers away, never let others in."""
    if not document or source == document:
        return source
    if EVERYONE in source:
        return document
    return source if EVERYONE in document else tuple(one for one in document if one in source)


def told(text: str) -> str:
    """In an administrator's words, as lists and pages show it."""
    return ", ".join(text.split("\n")) if text else "administrators"


def _forms() -> str:
    return ", ".join(f"{kind}:NAME" for kind in KINDS)
