"""Questions about the record: understood by fixed rules, run as a query, told with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from steersman.domain.errors import Permanent
from steersman.knowledge.asking.answer import Answer, State, Table, unknown
from steersman.knowledge.asking.record_access import ACCOUNT
from steersman.knowledge.asking.record_schema import PEOPLE
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.asking.telling import tell
from steersman.knowledge.asking.told_words import names
from steersman.knowledge.queries.language import read_all
from steersman.knowledge.queries.model import All, Has, Known, Query, Want, both
from steersman.knowledge.queries.running import EXPLAINED, Hidden, run
from steersman.knowledge.questions.said import POINTING_BACK
from steersman.knowledge.questions.several import understand_all
from steersman.knowledge.questions.slips import mended
from steersman.knowledge.questions.understanding import Misread


def ask_record(question: str, world: RecordWorld, today: date) -> Answer:
    """The answer, or ``UNKNOWN`` with the word that is not understood."""
    queries = understand_all(question, world, today)
    if not isinstance(queries, Misread):
        return joined(tuple(run_query(each, world, today) for each in queries))
    better, slips = mended(question, world)
    meant = understand_all(better, world, today) if slips else queries
    if isinstance(meant, Misread):
        return unknown(_not_understood(queries))
    told = joined(tuple(run_query(each, world, today) for each in meant))
    read = " and ".join(f"“{typed}” as “{word}”" for typed, word in slips)
    return replace(told, text=f"I read {read}. {told.text}")


def ask_query(text: str, world: RecordWorld, today: date | None = None) -> Answer:
    """The answer to a query as people edit it.  ``Permanent`` names what is wrong with it."""
    return joined(tuple(run_query(each, world, today) for each in read_all(text)))


def joined(answers: Sequence[Answer]) -> Answer:
    """The answers to questions that were put as one; known only where every one is."""
    if len(answers) == 1:
        return answers[0]
    state = next((each.state for each in answers if each.state is not State.ANSWERED), None)
    return Answer(
        state or State.ANSWERED,
        " ".join(each.text for each in answers),
        citations=tuple(dict.fromkeys(each_ for each in answers for each_ in each.citations)),
        query="; ".join(each.query for each in answers),
        table=next((each.table for each in answers if _listing(each.table)), None),
        notes=tuple(note for each in answers for note in each.notes),
    )


def _listing(table: Table | None) -> bool:
    return table is not None and table.total > 1


def run_query(query: Query, world: RecordWorld, today: date | None = None) -> Answer:
    try:
        found = run(query, world)
        nobodys = _nobodys(query, world)
        heard = world.heard(query.entity, found.ids[:EXPLAINED])
        past = world.past(query, found.ids[:EXPLAINED]) if query.want is Want.HISTORY else ()
        told = tell(found, heard, today, past)
        return replace(told, notes=(*told.notes, *nobodys))
    except Hidden as hidden:
        return Answer(State.FORBIDDEN, f"{hidden}.", query=str(query))
    except Permanent as error:
        return unknown(f"This cannot be asked of the record: {error}.", query=str(query))


def _nobodys(query: Query, world: RecordWorld) -> Sequence[str]:
    """Who is in a group is people: that accounts which nobody owns are in it too must be said."""
    parts = query.where.conditions if isinstance(query.where, All) else (query.where,)
    asked = [each for each in parts if isinstance(each, Has) and each.link == "accounts"]
    if query.entity != PEOPLE or len(asked) != 1 or asked[0].condition is None:
        return ()
    found = run(Query(ACCOUNT, both(Known("owner", False), asked[0].condition)), world)
    count = len(found.ids)
    more = "account more that belongs" if count == 1 else "accounts more that belong"
    told = f"Besides, {count:,} {more} to nobody on record: {names(found, found.ids)}."
    return (told,) if count else ()


def by_itself(word: str) -> str:
    """Why a question that goes on from an earlier answer has none."""
    return f"Each question is answered by itself: say what it is about instead of “{word}”."


def _not_understood(misread: Misread) -> str:
    if not misread.word:
        return "The question breaks off, or asks for what is not on record: say what it is about."
    if misread.word.casefold() in POINTING_BACK:
        return by_itself(misread.word)
    return f"I do not know what “{misread.word}” means here, so I did not guess."
