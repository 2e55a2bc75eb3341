"""Questions about the record: understood by fixed rules, run as a query, told with its sources."""

from __future__ import annotations

from datetime import date

from steersman.domain.errors import Permanent
from steersman.knowledge.asking.answer import Answer, State, unknown
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.asking.telling import tell
from steersman.knowledge.queries.language import read
from steersman.knowledge.queries.model import Query
from steersman.knowledge.queries.running import EXPLAINED, Hidden, run
from steersman.knowledge.questions.said import POINTING_BACK
from steersman.knowledge.questions.understanding import Misread, understand


def ask_record(question: str, world: RecordWorld, today: date) -> Answer:
    """The answer, or ``UNKNOWN`` with the word that is not understood."""
    query = understand(question, world, today)
    if isinstance(query, Misread):
        return unknown(_not_understood(query))
    return run_query(query, world)


def ask_query(text: str, world: RecordWorld) -> Answer:
    """The answer to a query as people edit it.  ``Permanent`` names what is wrong with it."""
    return run_query(read(text), world)


def run_query(query: Query, world: RecordWorld) -> Answer:
    try:
        found = run(query, world)
        return tell(found, world.heard(query.entity, found.ids[:EXPLAINED]))
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
