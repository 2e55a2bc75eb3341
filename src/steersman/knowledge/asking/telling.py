"""What a query found, told as a person would: the answer first, then what is not on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from steersman.domain.sources import Fields, Value
from steersman.knowledge.asking.answer import Answer, Citation, State, Table
from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    IsA,
    Known,
    Not,
    Query,
    Some,
    Want,
)
from steersman.knowledge.queries.running import Found

NAMED, CITED, SHOWN = 12, 10, 500


def tell(found: Found) -> Answer:
    text, state = _nothing_like(found) or _TOLD[found.query.want](found)
    return Answer(
        state,
        text,
        citations=tuple(_cited(found)),
        query=str(found.query),
        table=_table(found),
        notes=tuple(_open(found)),
    )


def _nothing_like(found: Found) -> tuple[str, State] | None:
    """What depends on something that is not on record is not known: "nothing" would reassure."""
    if not found.nothing_like:
        return None
    (missing, *_) = found.nothing_like
    kind = missing.entity.replace("_", " ") if isinstance(missing, IsA) else f"({missing})"
    return f"There is no {kind} on record that you may see, so this cannot be told.", State.UNKNOWN


def _list(found: Found) -> tuple[str, State]:
    total = len(found.ids)
    if not found.rows:
        return f"There is no {_noun(found, 1)} on record that you may see.", State.UNKNOWN
    if not total:
        return f"No {_noun(found, 1)} that you may see is like that.", _if_decided(found)
    return f"{total:,} {_noun(found, total)}: {_names(found, found.ids)}.", State.ANSWERED


def _left(found: Found) -> Iterator[str]:
    """Who has left stays on record: a number of people says how many of them have."""
    gone = [each for each in found.ids if found.rows[each].get("employment_status") == "terminated"]
    if 0 < len(gone) < len(found.ids):
        they = "person has" if len(gone) == 1 else "people have"
        yield f"{len(gone):,} {they} left of these: {_names(found, gone)}."


def _count(found: Found) -> tuple[str, State]:
    total = len(found.ids)
    if not found.rows:
        return f"There is no {_noun(found, 1)} on record that you may see.", State.UNKNOWN
    if found.query.by:
        groups = "; ".join(f"{name or 'not on record'}: {n:,}" for name, n in found.groups.items())
        return f"{total:,} {_noun(found, total)}. {groups}.", State.ANSWERED
    return f"{total:,} {_noun(found, total)}.", State.ANSWERED if total else _if_decided(found)


def _check(found: Found) -> tuple[str, State]:
    if found.ids:
        return f"Yes: {_names(found, found.ids)}.", State.ANSWERED
    if found.undecided:
        return "The record does not say.", State.UNKNOWN
    return "No, as far as the record knows.", State.ANSWERED


def _show(found: Found) -> tuple[str, State]:
    (field, *others) = found.query.fields
    if others and len(found.ids) == 1:
        return _portrait(found)
    told = [
        f"{_name(found.rows[each])}: {_plain(found.rows[each].get(field))}"
        for each in found.ids
        if found.rows[each].get(field) not in (None, "")
    ]
    if not told:
        who = _names(found, found.ids) if found.ids else "that"
        return f"The record has no {_words(field)} for {who}.", State.UNKNOWN
    more = len(told) - NAMED
    rest = f" … and {more:,} more" if more > 0 else ""
    return f"{_words(field).capitalize()} of {'; '.join(told[:NAMED])}{rest}.", State.ANSWERED


def _portrait(found: Found) -> tuple[str, State]:
    """Several fields of one thing."""
    row = found.rows[found.ids[0]]
    told = [
        f"{_words(each)} {_plain(row.get(each))}"
        for each in found.query.fields
        if row.get(each) not in (None, "")
    ]
    if not told:
        return f"The record says nothing of that for {_name(row)}.", State.UNKNOWN
    return f"{_name(row)}: {'; '.join(told)}.", State.ANSWERED


def _extreme(found: Found) -> tuple[str, State]:
    (field, *_) = found.query.fields
    if found.value is None:
        return f"The record has no {_words(field)} for any {_noun(found, 1)}.", State.UNKNOWN
    kind = "Latest" if found.query.want is Want.LATEST else "Earliest"
    of = f" of {found.among:,} {_noun(found, found.among)}"
    return (
        f"{kind} {_words(field)}{of}: {_plain(found.value)} ({_names(found, found.ids)}).",
        State.ANSWERED,
    )


def _sum(found: Found) -> tuple[str, State]:
    (field, *_) = found.query.fields
    if found.value is None:
        return f"The record has no {_words(field)} for any {_noun(found, 1)}.", State.UNKNOWN
    return f"{_words(field).capitalize()}: {found.value:,.15g} in total.", State.ANSWERED


_TOLD = {
    Want.LIST: _list,
    Want.COUNT: _count,
    Want.CHECK: _check,
    Want.SHOW: _show,
    Want.LATEST: _extreme,
    Want.EARLIEST: _extreme,
    Want.SUM: _sum,
}


def _open(found: Found) -> Iterator[str]:
    """What the record does not say: it may hide more of what was asked for."""
    if found.query.want in (Want.LIST, Want.COUNT):
        yield from _left(found)
    for lacking, ids in found.undecided.items():
        named = _names(found, ids)
        yield f"The record has no {_words(lacking)} for {len(ids):,} more: {named}."
    if found.without_value:
        (field, *_) = found.query.fields
        named = _names(found, found.without_value)
        yield f"No {_words(field)} on record for {len(found.without_value):,}: {named}."


def _cited(found: Found) -> Iterator[Citation]:
    """The objects that the answer rests on; a "none" rests on no single one."""
    for each in found.ids[:CITED]:
        row = found.rows[each]
        as_of = str(row.get("as_of") or "")
        yield Citation(str(row.get("entity", found.query.entity)), each, _name(row), as_of)


def _table(found: Found) -> Table:
    if found.query.by:
        groups: list[list[Value]] = [
            [name or "not on record", count] for name, count in found.groups.items()
        ]
        return Table((found.query.by, "count"), groups, len(groups))
    columns = tuple(dict.fromkeys(("name", *_asked(found.query), *_usual(found))))
    rows = [[found.rows[each].get(name, "") for name in columns] for each in found.ids[:SHOWN]]
    kinds = [str(found.rows[each].get("entity", found.query.entity)) for each in found.ids]
    return Table(columns, rows, len(found.ids), tuple(zip(kinds[:SHOWN], found.ids, strict=False)))


def _asked(query: Query) -> Iterator[str]:
    """The fields that the question is about: they belong beside the answer."""
    yield from query.fields
    yield from [query.by] if query.by else []
    yield from _fields(query.where)


def _fields(condition: Condition | None) -> Iterator[str]:
    match condition:
        case Compare() | Known():
            yield condition.field
        case Not():
            yield from _fields(condition.condition)
        case All() | Some():
            for each in condition.conditions:
                yield from _fields(each)


def _usual(found: Found) -> Sequence[str]:
    usual = ("owner", "holder", "location", "environment", "department", "state")
    first = [found.rows[each] for each in islice(found.ids, 50)]
    kinds = {row.get("entity") for row in first}
    mixed = [] if kinds <= {found.query.entity} else ["entity"]
    return [*mixed, *(name for name in usual if any(row.get(name) for row in first))]


def _names(found: Found, ids: Sequence[str]) -> str:
    named = ", ".join(_name(found.rows[each]) for each in ids[:NAMED])
    return named + (f" … and {len(ids) - NAMED:,} more" if len(ids) > NAMED else "")


def _name(row: Fields) -> str:
    return str(row.get("name") or "(without a name)")


def _plain(value: Value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _words(field: str) -> str:
    return field.removesuffix("_on").removesuffix("_at").replace("_", " ")


def _noun(found: Found, count: int) -> str:
    word = found.query.entity.replace("_", " ")
    if word == "person":
        return "person" if count == 1 else "people"
    if count == 1:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _if_decided(found: Found) -> State:
    """None at all is an answer; none among those that the record says enough of is not."""
    return State.UNKNOWN if found.undecided else State.ANSWERED
