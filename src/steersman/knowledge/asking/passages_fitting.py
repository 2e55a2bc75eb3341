"""Whether a part of a document carries a question, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steersman.knowledge.asking.passages_kinds import COLUMNS, TYPED, Kind, Looks
from steersman.knowledge.asking.passages_question import Wanted
from steersman.knowledge.asking.passages_sections import FAR, NEAR, SURE, Fit, Section
from steersman.knowledge.asking.passages_units import (
    WHOLE,
    Shape,
    Unit,
    cells,
    has_steps,
    sentences,
)
from steersman.knowledge.asking.passages_words import Term, asked_terms, bag, covering
from steersman.knowledge.retrieval.words import stem, terms

_GENERAL = re.compile(
    r"^(?:steps?|procedure|instructions?|solution|resolution|fix|how ?to|what to do|remedy"
    r"|troubleshooting|workaround|recovery|response|actions?|runbook)\b",
    re.IGNORECASE,
)
_BY_MEANS = re.compile(
    r"`|\b(?:with|by|using|run|click|open|choose|select|type|enter|call|press|through|via|portal"
    r"|form|mail|ask|order|go to)\b|:",
    re.IGNORECASE,
)
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
_ARTICLES = frozenset(("the", "a", "an", "our", "is", "are"))
_MUCH = 3  # words of the question in one sentence, of which the subject stands further above
_FRAGMENT = 6  # words: "Fixed in 7.2." goes on with what was said before
_POINTS_BACK = re.compile(
    r"^\W*(?:it|its|they|their|this|these|that|those|the|an?|he|she|each|both|if|then|for)\b",
    re.IGNORECASE,
)
_IS = re.compile(r"\b(?:is|are|means?|stands? for|refers? to|was|were|denotes)\b|[:=–—|]| - ")


def fits(wanted: Wanted, section: Section) -> Iterator[Fit]:
    """Every part of the section that carries the question."""
    if wanted.kind is Kind.LISTING:
        yield from _listing(wanted, section)
    elif wanted.kind is Kind.HOW_TO:
        yield from _procedure(wanted, section)
    else:
        yield from _statements(wanted, section)
        yield from _prose(wanted, section)


def _statements(wanted: Wanted, section: Section) -> Iterator[Fit]:
    for unit in section.units:
        if (fit := _of_unit(wanted, section, unit)) is not None:
            yield fit


def _of_unit(wanted: Wanted, section: Section, unit: Unit) -> Fit | None:
    own = unit.own
    beside = own | bag(unit.lead) | section.headings
    told = covering(wanted.terms, own)
    if not (section.alone or covering(wanted.terms, beside) or _is_why(wanted, section)):
        return None
    known = beside | section.title
    missing = [
        each
        for each in wanted.terms
        if not (each.within(known) or each.meant_in(own))
        and not (each.name and each.within(section.subject))
    ]
    if missing and not (told and _general(wanted, missing, section)):
        return None
    if _too_wide(wanted, section, unit) or _rival(wanted.terms, unit, own):
        return None
    if not _holds_value(wanted, section, unit):
        return None
    if wanted.kind is Kind.MEANING and not _says_what(wanted, section, unit):
        return None
    sure = FAR if missing else NEAR if unit.shape in WHOLE else SURE
    return Fit(section, sure, len(told), unit.text, unit.quote, unit.shape, unit.block)


def _is_why(wanted: Wanted, section: Section) -> bool:
    return wanted.kind is Kind.WHY and bool(_REASONS.match(section.heading))


def _general(wanted: Wanted, missing: Sequence[Term], section: Section) -> bool:
    """One word of no weight that its section has, such as that P3 is an incident's."""
    weightless = all(stem(each.said.lower()) in _WEIGHTLESS for each in missing)
    few = len(missing) == 1 and len(wanted.terms) > 2
    return few and weightless and len(covering(missing, section.words)) == len(missing)


def _too_wide(wanted: Wanted, section: Section, unit: Unit) -> bool:
    """A list or table says many things: only what is said above it holds for all of them."""
    if unit.shape is Shape.TABLE or (unit.shape is Shape.LIST and wanted.kind in TYPED):
        return True
    if unit.shape is not Shape.LIST:
        return False
    return not _mostly(wanted, bag(unit.lead) | section.headings | section.title)


def _mostly(wanted: Wanted, words: frozenset[str]) -> bool:
    return len(covering(wanted.terms, words)) * 2 >= len(wanted.terms)


