"""Templates of log lines, mined as they come: a tree of fixed depth and a similarity of words.

The library drain3 does the same.  Its last release is of July 2022 and pins jsonpickle 1.5.1 and
cachetools 4.2.1, so that it cannot stand beside others; what is needed of it is this file.
The method is Drain (He, Zhu, Zheng, Lyu: "Drain: An Online Log Parsing Approach with Fixed Depth
Tree", ICWS 2017).  Constant work for each line: a line is compared only with templates of the same
number of words and the same first ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steersman.signals.logs.words import WILD, words_of

SIMILAR = 0.5  # share of words that must be the same
DEPTH = 2  # first words that lead to a branch
BRANCHES = 100  # of one place in the tree; more words there are one branch
MOST = 5_000  # templates; beyond, a new wording is one that cannot be told from others
LONGEST = 200  # characters of a template as it is shown
REST = "rest"

Words = tuple[str, ...]


@dataclass(slots=True)
class Template:
    """``id`` is that of its first line's words: the same in every process that saw it first."""

    id: str
    words: Words
    lines: int = 0

    @property
    def text(self) -> str:
        text = " ".join(self.words)
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


@dataclass(frozen=True, slots=True)
class Line:
    """``is_new``: no line before had this wording."""

    template: Template
    is_new: bool


@dataclass
class Templates:
    """The templates of one stream of lines."""

    most: int = MOST
    known: dict[str, Template] = field(default_factory=dict)
    _tree: dict[tuple[str, ...], list[Template]] = field(default_factory=dict)
    _branches: dict[tuple[str, ...], set[str]] = field(default_factory=dict)

    def take(self, line: str) -> Line | None:
        """The template of the next line; it learns.  None: the line says nothing."""
        words = words_of(line)
        if not words:
            return None
        leaf = self._tree.setdefault(self._place(words), [])
        best = _best(leaf, words)
        if best is not None:
            best.lines += 1
            best.words = _common(best.words, words)
            return Line(best, is_new=False)
        if len(self.known) >= self.most:
            return self._rest()
        made = self._made(words)
        leaf.append(made)
        return Line(made, is_new=True)

    def _made(self, words: Words) -> Template:
        made = Template(_id(words), words, 1)
        while made.id in self.known:  # what was generalised since began with the same words
            made.id = _id((made.id,))
        self.known[made.id] = made
        return made

    def _rest(self) -> Line:
        """The place for everything beyond the limit, so that a flood of wordings has an end."""
        is_new = REST not in self.known
        rest = self.known.setdefault(REST, Template(REST, (WILD,)))
        rest.lines += 1
        return Line(rest, is_new)

    def _place(self, words: Words) -> tuple[str, ...]:
        """How many words, and the first ones; those with digits or too many kinds are wild."""
        place: tuple[str, ...] = (str(len(words)),)
        for word in words[:DEPTH]:
            seen = self._branches.setdefault(place, set())
            plain = WILD if WILD in word or any(map(str.isdigit, word)) else word
            if plain not in seen and len(seen) >= BRANCHES:
                plain = WILD
            seen.add(plain)
            place = (*place, plain)
        return place

    def state(self) -> list[dict[str, object]]:
        """All that it has learned, as JSON can hold it."""
        return [{"id": t.id, "words": list(t.words), "lines": t.lines} for t in self.known.values()]

    @classmethod
    def restore(cls, state: Sequence[Mapping[str, object]], most: int = MOST) -> Templates:
        made = cls(most)
        for each in state:
            words = tuple(str(word) for word in _listed(each["words"]))
            template = Template(str(each["id"]), words, int(str(each["lines"])))
            made.known[template.id] = template
            if template.id != REST:
                made._tree.setdefault(made._place(words), []).append(template)
        return made


def _best(templates: Sequence[Template], words: Words) -> Template | None:
    """The most similar one, the more definite where two are alike; None: none is similar."""
    best, best_share = None, (SIMILAR, -1)
    for each in templates:
        same = sum(a == b for a, b in zip(each.words, words, strict=True))
        wild = each.words.count(WILD)
        share = ((same + 0.5 * _wild_fits(each.words, words)) / len(words), -wild)
        if share > best_share or (best is None and share[0] >= SIMILAR):
            best, best_share = each, share
    return best


def _wild_fits(template: Words, words: Words) -> int:
    """Words that the template leaves open; they count half, so that it does not swallow all."""
    return sum(a == WILD != b for a, b in zip(template, words, strict=True))


def _common(template: Words, words: Words) -> Words:
    return tuple(a if a == b else WILD for a, b in zip(template, words, strict=True))


def _id(words: Words) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "replace")).hexdigest()[:12]


def _listed(told: object) -> Sequence[object]:
    return told if isinstance(told, list) else []
