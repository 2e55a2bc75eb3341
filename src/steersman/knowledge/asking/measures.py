"""Groups, sums, averages and shares, told as a person would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from steersman.domain.sources import Value
from steersman.knowledge.asking.answer import State
from steersman.knowledge.asking.told_words import if_decided, names, noun, of_path, words
from steersman.knowledge.queries.comparing import day_of
from steersman.knowledge.queries.found import Found
from steersman.knowledge.queries.model import Want

Told = tuple[str, State]
DAYS_OF_YEAR = 365.25
NOT_ON_RECORD = "not on record"
MOST_GROUPS = 30  # that a sentence names


def by_groups(found: Found) -> Told:
    """How many there are of each; where groups of a size are asked for, those alone."""
    total, than = len(found.ids), found.query.than
    groups = _named(f"{_called(each)}: {n:,}" for each, n in found.groups.items())
    if not total:
        return f"No {noun(found, 1)} that you may see is like that.", if_decided(found)
    by = " and ".join(map(of_path, found.query.by))
    if than is None and (len(found.query.by) > 1 or "." in found.query.by[0]):
        return f"{total:,} {noun(found, total)} by {by}. {groups}.", State.ANSWERED
    if than is None:
        return f"{total:,} {noun(found, total)}. {groups}.", State.ANSWERED
    kind = noun(found, 2)
    if not groups:
        return f"No {by} has {than} {kind}.", State.ANSWERED
    return f"By {by}, {kind} {than}: {groups}.", State.ANSWERED


def group_rows(found: Found) -> tuple[tuple[str, ...], Sequence[Sequence[Value]]]:
    """The columns and the rows of a table of groups."""
    if found.groups_of:
        columns = (*found.query.by, f"{found.query.want.value} {words(found.query.fields[0])}")
        return columns, [[*_cells(each), _round(n)] for each, n in found.groups_of.items()]
    return (*found.query.by, "count"), [[*_cells(each), n] for each, n in found.groups.items()]


def _cells(group: Sequence[str]) -> Sequence[str]:
    return [each or NOT_ON_RECORD for each in group]


def _called(group: Sequence[str]) -> str:
    return " / ".join(_cells(group))


def _named(groups: Iterable[str]) -> str:
    """The first of them; the table has all."""
    told = [*groups]
    more = len(told) - MOST_GROUPS
    return "; ".join(told[:MOST_GROUPS]) + (f" … and {more:,} more" if more > 0 else "")


def _sum(found: Found, today: date | None) -> Told:
    (field, *_) = found.query.fields
    if found.value is None:
        return _no_value(found)
    total = f"{words(field).capitalize()}: {found.value:,.15g} in total"
    return f"{total}{_of_groups(found)}.", State.ANSWERED


def _average(found: Found, today: date | None) -> Told:
    """A day is told with how long ago that is: an age is asked for, and a day is on record."""
    (field, *_) = found.query.fields
    if found.value is None:
        return _no_value(found)
    counted = len(found.ids) - len(found.without_value)
    of = f"of {counted:,} {noun(found, counted)}"
    day = day_of(found.value) if isinstance(found.value, str) else None
    if day is None:
        told = f"Average {words(field)} {of}: {_figure(found.value)}"
        return f"{told}{_of_groups(found)}.", State.ANSWERED
    years = "" if today is None else f", {_years(day, today)}"
    return f"Average {words(field)} {of}: {day.isoformat()}{years}.", State.ANSWERED


def _years(day: date, today: date) -> str:
    years = (today - day).days / DAYS_OF_YEAR
    return f"{years:.1f} years ago" if years >= 0 else f"in {-years:.1f} years"


def _no_value(found: Found) -> Told:
    (field, *_) = found.query.fields
    return f"The record has no {words(field)} for any {noun(found, 1)}.", State.UNKNOWN


def _of_groups(found: Found) -> str:
    groups = _named(f"{_called(each)}: {_figure(n)}" for each, n in found.groups_of.items())
    return f". {groups}" if groups else ""


def _figure(number: Value) -> str:
    """At most two digits behind the point."""
    return f"{number:,.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def _round(number: float) -> Value:
    return int(number) if number.is_integer() else round(number, 2)


def _every(found: Found, today: date | None) -> Told:
    total, others = len(found.ids), [each for each in found.ids if each not in _decided(found)]
    if not total:
        return _none_of_them(found)
    if others:
        return (
            f"No: {len(others):,} of {total:,} {noun(found, total)} "
            f"{'is' if len(others) == 1 else 'are'} not: {names(found, others)}.",
            State.ANSWERED,
        )
    if found.open:
        return f"{_not_said(found)} None is known to be otherwise.", State.UNKNOWN
    return f"Yes: all {total:,} {noun(found, total)}.", State.ANSWERED


def _decided(found: Found) -> frozenset[str]:
    """Those that are as they must be, or of which the record does not say."""
    return frozenset((*found.like, *found.open))


def _share(found: Found, today: date | None) -> Told:
    total, like = len(found.ids), len(found.like)
    if not total:
        return _none_of_them(found)
    if found.open:
        return f"{_not_said(found)} {like:,} are known to be.", State.UNKNOWN
    return f"{100 * like / total:.3g} %: {like:,} of {total:,} {noun(found, total)}.", (
        State.ANSWERED
    )


def _not_said(found: Found) -> str:
    total = len(found.ids)
    return f"Of {len(found.open):,} of the {total:,} {noun(found, total)} the record does not say."


def _none_of_them(found: Found) -> Told:
    return f"There is no {noun(found, 1)} like that on record that you may see.", State.UNKNOWN


MEASURES: Mapping[Want, Callable[[Found, date | None], Told]] = {
    Want.SUM: _sum,
    Want.AVERAGE: _average,
    Want.EVERY: _every,
    Want.SHARE: _share,
}
