"""Comparisons as people say them: "older than 3.0.13", "in the next 30 days", "at least 16 GB"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import (  # type: ignore[import-untyped]  # dateutil ships no types
    relativedelta,
)

from steersman.knowledge.queries.comparing import network_of
from steersman.knowledge.queries.model import Compare, Condition, Op, both
from steersman.knowledge.queries.schema import Field, FieldType
from steersman.knowledge.questions.times import Span, lengths, spans
from steersman.knowledge.questions.units import quantities
from steersman.knowledge.questions.words import Word

Parsed = Iterator[tuple[Condition, int]]

_SAID: Mapping[Op, tuple[str, ...]] = {
    Op.LESS: (
        *("older than", "earlier than", "before", "less than", "fewer than", "under", "below"),
        *("sooner than", "lower than", "smaller than", "prior to", "<", "not yet", "shorter than"),
        *("is less than", "are less than", "is lower than", "is below", "is before"),
    ),
    Op.AT_MOST: (
        "at most",
        "no more than",
        "not more than",
        "up to",
        "no later than",
        "<=",
        "a maximum of",
    ),
    Op.MORE: (
        *("newer than", "later than", "after", "more than", "over", "above", "greater than"),
        *("higher than", "larger than", "bigger than", "longer than", ">", "exceeding", "exceeds"),
        *("exceed", "in excess of", "beyond", "younger than", "more recent than"),
        *("more recently than", "is more than", "is greater than", "is above", "is after"),
    ),
    Op.AT_LEAST: (
        *("at least", "no less than", "not less than", "not older than", "since", ">="),
        *("a minimum of", "minimum of", "no older than", "no earlier than"),
    ),
    Op.IS: ("exactly", "equal to", "=", "version", "of"),
    Op.IS_NOT: ("other than", "different from", "different to", "not equal to", "!="),
}
_BEHIND: Mapping[Op, tuple[str, ...]] = {
    Op.AT_MOST: ("or older", "or earlier", "or lower", "or less", "or below", "or fewer"),
    Op.AT_LEAST: ("or newer", "or later", "or higher", "or more", "or above", "or up"),
}
_BY_WORDS = {tuple(said.split(" ")): op for op, phrases in _SAID.items() for said in phrases}
_VERSION = re.compile(r"v?\d[\w.\-+~:]*", re.IGNORECASE)


def comparisons(words: Sequence[Word], at: int, field: Field, today: date) -> Parsed:
    """What is said about ``field`` from here on."""
    match field.type:
        case FieldType.DATE:
            yield from dates(words, at, field.name, today)
        case FieldType.VERSION:
            yield from _versions(words, at, field.name)
        case FieldType.NUMBER:
            yield from _numbers(words, at, field.name)
        case FieldType.TEXT if field.name in ADDRESSES:
            yield from _in_network(words, at, field.name)


ADDRESSES = frozenset(["ip_address", "management_ip", "gateway"])


def _in_network(words: Sequence[Word], at: int, field: str) -> Parsed:
    """ "in 10.2.0.0/16"."""
    at += at < len(words) and words[at].key in ("in", "within", "inside", "from")
    text = words[at].text if at < len(words) else ""
    if "/" in text and network_of(text) is not None:
        yield Compare(field, Op.IN, text), at + 1


def operators(words: Sequence[Word], at: int) -> Iterator[tuple[Op, int]]:
    for length in (3, 2, 1):
        said = tuple(word.key for word in words[at : at + length])
        if len(said) == length and said in _BY_WORDS:
            yield _BY_WORDS[said], at + length


# Fields whose days mostly lie before us: "in March" is the next one.
_COMING = frozenset(
    (
        *("ends_on", "renews_on", "expires_on", "valid_until", "warranty_ends_on"),
        *("warranty_ends", "support_ends_on", "contract_ends"),
    )
)


def dates(
    words: Sequence[Word], at: int, field: str, today: date, *, ahead: bool | None = None
) -> Parsed:
    """Conditions on a day.  ``ahead``: "in 30 days" lies before us, else it lies behind."""
    month = field in _COMING if ahead is None else ahead
    ahead = ahead is not False
    said = words[at].key if at < len(words) else ""
    for op, end in operators(words, at):
        if op is Op.IS_NOT:
            continue  # "other than in March" may mean before, after, or never
        for span, after in spans(words, end, today, month):
            yield _against(field, op, span), after
        for length, after in lengths(words, end):  # "more than 30 days ago", "older than 4 years"
            for last in _far_off(words, after):
                yield Compare(field, op, today + length), last
            after += after < len(words) and words[after].key in ("ago", "old")
            yield Compare(field, _of_age(words[at].key, op), today - length), after
    yield from _past_or_future(words, at, field, today)
    if said in ("in", "within", "for"):
        yield from _in_less_than(words, at + 1, field, today, ahead=ahead)
    yield from _between(words, at, field, today, month)
    start = at + 1 if said in ("in", "on", "during", "within", "for", "by", "until") else at
    for span, after in spans(words, start, today, month):
        if said in ("by", "until"):
            yield Compare(field, Op.LESS, span.until), after
        else:
            yield from _open_span(words, after, field, span)
            yield _inside(field, span), after
    yield from _coming(words, start, field, today, ahead=ahead)


def _open_span(words: Sequence[Word], at: int, field: str, span: Span) -> Parsed:
    """ "(in 2023) or later", "(in 2020) or before"."""
    ending = " ".join(word.key for word in words[at : at + 2])
    if ending in ("or later", "or newer", "or after", "or since", "and later", "and after"):
        yield Compare(field, Op.AT_LEAST, span.first), at + 2
    if ending in ("or earlier", "or before", "or older", "and before", "and earlier"):
        yield Compare(field, Op.LESS, span.until), at + 2
    if ending.split(" ")[0] in ("onwards", "onward"):
        yield Compare(field, Op.AT_LEAST, span.first), at + 1


def _far_off(words: Sequence[Word], at: int) -> Iterator[int]:
    """ "(60 days) away": ahead of us."""
    said = [word.key for word in words[at : at + 2]]
    if said[:1] in (["away"], ["ahead"], ["out"], ["off"], ["left"]):
        yield at + 1
    if said in (["from", "now"], ["from", "today"], ["in", "future"]):
        yield at + 2


def _past_or_future(words: Sequence[Word], at: int, field: str, today: date) -> Parsed:
    """ "(an end date) in the past"."""
    told = " ".join(word.key for word in words[at : at + 3])
    if told in ("in the past", "in the future"):
        op = Op.LESS if told == "in the past" else Op.AT_LEAST
        yield Compare(field, op, today), at + 3


def _in_less_than(
    words: Sequence[Word], at: int, field: str, today: date, *, ahead: bool
) -> Parsed:
    """ "(expires in) less than 30 days"."""
    for op, end in operators(words, at):
        for length, after in lengths(words, end) if op is not Op.IS_NOT else ():
            if not ahead:
                # "expired for more than 30 days"; "not patched for 30 days" denies the last 30
                ended = _ago(field, op, length, today) if field in _COMING else None
                yield ended or _lately(field, length, today), after
                continue
            soon = Compare(field, Op.AT_LEAST, today)
            until = Compare(field, op, today + length)
            found = both(soon, until) if op in (Op.LESS, Op.AT_MOST) else until
            assert found is not None
            yield found, after


def _ago(field: str, op: Op, length: relativedelta, today: date) -> Condition:
    """ "(expired for) more than 30 days", "(patched in) less than 30 days"."""
    if op in (Op.MORE, Op.AT_LEAST):
        return Compare(field, _of_age("", op), today - length)
    return _lately(field, length, today)


def _lately(field: str, length: relativedelta, today: date) -> Condition:
    return _inside(field, Span(today - length, today + timedelta(days=1)))


def _of_age(said: str, op: Op) -> Op:
    """What an age says of a date: "more than 4 years" old is a date before that day."""
    if said in ("older", "earlier", "before", "prior", "newer", "later", "after", "since"):
        return op
    turned = {Op.MORE: Op.LESS, Op.LESS: Op.MORE, Op.AT_LEAST: Op.AT_MOST, Op.AT_MOST: Op.AT_LEAST}
    return turned.get(op, op)


def _coming(words: Sequence[Word], at: int, field: str, today: date, *, ahead: bool) -> Parsed:
    """ "the next 30 days", "30 days", "the last two weeks", "30 days ago"."""
    at += at < len(words) and words[at].key == "the"
    said = words[at].key if at < len(words) else ""
    step = said in ("next", "coming", "following", "last", "past", "previous")
    said_of = words[at + step].plain if at + step < len(words) else ""
    if step and said_of == "quarter":  # that of the calendar
        for span, after in spans(words, at, today):
            yield _inside(field, span), after
        return
    for length, after in lengths(words, at + step):
        within = words[at - 1].key in ("in", "within", "for")
        if said in ("last", "past", "previous") or (within and not step and not ahead):
            yield _inside(field, Span(today - length, today + timedelta(days=1))), after
        elif after < len(words) and words[after].key == "ago":
            day = today - length
            yield _inside(field, Span(day, day + timedelta(days=1))), after + 1
        elif step or within:
            yield _inside(field, Span(today, today + length + timedelta(days=1))), after


def _between(words: Sequence[Word], at: int, field: str, today: date, ahead: bool) -> Parsed:
    if at < len(words) and words[at].key in ("between", "from"):
        for _, middle in spans(words, at + 1, today):
            if middle < len(words) and words[middle].key in ("and", "to", "until"):
                for last, after in spans(words, middle + 1, today, ahead):
                    # The year stands behind the second month: "between January and March 2027".
                    for first, end in spans(words, at + 1, last.first, False):
                        if end == middle and first.first < last.until:
                            yield _inside(field, Span(first.first, last.until)), after


def _inside(field: str, span: Span) -> Condition:
    if span.until - span.first == timedelta(days=1):
        return Compare(field, Op.IS, span.first)
    found = both(Compare(field, Op.AT_LEAST, span.first), Compare(field, Op.LESS, span.until))
    assert found is not None
    return found


def _against(field: str, op: Op, span: Span) -> Condition:
    if op in (Op.LESS, Op.AT_LEAST):
        return Compare(field, op, span.first)
    if op is Op.MORE:
        return Compare(field, Op.AT_LEAST, span.until)
    return Compare(field, Op.LESS, span.until) if op is Op.AT_MOST else _inside(field, span)


def _version_range(words: Sequence[Word], at: int, field: str) -> Parsed:
    """ "between 3.0.0 and 3.0.12"; both ends count."""
    said = [word.key for word in words[at : at + 4]]
    if len(said) < 4 or (said[0], said[2]) not in (("between", "and"), ("from", "to")):
        return
    if _VERSION.fullmatch(said[1]) and _VERSION.fullmatch(said[3]):
        low = Compare(field, Op.AT_LEAST, words[at + 1].text)
        found = both(low, Compare(field, Op.AT_MOST, words[at + 3].text))
        assert found is not None
        yield found, at + 4


def _versions(words: Sequence[Word], at: int, field: str) -> Parsed:
    yield from _version_range(words, at, field)
    step = at
    while step < len(words) and words[step].key in ("in", "at", "with", "a", "any", "some"):
        step += 1  # "(Redis) in a version other than 7"
    if step < len(words) and words[step].plain in ("version", "release"):
        at = step + 1
    for op, end in [*operators(words, at), (Op.IS, at)]:
        end += end < len(words) and words[end].plain in ("version", "release")
        if end < len(words) and _VERSION.fullmatch(words[end].key):
            yield from _with_ending(words, end + 1, field, op, words[end].text)


def _numbers(words: Sequence[Word], at: int, field: str) -> Parsed:
    yield from _number_range(words, at, field)
    for op, end in [*operators(words, at), (Op.IS, at)]:
        for number, after in quantities(words, end, field):
            if words[end].key.endswith("+") and op is Op.IS:  # "64+ GB"
                yield Compare(field, Op.AT_LEAST, number), after
                continue
            yield from _with_ending(words, after, field, op, number)


def _number_range(words: Sequence[Word], at: int, field: str) -> Parsed:
    """ "between 16 and 32 GB", "16 to 32 GB"; both ends count."""
    said = words[at].key if at < len(words) else ""
    between = said in ("between", "from")
    for low, middle in quantities(words, at + between, field):
        if middle < len(words) and words[middle].key in ("to", *(("and",) if between else ())):
            for high, after in quantities(words, middle + 1, field):
                found = both(Compare(field, Op.AT_LEAST, low), Compare(field, Op.AT_MOST, high))
                assert found is not None
                yield found, after


def turned_behind(words: Sequence[Word], at: int, condition: Condition) -> Parsed:
    """ "(64 GB) or more", said after something else."""
    ending = " ".join(word.key for word in words[at : at + 2])
    if isinstance(condition, Compare) and condition.op is Op.IS:
        for op, phrases in _BEHIND.items():
            if ending in phrases:
                yield Compare(condition.field, op, condition.value), at + 2


def _with_ending(words: Sequence[Word], at: int, field: str, op: Op, value: str | float) -> Parsed:
    ending = " ".join(word.key for word in words[at : at + 2])
    for other, phrases in _BEHIND.items():
        if ending in phrases and op is Op.IS:
            yield Compare(field, other, value), at + 2
    yield Compare(field, op, value), at
