"""Whether one statement of a document carries a question: a sentence, an item, a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steersman.knowledge.asking.passages_kinds import COLUMNS, TYPED, Kind
from steersman.knowledge.asking.passages_question import Wanted
from steersman.knowledge.asking.passages_sections import FAR, NEAR, SURE, Fit, Section
from steersman.knowledge.asking.passages_units import (
    WHOLE,
    Shape,
    Unit,
    cells,
    sentences,
)
from steersman.knowledge.asking.passages_values import PAST, Looks
from steersman.knowledge.asking.passages_words import Term, asked_terms, bag, covering
from steersman.knowledge.retrieval.words import stem, terms

_REASONS = re.compile(
    r"^(?:(?:root |the )?causes?|reasons?|why|background|rationale|purpose|what happened"
    r"|analysis)\b",
    re.IGNORECASE,
)
_WEIGHTLESS = frozenset(
    stem(word)
    for word in (
        *("incident", "ticket", "request", "issue", "case", "item", "thing", "document", "policy"),
        *("company", "organisation", "organization", "team", "department", "office", "system"),
    )
)
_OF_MANY = frozenset(
    stem(word) for word in ("server", "host", "machine", "people", "staff", "user")
)
_OF_ROWS = frozenset(stem(word) for word in ("run", "have", "use"))
_EMPTY = frozenset(stem(word) for word in ("document", "item", "thing", "case", "policy"))
_ARTICLES = frozenset(("the", "a", "an", "our", "is", "are"))
_MUCH = 3  # words of the question in one sentence, of which the subject stands further above
_FRAGMENT = 6  # words: "Fixed in 7.2." goes on with what was said before
_POINTS_BACK = re.compile(
    r"^\W*(?:it|its|they|their|this|these|that|those|he|she|each|both|if|then|for)\b", re.I
)
_SAME_AGAIN = re.compile(r"^\W*(?:the|an?) (?P<named>\w+(?: \w+)?)", re.IGNORECASE)
_TELLS_WHAT = re.compile(r"meaning|description|definition|explanation|stands for|what", re.I)
_CALLED = re.compile(
    r"\b(?:is|are|counts? as|called|classed as|treated as|known as)\s+(?P<thing>(?:an? )?[\w.-]+"
    r"(?: [\w.-]+)?)\s*(?:,? (?:when|if|where|as soon as)\b|[:.]$)",
    re.IGNORECASE,
)
_IS = re.compile(r"\b(?:is|are|means?|stands? for|refers? to|was|were|denotes)\b|[:=–—|]| - ")


def statements(wanted: Wanted, section: Section) -> Iterator[Fit]:
    """What of the section says it, each statement alone and each block."""
    for unit in section.units:
        if (fit := _of_unit(wanted, section, unit)) is not None:
            yield fit


def _of_unit(wanted: Wanted, section: Section, unit: Unit) -> Fit | None:
    own = unit.own
    beside = own | bag(unit.lead) | section.headings
    told = covering(wanted.terms, own)
    distinct = Looks(wanted.kind, wanted.said).distinct(unit.text)
    if not (
        section.alone or distinct or covering(wanted.terms, beside) or _is_why(wanted, section)
    ):
        return None
    known = beside | section.title
    missing = [
        each
        for each in wanted.terms
        if not (each.within(known) or each.meant_in(own) or _is_of_rows(each, unit))
        and not (each.name and each.within(section.subject))
    ]
    if missing and not (told and _general(wanted, missing, section)):
        return None
    if unit.shape is Shape.PARAGRAPH and not beside_each_other(wanted, section, unit.text):
        return None
    if _is_past(wanted) and not wanted.terms[-1].within(own):
        return None
    if _too_wide(wanted, section, unit) or rival(wanted.terms, unit, own):
        return None
    if not _holds_value(wanted, section, unit):
        return None
    if wanted.kind is Kind.MEANING and not _says_what(wanted, section, unit):
        return None
    sure = FAR if missing else NEAR if unit.shape in WHOLE else SURE
    above = bag(" . ".join(unit.header))  # what a header says holds for each row alike
    mine = [each for each in told if not each.within(above)]
    return Fit(section, sure, len(mine), unit.text, unit.quote, unit.shape, unit.block)


def _is_of_rows(term: Term, unit: Unit) -> bool:
    """A table of hosts has no word for that they run their system."""
    return unit.shape is Shape.ROW and stem(term.said.lower()) in _OF_ROWS


def beside_each_other(wanted: Wanted, section: Section, text: str) -> bool:
    """Whether what is one thing in the question is said in one sentence."""
    named = section.headings | section.title
    said = [bag(each) | named for each in sentences(text)]
    return all(
        any(one.within(words) and other.within(words) for words in said)
        for one, other in wanted.together
        if not (one.within(named) and other.within(named))
    )


def _is_past(wanted: Wanted) -> bool:
    return wanted.kind is Kind.WHEN and bool(PAST.match(wanted.said))


def _is_why(wanted: Wanted, section: Section) -> bool:
    return wanted.kind is Kind.WHY and bool(_REASONS.match(section.heading))


def _general(wanted: Wanted, missing: Sequence[Term], section: Section) -> bool:
    """One word of no weight that its section has, such as that P3 is an incident's; or none has."""
    weightless = all(stem(each.said.lower()) in _WEIGHTLESS for each in missing)
    of_many = all(stem(each.said.lower()) in _OF_MANY for each in missing)
    few = len(missing) == 1 and len(wanted.terms) > 2
    empty = all(stem(each.said.lower()) in _EMPTY for each in missing)
    in_section = weightless and bool(covering(missing, section.words))
    return few and (
        empty or in_section or (of_many and bool(covering(missing, section.everything)))
    )


