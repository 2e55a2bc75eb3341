"""Two questions in one: "who owns web-01, and where is it?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from steersman.knowledge.queries.model import All, Compare, Has, Op, Query, Want
from steersman.knowledge.questions.lexicon import Vocabulary
from steersman.knowledge.questions.phrase import PEOPLE, Noun
from steersman.knowledge.questions.understanding import Misread, understand
from steersman.knowledge.questions.vocabulary import NAMES

MOST = 4  # questions in one
# Before a word that opens a question; "and has …" goes on with the same one.
_BETWEEN = re.compile(
    r"(?:[?;.!:]+\s*(?:and\s+)?|,?\s+(?:and|also|plus)(?:\s+also)?\s+|,\s*)"
    r"(?=(?:who|whom|whose|what|which|when|where|how|"
    r"(?:is|are|was|were|does|do|did|has|have)\s+(?:it|its|they|their|he|she|that))\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"how many ((?:[\w.-]+ )??[\w.-]+) (?:are|do|does|have|in|at|run|with)\b", re.I
)
_ELLIPTIC = re.compile(
    r"how many ((?:are |is )?(?:in|at|on|with|without|have|run|running)\b.*)", re.I
)
# The field that was asked for says who: then "they" and "he" are that person, by the link back.
_LEADS_TO = {"owner": "owns", "holder": "devices"}
_OPEN = (Want.LIST, Want.COUNT, Want.SHOW)


def understand_all(question: str, vocabulary: Vocabulary, today: date) -> Sequence[Query] | Misread:
    """One query, or one for each question that is put; every word of all of them counts."""
    whole = understand(question, vocabulary, today)
    if isinstance(whole, Query):
        return _flat([whole])
    for parts in _parted(question):
        queries = _each(parts, vocabulary, today)
        if queries:
            return queries
    return whole


def _parted(question: str) -> Iterator[Sequence[str]]:
    """At every place, then at each place alone."""
    places = [match.span() for match in _BETWEEN.finditer(question) if match.start()]
    ways = [places, *([place] for place in places)] if len(places) > 1 else [places]
    for way in ways if places else ():
        starts = [0, *(end for _, end in way)]
        ends = [*(start for start, _ in way), len(question)]
        parts = [question[a:b].strip() for a, b in zip(starts, ends, strict=True)]
        if len(parts) <= MOST and all(parts):
            yield parts


def _each(parts: Sequence[str], vocabulary: Vocabulary, today: date) -> Sequence[Query]:
    found: list[Query] = []
    for part in _completed(parts):
        before = _subjects(found[-1]) if found else ()
        query = understand(part, vocabulary, today, before)
        if isinstance(query, Misread):
            return ()
        found.append(query)
    return _flat(found)


def _flat(queries: Sequence[Query]) -> Sequence[Query]:
    """With what a question means besides."""
    both = [each for query in queries for each in (query, query.also) if each is not None]
    return tuple(replace(each, also=None) for each in both)


def _completed(parts: Sequence[str]) -> Iterator[str]:
    """ "how many servers are in London", "how many in Paris": the second counts servers too."""
    counted = ""
    for part in parts:
        if (elliptic := _ELLIPTIC.match(part)) and counted:
            yield f"how many {counted} {elliptic[1]}"
            continue
        if said := _COUNTED.match(part):
            counted = said[1]
        yield part


def _subjects(query: Query) -> tuple[Noun, ...]:
    """What "it", "they" or "he" may mean: what the question was about, and who it asked for."""
    where = query.where
    asked = next(iter(query.fields), "") if query.want is Want.SHOW else ""
    who = [Noun(PEOPLE, Has(_LEADS_TO[asked], where))] if where and asked in _LEADS_TO else []
    about = _subject(query)
    return (*([about] if about else []), *who)


def _subject(query: Query) -> Noun | None:
    where = query.where
    for each in where.conditions if isinstance(where, All) else (where,):
        if isinstance(each, Compare) and each.op is Op.IS and each.field in NAMES:
            return Noun(query.entity, each, str(each.value))
    return Noun(query.entity, where) if query.want in _OPEN and where and not query.by else None
