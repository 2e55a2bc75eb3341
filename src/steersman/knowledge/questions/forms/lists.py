"""Which, how many, and whether there is any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from steersman.knowledge.queries.model import All, Condition, Has, IsA, Query, Some, Want, both
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import (
    CI,
    COMPUTER,
    HOST,
    PEOPLE,
    SOFTWARE,
    Noun,
    field_of,
)
from steersman.knowledge.questions.said import BE, DO, WHICH

Queries = Iterator[tuple[Query, int]]
COUNTING = (
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
_HEADCOUNT = ("headcount", "headcount of", "headcount in", "head count of", "headcount for")
_ANYTHING = (
    *("is anything", "is any machine", "does anything", "is there anything", "are there any"),
    *("is something", "has anything", "have anything", "anything", "what", "who", "is anybody"),
    *("is anyone", "does anyone", "do we have anything", "is there anything that", "what else"),
)
_EVERYTHING = (
    *("everything", "anything", "all things", "all items", "whatever", "all that", "which things"),
    *("is there anything", "do we have anything", "all assets", "all equipment"),
)
_WE_RUN = (
    *("are we running", "do we run", "do we use", "are we using", "do we have", "have we got"),
    *("where do we have", "where do we run", "where do we use", "where is", "where are we running"),
    *("are we on", "are we still running", "do we still run", "do we still use", "anyone using"),
)
_PER = (
    *("per", "by", "for each", "in each", "grouped by", "broken down by", "of each", "at each"),
    *("on each", "for every", "in every", "at every", "split by", "on a per", "of every"),
)
_MOST = (
    *("manages the most", "has the most", "have the most", "runs the most", "owns the most"),
    *("do we have the most", "are the most", "looks after the most", "with the most", "is most"),
    *("manages the fewest", "has the fewest", "have the fewest", "runs the fewest"),
    *("do we have the fewest", "looks after the fewest", "with the fewest", "has the least"),
    *("made most of", "makes most of", "built most of", "supplied most of", "manages most of"),
    *("has most of", "owns most of", "runs most of", "made the most", "has most", "have most"),
    *("look after the most", "manage the most", "use the most", "uses the most"),
)
_MANAGES = (
    *("look after", "looks after", "manage", "manages", "run", "own", "in charge of"),
    *("responsible for", "support", "take care of"),
)
_ASKED = (
    *("what are", "which are", "who are", "are there", "is there", "do we have", "which of"),
    *("what is", "have we got", "have any", "has any", "do any", "does any", "are any", "is any"),
    *(
        "did any",
        "have",
        "are there any",
        "is there any",
        "do we have any",
        "do we own",
        "do we use",
    ),
    *("do we own any", "do we run", "do we operate", "did we buy", "have we", "have we any"),
    *("what other", "any"),
)


def count(nouns: Nouns, at: int) -> Queries:
    """ "how many servers do we have in London", "… per location"."""
    for start in nouns.said(at, *COUNTING):
        for noun, end in nouns.about(start):
            yield Query(noun.entity, noun.condition, Want.COUNT), end
            yield from _per(nouns, noun, end)
            yield from grouped(nouns, Query(noun.entity, noun.condition, Want.COUNT), end)
            yield from _by_each(nouns, noun, end)
    yield from _count_behind(nouns, at)
    for start in nouns.said(at, *_HEADCOUNT):
        for among in (nouns.values(start, PEOPLE), nouns.modifiers(PEOPLE, start)):
            for more, end in among:
                yield Query(PEOPLE, more, Want.COUNT), end
        yield from _per(nouns, Noun(PEOPLE), start)


def _by_each(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(how many servers) does each team look after"."""
    for begin in nouns.said(at, "does each", "do each", "does every"):
        for field, middle in field_at(nouns, begin, noun.entity):
            for after in nouns.said(middle, *_MANAGES, "have", "has"):
                yield Query(noun.entity, noun.condition, Want.COUNT, by=field), after


def _count_behind(nouns: Nouns, at: int) -> Queries:
    """ "VM count by city"."""
    for noun, end in nouns.nouns(at):
        for after in nouns.said(end, "count", "counts", "total count"):
            for more, last in nouns.behind(noun.entity, after):
                counted = Noun(noun.entity, both(noun.condition, more))
                yield Query(noun.entity, counted.condition, Want.COUNT), last
                yield from _per(nouns, counted, last)


def _per(nouns: Nouns, noun: Noun, at: int) -> Queries:
    for middle in (at, *nouns.said(at, "are there", "do we have", "have we", "there are")):
        for begin in nouns.said(middle, *_PER):
            for field, after in field_at(nouns, begin, noun.entity):
                yield Query(noun.entity, noun.condition, Want.COUNT, by=field), after


def grouped(nouns: Nouns, query: Query, at: int) -> Queries:
    """The query itself, and for each value of a field where that is said behind it."""
    yield query, at
    for begin in nouns.said(at, *_PER):
        for field, after in field_at(nouns, begin, query.entity):
            yield replace(query, by=field), after
            for condition, last in nouns.modifiers(query.entity, after):  # "… per site in Leeds"
                yield replace(query, by=field, where=both(query.where, condition)), last


def each_of(nouns: Nouns, query: Query, at: int) -> Queries:
    """ "(total memory) per site for our VMs"."""
    for begin in nouns.said(at, *_PER):
        for field, middle in field_at(nouns, begin, query.entity):
            for after in nouns.said(middle, "for", "of", "across", "in"):
                for noun, end in nouns.nouns(after):
                    if noun.entity == query.entity:
                        yield replace(query, by=field, where=noun.condition), end


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
    starts = [(at + (nouns.key(at) in WHICH), Want.LIST)]
    starts += [(start, Want.COUNT) for start in nouns.said(at, *COUNTING)]
    for start, want in starts:
        yield from _managed_by(nouns, start, want)