def _too_wide(wanted: Wanted, section: Section, unit: Unit) -> bool:
    """A list or table says many things: only what is said above it holds for all of them."""
    if unit.shape is Shape.TABLE or (unit.shape is Shape.LIST and wanted.kind in TYPED):
        return True
    if unit.shape is not Shape.LIST:
        return False
    return not mostly(wanted, bag(unit.lead) | section.headings | section.title)


def mostly(wanted: Wanted, words: frozenset[str]) -> bool:
    return len(covering(wanted.terms, words)) * 2 >= len(wanted.terms)


def _holds_value(wanted: Wanted, section: Section, unit: Unit) -> bool:
    """Whether what is wanted stands there: in the cell that was asked for, beside the words."""
    looks = Looks(wanted.kind, wanted.said)
    if _is_why(wanted, section):
        return True
    if unit.shape is Shape.ROW and (column := _column(wanted, unit)) is not None:
        by_name = wanted.kind in (Kind.WHO, Kind.WHERE, Kind.WHAT, Kind.SECRET, Kind.WHY)
        if by_name:  # more than the question's own words
            return not {*terms(column)} <= {way for term in wanted.terms for way in term.ways}
        return looks.within(column)
    if unit.shape is not Shape.PARAGRAPH:
        headed = wanted.kind is Kind.VERSION and looks.within(section.heading)
        return headed or looks.within(_stated(unit.text))
    named = section.headings | section.title
    said = sentences(unit.text)
    return any(
        looks.within(each) and _speaks_of(wanted, each, before, named)
        for before, each in zip(["", *said], said, strict=False)
    )


def _stated(text: str) -> str:
    """Without what it only asks: "Is the light green? If not, …"."""
    return " ".join(each for each in sentences(text) if not each.rstrip(" *_").endswith("?"))


