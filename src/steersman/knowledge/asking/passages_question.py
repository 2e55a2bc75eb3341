"""What a question asks of documents: the kind of answer it wants, and the words it must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from steersman.knowledge.asking.passages_kinds import TYPED, VERB_FIRST, Kind, kind_of
from steersman.knowledge.asking.passages_thesaurus import PHRASES
from steersman.knowledge.asking.passages_words import Term, asked_terms, with_opposites
from steersman.knowledge.retrieval.words import stem, terms

_POLITE = re.compile(
    r"^(?:hi|hello|hey|please|ok(?:ay)?|so|and|quick question|sorry|"
    r"(?:can|could|would) (?:you|someone|somebody|anyone) (?:please )?(?:tell|show|explain to) me"
    r"|do you know|does (?:anyone|anybody|someone) know|any idea|i(?: would|'d) like to know"
    r"|i (?:need|want|have) to know|i wonder|tell me|remind me|please tell me)\b[\s,:;.!–-]*"
    r"(?=\S)",
    re.IGNORECASE,
)
_FOR_SOMEBODY = re.compile(
    r"\bin (?:the )?(?:case|event) of\b"
    r"|\s+for (?:an?|the|my|our|some|one of our) (?:user|person|colleague|employee|someone"
    r"|co-?worker|staff member)s?\b",
    re.IGNORECASE,
)
_RUNS = re.compile(r"^((?:what|which)\b.*\b(?:does|do)\b.*?)\s+(?:run|require)(?: on)?$", re.I)
_DOES_NOT_WORK = re.compile(
    r"\b(?:(?:does|do|did|is|are|was)(?:n't| not)|won't|will not|not|no longer) work(?:ing)?\b",
    re.I,
)
# Words of asking and of politeness, that no passage needs to repeat; as stems.
SMALL = frozenset(
    term
    for word in (
        *("a", "an", "the", "is", "are", "be", "to", "of", "in", "on", "for", "with", "and", "or"),
        *("it", "this", "that", "there", "from", "at", "by", "if", "as", "need", "was", "were"),
        *("please", "want", "way", "best", "right", "tell", "show", "explain", "help", "happens"),
        *("have", "has", "get", "make", "use", "using", "steps", "step", "procedure", "someone"),
        *("new", "any", "some", "about", "so", "up", "into", "one", "go", "work", "works", "had"),
        *("long", "often", "much", "many", "soon", "far", "old", "frequently", "been", "being"),
        *("long", "exactly", "actually", "currently", "correct", "its", "their", "them", "these"),
        *(
            "those",
            "after",
            "before",
            "when",
            "while",
            "then",
            "also",
            "still",
            "until",
            "since",
            "during",
            "within",
        ),
        *(
            "itself",
            "himself",
            "herself",
            "themselves",
            "his",
            "her",
            "per",
            "runbook",
            "wiki",
            "article",
        ),
        *("company", "organisation", "organization", "firm", "employer", "ever", "now", "just"),
        *("already", "really", "maybe", "else", "again", "anyway", "please", "usually", "normally"),
        *("whether", "appear", "appears", "occur", "come", "mean", "means", "shows", "says"),
    )
    for term in terms(word)
)
_MEASURES = frozenset(  # what they ask for is looked for as a value
    stem(word)
    for word in (
        *("time", "date", "day", "duration", "period", "number", "amount", "value", "count"),
        *("figure", "interval", "frequency", "hour", "person", "ip", "fast", "quickly", "big"),
        *("large", "high", "deep", "wide", "heavy", "temperature", "humidity", "percentage"),
        *("level", "point", "threshold", "usage", "weekday"),
        *(
            "quick",
            "quickly",
            "voltage",
            "wattage",
            "weight",
            "speed",
            "bandwidth",
            "distance",
            "version",
            "release",
        ),
    )
)
_OF_PLACES = frozenset(
    stem(word)
    for word in (
        "keep",
        "kept",
        "store",
        "stored",
        "locate",
        "located",
        "find",
        "put",
        "lie",
        "sit",
    )
)
_OF_PORTS = frozenset(stem(word) for word in ("listen", "use", "run", "answer", "reach", "bind"))
_OF_SPANS = frozenset(stem(word) for word in ("valid", "last", "take", "good", "run"))
_OF_VERSIONS = frozenset(
    stem(word) for word in ("support", "supported", "introduce", "add", "available", "contain")
)
_OF_HOURS = frozenset(stem(word) for word in ("open", "opening", "hours", "office", "available"))
_BY_THE_WAY = frozenset(  # how carefully something is to be done
    stem(word)
    for word in (
        "manually",
        "properly",
        "safely",
        "correctly",
        "quickly",
        "easily",
        "order",
        "first",
    )
)
_ASKED_OF = frozenset(stem(word) for word in ("instructions", "guide", "do", "must", "should"))
_FIXING = frozenset(
    stem(word)
    for word in (
        *("fix", "repair", "solve", "resolve", "clear", "handle", "deal", "troubleshoot", "sort"),
        *("unblock", "unstick", "cure", "treat", "recover", "address", "free", "free up", "mend"),
    )
)
_TROUBLE = frozenset(
    stem(word)
    for word in (
        *("stuck", "fail", "failing", "failed", "failure", "error", "full", "alarm", "alert"),
        *("slow", "broken", "crash", "crashed", "hang", "hanging", "hung", "outage", "locked"),
        *("expired", "corrupt", "corrupted", "timeout", "down", "problem", "unreachable", "lost"),
        *("jam", "jammed", "frozen", "blocked", "missing", "overheating", "flapping", "leak"),
    )
)


_TEAMS = frozenset(stem(word) for word in ("team", "group", "department", "crew"))
_SMALL_OF = {
    Kind.PORT: _OF_PORTS,
    Kind.WHERE: _OF_PLACES,
    Kind.HOW_LONG: _OF_SPANS,
    Kind.VERSION: _OF_VERSIONS,
    Kind.TIME: _OF_HOURS,
    Kind.HOW_TO: _BY_THE_WAY,
    Kind.PHONE: _TEAMS
    | frozenset(
        stem(word)
        for word in ("call", "ring", "dial", "extension", "phone", "telephone", "hotline", "number")
    ),
    Kind.MEANING: frozenset(
        stem(word)
        for word in ("stand", "short", "meant", "definition", "counts", "qualifies", "considered")
    ),
    Kind.HOW_MANY: frozenset(
        stem(word)
        for word in ("allowed", "permitted", "possible", "exist", "available", "money", "maximum")
    ),
    Kind.WHO: _TEAMS,
    Kind.WHY: frozenset(stem(word) for word in ("cause", "caused", "reason")),
}
_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d\d)?(?:am|pm)?", re.IGNORECASE)
_PHRASES = [(re.compile(rf"\b(?:{form})\b", re.I), said) for form, said in PHRASES.items()]


@dataclass(frozen=True, slots=True)
class Wanted:
    """``goal``: what is to be done, of a question how to; None: it says only what is wrong."""

    said: str
    kind: Kind
    terms: tuple[Term, ...]
    goal: Term | None = None
    together: tuple[tuple[Term, Term], ...] = ()  # that stand beside each other in the question


def wanted(question: str) -> Wanted:
    said = _plainly(question)
    kind = kind_of(said)
    small = SMALL | _MEASURES if kind in TYPED else SMALL | _ASKED_OF
    small |= _SMALL_OF.get(kind, frozenset())
    said_words = _as_documents_say(_RUNS.sub(r"\1", _FOR_SOMEBODY.sub("", said)))
    asked = asked_terms(said_words, small)
    if kind is Kind.WHETHER:
        asked = with_opposites(asked)
    if re.search(r"\bopen\b", said, re.IGNORECASE):  # the hours are told whole
        asked = [each for each in asked if not _CLOCK.fullmatch(each.said)]
    goal = asked[0] if kind is Kind.HOW_TO and asked and _names_goal(said) else None
    if goal is not None and _only_fixes(goal, asked):
        asked, goal = [each for each in asked if each is not goal], None
    return Wanted(said, kind, tuple(asked), goal, tuple(_together(kind, said_words, asked)))


def _together(kind: Kind, said: str, asked: Sequence[Term]) -> Iterator[tuple[Term, Term]]:
    """ "Blinking green" is one thing: a text that is blinking here and green there has none."""
    if kind in TYPED:
        return  # there it is looked for beside its value
    last = re.match(rf"{VERB_FIRST}\b", said, re.IGNORECASE) and asked[-1:]
    for one, other in pairwise(asked):
        if last and other is last[0]:
            continue  # "is the generator tested"
        if re.search(rf"\b{re.escape(one.said)}\s+{re.escape(other.said)}\b", said, re.IGNORECASE):
            yield one, other


def _plainly(question: str) -> str:
    said = " ".join(question.split()).replace("’", "'")
    while shorter := _POLITE.sub("", said, count=1):
        if shorter == said:
            break
        said = shorter
    return _DOES_NOT_WORK.sub("fails", said)


def _as_documents_say(said: str) -> str:
    for form, instead in _PHRASES:
        said = form.sub(instead, said)
    return said


def _names_goal(said: str) -> bool:
    """ "How do I reset …" names it; "what do I do when …" does not."""
    return (
        re.match(r"(?:how|steps|procedure|instructions|what are the steps)\b", said, re.I)
        is not None
    )


def _only_fixes(goal: Term, asked: list[Term]) -> bool:
    """To clear what is stuck, to fix what fails: the trouble says it, the verb may be any."""
    fixing = stem(goal.said.lower()) in _FIXING
    return fixing and any(stem(each.said.lower()) in _TROUBLE for each in asked if each is not goal)
