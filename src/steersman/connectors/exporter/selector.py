"""A name with labels, as in ``node_load1{host="db-1",device!~"lo|veth.*"}``, and nothing more.

Source: the selectors of PromQL; no functions and no arithmetic.  Of its patterns the words, ``.*``
and ``|`` are understood: what is matched in time that grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.domain.errors import Permanent

_WHOLE = re.compile(r"\s*([a-zA-Z_:][a-zA-Z0-9_:]*)?\s*(?:\{(.*)\})?\s*", re.S)
_MATCHER = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)')
_SPECIAL = frozenset("\\()[]{}+*?^$")
LONGEST_PATTERN = 300  # characters
MEND = 'an exporter understands a name with labels, like node_load1{host="db-1"}, and no functions'


@dataclass(frozen=True, slots=True)
class Matcher:
    label: str
    operator: str
    value: str

    def fits(self, labels: Mapping[str, str]) -> bool:
        """A label that is not there counts as empty, as in PromQL."""
        told = labels.get(self.label, "")
        if self.operator in ("=", "!="):
            return (told == self.value) is (self.operator == "=")
        fits = any(_is_like(told, each) for each in self.value.split("|"))
        return fits is (self.operator == "=~")


@dataclass(frozen=True, slots=True)
class Selector:
    name: str
    matchers: Sequence[Matcher]

    def fits(self, name: str, labels: Mapping[str, str]) -> bool:
        return name == self.name and all(each.fits(labels) for each in self.matchers)


def selector_of(expression: str) -> Selector:
    """Raises ``Permanent`` with the mend for anything else."""
    whole = _WHOLE.fullmatch(expression)
    if whole is None or not whole[1]:
        raise Permanent(f"{expression[:100]!r}: {MEND}")
    return Selector(whole[1], tuple(_matchers(whole[2] or "", expression)))


def _matchers(text: str, expression: str) -> list[Matcher]:
    found, at = list[Matcher](), 0
    while text[at:].strip():
        one = _MATCHER.match(text, at)
        if one is None:
            raise Permanent(f"{expression[:100]!r}: {MEND}")
        found.append(_matcher(one[1], one[2], re.sub(r"\\(.)", r"\1", one[3])))
        at = one.end()
    return found


def _matcher(label: str, operator: str, value: str) -> Matcher:
    if operator in ("=~", "!~"):
        if len(value) > LONGEST_PATTERN:
            raise Permanent(f"the pattern of {label} is over {LONGEST_PATTERN} characters")
        if set(value.replace(".*", "")) & _SPECIAL:
            raise Permanent(f"the pattern of {label}: of patterns, words, .* and | are understood")
    return Matcher(label, operator, value)


def _is_like(text: str, pattern: str) -> bool:
    """Whether ``text`` is ``pattern``, in which each ``.*`` stands for anything."""
    first, *others = pattern.split(".*")
    if not others:
        return text == first
    last = others.pop()
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in others:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