def _speaks_of(wanted: Wanted, sentence: str, before: str, named: frozenset[str]) -> bool:
    """Whether it is about what is asked, or goes on about it: "It is tested on Mondays"."""
    words = bag(sentence) | named
    missing = [term for term in wanted.terms if not term.within(words)]
    if not missing:
        return True
    names = [term for term in missing if term.name]
    own = covering(wanted.terms, bag(sentence))
    much = wanted.kind in TYPED and len(own) >= _MUCH
    return (
        (_goes_on(sentence, before) or (much and not names) or _begins_with(own, sentence))
        and len(covering(names, bag(before))) == len(names)
        and mostly(wanted, words | bag(before))
    )


def _begins_with(own: Sequence[Term], sentence: str) -> bool:
    """Whether a word of the question is what the sentence is about."""
    subject = next(iter(asked_terms(sentence, _ARTICLES)), None)
    return subject is not None and any(not each.ways.isdisjoint(subject.ways) for each in own)


def _goes_on(sentence: str, before: str) -> bool:
    if _POINTS_BACK.match(sentence) or len(sentence.split()) <= _FRAGMENT:
        return True
    again = _SAME_AGAIN.match(sentence)
    return again is not None and not bag(again["named"]).isdisjoint(bag(before))


def _column(wanted: Wanted, unit: Unit) -> str | None:
    """The cells below the header's words that were asked for; None: no column was asked for.

    A cell of nothing but the question's own words tells which row it is, and nothing else.
    """
    asked = {way for term in wanted.terms for way in term.ways}
    named = re.compile(rf"\b(?:{COLUMNS.get(wanted.kind, '(?!)')})\b", re.IGNORECASE)
    columns = list(zip(unit.header, cells(unit.text), strict=False))
    found = [cell for name, cell in columns if covering(wanted.terms, bag(name))]
    found = [cell for cell in found if not {*terms(cell)} <= asked] or (
        [cell for name, cell in columns if named.search(name)] or found
    )
    told = " ".join(found)
    if wanted.kind in TYPED and not Looks(wanted.kind, wanted.said).within(told):
        told = " ".join(cell for name, cell in columns if named.search(name)) or told
    return told or None


def rival(terms: Sequence[Term], unit: Unit, own: frozenset[str]) -> bool:
    """Whether it speaks of another one of the kind that is asked for: of 4.0 instead of 4.2."""
    shapes = {
        _shape(way)
        for each in terms
        if each.name and not each.within(own)
        for way in each.ways
        if any(c.isdigit() for c in way)
    }
    shapes.discard("")
    beside = bag(re.sub(r"\([^)]*\)", " ", unit.text)) & own
    return bool(shapes) and any(_shape(word) in shapes for word in beside)


def _shape(word: str) -> str:
    """4.2 and 4.0, P1 and P2, 2025 and 2026 are of one shape; any other bare number is no name."""
    if word.isdigit():
        return "year" if re.fullmatch(r"(?:19|20)\d\d", word) else ""
    return re.sub(r"\d+", "9", word)


def _says_what(wanted: Wanted, section: Section, unit: Unit) -> bool:
    """A statement that begins with the thing and nothing else, or stands below it as a heading."""
    if _only(wanted, section.heading, section.title):
        return True
    named = section.headings | section.title
    if unit.shape is Shape.ROW:
        first, told = cells(unit.text)[0], any(map(_TELLS_WHAT.match, unit.header))
        return bool(first) and (told or len(unit.header) <= 2) and _only(wanted, first, named)
    named_after = _CALLED.search(unit.text)
    if named_after is not None and _only(wanted, named_after["thing"], named):
        return True
    verb = _IS.search(unit.text)
    return verb is not None and _only(wanted, unit.text[: verb.start()], named)


def _only(wanted: Wanted, text: str, named: frozenset[str]) -> bool:
    """Whether a text names the thing and no other; the headings may say what sort of thing."""
    words = asked_terms(text, _ARTICLES)
    asked = frozenset(way for term in wanted.terms for way in term.ways)
    whole = len(covering(wanted.terms, bag(text) | named)) == len(wanted.terms)
    own = covering(wanted.terms, bag(text))
    return bool(own) and whole and all(not asked.isdisjoint(each.ways) for each in words)
