"""What an answer must say of the documents that it rests on: superseded, stale, or a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from steersman.knowledge.asking.answer import Answer, Citation, State
from steersman.knowledge.retrieval.currency import paths
from steersman.knowledge.retrieval.settling import DRAFT, PAST
from steersman.records.knowledge.listing import Listed, listed_in
from steersman.records.knowledge.tables import documents

DOCUMENT = "document"
_d = documents.c
MOST_STEPS = 10  # from a document to what replaces it, and so on


@dataclass(frozen=True, slots=True)
class Successor:
    """What stands instead of a document.  ``document`` empty: it is named, but not found here."""

    title: str
    document: str = ""


def marked(
    connection: sa.Connection, answer: Answer, where: sa.ColumnElement[bool], today: date
) -> Answer:
    """The answer with a note on each cited document that is superseded, stale or a draft.

    ``where``: what the asker may read.  A successor is led to only when they may read it too.
    """
    ids = [each.id for each in answer.citations if each.kind == DOCUMENT]
    rows = {row.id: row for row in listed_in(connection, _d.id.in_(ids) & where, len(ids))}
    told = {
        id_: (note, successor)
        for id_, row in rows.items()
        for note, successor in [_note(connection, row, where, today)]
        if note
    }
    if not told:
        return answer
    quoted = answer.state is State.ANSWERED
    notes = [note for note, _ in told.values()] if quoted else []
    return replace(
        answer,
        citations=tuple(_with_successors(answer.citations, told)),
        notes=(*notes, *answer.notes),
    )


def successor_of(
    connection: sa.Connection,
    row: Listed,
    where: sa.ColumnElement[bool],
) -> Successor | None:
    """What replaces a document in the end, through all that was replaced in its turn."""
    found, seen = None, {row.id}
    for _ in range(MOST_STEPS):
        if not row.superseded_by:
            break
        following = _meant(connection, row, where)
        if following is None:
            return found or Successor(row.superseded_by)
        if following.id in seen:
            break
        seen.add(following.id)
        found, row = Successor(following.title or following.name, following.id), following
    return found


def _meant(connection: sa.Connection, row: Listed, where: sa.ColumnElement[bool]) -> Listed | None:
    """The document that is written as the successor; None where several could be meant."""
    written = row.superseded_by
    same_source = (_d.source == row.source) & _d.name.in_(sorted(paths(written, row.name)))
    by_name = sa.or_(_d.id == written, same_source, (_d.link == written) & (_d.link != ""))
    by_title = (sa.func.lower(_d.title) == written.lower()) & (_d.id != row.id)
    for means in (by_name, by_title):
        if found := listed_in(connection, means & where, 2):
            return found[0] if len(found) == 1 else None
    return None


def _note(
    connection: sa.Connection,
    row: Listed,
    where: sa.ColumnElement[bool],
    today: date,
) -> tuple[str, Successor | None]:
    title = row.title or row.name
    if row.status in PAST:
        successor = successor_of(connection, row, where)
        instead = f" by “{successor.title}”: read that instead" if successor else ""
        more = instead or "; nothing names a newer one"
        return f"“{title}” is {row.status}{more}.", successor
    if row.status == DRAFT:
        return f"“{title}” is a draft: nobody has confirmed it yet.", None
    if row.stale_on and row.stale_on <= today.isoformat():
        whom = f" ({row.kept_by})" if row.kept_by else ""
        since = f"last looked at on {row.dated}; " if row.dated else ""
        due = f"its review was due on {row.stale_on}"
        return f"“{title}” may be out of date: {since}{due}. Ask its owner{whom}.", None
    return "", None


def _with_successors(
    citations: Sequence[Citation], told: Mapping[str, tuple[str, Successor | None]]
) -> Iterator[Citation]:
    """Each cited document with its mark, and behind it the one to read instead."""
    for each in citations:
        note, successor = told.get(each.id, ("", None)) if each.kind == DOCUMENT else ("", None)
        yield replace(each, note=note) if note else each
        if successor and successor.document:
            instead = f"replaces {each.title}"
            yield Citation(DOCUMENT, successor.document, successor.title, "", instead)
