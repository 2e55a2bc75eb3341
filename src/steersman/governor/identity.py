"""Whose account is it?  Two independent identifiers must agree, and nothing may contradict.

Anything else is a question to a person with the candidates side by side.  A name is never an
identifier: it can only raise doubt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, MAIL, Candidate, Identifiers

KINDS = (EMPLOYEE_NUMBER, MAIL, LOGIN)
PROTECTED = "protected"  # the mark that no confirmation lifts
Links = Mapping[str, tuple[bool, str]]  # native id → (is it theirs, who confirmed it)


@dataclass(frozen=True, slots=True)
class Match:
    """``found`` may be acted on.  ``doubts`` are accounts that only a person can place."""

    found: Candidate | None
    proof: str = ""
    doubts: tuple[Candidate, ...] = ()
    reason: str = ""


def match(person: Identifiers, candidates: Sequence[Candidate], links: Links) -> Match:
    """Compare ``candidates`` with what the record knows about ``person``."""
    theirs = [each for each in candidates if _confirmed(each, links) is True]
    open_ = [each for each in candidates if _confirmed(each, links) is None]
    proven = theirs or [each for each in open_ if _is_proven(person, each)]
    rest = [each for each in open_ if each not in proven]
    doubts = tuple(each for each in rest if _is_doubtful(person, each, found=bool(proven)))
    if len(proven) > 1:
        return Match(None, "", (*proven, *doubts), "more than one account fits")
    if not proven:
        return Match(None, "", doubts, _why_not(doubts, person))
    (found,) = proven
    if found.marks and (not theirs or PROTECTED in found.marks):
        kinds = " and ".join(sorted(found.marks))
        return Match(None, "", (found, *doubts), f"the account is marked {kinds}")
    proof = _proof(person, found, links)
    return Match(found, proof, doubts, "another account shares an identifier" if doubts else "")


def agreeing(person: Identifiers, candidate: Candidate) -> frozenset[str]:
    return frozenset(kind for kind in KINDS if _compare(person, candidate, kind) is True)


def contradicting(person: Identifiers, candidate: Candidate) -> frozenset[str]:
    return frozenset(kind for kind in KINDS if _compare(person, candidate, kind) is False)


def independent(person: Identifiers, kinds: frozenset[str]) -> int:
    """How many of the agreeing kinds say something of their own.

    A login that is the mail address, its front, or the employee number repeats it, unless the
    directory has proven that it is this person's login.
    """
    told = {kind: _fold(getattr(person, kind)).partition("@")[0] for kind in kinds}
    if person.login_proven and LOGIN in told:
        told[LOGIN] = LOGIN + "@"  # proven: it speaks for itself, whatever it looks like
    return len(set(told.values()))


def _is_proven(person: Identifiers, candidate: Candidate) -> bool:
    kinds = agreeing(person, candidate)
    if contradicting(person, candidate) or independent(person, kinds) < 2:
        return False
    return EMPLOYEE_NUMBER in kinds or not _names_differ(person, candidate)


def _is_doubtful(person: Identifiers, candidate: Candidate, *, found: bool) -> bool:
    """Whether a person must look: it shares an identifier, or nothing tells namesakes apart.

    An inactive account that belongs to another employee number is settled: nothing is left to
    cut there.
    """
    against = contradicting(person, candidate)
    if EMPLOYEE_NUMBER in against and not candidate.active and found:
        return False
    if agreeing(person, candidate):
        return True
    return not against and not found and candidate.active


def _why_not(doubts: Sequence[Candidate], person: Identifiers) -> str:
    if not doubts:
        return ""
    if any(agreeing(person, each) and contradicting(person, each) for each in doubts):
        return "an account shares one identifier and contradicts another"
    return "no account has two independent identifiers that agree"


def _proof(person: Identifiers, candidate: Candidate, links: Links) -> str:
    if candidate.id in links:
        return f"confirmed by {links[candidate.id][1]}"
    return " and ".join(kind for kind in KINDS if kind in agreeing(person, candidate))


def _confirmed(candidate: Candidate, links: Links) -> bool | None:
    return links[candidate.id][0] if candidate.id in links else None


def _compare(person: Identifiers, candidate: Candidate, kind: str) -> bool | None:
    """``None``: one side does not know."""
    ours, theirs = getattr(person, kind), candidate.identifiers.get(kind, "")
    if not ours or not theirs:
        return None
    return _fold(ours) == _fold(theirs)


def _names_differ(person: Identifiers, candidate: Candidate) -> bool:
    ours = _words(f"{person.given_name} {person.family_name}")
    theirs = _words(candidate.name)
    return bool(ours and theirs) and not (ours <= theirs or theirs <= ours)


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return frozenset(letters.replace(",", " ").replace("-", " ").split())


def _fold(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().casefold()
