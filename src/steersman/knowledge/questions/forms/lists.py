"""Which, how many, and whether there is any."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import (
    All,
    Condition,
    Has,
    IsA,
    Op,
    Query,
    Some,
    Than,
    Want,
    both,
)
from steersman.knowledge.questions.access import ENTITLEMENT
from steersman.knowledge.questions.forms.besides import in_order
from steersman.knowledge.questions.forms.grouping import field_at, grouped, groups_at, per
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import (
    CI,
    COMPUTER,
    ENDING,
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
    *("a breakdown of", "the breakdown of", "a count of", "statistics of", "statistics on"),
    *("the distribution of", "distribution of", "a summary of", "summary of", "numbers of"),
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
    *("what", "what else", "which of our things", "what all"),
)
_WE_RUN = (
    *("is there any", "are there any", "do we have any", "is there still any", "any more"),
    *("are there still any", "do we still have any", "have we any", "have we still got any", "any"),
    *("are we running", "do we run", "do we use", "are we using", "do we have", "have we got"),
    *("where do we have", "where do we run", "where do we use", "where is", "where are we running"),
    *("are we on", "are we still running", "do we still run", "do we still use", "anyone using"),
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
            if nouns.lexicon.root(noun.entity) == ENTITLEMENT and noun.name:
                noun = Noun(PEOPLE, Has("accounts", Has("entitlements", noun.condition)))
            yield Query(noun.entity, noun.condition, Want.COUNT), end
            yield from per(nouns, noun, end)
            yield from grouped(nouns, Query(noun.entity, noun.condition, Want.COUNT), end)
            yield from _by_each(nouns, noun, end)
    yield from _count_behind(nouns, at)
    for start in nouns.said(at, *_HEADCOUNT):
        for among in (nouns.values(start, PEOPLE), nouns.modifiers(PEOPLE, start)):
            for more, end in among:
                yield Query(PEOPLE, more, Want.COUNT), end
        yield from per(nouns, Noun(PEOPLE), start)


_EACH = ("does each", "do each", "does every", "did each", "did every", "has each", "have each")
_DID = (
    *("have", "has", "hold", "use", "got", "open", "opened", "raise", "raised", "report", "log"),
    *("request", "submit", "create", "buy", "keep"),
)


def _by_each(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(how many servers) does each team look after"."""
    for begin in nouns.said(at, *_EACH):
        for by, middle in groups_at(nouns, begin, noun.entity):
            for after in nouns.said(middle, *_MANAGES, *_DID):
                yield Query(noun.entity, noun.condition, Want.COUNT, by=by), after


def _count_behind(nouns: Nouns, at: int) -> Queries:
    """ "VM count by city"."""
    for noun, end in nouns.nouns(at):
        for after in nouns.said(end, "count", "counts", "total count"):
            for more, last in nouns.behind(noun.entity, after):
                counted = Noun(noun.entity, both(noun.condition, more))
                yield Query(noun.entity, counted.condition, Want.COUNT), last
                yield from per(nouns, counted, last)


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
            for by, end in groups_at(nouns, start, entity):
                for begin in nouns.said(end, *_MOST):
                    for noun, after in nouns.nouns(begin):
                        if noun.entity == entity:
                            yield Query(entity, noun.condition, Want.COUNT, by=by), after


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
            yield from in_order(nouns, Query(noun.entity, noun.condition), end)
            yield from per(nouns, noun, end)  # "servers by operating system"


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
        for entity in (CI, ENDING, "functional_ci", "physical_device", COMPUTER, HOST):
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
    asked = nouns.key(at) in BE | DO | {"has", "have", "had", "can"}
    yield from _installed(nouns, at + 1) if asked else ()
    one = nouns.key(at) in ("is", "does", "has", "was") and nouns.key(at + 1) == "the"
    for noun, end in nouns.nouns(at + 1) if asked else ():
        yield from _alike(nouns, noun, end)
        if noun.name:
            yield from _either(nouns, noun, nouns.past_determiners(end))
            yield from _of_kind(nouns, noun, end)
        for begin in {end, nouns.past_determiners(end)} if noun.name or one else ():
            for condition, after in nouns.modifiers(noun.entity, begin):
                yield Query(noun.entity, both(noun.condition, condition), Want.CHECK), after
        for name, begin in nouns.lexicon.links(nouns.words, end, noun.entity) if noun.name else ():
            target = nouns.schema.link(noun.entity, name).target
            for condition, after in nouns.modifiers(target, begin):  # "is web-01's owner in Risk"
                where = both(noun.condition, Has(name, condition))
                yield Query(noun.entity, where, Want.CHECK), after


_SHARING = (
    *("in", "at", "on", "of", "run", "have", "running", "from", "work in", "sit in", "live in"),
    *("work at", "belong to", "report to", "work for", "located in", "based in", "owned by"),
)


def _alike(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(are web-01 and web-02) in the same location", "(do they) run the same OS"."""
    if not isinstance(noun.condition, Some) or len(noun.condition.conditions) != 2:
        return
    one, other = noun.condition.conditions
    at = max((at, *nouns.said(at, *_SHARING)))
    for begin in nouns.said(at, "the same", "same", "an identical"):
        for field, end in field_at(nouns, begin, noun.entity):
            yield Query(noun.entity, both(one, Than(field, Op.IS, other)), Want.CHECK), end


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
        for who, end in nouns.nouns(at + 1) if link and nouns.key(at) in ("has", "have") else ():
            if link and name == "holder" and nouns.lexicon.is_a(who.entity, link.target):
                yield Has(name, who.condition), end  # "which laptop has Ann Smith"
        for who, end in nouns.nouns(at + 1) if link and nouns.key(at) in DO else ():
            for after in nouns.said(end, *verbs):
                if link and nouns.lexicon.is_a(who.entity, link.target):
                    yield Has(name, who.condition), after
