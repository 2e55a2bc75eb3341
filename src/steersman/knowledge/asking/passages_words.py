"""The words of a question, and what a document may say instead of each of them.

A document rarely repeats the words that it is asked in: "at least 14" answers "the minimum", a
rollback is what "roll back" asks for.  What may stand for what is general English and the common
words of IT, in one direction: a host that is called a server is one, a thing that is merely near
is not.  Names, codes and numbers are never said in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from steersman.knowledge.asking.plain_words import plain_verb
from steersman.knowledge.retrieval.words import plain, stem, terms

# What a question asks for in the first words → what a document may say; "at+least" is two words
# that stand beside each other.
_SAID: Mapping[str, str] = {
    "minimum min least shortest smallest": "minimum min at+least no+fewer no+less or+more lowest",
    "maximum max most limit longest largest": (
        "maximum max at+most up+to no+more limit limited not+exceed cap than largest ceiling"
    ),
    "last": "last lasts end ends expire valid validity take limit duration lifetime for",
    "take": "take takes last duration about within up+to",
    "expire": "expire expiry valid validity end lapse",
    "valid": "valid validity expire expiry good",
    "deadline due": "deadline due by before latest until cut+off no+later not+later",
    "reopen": "reopen open+again re+open",
    "phone telephone": "phone telephone call tel extension hotline line",
    "call contact ring": (
        "call contact phone ring page notify inform escalate hotline line telephone tel support"
    ),
    "inform notify tell": "inform notify tell call contact report",
    "report": "report tell inform notify call contact",
    "approve approver approval": (
        "approve approver approval sign+off authorise authorize authorisation agree consent"
    ),
    "authorise authorize": "approve approval authorise authorize sign+off",
    "allow permit": (
        "allow permit may can forbidden prohibited banned never not+allowed must+not only"
    ),
    "forbid prohibit": "forbid forbidden prohibit prohibited banned not+allowed must+not never no",
    "own owner": "own owner owned responsible accountable",
    "responsible": "responsible responsibility owner own owned accountable lead",
    "lead leader": "lead leader led head",
    "delete remove": "delete remove erase wipe purge destroy uninstall",
    "erase wipe": "erase wipe delete destroy",
    "keep retain store": "keep retain retention store hold archive stored",
    "retention": "retention retain keep store",
    "install": "install installation set+up setup deploy",
    "setup": "setup install installation configure configuration join connect add enrol enroll",
    "configure": "configure configuration setup set+up settings",
    "connect": "connect connection join attach log+in",
    "login logon signin": "login logon log+in log+on sign+in signin",
    "change": "change replace rotate update modify",
    "rotate": "rotate rotation change renew replace",
    "renew": "renew renewal replace",
    "start": "start begin launch boot",
    "stop": "stop halt shut+down shutdown end",
    "restart": "restart reboot reload",
    "reboot": "reboot restart",
    "shutdown poweroff": "shutdown shut+down power+off switch+off turn+off",
    "troubleshoot": "troubleshoot fail failure error problem fix",
    "fail failure": "fail failure error broken problem troubleshoot unsuccessful",
    "broken": "broken fail failure error fault defect problem",
    "error problem trouble": "error problem trouble fail failure issue troubleshoot fault",
    "fix repair solve resolve": "fix repair solve resolve resolution solution troubleshoot remedy",
    "order request": "order request apply ask",
    "lose": "lose lost missing loss",
    "steal": "steal stolen theft",
    "cost price": "cost price charge fee rate",
    "outage": "outage incident downtime disruption interruption post+mortem postmortem failure",
    "incident": "incident outage post+mortem postmortem",
    "cause": "cause because due+to reason",
    "reason": "reason cause because due+to",
    "computer pc": "computer laptop pc workstation notebook desktop",
    "laptop notebook": "laptop notebook",
    "email mail": "mail email e+mail",
    "wifi wlan wireless": "wifi wi+fi wlan wireless",
    "database db": "database db postgresql postgres mysql mariadb oracle mssql mongodb",
    "server host machine": "server host machine",
    "recover restore": "restore recover recovery",
    "support": "support compatible",
    "guest visitor": "guest visitor",
    "holiday vacation": "holiday vacation leave",
    "night": "night 24x7 24/7 out+of outside after+hours",
    "weekend": "weekend saturday sunday 24x7 24/7",
    "full": "full fill filled",
    "size": "size mb gb tb kb megabyte gigabyte large larger big bigger",
    "workaround": "workaround instead set use avoid disable",
    "go+off trigger": "alarm alert go+off goes+off sound ring trigger",
    "escalate": "escalate escalation call",
    "hours": "hours open opening from between",
    "memory ram": "memory ram",
    "cpu processor": "cpu processor core vcpu",
    "upgrade": "upgrade update",
    "update": "update upgrade patch",
    "alarm alert": "alarm alert",
    "sound": "sound ring fire trigger go+off goes+off alarm alert",
    "big large": "size big large capacity quota gb mb",
    "address": "address ip",
    "user person people employee staff": (
        "user person people employee staff colleague member worker everyone"
    ),
    "low": "low below under",
    "high": "high above over exceed",
    "vendor supplier": "vendor supplier",
    "new": "new",
    "colour color": "colour color",
    "happen": "happen",
    "cheap": "cheap price cost",
    "leave leaver": "leave leaver left departure",
    "join joiner newcomer": "join joiner joining start new+colleague",
    "replace": "replace replaced replacement instead successor",
    "instead": "instead replace",
    "refund": "refund reimburse pay+back",
    "borrow lend loan": "borrow lend loan",
    "licence license": "licence license",
    "check": "check verify test look",
    "verify": "verify check confirm",
    "send": "send forward submit",
    "give": "give hand provide grant",
    "grant": "grant give approve",
    "print printing printer": "print printing printer",
    "meet meeting": "meet meeting",
    "located location": "located location stands in at room rack",
    "quit": "quit leave stop",
    "block": "block blocked lock locked deny denied",
    "unlock": "unlock unlocks unblock",
    "review": "review reviewed",
    "not no never without none": "not no never without none cannot neither nor",
}
# What a rule may speak of instead, in its own sentence: a rule about devices holds for a laptop.
_WIDER: Mapping[str, str] = {
    "laptop notebook tablet phone smartphone mobile": "device",
    "nurse doctor teacher student engineer": "everyone everybody",
}
_TWO = {  # verbs of two words, written as one too: a backup, a login
    verb: frozenset(particles.split())
    for verbs, particles in (
        ("set start boot back clean look warm scale", "up"),
        ("shut take bring power break scale", "down up"),
        ("log sign", "in on off out up"),
        ("roll", "back out over"),
        ("fail hand take switch carry", "over"),
        ("switch turn power", "on off"),
        ("go", "off"),
        ("lock time opt phase sell", "out"),
        ("check", "in out"),
        ("play call fall report", "back"),
    )
    for verb in verbs.split()
}
_HOMONYMS = frozenset(("response", "responses"))  # of one stem with what means something else
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’._\-/:@+\\][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that was asked for.  ``ways``: the stems of which a document must have one."""

    said: str
    ways: frozenset[str]
    name: bool = False  # a code, a number, a name: nothing else can stand for it
    wider: frozenset[str] = frozenset()  # what a statement may say that holds for this too

    def within(self, words: frozenset[str]) -> bool:
        return not self.ways.isdisjoint(words)

    def meant_in(self, statement: frozenset[str]) -> bool:
        return self.within(statement) or not self.wider.isdisjoint(statement)


