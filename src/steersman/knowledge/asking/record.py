"""Questions about the record: understood by fixed rules, run as a query, told with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from steersman.domain.errors import Permanent
from steersman.knowledge.asking.answer import Answer, State, Table, unknown
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.asking.telling import tell
from steersman.knowledge.queries.language import read_all
from steersman.knowledge.queries.model import Query, Want
from steersman.knowledge.queries.running import EXPLAINED, Hidden, run
from steersman.knowledge.questions.said import POINTING_BACK
from steersman.knowledge.questions.several import understand_all
from steersman.knowledge.questions.understanding import Misread


def ask_record(question: str, world: RecordWorld, today: date) -> Answer:
    """The answer, or ``UNKNOWN`` with the word that is not understood."""
    queries = understand_all(question, world, today)
    if isinstance(queries, Misread):
        return unknown(_not_understood(queries))
    return joined(tuple(run_query(each, world, today) for each in queries))


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
        heard = world.heard(query.entity, found.ids[:EXPLAINED])
        past = world.past(query, found.ids[:EXPLAINED]) if query.want is Want.HISTORY else ()
        return tell(found, heard, today, past)
    except Hidden as hidden:
        return Answer(State.FORBIDDEN, f"{hidden}.", query=str(query))
    except Permanent as error:
        return unknown(f"This cannot be asked of the record: {error}.", query=str(query))


def by_itself(word: str) -> str:
    """Why a question that goes on from an earlier answer has none."""
    return f"Each question is answered by itself: say what it is about instead of “{word}”."


def _not_understood(misread: Misread) -> str:
    if not misread.word:
        return "The question breaks off: say what it is about."
    if misread.word.casefold() in POINTING_BACK:
        return by_itself(misread.word)
    return f"I do not know what “{misread.word}” means here, so I did not guess."
