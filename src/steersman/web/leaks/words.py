"""Texts as words, so that what stands in an answer can be compared with what is on record.

A word that the product uses itself, a number, a date or a short word may stand in any answer; only
other words can give away that somebody was shown what they may not see.
"""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import steersman
from steersman.domain.canonical import Json

SHORTEST = 5  # letters
SHORTEST_HEX = 9  # shorter ones may be part of a digest
_WORD = re.compile(r"\w+(?:[-.@]\w+)*")
_PART = re.compile(r"[-.@]")
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"[\d_.-]+(?:t\d+)?")  # numbers, dates, times, versions
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_HEX = re.compile(r"[0-9a-f]+")
_OWN = (".py", ".html", ".js", ".css", ".svg", ".md", ".toml", ".cedar", ".cedarschema", ".txt")
_LETTERS = "bcdfghjklmnpqrstvwxz"


def words_of(text: str) -> Iterator[str]:
    """Words in small letters; of ``jane.doe@example.org`` the whole and each part."""
    for found in _WORD.finditer(text.casefold()):
        word = found.group()
        yield word
        parts = _PART.split(word)
        if len(parts) > 1:
            yield from parts


def words_in_one(text: str) -> set[str]:
    """The same as ``words_of`` all at once, for much text."""
    found = set(_WORD.findall(text.casefold()))
    for word in [each for each in found if not each.isalnum()]:
        found.update(_PART.split(word))
    return found


def can_tell(word: str) -> bool:
    """Whether the word, seen in an answer, can only have come from the record."""
    if _ADDRESS.fullmatch(word):
        return True
    if len(word) < SHORTEST or _NUMBER.fullmatch(word):
        return False
    return len(word) >= SHORTEST_HEX or not _HEX.fullmatch(word)


@cache
def own_words() -> frozenset[str]:
    """What stands in the product's own pages, programs and documentation."""
    root = Path(steersman.__file__).parent
    docs = root.parents[1] / "docs"  # in a checkout; a wheel has them among its pages
    files = [file for folder in (root, docs) for file in folder.rglob("*") if file.suffix in _OWN]
    texts = (file.read_text(encoding="utf-8", errors="replace") for file in files)
    return frozenset(word for text in texts for word in words_of(text))


def words_in(text: str, media: str) -> set[str]:
    """The words of an answer, however it spells them."""
    return {word for part in _plain(text, media) for word in words_of(part)}


def _plain(text: str, media: str) -> Iterator[str]:
    if "json" in media:
        yield from _strings(text)
    else:
        shown = html.unescape(text) if "html" in media else text
        yield shown
        if "%" in shown:
            yield unquote(shown)
        if "html" in media:  # a mark in the middle of a word does not hide it
            yield html.unescape(_TAG.sub("", text))


def _strings(text: str) -> Iterator[str]:
    """The texts in JSON, or in lines of JSON; what is none is taken as it is."""
    for piece in (text,) if not text.startswith("{") or "\n" not in text else text.splitlines():
        try:
            yield from _within(json.loads(piece))
        except ValueError:
            yield piece


def _within(told: Json | list[object] | object) -> Iterator[str]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield str(name)
            yield from _within(value)
    elif isinstance(told, list):
        for value in told:
            yield from _within(value)
    elif told is not None:
        yield unquote(str(told))


def twin_of(word: str, known: frozenset[str] | set[str], draw: random.Random) -> str:
    """A word of the same form that nothing on record has: its last letters are others."""
    letters = [place for place, letter in enumerate(word) if letter.isalnum()]
    for changed in range(2, len(letters) + 40):
        made = list(word)
        for place in letters[-changed:]:
            made[place] = draw.choice(_LETTERS)
        twin = "".join(made)
        if twin not in known and twin != word:
            return twin
    return word + "".join(draw.choices(_LETTERS, k=8))
