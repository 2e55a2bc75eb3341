"""Prometheus' text format 0.0.4, line by line; a line that is none of it is counted, not guessed.

Source: prometheus.io/docs/instrumenting/exposition_formats.  OpenMetrics differs by its last line
and by exemplars behind a sample, which are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|$|(?=\}))')
_HEAD = re.compile(rf"({_NAME})\s*(\{{)?")
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n"}
MOST_LABELS = 60
LONGEST_LINE = 16_384  # characters


@dataclass(frozen=True, slots=True)
class Sample:
    name: str
    labels: Mapping[str, str]
    value: float


@dataclass
class Page:
    """The samples of one page; ``bad``: lines that could not be read."""

    samples: list[Sample]
    bad: int = 0


def page_of(text: str) -> Page:
    """Every sample, with NaN and infinities as the page has them."""
    page = Page([])
    for line in text.split("\n"):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        sample = _sample(bare) if len(bare) <= LONGEST_LINE else None
        if sample is None:
            page.bad += 1
        else:
            page.samples.append(sample)
    return page


def _sample(line: str) -> Sample | None:
    head = _HEAD.match(line)
    if head is None:
        return None
    labels, at = dict[str, str](), head.end()
    if head.group(2):
        for name, value, end in _labels(line, at):
            labels[name], at = value, end
        end = line.find("}", at)
        if end < 0 or line[at:end].strip() or len(labels) > MOST_LABELS:
            return None
        at = end + 1
    rest = line[at:].partition(" # ")[0].split()  # value, perhaps a timestamp; no exemplar
    if not 1 <= len(rest) <= 2:
        return None
    try:
        return Sample(head.group(1), labels, float(rest[0]))
    except ValueError:
        return None


def _labels(line: str, at: int) -> Iterator[tuple[str, str, int]]:
    while (found := _LABEL.match(line, at)) is not None:
        at = found.end()
        value = _ESCAPED.sub(lambda each: _MEANT.get(each[1], each[1]), found[2])
        yield found[1], value, at