def _holds_value(wanted: Wanted, section: Section, unit: Unit) -> bool:
    """Whether what is wanted stands there: in the cell that was asked for, beside the words."""
    looks = Looks(wanted.kind, wanted.said)
    if _is_why(wanted, section):
        return True
    if unit.shape is Shape.ROW and (column := _column(wanted, unit)) is not None:
        by_name = wanted.kind in (Kind.WHO, Kind.WHERE, Kind.WHAT, Kind.SECRET)
        if by_name:  # more than the question's own words
            return not {*terms(column)} <= {way for term in wanted.terms for way in term.ways}
        return looks.within(column)
    if unit.shape is not Shape.PARAGRAPH:
        return looks.within(_stated(unit.text))
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
    goes_on = bool(_POINTS_BACK.match(sentence)) or len(sentence.split()) <= _FRAGMENT
    much = wanted.kind in TYPED and len(covering(wanted.terms, bag(sentence))) >= _MUCH
    return (
        (goes_on or (much and not names))
        and len(covering(names, bag(before))) == len(names)
        and _mostly(wanted, words | bag(before))
    )


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
    return " ".join(found) if found else None


def _rival(terms: Sequence[Term], unit: Unit, own: frozenset[str]) -> bool:
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
    verb = _IS.search(unit.text)
    named = section.headings | section.title
    return verb is not None and _only(wanted, unit.text[: verb.start()], named)


def _only(wanted: Wanted, text: str, named: frozenset[str]) -> bool:
    """Whether a text names the thing and no other; the headings may say what sort of thing."""
    words = asked_terms(text, _ARTICLES)
    asked = frozenset(way for term in wanted.terms for way in term.ways)
    whole = len(covering(wanted.terms, bag(text) | named)) == len(wanted.terms)
    own = covering(wanted.terms, bag(text))
    return bool(own) and whole and all(not asked.isdisjoint(each.ways) for each in words)


def _prose(wanted: Wanted, section: Section) -> Iterator[Fit]:
    """The whole section, where its words are spread over it and no single value is wanted."""
    if wanted.kind in TYPED or wanted.kind is Kind.MEANING:
        return
    if any(each.shape in (Shape.ROW, Shape.ITEM) for each in section.units):
        return
    every = len(covering(wanted.terms, section.words | section.headings | section.title))
    own = covering(wanted.terms, section.words | section.headings)
    if every == len(wanted.terms) and (own or section.alone) and _names_together(wanted, section):
        yield Fit(section, FAR, len(own), section.text, section.text)


def _names_together(wanted: Wanted, section: Section) -> bool:
    names = [term for term in wanted.terms if term.name]
    named = section.headings | section.title
    said = (each for unit in section.units for each in sentences(unit.text))
    return not names or any(len(covering(names, bag(each) | named)) == len(names) for each in said)


def _listing(wanted: Wanted, section: Section) -> Iterator[Fit]:
    """ "Show the …" wants what stands below such a heading, as a table or list."""
    listed = any(each.shape in (Shape.TABLE, Shape.LIST) for each in section.units)
    named = section.headings | (section.title if section.alone else frozenset())
    every = len(covering(wanted.terms, named | section.title)) == len(wanted.terms)
    if listed and every and covering(wanted.terms, named):
        yield Fit(section, SURE, len(wanted.terms), section.text, section.text)


def _procedure(wanted: Wanted, section: Section) -> Iterator[Fit]:
    """A section whose headings name what is to be done; else a single statement that says how."""
    if (whole := _whole_procedure(wanted, section)) is not None:
        yield whole
        return
    for fit in _statements(wanted, section):
        if fit.sure >= NEAR and _says_how(wanted, fit):
            yield fit


def _whole_procedure(wanted: Wanted, section: Section) -> Fit | None:
    named = section.headings | section.title | bag(_lead(section))
    headed = covering(wanted.terms, section.headings)
    steps, general = has_steps(section.text), bool(_GENERAL.match(section.heading))
    aimed = wanted.goal is None or wanted.goal.within(named)
    known = section.words | named | bag(section.intro)
    if not (headed or section.alone or steps or general) or not aimed:
        return None
    if len(covering(wanted.terms, known)) < len(wanted.terms) or not _mostly(wanted, named):
        return None
    if _rival(wanted.terms, Unit(Shape.ITEM, section.heading, ""), section.headings):
        return None
    sure = SURE if steps else NEAR
    return Fit(section, sure, 2 * len(headed) + steps + general, section.text, section.text)


def _lead(section: Section) -> str:
    first = section.units[0] if section.units else None
    return "" if first is None or first.shape is Shape.ITEM else first.quote


def _says_how(wanted: Wanted, fit: Fit) -> bool:
    goal = wanted.goal
    if goal is None:
        return True
    if not goal.within(bag(fit.said)):
        return False
    return bool(_BY_MEANS.search(fit.said)) or fit.shape is Shape.SENTENCE
