"""Text from outside, made safe to show: a summary or a name must not steer the terminal."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

# Control, format (bidirectional overrides, invisible marks), surrogates, line separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(value: object) -> str:
    """``value`` as one line in which every character that a terminal would obey is spelled out.

    So an escape sequence shows as ``\\x1b[2J``, a line feed as ``\\n`` and U+202E as ``\\u202e``.
    """
    return "".join(_spelled(c) if _is_unsafe(c) else c for c in _plain(value))


def moment(at: object) -> str:
    """Seconds since 1970, or a text that already is a time, as people read it (UTC)."""
    if not isinstance(at, int | float):
        return clean(at)
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return clean(at)


def duration(seconds: float) -> str:
    """1.84 → ``1.8 s``; 185 → ``3 min 5 s``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_plain(one) for one in value)
    return str(value)


def _is_unsafe(character: str) -> bool:
    return unicodedata.category(character) in _UNSAFE


def _spelled(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