def _managed_by(nouns: Nouns, at: int, want: Want) -> Queries:
    for noun, end in nouns.nouns(at):
        for begin in nouns.said(end, "does", "do", "is"):
            begin = nouns.past_determiners(begin)
            for who, middle in nouns.values(begin, noun.entity):
                for after in nouns.said(middle, *_MANAGES) if field_of(who) == "managed_by" else ():
                    kept = both(noun.condition, who)
                    yield Query(noun.entity, kept, want), after
                    for more, last in nouns.modifiers(noun.entity, after):
                        yield Query(noun.entity, both(kept, more), want), last


def listed(nouns: Nouns, at: int) -> Queries:
    """ "which servers run Debian", "are there laptops out of warranty", "Debian servers"."""
    starts = [at + (nouns.key(at) in WHICH), *nouns.said(at, *_ASKED)]
    for start in starts:
        for noun, end in nouns.about(start):
            if not noun.name or start == at:
                yield Query(noun.entity, noun.condition), end
            yield from _per(nouns, noun, end)  # "servers by operating system"


def anything(nouns: Nouns, at: int) -> Queries:
    """ "is anything still running Debian 11", "do we use Redis", "what runs PostgreSQL 13"."""
    for start in nouns.said(at, *_ANYTHING):
        for entity in _running(nouns):
            for condition, end in nouns.modifiers(entity, start):
                if _of_software(condition):
                    yield Query(entity, condition), end
    target = nouns.schema.link(HOST, "software").target
    entity = _running(nouns)[0]
    for start in (at, *nouns.said(at, *_WE_RUN)):
        for condition, end in nouns.linked("software", target, start):
            yield Query(entity, condition), nouns.installed(end)
        for condition, end in nouns.several(nouns.values, entity, start) if start > at else ():
            if _of_software(condition):
                yield Query(entity, condition), end


def _running(nouns: Nouns) -> tuple[str, ...]:
    """What may run something: PCs and phones as well, where it is on record what they run."""
    recorded = nouns.lexicon.vocabulary.recorded
    more = any("os" in recorded(each) for each in ("pc", "phone", "tablet"))
    return (COMPUTER, HOST) if more else (HOST,)


def everything(nouns: Nouns, at: int) -> Queries:
    """ "everything in Zurich that is out of warranty": of the widest kind that can be so."""
    for start in nouns.said(at, *_EVERYTHING):
        for entity in (CI, "functional_ci", "physical_device"):
            for condition, end in nouns.modifiers(entity, start):
                yield Query(entity, condition), end


def _of_software(condition: Condition) -> bool:
    """Whether it says what runs there, and not where something else runs."""
    parts = condition.conditions if isinstance(condition, All | Some) else (condition,)
    return any(
        each.link == "software" if isinstance(each, Has) else field_of(each) == "os"
        for each in parts
    )


def check(nouns: Nouns, at: int) -> Queries:
    """ "does md-01 run OpenSSL", "is web-01 in production", "has web-01 been patched"."""
    asked = nouns.key(at) in BE | DO | {"has", "have", "had"}
    yield from _installed(nouns, at + 1) if asked else ()
    for noun, end in nouns.nouns(at + 1) if asked else ():
        if noun.name:
            yield from _either(nouns, noun, nouns.past_determiners(end))
            yield from _of_kind(nouns, noun, end)
        for begin in {end, nouns.past_determiners(end)} if noun.name else ():
            for condition, after in nouns.modifiers(noun.entity, begin):
                yield Query(noun.entity, both(noun.condition, condition), Want.CHECK), after


def _installed(nouns: Nouns, at: int) -> Queries:
    """ "(is) Samba installed on web-01"."""
    for software, middle in nouns.values(at, SOFTWARE):
        for begin in nouns.said(
            middle, "installed on", "running on", "run on", "on", "present on", "used on"
        ):
            for noun, end in nouns.nouns(begin):
                if "software" in nouns.schema.links(noun.entity) and field_of(software) != "name":
                    where = both(noun.condition, Has("software", software))
                    yield Query(noun.entity, where, Want.CHECK if noun.name else Want.LIST), end
        for end in nouns.said(middle, "used", "in use", "installed", "deployed", "running"):
            if field_of(software) == "software":
                yield Query(_running(nouns)[0], Has("software", software)), end


def _of_kind(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(is the order gateway) a business service", "(is web-01) a production server"."""
    for kind, end in nouns.nouns(at):
        same = nouns.schema.root(kind.entity) == nouns.schema.root(noun.entity)
        if kind.name or not same:
            continue
        finer = nouns.lexicon.is_a(kind.entity, noun.entity)
        if kind.condition is None or nouns.lexicon.is_a(noun.entity, kind.entity):
            is_a = IsA(kind.entity)
            where = both(noun.condition, is_a, kind.condition)
            yield Query(noun.entity, where, Want.CHECK), end
        elif finer:
            where = both(noun.condition, kind.condition)
            yield Query(kind.entity, where, Want.CHECK), end


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
    starts += [(start, Want.COUNT) for start in nouns.said(at, *COUNTING)]
    for start, want in starts:
        for noun, end in nouns.nouns(start):
            for entity in (noun.entity, *(["end_user_device"] if noun.entity == HOST else [])):
                for holding, after in _holding(nouns, entity, end):
                    yield Query(entity, both(noun.condition, holding), want), after


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
