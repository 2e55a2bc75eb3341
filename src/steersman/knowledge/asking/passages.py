"""Answers from documents: a passage that says what was asked, quoted with where it stands.

A score does not say whether a passage answers (it tells answerable from unanswerable questions
hardly better than a coin).  So something is only quoted as the answer when it holds every word
that was asked for, or what says the same, in one statement where one value is wanted, and when it
holds such a value: a time for "when", somebody for "who".  Otherwise the nearest documents are
named, and nothing is claimed.

Of a procedure the whole section is quoted, for half of it is worse than none.  Documents that
give different values are quoted side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from steersman.knowledge.asking.answer import Answer, Citation, State
from steersman.knowledge.asking.passages_fitting import fits
from steersman.knowledge.asking.passages_kinds import TYPED, Kind
from steersman.knowledge.asking.passages_question import Wanted, wanted
from steersman.knowledge.asking.passages_sections import FAR, NEAR, Fit, Section
from steersman.knowledge.asking.passages_units import Shape, asked_and_answered, has_steps
from steersman.knowledge.asking.passages_values import Looks, values
from steersman.knowledge.asking.passages_words import bag, covering
from steersman.knowledge.asking.plain_words import TO_A_MODEL, for_people
from steersman.knowledge.retrieval.search import Found
from steersman.knowledge.retrieval.shapes import is_configuration
from steersman.records.knowledge import Passage

LONGEST = 6000  # characters that are quoted: a procedure has all its steps
NEAREST = 3  # documents that are named where none answers
SHORT = 60  # words: so short a section is quoted whole
ROWS = 12  # of a table that fit alike
ALIKE = 3  # sections of a document that fit alike, such as one for each system
STALE = ("superseded", "obsolete", "archived", "draft")
_REFERS = re.compile(
    r"\b(?:list|table|steps|order|section)s? below\b|\bfollowing (?:section|list|table|order)\b"
    r"|\bnext section\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(\d+)[.)]\s")
DISAGREE = "Two documents speak of this and give different values: look at both."

Whole = Callable[[str], Sequence[Passage]]  # the passages of a document in reading order


def ask_passages(question: str, found: Sequence[Found], whole: Whole) -> Answer | None:
    """The answer, or ``UNKNOWN`` with the nearest documents; ``None`` where there are none."""
    if not found:
        return None
    asked = wanted(question)
    fitting = [
        fit
        for each in (found if asked.terms else ())
        if (fit := _best(asked, each.passage, whole)) is not None
    ]
    if fitting:
        return _told(asked, fitting)
    nearest = found[:NEAREST]
    named = "; ".join(_where(each.passage) for each in nearest)
    text = "I found no document that says it. The nearest are named below; they may not answer."
    return Answer(
        State.UNKNOWN,
        text,
        citations=tuple(_citation(each.passage) for each in nearest),
        notes=(f"Nearest: {named}.",),
    )


def _best(asked: Wanted, found: Passage, whole: Whole) -> tuple[Fit, ...] | None:
    """What of one document answers best, with what of it answers as well."""
    passages = whole(found.document) or (found,)
    if is_configuration(found.name, "\n".join(each.text for each in passages)):
        return None  # its rules are asked, not quoted
    every = [fit for section in _sections(passages) for fit in fits(asked, section)]
    if not every:
        return None
    first = max(every, key=lambda fit: (*_rank(asked, fit), found in fit.section.passages))
    return tuple(_alike(asked, first, every))


def _rank(asked: Wanted, fit: Fit) -> tuple[int, int, int]:
    """How surely, by how many words of its own, and by how many of its heading."""
    heading = bag(fit.section.heading)
    if fit.shape in (None, Shape.ROW):
        return fit.sure, fit.own, len(covering(asked.terms, heading))
    with_heading = covering(asked.terms, bag(fit.said) | heading)
    return fit.sure, len(with_heading), len(covering(asked.terms, heading))


def _alike(asked: Wanted, first: Fit, every: Sequence[Fit]) -> Iterator[Fit]:
    """Rows of one table; sections of a procedure for one case each."""
    equal = [fit for fit in every if (fit.sure, fit.own) == (first.sure, first.own)]
    if first.shape is Shape.ROW:
        same = [fit for fit in equal if fit.section is first.section and fit.block == first.block]
        yield from same[:ROWS]
    elif asked.kind is Kind.HOW_TO and first.shape is None:
        yield from [fit for fit in equal if fit.shape is None][:ALIKE]
    elif first.shape is Shape.ITEM:
        done = asked.kind is Kind.HOW_TO and asked.goal is None and has_steps(first.section.text)
        yield _item(first, [fit for fit in equal if fit.shape is Shape.ITEM], in_steps=done)
    else:
        yield first


def _item(first: Fit, equal: Sequence[Fit], *, in_steps: bool) -> Fit:
    """The item; or the list, where several items of it say as much, or are to be done in turn."""
    same = [fit for fit in equal if fit.section is first.section and fit.block == first.block]
    if len(same) == 1 and not in_steps:
        return first
    every = (unit for unit in first.section.units if unit.block == first.block)
    whole = next(unit for unit in every if unit.shape is Shape.LIST)
    return replace(first, quote=whole.quote, shape=Shape.LIST)


def _sections(passages: Sequence[Passage]) -> Iterator[Section]:
    """Passages of one section; where the document has none, of a list that goes on."""
    groups: list[list[Passage]] = []
    for each in passages:
        if groups and _goes_on(groups[-1][-1], each):
            groups[-1].append(each)
        else:
            groups.append([each])
    alone = len({each.path for each in passages}) == 1
    texts = [for_people("\n\n".join(each.text for each in group))[0] for group in groups]
    intro = texts[0] if len(groups[0][0].path) < 2 and not alone else ""
    words = bag("\n\n".join(texts))
    stepped = [text for text in texts if has_steps(text)]
    for group, text, behind in zip(groups, texts, [*texts[1:], ""], strict=True):
        parts = list(asked_and_answered(text))
        if len(parts) > 1:
            alone = False
        only = stepped == [text]
        for question, part in parts:
            yield Section(tuple(group), part, alone, behind, intro, question, words, only)


def _goes_on(one: Passage, other: Passage) -> bool:
    """Whether both are of one section; without headings only a list is known to go on."""
    if one.path != other.path:
        return False
    begins = _NUMBERED.match(other.text)
    return len(one.path) > 1 or bool(begins and int(begins[1]) > 1)


def _told(asked: Wanted, fitting: Sequence[tuple[Fit, ...]]) -> Answer:
    """The surest, of equals the one found first; with what another document says else."""
    best = max(fitting, key=_trust)
    others = [each for each in fitting if each is not best and _differs(asked, best[0], each[0])]
    quoted = [best, *others[:1]]
    texts = [_quote(asked, each) for each in quoted]
    if len(quoted) > 1:
        texts = [
            f"{_where(each[0].section.passage)}:\n{text}"
            for each, text in zip(quoted, texts, strict=True)
        ]
        texts = [DISAGREE, *texts]
    left_out = any(
        for_people(passage.text)[1] for each in quoted for passage in each[0].section.passages
    )
    passages = [each[0].section.passage for each in quoted]
    notes = tuple(f"From {_where(each)}." for each in passages)
    return Answer(
        State.ANSWERED,
        "\n\n".join(texts),
        citations=tuple(map(_citation, passages)),
        notes=(*notes, *((TO_A_MODEL,) if left_out else ())),
    )


def _trust(fits: Sequence[Fit]) -> tuple[bool, int]:
    """What is superseded answers only where nothing that is in force does."""
    return not _past(fits[0]) and fits[0].sure > FAR, fits[0].sure


def _past(fit: Fit) -> bool:
    return fit.section.passage.status in STALE


def _differs(asked: Wanted, best: Fit, other: Fit) -> bool:
    """Whether both state a value as surely, and another one."""
    one_value = asked.kind in TYPED or asked.kind is Kind.WHAT
    if not one_value or other.sure < max(best.sure, NEAR) or other.own < best.own or _past(other):
        return False
    ours, theirs = values(best.said), values(other.said)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _quote(asked: Wanted, fits: Sequence[Fit]) -> str:
    first = fits[0]
    section = first.section
    if first.shape is Shape.ROW:
        header = first.quote.split("\n")[:-1]
        return "\n".join((*header, *(fit.said for fit in fits)))
    if len(fits) > 1:
        parts = [f"{each.section.heading}:\n{each.section.text}" for each in fits]
        return _cut("\n\n".join(parts))
    short = len(section.text.split()) <= SHORT and "\n|" not in section.text
    step = _NUMBERED.match(first.said) and asked.kind is not Kind.HOW_TO
    whole = short and (first.shape is not Shape.ITEM or step)
    text = section.text if whole else first.quote
    if asked.kind is Kind.VERSION and not Looks(asked.kind, asked.said).within(text):
        text = f"{section.heading}:\n{text}"
    if section.question:
        text = f"{section.question}\n{text}"
    if _REFERS.search(text) and section.behind:
        text = f"{text}\n\n{section.behind}"
    return _cut(text)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rpartition(chr(10))[0]}\n… The rest stands in the document."


def _where(passage: Passage) -> str:
    path = " › ".join(dict.fromkeys((passage.title or passage.name, *passage.path)))
    place = f", page {passage.page}" if passage.page else ""
    dated = f", of {passage.dated}" if passage.dated else ", undated"
    return f"{path} ({passage.source}/{passage.name}{place}{dated})"


def _citation(passage: Passage) -> Citation:
    note = passage.status if passage.status in STALE else ""
    return Citation("document", passage.document, _where(passage), passage.dated, note)
