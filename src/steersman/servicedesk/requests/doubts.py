"""Why a text is no order, said so that its writer knows what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too long"
    CHARACTERS = "characters"
    QUOTED = "quoted"
    SEVERAL_REQUESTS = "several requests"
    QUESTION = "question"
    NEGATED = "negated"
    DOUBLE_NEGATION = "double negation"
    CONDITION = "condition"
    TIME = "time"
    GRANT = "grant"
    PEOPLE = "several people"
    PRONOUN = "pronoun"
    WHICH_SYSTEM = "which system"
    UNKNOWN_SYSTEM = "unknown system"
    AMBIGUOUS_SYSTEM = "ambiguous system"
    CONTRADICTION = "contradiction"
    TWO_READINGS = "two readings"
    NOT_UNDERSTOOD = "not understood"


NO_ORDER = frozenset({Doubt.QUESTION, Doubt.NEGATED})  # clear enough: nothing is wanted


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing is done.  ``question`` is for the writer; ``span`` is the part that it is about."""

    question: str
    span: str
    doubt: Doubt