def bag(text: str) -> frozenset[str]:
    """The stems of a text, and of each two words that stand beside each other, written as one."""
    words = [each.lower() for each in _WORD.findall(plain(text))]
    return frozenset(map(plain_verb, terms(text))) | {pair(*two) for two in pairwise(words)}


def pair(first: str, second: str) -> str:
    return stem(plain_verb(stem(first)) + second)


def asked_terms(question: str, small: frozenset[str]) -> list[Term]:
    """The words that a document has to say, in their order; ``small``: stems it need not."""
    shouted = question.upper() == question
    words = _TOKEN.findall(plain(question.lower() if shouted else question))
    found: list[Term] = []
    joined = False
    for place, word in enumerate(words):
        behind = words[place + 1].lower() if place + 1 < len(words) else ""
        if joined:
            joined = False
            continue
        if behind in _TWO.get(stem(word.lower()), ()):
            found.append(_compound(word.lower(), behind))
            joined = True
        elif term := _term(word, small, place == 0):
            found.append(term)
    return list({each.ways: each for each in found}.values())


def _compound(word: str, particle: str) -> Term:
    """ "set up", "roll back": one verb, however it is written."""
    written = pair(word, particle)
    return Term(f"{word} {particle}", _ways().get(written, frozenset()) | {written})


def _term(word: str, small: frozenset[str], first: bool) -> Term | None:
    stems = terms(word)
    if not stems:
        return None
    whole = plain_verb(stems[0])
    if whole in small:
        return None
    if any(c.isdigit() for c in word) or is_name(word, first):
        return Term(word, frozenset((whole,)), name=True)
    kept = [each for each in map(plain_verb, stems) if each not in small]
    if not kept:
        return None
    others = frozenset[str]() if word.lower() in _HOMONYMS else _ways().get(kept[-1], frozenset())
    return Term(word, others | {kept[-1]}, wider=_wider().get(kept[-1], frozenset()))


def is_name(word: str, first: bool) -> bool:
    """Written as names are: capitals that do not only begin a sentence."""
    return word != word.lower() and (not first or word[1:] != word[1:].lower())


@lru_cache(maxsize=1)
def _ways() -> Mapping[str, frozenset[str]]:
    return _stemmed(_SAID)


@lru_cache(maxsize=1)
def _wider() -> Mapping[str, frozenset[str]]:
    return _stemmed(_WIDER)


def _stemmed(said: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    ways: dict[str, frozenset[str]] = {}
    for asked, instead in said.items():
        others = frozenset(map(_written, instead.split()))
        for word in asked.split():
            ways[_written(word)] = ways.get(_written(word), frozenset()) | others
    return ways


def _written(word: str) -> str:
    first, plus, second = word.partition("+")
    return pair(first, second.replace("+", "")) if plus else plain_verb((terms(word) or [word])[0])


def covering(asked: Iterable[Term], words: frozenset[str]) -> list[Term]:
    return [each for each in asked if each.within(words)]
