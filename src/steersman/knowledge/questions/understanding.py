"""A question in plain English to a typed query: by fixed rules, and only when every word counts.

A word that is not understood makes the question not understood: half a condition would give a
wrong answer that looks right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from steersman.knowledge.queries.model import Query
from steersman.knowledge.questions.employees import settled
from steersman.knowledge.questions.forms import FORMS
from steersman.knowledge.questions.lexicon import Lexicon, Vocabulary
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.said import BE, DETERMINERS
from steersman.knowledge.questions.words import LONGEST, words_of

_OPENINGS = (
    *("please", "can you", "could you", "would you", "tell me", "show me", "show", "give me"),
    *("list", "find", "get", "display", "i need", "i want", "i want to know", "do you know"),
    *("a list of", "the list of", "hi", "hello", "and", ",", "me", "us", "to see"),
    *("who can tell me", "can somebody tell me", "can someone tell me", "i would like", "need"),
    *("i need to know", "what about", "how about", "quick question", "hey", "we need", "ok"),
    *("i would like to know", "find me", "pull", "pull up", "look up", "help me find"),
)
_CLOSINGS = (
    *("do we have", "have we", "are there", "is there", "exist", "exists", "there are", "please"),
    *("right now", "currently", "now", "at the moment", "in total", "on record", "in the cmdb"),
    *(
        "by install date",
        "by age",
        "by date",
        "pls",
        "thanks",
        "thank you",
        "thx",
        "in the record",
        "on file",
        "recorded",
        "still",
    ),
    *("are in the record", "are on record", "do we use", "out there", "at all", "each", "are we"),
    *("do we own", "we have", "do we run", "do we use", "are", "is", ",", "today", "altogether"),
    *("which ones", "which ones are they", "and which", "?"),
)


@dataclass(frozen=True, slots=True)
class Misread:
    """``word``: the first that no reading got past; empty: the question breaks off."""

    word: str


def understand(question: str, vocabulary: Vocabulary, today: date) -> Query | Misread:
    """The query that the question means, or the word that stands in the way."""
    if len(question) > LONGEST:
        return Misread(question[:20])
    words = words_of(question)
    nouns = Nouns(words, Lexicon(vocabulary), today)
    for query in _readings(nouns):
        return query
    return Misread(_in_the_way(nouns))


def _in_the_way(nouns: Nouns) -> str:
    """The first word that no reading got past, and that says something."""
    said = range(nouns.furthest, len(nouns.words))
    telling = (at for at in said if nouns.key(at) not in DETERMINERS | BE)
    return next((nouns.words[at].text for at in telling), "")


def _readings(nouns: Nouns) -> Iterator[Query]:
    """Those that use up all words; the most polite opening is taken off first."""
    for start in _openings(nouns):
        for form in FORMS:
            for query, end in form(nouns, start):
                if _closes(nouns, end):
                    yield settled(query)


def _openings(nouns: Nouns) -> list[int]:
    starts = [0]
    for place in starts:
        starts += [end for end in nouns.said(place, *_OPENINGS) if end not in starts]
    return starts[::-1]


def _closes(nouns: Nouns, at: int) -> bool:
    nouns.reach(at)
    if at >= len(nouns.words):
        return True
    return any(_closes(nouns, end) for end in nouns.said(at, *_CLOSINGS))
