"""What a query found, told as a person would: the answer first, then what is not on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from steersman.domain.sources import Fields, Value
from steersman.knowledge.asking.answer import Answer, Citation, Heard, State, Table
from steersman.knowledge.queries.model import IsA, Query, Want
from steersman.knowledge.queries.running import EXPLAINED, Found, Witness, fields_of

NAMED, CITED, SHOWN = 12, 10, EXPLAINED
_OF_ASSET = ("kind", "model", "serial")


def tell(found: Found, heard: Mapping[str, Heard]) -> Answer:
    """``heard``: by id, as far as the asker may know the sources."""
    text, state = _nothing_like(found) or _TOLD[found.query.want](found)
    return Answer(
        state,
        text,
        citations=tuple(_cited(found, heard)),
        query=str(found.query),
        table=_table(found, heard),
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
    latest = found.query.want is Want.LATEST
    measured = str(found.value).replace(".", "", 1).isdigit()
    kind = ("Highest" if latest else "Lowest") if measured else "Latest" if latest else "Earliest"
    of = f" of {found.among:,} {_noun(found, found.among)}"
    if found.query.most > 1:
        each = ", ".join(
            f"{_name(found.rows[one])} ({_plain(found.rows[one].get(field))})"
            for one in found.ids[:SHOWN]
        )
        return f"The {len(found.ids)} with the {kind.lower()} {_words(field)}{of}: {each}.", (
            State.ANSWERED
        )
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


def _cited(found: Found, heard: Mapping[str, Heard]) -> Iterator[Citation]:
    """The objects that the answer rests on; a "none" rests on no single one."""
    for each in found.ids[:CITED]:
        row, told = found.rows[each], heard.get(each, Heard())
        kind = str(row.get("entity", found.query.entity))
        as_of = told.as_of or str(row.get("as_of") or "")
        yield Citation(kind, each, _name(row), as_of, source=", ".join(told.sources))


def _table(found: Found, heard: Mapping[str, Heard]) -> Table:
    if found.query.by:
        groups: list[list[Value]] = [
            [name or "not on record", count] for name, count in found.groups.items()
        ]
        return Table((found.query.by, "count"), groups, len(groups))
    asked = ("name", *_asked(found.query), *found.because, *_usual(found))
    columns, ids = tuple(dict.fromkeys(asked)), found.ids[:SHOWN]
    rows = [[_cell(found, each, name) for name in columns] for each in ids]
    kinds = [str(found.rows[each].get("entity", found.query.entity)) for each in ids]
    told = [heard.get(each, Heard()) for each in ids] if heard else []
    return Table(columns, rows, len(found.ids), tuple(zip(kinds, ids, strict=True)), told)


def _cell(found: Found, each: str, column: str) -> Value:
    if column not in found.because:
        return found.rows[each].get(column, "")
    told = [_shown(witness) for witness in found.because[column][each]]
    more = f" … and {len(told) - NAMED:,} more" if len(told) > NAMED else ""
    return ", ".join(told[:NAMED]) + more


def _asked(query: Query) -> Iterator[str]:
    """The fields that the question is about: they belong beside the answer."""
    yield from query.fields
    yield from [query.by] if query.by else []
    yield from fields_of(query.where)


def _shown(witness: Witness) -> str:
    """Its name, and what was asked of it as far as the name does not say so."""
    name = _name(witness.row)
    facts = [
        f"{_words(each)} {_plain(value)}"
        for each in witness.asked
        if (value := witness.row.get(each)) not in (None, "")
        and str(value).casefold() not in name.casefold()
    ]
    return f"{name} ({', '.join(facts)})" if facts else name


def _usual(found: Found) -> Sequence[str]:
    usual = ("owner", "holder", "location", "environment", "department", "state")
    usual = (*(_OF_ASSET if found.query.entity == "asset" else ()), *usual)
    first = [found.rows[each] for each in islice(found.ids, 50)]
    kinds = {row.get("entity") for row in first}
    mixed = [] if kinds <= {found.query.entity} else ["entity"]
    return [*mixed, *(name for name in usual if any(row.get(name) for row in first))]


def _names(found: Found, ids: Sequence[str]) -> str:
    named = ", ".join(_name(found.rows[each]) for each in ids[:NAMED])
    return named + (f" … and {len(ids) - NAMED:,} more" if len(ids) > NAMED else "")


def _name(row: Fields) -> str:
    name = str(row.get("name") or "(without a name)")
    if row.get("entity") != "asset":
        return name
    told = [str(row[field]) for field in _OF_ASSET if row.get(field)]  # a tag says little
    return f"{name} ({', '.join(told)})" if told else name


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
