"""How much: totals, prices, the rights of licences, and which versions there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from steersman.knowledge.queries.model import Compare, Condition, Query, Want, both
from steersman.knowledge.queries.schema import FieldType
from steersman.knowledge.questions.forms.grouping import each_of, field_at, grouped
from steersman.knowledge.questions.forms.lists import COUNTING
from steersman.knowledge.questions.forms.measures import measured_fields
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import SOFTWARE, Noun, field_of

Queries = Iterator[tuple[Query, int]]
_TOTAL = (
    *("total", "what is the total", "the total", "sum of", "the sum of", "combined", "overall"),
    *("what is the sum of", "what is the combined", "total amount of", "what is the overall"),
)
_TOGETHER = ("together", "in total", "altogether", "all together", "combined", "overall")
_WE_HAVE = tuple(
    f"{have}{total}"
    for have in ("do we have", "have we", "have we got", "do we run", "is there", "are there")
    for total in ("", *(f" {each}" for each in _TOGETHER))
)
_PRICE = (
    "what does",
    "what do",
    "how much does",
    "how much do",
    "how much is",
    "how much are",
    "what is",
    "what are",
)
_SPEND = tuple(
    f"{much} {do} spend{ing}"
    for much in ("what", "how much")
    for do, ing in (("do we", ""), ("are we", "ing"), ("did we", ""))
)
_PAY = ("what do we pay", "how much do we pay", "what are we paying", "how much are we paying")
_THERE = (
    *("are in use", "is in use", "do we run", "do we have", "do we use", "are installed"),
    *("is installed most", "is most common", "is the most common", "is used most", "is most used"),
    *("is the most used", "is most widespread", "are most common", "is the most widespread"),
    *("are there", "are out there", "are running", "are we running", "in use", "exist"),
)
_LEFT = tuple(
    f"{are}{free}"
    for are in ("are ", "do we have ", "are there ", "have we ", "")
    for free in ("left", "free", "available", "unused", "still free", "spare", "in use", "used")
)
_NAMING = ("name", "software", "vendor", "manufacturer")


def total(nouns: Nouns, at: int) -> Queries:
    """ "total memory of the servers in Paris", "how much memory do our servers have in total"."""
    for start in nouns.said(at, *_TOTAL):
        for entity, field, middle in measured_fields(nouns, start):
            for begin in nouns.said(middle, "of", "for", "in", "across"):
                yield from _sum_of(nouns, entity, field, begin)
            yield from each_of(nouns, Query(entity, None, Want.SUM, (field,)), middle)
        yield from _sum_behind(nouns, start)
    yield from _all_we_have(nouns, at)
    for start in nouns.said(at, "how much", "how many"):
        for entity, field, middle in measured_fields(nouns, start):
            for begin in nouns.said(middle, "do", "does"):
                for query, end in _sum_of(nouns, entity, field, begin):
                    for after in nouns.said(end, *(f"have {said}" for said in _TOGETHER)):
                        yield query, after


def _all_we_have(nouns: Nouns, at: int) -> Queries:
    """ "how much memory do we have across all VMs"."""
    for start in nouns.said(at, "how much", "how many"):
        for entity, field, middle in measured_fields(nouns, start):
            for begin in nouns.said(middle, *_WE_HAVE):
                for after in nouns.said(begin, "across", "in", "on", "over", "for"):
                    yield from _sum_of(nouns, entity, field, after)


def _sum_behind(nouns: Nouns, at: int) -> Queries:
    """ "(sum of) all licence costs"."""
    for noun, middle in nouns.nouns(at):
        for field, end in field_at(nouns, middle, noun.entity):
            if nouns.schema.field(noun.entity, field).type is FieldType.NUMBER:
                asked = Query(noun.entity, noun.condition, Want.SUM, (field,))
                yield from grouped(nouns, asked, end)


def _sum_of(nouns: Nouns, entity: str, field: str, at: int) -> Queries:
    for noun, end in nouns.nouns(at):
        if noun.entity == entity:
            yield from grouped(nouns, Query(entity, noun.condition, Want.SUM, (field,)), end)


def price(nouns: Nouns, at: int) -> Queries:
    """ "how much does the Cisco contract cost", "what do all contracts cost together"."""
    for start in nouns.said(at, *_PRICE):
        for noun, middle in _priced(nouns, start):
            for end in nouns.said(middle, "cost", "cost us", "worth", "costing", "costing us"):
                for after in nouns.said(end, *_TOGETHER):
                    yield Query(noun.entity, noun.condition, Want.SUM, ("cost",)), after
                yield Query(noun.entity, noun.condition, Want.SHOW, ("cost",)), end
            if nouns.key(start - 1) in ("is", "are") and nouns.key(at) == "how":
                yield Query(noun.entity, noun.condition, Want.SHOW, ("cost",)), middle


def paid(nouns: Nouns, at: int) -> Queries:
    """ "what do we pay Oracle", "how much are we paying for the Cisco contract"."""
    yield from _spent(nouns, at)
    for start in nouns.said(at, *_PAY):
        for begin in (start, *nouns.said(start, "for", "to")):
            for vendor, end in nouns.values(begin, "contract"):
                if field_of(vendor) == "vendor":
                    yield Query("contract", vendor, Want.SHOW, ("cost",)), end
            for noun, end in _priced(nouns, begin):
                yield Query(noun.entity, noun.condition, Want.SHOW, ("cost",)), end


def _spent(nouns: Nouns, at: int) -> Queries:
    """ "what do we spend on contracts", "what do we pay for all licences together"."""
    starts = [(start, True) for start in nouns.said(at, *_SPEND)]
    starts += [(start, False) for start in nouns.said(at, *_PAY)]
    for start, bare in starts:
        for begin in (start, *nouns.said(start, "on", "for")):
            for noun, middle in _priced(nouns, begin):
                asked = Query(noun.entity, noun.condition, Want.SUM, ("cost",))
                for end in (*([middle] if bare else []), *nouns.said(middle, *_TOGETHER)):
                    yield from grouped(nouns, asked, end)


def _priced(nouns: Nouns, at: int) -> Iterator[tuple[Noun, int]]:
    """Things that have a price."""
    for noun, end in nouns.nouns(at):
        if "cost" in nouns.schema.fields(noun.entity):
            yield noun, end


def rights(nouns: Nouns, at: int) -> Queries:
    """ "how many Visio licences do we have": the rights bought, and how many are in use."""
    for start in nouns.said(at, *COUNTING, "unused", "free", "spare", "available", "remaining"):
        for noun, end in nouns.nouns(start):
            counted = "quantity" in nouns.lexicon.vocabulary.recorded("licence")
            if noun.entity == "licence" and counted and _naming(noun.condition):
                asked = Query("licence", noun.condition, Want.SHOW, ("quantity", "used"))
                yield asked, end
                for last in nouns.said(end, *_LEFT):
                    yield asked, last


def versions(nouns: Nouns, at: int) -> Queries:
    """ "which versions of OpenSSL are in use", "what PostgreSQL versions do we run"."""
    for start in (*nouns.said(at, "which", "what", "all", "the"), at):
        of = [*nouns.said(start, "versions of", "version of", "releases of")]
        for begin in (start, *of):
            for software, middle in nouns.values(begin, SOFTWARE):
                end = middle if of else middle + (nouns.key(middle) in ("versions", "releases"))
                if field_of(software) == "software" and (of or end > middle):
                    by = Query(SOFTWARE, software, Want.COUNT, by=("version",))
                    for after in (*([] if of else [end]), *nouns.said(end, *_THERE)):
                        yield by, after
                    for more, after in nouns.modifiers(SOFTWARE, end):  # "… in Zurich"
                        yield replace(by, where=both(software, more)), after


def _naming(condition: Condition | None) -> bool:
    """Whether it says no more than which licence, or whose."""
    each = both(condition)
    return isinstance(each, Compare) and each.field in _NAMING
