"""Finds the account of a person in each system, and the question where that is not certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from steersman.capabilities.connector import Finder
from steersman.capabilities.contract import Registry
from steersman.capabilities.probe import Probes
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.identity import EMPLOYEE_NUMBER, LOGIN, Candidate, Identifiers
from steersman.domain.work import Question, QuestionKind
from steersman.governor.identity import Links, Match, contradicting, match
from steersman.governor.rehearsal import Resolved

RECORD = "record"  # our own record, where a person's id is the account
RECORDED_MAIL = "record.mail"  # the mail address that the record knows


@dataclass(frozen=True, kw_only=True)
class Landscape:
    """What can be done where, and who is who there.  Only the governor holds it."""

    registry: Registry
    finders: Mapping[str, Finder]
    identify: Callable[[str], Identifiers]  # our own id of a person → what the record knows
    works_here: Callable[[str], bool]  # whether the record knows the person as employed
    links: Callable[[str], Mapping[tuple[str, str], tuple[bool, str]]]  # person → confirmed
    identity_sources: frozenset[str] = frozenset()  # systems whose logins count as proven
    accounts_from: Mapping[str, str] = field(default_factory=dict)  # system → where logins live
    probes: Probes = field(default_factory=dict)  # what may be read, by ``name@system``

    def offering(self, capability: str) -> tuple[str, ...]:
        keys = (key.split("@", 1) for key in self.registry)
        return tuple(system for name, system in keys if name == capability)


@dataclass(frozen=True, slots=True)
class Account:
    """The account that was resolved, and the ones that only a person can place."""

    about: Identifiers
    resolved: Resolved
    doubts: tuple[Candidate, ...]
    reason: str

    def question(self, step: str) -> Question:
        who = f"{self.about.given_name} {self.about.family_name}".strip()
        who += f" ({self.about.employee_number or 'no employee number'})"
        ask = f"does {who} have another account?" if self.resolved.account else f"which is {who}?"
        return Question(
            step=step,
            text=f"{self.resolved.system}: {ask} {self.reason}",
            kind=QuestionKind.IDENTITY,
            system=self.resolved.system,
            person=self.about.person,
            candidates=tuple(_side_by_side(candidate) for candidate in self.doubts),
            blocking=not self.resolved.account,
        )


@dataclass
class Resolver:
    """One rehearsal's look-ups: each system is asked once about each person."""

    landscape: Landscape
    _people: dict[str, Identifiers] = field(default_factory=dict)
    _answers: dict[tuple[str, str], tuple[Candidate, ...]] = field(default_factory=dict)
    _proven: dict[tuple[str, str], str] = field(default_factory=dict)  # (source, person) → login

    def account(self, system: str, person: str) -> Account:
        """Raises an error of ``domain.errors`` when the system gives no answer."""
        about = self.identifiers(person)
        if system in (RECORD, RECORDED_MAIL):
            return Account(about, _recorded(system, about), (), "")
        source = self.landscape.accounts_from.get(system)
        proven = self._proven.get((source or "", person), "")
        if source is not None and not proven:
            self._candidates(source, about)  # silent now?  Then nothing can be said: Transient
        candidates = self._candidates(system, about)
        links = self._links(system, person)
        if source is None or any(candidate.id in links for candidate in candidates):
            found = match(about, candidates, links)
        else:
            found = _through(source, about, proven, candidates)
        return Account(about, _resolved(system, person, found), found.doubts, found.reason)

    def identifiers(self, person: str) -> Identifiers:
        """What the record knows, with the login that an identity source proves."""
        if person not in self._people:
            about = known = self.landscape.identify(person)
            for system in sorted(self.landscape.identity_sources):
                about = self._with_proven_login(system, about, known)
            self._people[person] = about
        return self._people[person]

    def _with_proven_login(
        self, system: str, about: Identifiers, known: Identifiers
    ) -> Identifiers:
        """A login proven elsewhere may help here, but must not contradict: ``known`` is then
        what the record knows by itself.
        """
        try:
            candidates = self._candidates(system, about)
        except (Transient, Permanent, NeedsPerson):
            return about  # whoever needs the proof asks again and is told
        links = self._links(system, about.person)
        found = match(about, candidates, links).found or match(known, candidates, links).found
        if found is None or LOGIN not in found.identifiers:
            return about
        login = self._proven[system, about.person] = found.identifiers[LOGIN]
        return replace(about, login=login, login_proven=True)

    def _candidates(self, system: str, about: Identifiers) -> tuple[Candidate, ...]:
        asked = (system, about.person)
        if asked not in self._answers:
            finder = self.landscape.finders.get(system)
            if finder is None:
                raise Permanent("it keeps no accounts of people")
            self._answers[asked] = finder.candidates(about)
        return self._answers[asked]

    def _links(self, system: str, person: str) -> Links:
        every = self.landscape.links(person)
        return {native: told for (where, native), told in every.items() if where == system}


def _resolved(system: str, person: str, found: Match) -> Resolved:
    if found.found is None:
        return Resolved(system, person, "", "", "no account")
    return Resolved(system, person, found.found.id, found.found.label, found.proof)


def _recorded(system: str, about: Identifiers) -> Resolved:
    account = about.person if system == RECORD else about.mail
    return Resolved(system, about.person, account, about.mail, "our own record")


def _through(
    source: str, about: Identifiers, login: str, candidates: tuple[Candidate, ...]
) -> Match:
    """Accounts that are by declaration the logins of another system; ``login`` is proven there."""
    if not login:
        reason = f"its logins come from {source}, where no account is proven to be theirs"
        return Match(None, "", candidates, reason)
    wanted = login.casefold()
    same = tuple(c for c in candidates if c.identifiers.get(LOGIN, "").casefold() == wanted)
    if len(same) > 1 or any(each.marks for each in same):
        return Match(None, "", same, "the login fits an account that is not one person's")
    if any(EMPLOYEE_NUMBER in contradicting(about, each) for each in same):
        return Match(None, "", same, "the login fits, and the employee number contradicts")
    if not same:
        return Match(None)
    return Match(same[0], f"the login that {source} proves")


def _side_by_side(candidate: Candidate) -> Mapping[str, str]:
    return {
        "id": candidate.id,
        "label": candidate.label,
        "name": candidate.name,
        **candidate.identifiers,
        "active": "yes" if candidate.active else "no",
        "marks": ", ".join(sorted(candidate.marks)),
    }
