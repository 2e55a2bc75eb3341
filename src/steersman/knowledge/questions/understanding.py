"""A question in plain English to a typed query: by fixed rules, and only when every word counts.

A word that is not understood makes the question not understood: half a condition would give a
wrong answer that looks right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from steersman.knowledge.queries.model import Query
from steersman.knowledge.questions.contradiction import contradicts
from steersman.knowledge.questions.employees import settled
from steersman.knowledge.questions.forms import FORMS
from steersman.knowledge.questions.lexicon import Lexicon, Vocabulary
from steersman.knowledge.questions.loose import loosely
from steersman.knowledge.questions.loose import told as told_of
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import COMPUTER, HOST, Noun
from steersman.knowledge.questions.said import BE, DETERMINERS, POINTING_BACK, RELATIVE
from steersman.knowledge.questions.words import LONGEST, Word, words_of

_OPENINGS = (
    *("please", "can you", "could you", "would you", "tell me", "show me", "show", "give me"),
    *("list", "find", "get", "display", "i need", "i want", "i want to know", "do you know"),
    *("a list of", "the list of", "hi", "hello", "and", ",", "me", "us", "to see"),
    *("who can tell me", "can somebody tell me", "can someone tell me", "i would like", "need"),
    *("i need to know", "what about", "how about", "quick question", "hey", "we need", "ok"),
    *("i would like to know", "find me", "pull", "pull up", "look up", "help me find"),
    *("i would like", "we would like to know", "we would like", "let me know", "let me see"),
    *("get me", "i am looking for", "looking for", "do you happen to know", "remind me"),
    *("can i see", "can i have", "may i see", "so", "kindly", "for the audit", "urgent"),
    *("send me", "could you send me", "mail me", "export", "print", "check", "report on", "report"),
    *("a report of", "report of", "an overview of", "overview of", "i am after", "give us"),
    *("all of", "the full list of", "full list of", "names of", "the names of"),
    *("i want to see", "i would like to see", "can you show me", "can you list", "search for"),
    *("search", "query", "return", "fetch", "thanks", "morning", "good morning"),
    *("dear team", "hello team", "hi team", "hi all", "for a report", "for my report"),
    *("please provide", "provide", "provide me with", "produce", "generate", "prepare", "supply"),
    *("a listing of", "listing of", "an inventory of", "and also", "next", "then", "well"),
    *("please list", "please give me", "i wonder", "i was wondering", "wondering", "anyone know"),
    *("does anyone know", "does anybody know", "do we know", "could someone tell me", "pls"),
    *("identify", "determine", "enumerate", "name", "name all", "quick one", "whats up", "sorry"),
    *("tell us", "show us", "explain", "hi there", "excuse me", "also", "evidence of"),
    *("evidence for", "proof of", "details on all", "records of", "a record of", "good day"),
    *("just", "we need to know", "could i have", "could i see", "can you tell me", "any idea"),
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
    *("as of today", "as of now", "in our estate", "in the estate", "in our inventory", "overall"),
    *("in the company", "in our company", "in the inventory", "if any", "if possible", "for me"),
    *("have we got", "we have got", "have you got", "got", "around"),
    *("on our network", "on the network", "in our network", "on our books", "for us"),
    *("anywhere", "these days", "exactly", "around here", "so far"),
)
# Words that say something only after others: a question of these alone goes on from an answer.
_ALONE = frozenset(
    (
        *("and", "the", "what", "about", "which", "how", "many", "of", "second", "first", "third"),
        *("last", "next", "other", "others", "one", "ones", "that", "more", "why", "else", "it"),
        *("they", "is", "are", "does", "do", "not", "so", "who", "when", "where", "these", "rest"),
        *POINTING_BACK,
    )
)
# Words that add nothing: left out where a question is not understood with them.
_FILLING = frozenset(["still", "currently", "actually", "really", "exactly", "presently", "please"])


_LEFT = frozenset(["left", "remaining"])


@dataclass(frozen=True, slots=True)
class Misread:
    """``word``: the first that no reading got past; empty: the question breaks off."""

    word: str


def understand(
    question: str, vocabulary: Vocabulary, today: date, before: Sequence[Noun] = ()
) -> Query | Misread:
    """The query that the question means, or the word that stands in the way.

    ``before``: what "it" or "they" means, from another part of the question.
    """
    if len(question) > LONGEST:
        return Misread(question[:20])
    words = words_of(question)
    if not before and (back := pointing_back(question)):
        return Misread(back)
    nouns = Nouns(words, Lexicon(vocabulary), today, before)
    told = tuple(word for word in words if word.key not in _FILLING)
    shorter = [Nouns(told, nouns.lexicon, today, before)] if len(told) < len(words) else []
    called = Nouns(words, nouns.lexicon, today, before, even_kinds=True)
    for each in (nouns, *shorter, called):
        for query in _readings(each):
            return query
    for query in _still_there(words, nouns, before):
        return query
    misread = Misread(_in_the_way(nouns))
    for query in (*told_of(nouns), *loosely(nouns)) if not before else ():
        if not contradicts(query):
            return settled(query)
    return misread


def _still_there(words: Sequence[Word], nouns: Nouns, before: Sequence[Noun]) -> Iterator[Query]:
    """ "any Debian 11 hosts left": of machines it says no more than "still"; a laptop is free."""
    kept = tuple(word for word in words if word.key not in _LEFT)
    if len(kept) < len(words):
        for query in _readings(Nouns(kept, nouns.lexicon, nouns.today, before)):
            if nouns.lexicon.is_a(query.entity, HOST) or query.entity == COMPUTER:
                yield query


def pointing_back(question: str) -> str:
    """The word that means an earlier answer, which nobody keeps: "how many of those", "why?"."""
    words = words_of(question)
    if words and all(word.key in _ALONE for word in words):
        return words[-1].text
    return next(_pointing_back(words), "")


def _pointing_back(words: Sequence[Word]) -> Iterator[str]:
    for place, word in enumerate(words):
        after = words[place + 1].key if place + 1 < len(words) else ""
        described = any(each.key in RELATIVE for each in words[place + 1 :])
        if word.key == "these" and after not in ("days", ""):
            yield word.text
        if word.key in ("those", "them") and words[place - 1].key == "of" and not described:
            yield word.text
        if word.key == "those" and place and words[place - 1].key == "of" and after == "servers":
            yield word.text


def _in_the_way(nouns: Nouns) -> str:
    """The first word that no reading got past, and that says something."""
    said = range(nouns.furthest, len(nouns.words))
    telling = [at for at in said if nouns.key(at) not in DETERMINERS | BE]
    meaning = [at for at in telling if nouns.key(at) not in RELATIVE | {"and"}]
    return next((nouns.words[at].text for at in meaning or telling), "")


def _readings(nouns: Nouns) -> Iterator[Query]:
    """Those that use up all words; the most polite opening is taken off first."""
    for start in _openings(nouns):
        for form in FORMS:
            for query, end in form(nouns, start):
                if _closes(nouns, end) and not contradicts(query):
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
