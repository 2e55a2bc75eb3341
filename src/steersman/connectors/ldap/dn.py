"""Compare distinguished names (RFC 4514) without asking the server.

ldap3's own parser refuses names that servers do hand out (``=`` inside a value), hence this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Part = frozenset[tuple[str, str]]  # one RDN: attribute and value, in lower case; rarely several

ESCAPED = re.compile(rb"\\([0-9a-fA-F]{2}|.)", re.DOTALL)
ATTRIBUTE = re.compile(r"[a-z][a-z0-9-]*|[0-9]+(\.[0-9]+)+")


def is_dn(text: str) -> bool:
    parts = parts_of(text)
    named = (ATTRIBUTE.fullmatch(name) and value for part in parts for name, value in part)
    return bool(parts) and all(named)


def parts_of(dn: str) -> tuple[Part, ...]:
    """The RDNs from the entry to the root.  What is no name gives parts without a value."""
    return tuple(
        frozenset(_pair(pair) for pair in _split(part, "+")) for part in _split(dn, ",") if dn
    )


def same(one: str, other: str) -> bool:
    return parts_of(one) == parts_of(other)


def is_below(dn: str, base: str) -> bool:
    """Whether ``dn`` is ``base`` or stands below it."""
    parts, end = parts_of(dn), parts_of(base)
    return len(parts) >= len(end) and parts[len(parts) - len(end) :] == end


def is_one_of(dn: str, others: Iterable[str]) -> bool:
    return any(same(dn, other) for other in others)


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), _plain(value.strip()).casefold()


def _split(text: str, separator: str) -> Iterator[str]:
    """``text`` cut at each ``separator`` that no backslash escapes."""
    part, escaped = "", False
    for character in text:
        if character == separator and not escaped:
            yield part
            part = ""
            continue
        part += character
        escaped = character == "\\" and not escaped
    yield part


def _plain(value: str) -> str:
    """``value`` without its escapes: ``\\2c`` and ``\\,`` are the same comma."""
    return ESCAPED.sub(_byte, value.encode()).decode(errors="replace")


def _byte(match: re.Match[bytes]) -> bytes:
    escape = match.group(1)
    return bytes.fromhex(escape.decode()) if len(escape) == 2 else escape
