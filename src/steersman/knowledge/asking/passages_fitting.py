"""Whether a part of a document carries a question, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator

from steersman.knowledge.asking.passages_kinds import TYPED, Kind
from steersman.knowledge.asking.passages_question import Wanted
from steersman.knowledge.asking.passages_sections import FAR, NEAR, STEPS, SURE, Fit, Section
from steersman.knowledge.asking.passages_statements import (
    beside_each_other,
    mostly,
    rival,
    statements,
)
from steersman.knowledge.asking.passages_units import (
    Shape,
    Unit,
    has_steps,
    sentences,
)
from steersman.knowledge.asking.passages_words import bag, covering

_GENERAL = re.compile(
    r"^(?:steps?|mitigations?|remediation|containment|immediate actions?|what you do"
    r"|repair|procedure|instructions?|solution|resolution|fix|how ?to|what to do|remedy"
    r"|troubleshooting|workaround|recovery|response|actions?|runbook)\b",
    re.IGNORECASE,
)
_BY_MEANS = re.compile(
    r"`|\b(?:with|by|using|run|click|open|choose|select|type|enter|call|press|through|via|portal"
    r"|form|mail|ask|order|go to)\b|:(?!\d)",
    re.IGNORECASE,
)
_TELLS_OF = re.compile(  # what is the case, and not what to do
    r"^(?:symptoms?|impact|background|overview|summary|root cause|causes?|timeline|scope"
    r"|purpose)\b",
    re.IGNORECASE,
)


def fits(wanted: Wanted, section: Section) -> Iterator[Fit]:
    """Every part of the section that carries the question."""
    if wanted.kind is Kind.LISTING:
        yield from _listing(wanted, section)
    elif wanted.kind is Kind.HOW_TO:
        yield from _procedure(wanted, section)
    else:
        yield from statements(wanted, section)
        yield from _prose(wanted, section)


def _prose(wanted: Wanted, section: Section) -> Iterator[Fit]:
    """The whole section, where its words are spread over it and no single value is wanted."""
    if wanted.kind in TYPED or wanted.kind is Kind.MEANING:
        return
    if any(each.shape in (Shape.ROW, Shape.ITEM) for each in section.units):
        return
    if not beside_each_other(wanted, section, section.text):
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
    for fit in statements(wanted, section):
        if fit.sure >= NEAR and _says_how(wanted, fit):
            yield _with_its_steps(fit)


def _with_its_steps(fit: Fit) -> Fit:
    """What is said beside a procedure is told with it; a step that says it all is told alone."""
    text = fit.section.text
    if fit.shape in (Shape.ROW, Shape.ITEM) or not has_steps(text):
        return fit
    return Fit(fit.section, NEAR, fit.own, text, text)


def _whole_procedure(wanted: Wanted, section: Section) -> Fit | None:
    named = section.headings | section.title | bag(_lead(section))
    headed = covering(wanted.terms, section.headings)
    steps = has_steps(section.text)
    general = bool(_GENERAL.match(section.heading)) or section.only_steps
    aimed = wanted.goal is None or wanted.goal.within(named)
    known = section.words | named | bag(section.intro)
    if not (headed or section.alone or steps or general) or not aimed:
        return None
    if len(covering(wanted.terms, known)) < len(wanted.terms) or not mostly(wanted, named):
        return None
    if rival(wanted.terms, Unit(Shape.ITEM, section.heading, ""), section.headings):
        return None
    sure = STEPS if steps else NEAR
    return Fit(section, sure, 2 * len(headed) + steps + general, section.text, section.text)


def _lead(section: Section) -> str:
    first = section.units[0] if section.units else None
    return "" if first is None or first.shape is Shape.ITEM else first.quote


def _says_how(wanted: Wanted, fit: Fit) -> bool:
    goal, said = wanted.goal, bag(fit.said)
    if goal is None:
        return not _TELLS_OF.match(fit.section.heading)
    if fit.shape is Shape.ROW and goal.within(fit.section.headings):
        return True
    if not goal.within(said):
        return False
    return bool(_BY_MEANS.search(fit.said)) or fit.shape is Shape.SENTENCE
