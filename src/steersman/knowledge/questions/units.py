"""Numbers with their units, in the unit that the field is kept in: "1 TB" of a disk is 1000 GB."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steersman.knowledge.questions.times import number_of
from steersman.knowledge.questions.words import Word

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(tb|gb|mb|tib|gib|mib|t|g|k|m)?\+?")
_TIMES = {"k": 1_000, "m": 1_000_000}
# The power of a thousand of each unit of storage.
_STORAGE = {
    **dict.fromkeys(("mb", "mib", "megabyte"), 0),
    **dict.fromkeys(("gb", "gib", "gigabyte", "g", "gig"), 1),
    **dict.fromkeys(("tb", "tib", "terabyte", "t"), 2),
}
_OTHERS = frozenset(
    (
        *("core", "cpu", "processor", "port", "day", "bit", "kva"),
        *("euro", "dollar", "pound", "eur", "usd", "gbp", "chf"),
    )
)


def quantities(words: Sequence[Word], at: int, field: str) -> Iterator[tuple[float, int]]:
    """ "16", "16 GB", "1 TB", "100k", "two" as the field counts, and where it ends.

    Nothing where the unit cannot be that of the field: "16 GB" is no number of processors.
    """
    if at >= len(words):
        return
    match = _NUMBER.fullmatch(words[at].key)
    number = float(match[1]) if match else number_of(words[at])
    if number is None:
        return
    after, unit = at + 1, match[2] if match else None
    following = words[after].plain if after < len(words) else ""
    if unit in _TIMES and not (unit == "m" and _kept_in(field) is not None):
        number, unit = number * _TIMES[unit], None
    if unit is None and following in _STORAGE and len(following) > 1:
        unit, after = following, after + 1
    elif following in _OTHERS:
        after += 1
        if _kept_in(field) is not None:
            return
    if (told := _scaled(float(number), unit, field)) is not None:
        yield told, after


def _scaled(number: float, unit: str | None, field: str) -> float | None:
    if unit is None:
        return number
    own = _kept_in(field)
    if own is None:
        return None
    step = 1024 if field.startswith("memory") else 1000  # memory is counted in powers of two
    return float(number * step ** (_STORAGE[unit] - own))


def measured_in(field: str) -> str:
    """The sort of unit that a field's name ends with: "storage", "bit", "day"; empty: none."""
    unit = field.rpartition("_")[2].removesuffix("s") if "_" in field else ""
    return "storage" if unit in _STORAGE else unit if unit in _OTHERS else ""


def unit_of(word: Word) -> str:
    """The sort of unit that a word says, as in "gigabytes" or "16gb"."""
    match = _NUMBER.fullmatch(word.key)
    said = (match[2] or "") if match else word.plain
    return "storage" if said in _STORAGE and len(said) > 1 else said if said in _OTHERS else ""


def _kept_in(field: str) -> int | None:
    """The unit of storage that a field's name ends with."""
    return _STORAGE.get(field.rpartition("_")[2]) if "_" in field else None
