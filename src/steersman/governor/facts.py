"""Everything that the rules may know, gathered before they speak: a rule reads no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.capabilities.contract import Spec
from steersman.domain.canonical import Json
from steersman.domain.work import SYSTEM, Work
from steersman.governor.limits import Limits
from steersman.governor.surroundings import NOTHING, Surroundings

FOR_CAUSE = "for_cause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person that the work is about, as the record knows them now."""

    person: str
    department: str = ""
    status: str = "active"
    protected: bool = False
    management: tuple[str, ...] = ()  # line managers, the nearest first
    on_call: tuple[str, ...] = ()  # services and schedules that they are on call for, now or later
    business: tuple[str, ...] = ()  # open business obligations, in words
    in_session: tuple[str, ...] = ()  # systems that reported a live session of theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """How much was let through lately, this work not counted."""

    calls: Mapping[str, int] = field(default_factory=dict)  # registry key → in its rate window
    people_hour: int = 0  # people touched by the same procedure in the last hour
    people_day: int = 0
    department_day: int = 0  # of the subject's department
    begun: bool = False  # this very work was let through before: it goes on, it does not count
    target_hour: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """How many people there are to be a share of: who worked here when the window began."""

    company: int = 0
    department: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    now: float
    work: Work
    specs: Mapping[str, Spec]  # registry key → declaration
    limits: Limits
    subject: Subject | None = None
    requester_roles: frozenset[str] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)  # registry key → level in this scope
    stopped: tuple[str, ...] = ()  # kill switches that are thrown
    busy: Mapping[str, float] = field(default_factory=dict)  # target → end of another run's lease
    approvals: Mapping[str, frozenset[str]] = field(default_factory=dict)  # who → their roles
    not_before: float = 0.0  # the latest moment that somebody who approved asked to wait for
    recent: Recent = field(default_factory=Recent)
    population: Population = field(default_factory=Population)
    around: Surroundings = NOTHING  # what depends on the targets
    market_open_until: float | None = None  # the subject's exchange is open until then
    attempt: int = 1
    faults: tuple[str, ...] = ()  # what could not be known: a broken limits file, an odd exchange

    @property
    def for_cause(self) -> bool:
        return self.work.params.get("termination_type", "") == FOR_CAUSE

    def about_work(self) -> Json:
        """What the policies may know of the work and its subject; the ledger keeps it."""
        work, subject = self.work, self.subject
        return {
            "procedure": work.procedure,
            "requester": work.requester,
            "requester_is_system": work.requester.startswith(SYSTEM),
            "requester_roles": sorted(self.requester_roles),
            "subject": work.subject,
            "subject_department": subject.department if subject else "",
            "subject_status": subject.status if subject else "",
            "for_cause": self.for_cause,
            "depth": work.depth,
            "approvals": len(self.approvals),
        }
