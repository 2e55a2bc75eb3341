"""What changed in the record of something, and which sources state it, told as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steersman.knowledge.asking.answer import Heard, State, Table
from steersman.knowledge.asking.past import Past
from steersman.knowledge.asking.told_words import NAMED, name, names, noun, words
from steersman.knowledge.queries.found import Found

Told = tuple[str, State]
ONLY_THE_RECORD = (
    "This is what the record was told. What was done and no source reported is not in it."
)


def history(found: Found, past: Sequence[Past]) -> Told:
    """The newest change first."""
    if not found.ids:
        return f"No {noun(found, 1)} that you may see is like that.", State.UNKNOWN
    when = _when(found)
    of = names(found, found.ids)
    if not past:
        return f"Nothing changed in the record of {of}{when}.", State.ANSWERED
    told = "; ".join(_one(found, each) for each in past[:NAMED])
    more = f" … and {len(past) - NAMED:,} more" if len(past) > NAMED else ""
    changes = "1 change" if len(past) == 1 else f"{len(past):,} changes"
    return f"{changes} in the record of {of}{when}: {told}{more}.", State.ANSWERED


def _when(found: Found) -> str:
    since, until = found.query.since, found.query.until
    if since and since == until:
        return f" on {since}"
    if since and until:
        return f" from {since} to {until}"
    return (f" since {since}" if since else "") + (f" until {until}" if until else "")


def _one(found: Found, past: Past) -> str:
    which = f"{name(found.rows[past.object_id])} " if len(found.ids) > 1 else ""
    whence = ", ".join(dict.fromkeys(each for each in (past.source, past.by) if each))
    if not past.field:
        return f"{past.day} {which}put on record ({whence})"
    before, after = past.before or "nothing", past.after or "nothing"
    return f"{past.day} {which}{words(past.field)}: {before} → {after} ({whence})"


def history_table(found: Found, past: Sequence[Past]) -> Table:
    columns = ("name", "day", "field", "before", "after", "by", "source")
    rows = [
        [
            name(found.rows[each.object_id]),
            each.day.isoformat(),
            each.field,
            each.before,
            each.after,
            each.by,
            each.source,
        ]
        for each in past
    ]
    return Table(columns, rows, len(rows))


def sources(found: Found, heard: Mapping[str, Heard]) -> Told:
    """Which sources state each of them, and when the newest was last heard."""
    told = [
        f"{name(found.rows[each])}: {', '.join(heard[each].sources)} "
        f"(last heard {heard[each].as_of[:10]})"
        for each in found.ids
        if each in heard
    ]
    if not told:
        return "No source that you may see states that.", State.UNKNOWN
    more = f" … and {len(told) - NAMED:,} more" if len(told) > NAMED else ""
    return f"Sources of {'; '.join(told[:NAMED])}{more}.", State.ANSWERED
