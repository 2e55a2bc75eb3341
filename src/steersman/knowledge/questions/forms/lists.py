"""Which, how many, and whether there is any."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import Has, Query, Some, Want, both
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import CI, PEOPLE, Noun, field_of
from steersman.knowledge.questions.said import BE, DO, WHICH

Queries = Iterator[tuple[Query, int]]
_COUNT = (
    *(
        "how many",
        "number of",
        "the number of",
        "count",
        "count of",
        "the count of",
        "headcount of",
    ),
    *("total number of", "the total number of", "breakdown of", "the headcount of"),
)
_PER = ("per", "by", "for each", "in each", "grouped by", "broken down by")
_MOST = (
    *("manages the most", "has the most", "have the most", "runs the most", "owns the most"),
    *("do we have the most", "are the most", "looks after the most", "with the most", "is most"),
)
_MANAGES = (
    *("look after", "looks after", "manage", "manages", "run", "own", "in charge of"),
    *("responsible for", "support", "take care of"),
)
_ASKED = (
    *("what are", "which are", "who are", "are there", "is there", "do we have", "which of"),
    *("what is", "have we got", "have any", "has any", "do any", "does any", "are any", "is any"),
    *("did any", "have", "are there any", "is there any", "do we have any"),
)


def count(nouns: Nouns, at: int) -> Queries:
    """ "how many servers do we have in London", "… per location"."""
    for start in nouns.said(at, *_COUNT):
        for noun, end in nouns.about(start):
            yield Query(noun.entity, noun.condition, Want.COUNT), end
            for begin in nouns.said(end, *_PER):
                for field, after in field_at(nouns, begin, noun.entity):
                    yield Query(noun.entity, noun.condition, Want.COUNT, by=field), after


def count_on(nouns: Nouns, at: int) -> Queries:
    """ "on how many hosts is PostgreSQL installed"."""
    for start in nouns.said(at, "on how many"):
        for noun, end in nouns.nouns(start):
            link = nouns.schema.links(noun.entity).get("software")
            for begin in nouns.said(end, "is", "are", "do we have", "do we run") if link else ():
                for has, after in nouns.linked("software", link.target, begin) if link else ():
                    after += nouns.key(after) in ("running", "installed")
                    yield Query(noun.entity, both(noun.condition, has), Want.COUNT), after


def most(nouns: Nouns, at: int) -> Queries:
    """ "which team manages the most servers", "in which city do we have the most VMs"."""
    for start in nouns.said(at, "which", "what", "in which", "in what", "for which"):
        for entity in nouns.schema.entities:
            for field, end in field_at(nouns, start, entity):
                for begin in nouns.said(end, *_MOST):
                    for noun, after in nouns.nouns(begin):
                        if noun.entity == entity:
                            yield Query(entity, noun.condition, Want.COUNT, by=field), after


def managed(nouns: Nouns, at: int) -> Queries:
    """ "what servers does the Network team look after in Zurich"."""
    for noun, end in nouns.nouns(at + (nouns.key(at) in WHICH)):
        for begin in nouns.said(end, "does", "do", "is"):
            begin = nouns.past_determiners(begin)
            for who, middle in nouns.values(begin, noun.entity):
                for after in nouns.said(middle, *_MANAGES) if field_of(who) == "managed_by" else ():
                    kept = both(noun.condition, who)
                    yield Query(noun.entity, kept), after
                    for more, last in nouns.modifiers(noun.entity, after):
                        yield Query(noun.entity, both(kept, more)), last


def listed(nouns: Nouns, at: int) -> Queries:
    """ "which servers run Debian", "are there laptops out of warranty", "Debian servers"."""
    starts = [at + (nouns.key(at) in WHICH), *nouns.said(at, *_ASKED)]
    for start in starts:
        for noun, end in nouns.about(start):
            if not noun.name or start == at:
                yield Query(noun.entity, noun.condition), end
            for begin in nouns.said(end, *_PER):  # "servers by operating system"
                for field, after in field_at(nouns, begin, noun.entity):
                    yield Query(noun.entity, noun.condition, Want.COUNT, by=field), after


def check(nouns: Nouns, at: int) -> Queries:
    """ "does md-01 run OpenSSL", "is web-01 in production"."""
    for noun, end in nouns.nouns(at + 1) if nouns.key(at) in BE | DO else ():
        if noun.name:
            yield from _either(nouns, noun, nouns.past_determiners(end))
        for condition, after in nouns.modifiers(noun.entity, end) if noun.name else ():
            yield Query(noun.entity, both(noun.condition, condition), Want.CHECK), after


def _either(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(is lt-033) a Dell, an HP or a Lenovo": which of them is asked, not whether."""
    for condition, end in nouns.several(nouns.values, noun.entity, at):
        if isinstance(condition, Some):
            yield Query(noun.entity, noun.condition, Want.SHOW, (field_of(condition),)), end


def people(nouns: Nouns, at: int) -> Queries:
    """ "who reports to Ann Smith", "who left in October"."""
    for start in nouns.said(at, "who", "everybody who", "everyone who"):
        for condition, end in nouns.modifiers(PEOPLE, start):
            yield Query(PEOPLE, condition), end


def held(nouns: Nouns, at: int) -> Queries:
    """ "which laptops does Bob Lee have", "how many servers does Ann Smith own"."""
    starts = [(at + (nouns.key(at) in WHICH), Want.LIST)]
    starts += [(start, Want.COUNT) for start in nouns.said(at, *_COUNT)]
    for start, want in starts:
        for noun, end in nouns.nouns(start):
            for holding, after in _holding(nouns, noun.entity, end):
                yield Query(noun.entity, both(noun.condition, holding), want), after


def owned(nouns: Nouns, at: int) -> Queries:
    """ "what does Ann Smith own"."""
    for start in nouns.said(at, "what does", "what do", "what else does"):
        for who, end in nouns.nouns(start):
            for after in nouns.said(end, "own", "look after") if who.entity == PEOPLE else ():
                yield Query(CI, Has("owner", who.condition)), after


def _holding(nouns: Nouns, entity: str, at: int) -> Iterator[tuple[Has, int]]:
    for name, verbs in (("holder", ("have", "hold", "use")), ("owner", ("own", "have"))):
        link = nouns.schema.links(entity).get(name)
        for who, end in nouns.nouns(at + 1) if link and nouns.key(at) in DO else ():
            for after in nouns.said(end, *verbs):
                if link and nouns.lexicon.is_a(who.entity, link.target):
                    yield Has(name, who.condition), after


def field_at(nouns: Nouns, at: int, entity: str) -> Iterator[tuple[str, int]]:
    yield from nouns.lexicon.fields(nouns.words, nouns.past_determiners(at), entity)
