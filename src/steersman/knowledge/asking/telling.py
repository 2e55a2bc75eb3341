"""What a query found, told as a person would: the answer first, then what is not on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from steersman.domain.sources import Fields, Value
from steersman.knowledge.asking.answer import Answer, Citation, Heard, State, Table
from steersman.knowledge.asking.measures import MEASURES, by_groups, group_rows
from steersman.knowledge.asking.past import Past
from steersman.knowledge.asking.told_past import ONLY_THE_RECORD, history, history_table, sources
from steersman.knowledge.asking.told_words import (
    NAMED,
    OF_ASSET,
    if_decided,
    name,
    names,
    noun,
    plain,
    words,
)
from steersman.knowledge.queries.comparing import comparable
from steersman.knowledge.queries.found import Found, Witness
from steersman.knowledge.queries.model import IsA, Query, Want
from steersman.knowledge.queries.running import EXPLAINED, fields_of
from steersman.knowledge.queries.schema import FieldType

CITED, SHOWN = 10, EXPLAINED
MOST_PORTRAITS = 6  # things that are told field by field


def tell(
    found: Found,
    heard: Mapping[str, Heard],
    today: date | None = None,
    past: Sequence[Past] = (),
) -> Answer:
    """``heard``: by id, as far as the asker may know the sources.  ``today``: for ages."""
    if found.query.want is Want.HISTORY:
        return _of_past(found, heard, past)
    text, state = _nothing_like(found) or _told(found, today, heard)
    return Answer(
        state,
        text,
        citations=tuple(_cited(found, heard)),
        query=str(found.query),
        table=_table(found, heard),
        notes=tuple(_open(found)),
    )


def _of_past(found: Found, heard: Mapping[str, Heard], past: Sequence[Past]) -> Answer:
    text, state = history(found, past)
    cited = tuple(_cited(found, heard))
    table = history_table(found, past)
    notes = (ONLY_THE_RECORD,) if found.ids else ()
    return Answer(state, text, cited, str(found.query), table, notes)


def _told(found: Found, today: date | None, heard: Mapping[str, Heard]) -> tuple[str, State]:
    if found.query.want is Want.SOURCES:
        return sources(found, heard)
    measure = MEASURES.get(found.query.want)
    return measure(found, today) if measure else _TOLD[found.query.want](found)


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
        return f"There is no {noun(found, 1)} on record that you may see.", State.UNKNOWN
    if not total:
        return f"No {noun(found, 1)} that you may see is like that.", if_decided(found)
    return f"{total:,} {noun(found, total)}: {names(found, found.ids)}.", State.ANSWERED


def _left(found: Found) -> Iterator[str]:
    """Who has left stays on record: a number of people says how many of them have."""
    gone = [each for each in found.ids if found.rows[each].get("employment_status") == "terminated"]
    if 0 < len(gone) < len(found.ids):
        they = "person has" if len(gone) == 1 else "people have"
        yield f"{len(gone):,} {they} left of these: {names(found, gone)}."


def _count(found: Found) -> tuple[str, State]:
    total = len(found.ids)
    if not found.rows:
        return f"There is no {noun(found, 1)} on record that you may see.", State.UNKNOWN
    if found.query.by:
        return by_groups(found)
    return f"{total:,} {noun(found, total)}.", State.ANSWERED if total else if_decided(found)


def _check(found: Found) -> tuple[str, State]:
    if found.ids:
        return f"Yes: {names(found, found.ids)}.", State.ANSWERED
    if found.undecided:
        return "The record does not say.", State.UNKNOWN
    return "No, as far as the record knows.", State.ANSWERED


def _show(found: Found) -> tuple[str, State]:
    (field, *others) = found.query.fields
    if others and 1 <= len(found.ids) <= MOST_PORTRAITS:
        return _portraits(found)
    told = [
        f"{name(found.rows[each])}: {plain(found.rows[each].get(field))}"
        for each in found.ids
        if found.rows[each].get(field) not in (None, "")
    ]
    if not told:
        who = names(found, found.ids) if found.ids else "that"
        return f"The record has no {words(field)} for {who}.", State.UNKNOWN
    more = len(told) - NAMED
    rest = f" … and {more:,} more" if more > 0 else ""
    return f"{words(field).capitalize()} of {'; '.join(told[:NAMED])}{rest}.", State.ANSWERED


def _portraits(found: Found) -> tuple[str, State]:
    """Several fields of one thing, or of two that are compared."""
    told = [_portrait(found, each) for each in found.ids]
    known = any(state is State.ANSWERED for _, state in told)
    return " ".join(text for text, _ in told), State.ANSWERED if known else State.UNKNOWN


def _portrait(found: Found, each: str) -> tuple[str, State]:
    row = found.rows[each]
    told = [
        f"{words(field)} {plain(row.get(field))}"
        for field in found.query.fields
        if row.get(field) not in (None, "")
    ]
    if not told:
        return f"The record says nothing of that for {name(row)}.", State.UNKNOWN
    return f"{name(row)}: {'; '.join([*told, *_left_over(found, row)])}.", State.ANSWERED


def _left_over(found: Found, row: Fields) -> Iterator[str]:
    """How many rights of a licence nobody uses."""
    if found.query.fields != ("quantity", "used"):
        return
    bought, used = (
        comparable(FieldType.NUMBER, row.get(each, "")) for each in ("quantity", "used")
    )
    if bought is not None and used is not None:
        yield (
            f"left {bought - used:,g}" if used <= bought else f"{used - bought:,g} too many in use"
        )


def _extreme(found: Found) -> tuple[str, State]:
    (field, *_) = found.query.fields
    if found.value is None:
        return f"The record has no {words(field)} for any {noun(found, 1)}.", State.UNKNOWN
    latest = found.query.want is Want.LATEST
    measured = str(found.value).replace(".", "", 1).isdigit()
    kind = ("Highest" if latest else "Lowest") if measured else "Latest" if latest else "Earliest"
    of = f" of {found.among:,} {noun(found, found.among)}"
    if found.query.most > 1:
        each = ", ".join(
            f"{name(found.rows[one])} ({plain(found.rows[one].get(field))})"
            for one in found.ids[:SHOWN]
        )
        more = len(found.ids) - found.query.most
        tied = f" (and {more} more, as they have the same)" if more > 0 else ""
        the = f"The {min(found.query.most, len(found.ids))} with the {kind.lower()} {words(field)}"
        return f"{the}{of}{tied}: {each}.", State.ANSWERED
    return (
        f"{kind} {words(field)}{of}: {plain(found.value)} ({names(found, found.ids)}).",
        State.ANSWERED,
    )


_TOLD = {
    Want.LIST: _list,
    Want.COUNT: _count,
    Want.CHECK: _check,
    Want.SHOW: _show,
    Want.LATEST: _extreme,
    Want.EARLIEST: _extreme,
}


def _open(found: Found) -> Iterator[str]:
    """What the record does not say: it may hide more of what was asked for."""
    if found.query.want in (Want.LIST, Want.COUNT):
        yield from _left(found)
    if found.several:
        yield "What is in several of these groups counts in each of them."
    for lacking, ids in found.undecided.items():
        named = names(found, ids)
        yield f"The record has no {words(lacking)} for {len(ids):,} more: {named}."
    if found.without_value:
        (field, *_) = found.query.fields
        named = names(found, found.without_value)
        yield f"No {words(field)} on record for {len(found.without_value):,}: {named}."


def _cited(found: Found, heard: Mapping[str, Heard]) -> Iterator[Citation]:
    """The objects that the answer rests on; a "none" rests on no single one."""
    for each in found.ids[:CITED]:
        row, told = found.rows[each], heard.get(each, Heard())
        kind = str(row.get("entity", found.query.entity))
        as_of = told.as_of or str(row.get("as_of") or "")
        yield Citation(kind, each, name(row), as_of, source=", ".join(told.sources))


def _table(found: Found, heard: Mapping[str, Heard]) -> Table:
    if found.query.by:
        heads, groups = group_rows(found)
        return Table(heads, groups, len(groups))
    asked = ("name", *_asked(found.query), *found.because, *_usual(found))
    columns, ids = tuple(dict.fromkeys(asked)), _rows_of(found)[:SHOWN]
    rows = [[_cell(found, each, name) for name in columns] for each in ids]
    kinds = [str(found.rows[each].get("entity", found.query.entity)) for each in ids]
    told = [heard.get(each, Heard()) for each in ids] if heard else []
    return Table(columns, rows, len(_rows_of(found)), tuple(zip(kinds, ids, strict=True)), told)


def _rows_of(found: Found) -> Sequence[str]:
    """Of a share those that are like that, of "every" those that are not: they answer it."""
    if found.query.must is None:
        return found.ids
    alike = frozenset((*found.like, *found.open))
    if found.query.want is Want.SHARE:
        return found.like
    return [each for each in found.ids if each not in alike]


def _cell(found: Found, each: str, column: str) -> Value:
    if column not in found.because:
        return found.rows[each].get(column, "")
    told = [_shown(witness) for witness in found.because[column][each]]
    more = f" … and {len(told) - NAMED:,} more" if len(told) > NAMED else ""
    return ", ".join(told[:NAMED]) + more


def _asked(query: Query) -> Iterator[str]:
    """The fields that the question is about: they belong beside the answer."""
    yield from query.fields
    yield from [query.order] if query.order else []
    yield from fields_of(query.where)
    yield from fields_of(query.must)


def _shown(witness: Witness) -> str:
    """Its name, and what was asked of it as far as the name does not say so."""
    called = name(witness.row)
    facts = [
        f"{words(each)} {plain(value)}"
        for each in witness.asked
        if (value := witness.row.get(each)) not in (None, "")
        and str(value).casefold() not in called.casefold()
    ]
    return f"{called} ({', '.join(facts)})" if facts else called


def _usual(found: Found) -> Sequence[str]:
    usual = ("owner", "holder", "location", "environment", "department", "state")
    usual = (*(OF_ASSET if found.query.entity == "asset" else ()), *usual)
    first = [found.rows[each] for each in islice(found.ids, 50)]
    kinds = {row.get("entity") for row in first}
    mixed = [] if kinds <= {found.query.entity} else ["entity"]
    return [*mixed, *(name for name in usual if any(row.get(name) for row in first))]
