"""Regular expressions that cannot be made slow: a hostile label must not hold up the alerts.

What is allowed: characters, ``.``, classes in brackets, ``\\d \\w \\s``, ``|``, groups, and
``* + ?`` after one character or class, two of ``* +`` at most.  Python's engine tries the rest
again and again; with these bounds and values of 200 characters that is some ten thousand steps.
"""

from __future__ import annotations

import re
from functools import lru_cache

from steersman.domain.errors import Permanent

LONGEST = 200  # characters of a pattern
REPEATS = 2
ALTERNATIVES = 50
_TOKEN = re.compile(
    r"(?P<atom>\\[dwsDWS.\\+*?()\[\]{}|^$/:@-]|\[\^?[^\[\]\\]+\]|[^\\\[\](){}*+?|^$])"
    r"(?P<times>[*+?]?)|(?P<open>\((?:\?:)?)|(?P<close>\)(?![*+?{]))|(?P<either>\|)"
)


@lru_cache(maxsize=20_000)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, to be matched against a whole value.  Raises ``Permanent`` when it is none."""
    fault = _fault(pattern)
    if fault:
        raise Permanent(f"the pattern {pattern[:80]!r} {fault}")
    try:
        return re.compile(pattern, re.DOTALL)
    except re.error as error:
        raise Permanent(f"the pattern {pattern[:80]!r} cannot be read: {error.msg}") from error


def _fault(pattern: str) -> str:
    """Empty: it is one of those that are allowed."""
    if len(pattern) > LONGEST:
        return f"is longer than {LONGEST} characters: name fewer values"
    at = repeats = either = 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None:
            return f"cannot be used from {pattern[at : at + 10]!r} on: see the guide, Situations"
        repeats += found["times"] in ("*", "+") if found["times"] else 0
        either += found["either"] is not None
        at = found.end()
    if repeats > REPEATS:
        return f"has more than {REPEATS} of * and +: write two matchers"
    return "has too many alternatives: write several silences" if either > ALTERNATIVES else ""
