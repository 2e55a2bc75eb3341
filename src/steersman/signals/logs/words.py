"""A line of a log as words; what obviously varies is masked before anything is compared."""

from __future__ import annotations

import re

WILD = "<*>"
LONGEST_LINE, MOST_WORDS, LONGEST_WORD = 2_000, 60, 100  # beyond: cut, and told by WILD
_STAMP = re.compile(
    r"^\W{0,2}(?:\d{4}[-/]\d\d[-/]\d\d[T ]?\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{9,13}(?:\.\d+)?)\W{0,2}(?=\s|$)"
)
_MASKED = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"  # a UUID
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])"  # an address, perhaps with a port
    r"|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}(?![\w:])"  # IPv6, MAC or a time
    r"|0x[0-9a-fA-F]+"
    r"|(?<![A-Za-z0-9_])[0-9a-f]{12,64}(?![A-Za-z0-9_])"  # a digest
    r"|(?<![A-Za-z_])[-+]?\d+(?:[.,:]\d+)*(?:%|[a-zA-Z]{1,2}(?![a-zA-Z]))?"  # a number with a unit
)


def words_of(line: str) -> tuple[str, ...]:
    """The words of a line, without its time; what is beyond the limits becomes one wild card."""
    text = _STAMP.sub("", line[:LONGEST_LINE])
    words = _MASKED.sub(WILD, text).split()
    kept = tuple(word if len(word) <= LONGEST_WORD else WILD for word in words[:MOST_WORDS])
    cut = len(words) > MOST_WORDS or len(line) > LONGEST_LINE
    return (*kept, WILD) if cut and kept[-1:] != (WILD,) else kept
