"""The dry run: everything is planned, nothing is written, one doubt does not hold the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.domain.errors import NeedsPerson, Transient
from steersman.domain.identity import Candidate, Identifiers
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Work
from steersman.governor.procedure import Procedure, Run, all_or_nothing, keep_what_is_done
from steersman.governor.rehearsal import ASKED, UNREACHABLE, Rehearsal
from steersman.governor.rehearser import rehearse
from steersman.governor.resolver import Landscape

WORK = Work(number="REQ1", procedure="p", requester="system:hr-feed", subject="per_1")


@dataclass(frozen=True, kw_only=True)
class Params:
    account: str


@dataclass
class Planned(Capability[Params]):
    """Plans one change, or raises what it was told to; applying it is a failure of the test."""

    system: str
    error: Exception | None = None
    params: type[Params] = field(default=Params)

    def __post_init__(self) -> None:
        self.spec = Spec(
            name="account.disable",
            summary="Disable",
            risk=Risk.LOW,
            reversal=Reversal.EXACT,
            permissions=frozenset(),
            rate_limit=RateLimit(calls=1, per=1.0),
            verify_within=0.0,
            outputs=frozenset({"ticket"}),
        )

    def plan(self, params: Params) -> Plan:
        if self.error is not None:
            raise self.error
        return Plan(self.key, (Change(f"{self.system}:{params.account}", "on", "1", "0"),))

    def apply(self, plan: Plan, *, key: str) -> None:
        raise AssertionError("a rehearsal writes nothing")

    undo = apply

    def verify(self, plan: Plan) -> bool:
        raise AssertionError("a rehearsal verifies nothing")


@dataclass
class Finder:
    identifiers: dict[str, str]
    error: Exception | None = None
    asked: int = 0

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return (Candidate(id="a1", label="a1", identifiers=self.identifiers),)


PROVEN = {"employee_number": "1", "mail": "j@x"}


def rehearsed(
    procedure: Procedure, *capabilities: Planned, finders: dict[str, Any] | None = None
) -> Rehearsal:
    landscape = Landscape(
        registry={each.key: each for each in capabilities},
        finders={each.system: Finder(PROVEN) for each in capabilities} | (finders or {}),
        identify=lambda person: Identifiers(person=person, employee_number="1", mail="j@x"),
        works_here=lambda person: person != "per_who_left",
        links=lambda person: {},
    )
    return rehearse(WORK, procedure, landscape)


def close_each(run: Run, work: Work) -> None:
    for system in run.systems("account.disable"):
        with keep_what_is_done(run, f"access: {system}"):
            run.do("account.disable", system, account=run.resolve(system, work.subject))


def test_every_step_is_planned_and_named_by_its_stage() -> None:
    rehearsal = rehearsed(close_each, Planned("a"), Planned("b"))
    assert [step.name for step in rehearsal.steps] == ["access: a/2", "access: b/2"]
    assert rehearsal.targets == {"a:a1", "b:a1"}
    assert rehearsal.blocked == ""


def test_a_question_in_one_stage_does_not_hold_the_others() -> None:
    rehearsal = rehearsed(close_each, Planned("a", NeedsPerson("which?")), Planned("b"))
    assert rehearsal.targets == {"b:a1"}
    assert rehearsal.failed == {"access: a/2": (ASKED, "account.disable@a: which?")}
    assert [question.text for question in rehearsal.questions] == ["account.disable@a: which?"]


def test_a_silent_system_is_noted_and_asks_nobody() -> None:
    rehearsal = rehearsed(close_each, Planned("a", Transient("no answer")), Planned("b"))
    assert rehearsal.failed["access: a/2"][0] == UNREACHABLE
    assert rehearsal.questions == ()
    assert rehearsal.targets == {"b:a1"}


def test_nothing_is_handed_to_somebody_who_has_left_and_it_is_asked_once() -> None:
    def hand_over(run: Run, work: Work) -> None:
        for system in run.systems("account.disable"):
            with all_or_nothing(run, f"handover: {system}"):
                to = run.resolve(system, "per_who_left")
                run.do("account.disable", system, account=to)

    rehearsal = rehearsed(hand_over, Planned("a"), Planned("b"))
    assert rehearsal.changes == ()
    (question,) = rehearsal.questions
    assert question.text == "per_who_left does not work here: name somebody else"


def test_a_failure_outside_every_stage_blocks_the_plan() -> None:
    def straight(run: Run, work: Work) -> None:
        run.do("account.disable", "a", account="a1")

    rehearsal = rehearsed(straight, Planned("a", Transient("no answer")))
    assert rehearsal.blocked == "account.disable@a: no answer"


def test_the_steps_of_an_all_or_nothing_stage_are_not_begun_when_one_fails() -> None:
    def both(run: Run, work: Work) -> None:
        with all_or_nothing(run, "both"):
            run.do("account.disable", "a", account="a1")
            run.do("account.disable", "b", account="a1")

    rehearsal = rehearsed(both, Planned("a"), Planned("b", NeedsPerson("which?")))
    assert rehearsal.changes == ()
    assert rehearsal.failed["both/1"][0] == ASKED, "the durable run must not try it either"


def test_an_all_or_nothing_stage_leaves_the_other_stages_alone() -> None:
    def two(run: Run, work: Work) -> None:
        with keep_what_is_done(run, "first"):
            run.do("account.disable", "a", account="a1")
        with all_or_nothing(run, "second"):
            run.do("account.disable", "b", account="a1")

    rehearsal = rehearsed(two, Planned("a"), Planned("b", NeedsPerson("which?")))
    assert rehearsal.targets == {"a:a1"}


def twice(run: Run, work: Work) -> None:
    for stage in ("one", "two"):
        with keep_what_is_done(run, stage):
            run.resolve("a", work.subject)


def test_a_doubt_about_an_account_is_asked_once_however_many_steps_need_it() -> None:
    doubtful = Finder({"mail": "j@x"})
    rehearsal = rehearsed(twice, Planned("a"), finders={"a": doubtful})
    assert len(rehearsal.questions) == 1
    assert set(rehearsal.failed) == {"one/1", "two/1"}


def test_a_silent_system_is_asked_about_a_person_once() -> None:
    silent = Finder({}, Transient("no answer"))
    rehearsal = rehearsed(twice, Planned("a"), finders={"a": silent})
    assert silent.asked == 1
    assert set(rehearsal.failed) == {"one/1", "two/1"}


def test_what_exists_only_later_is_a_placeholder() -> None:
    def uses(run: Run, work: Work) -> None:
        told = run.do("account.disable", "a", account="a1")
        run.do("account.disable", "b", account=told["ticket"])

    rehearsal = rehearsed(uses, Planned("a"), Planned("b"))
    assert rehearsal.steps[1].plan.changes[0].target == "b:⟨main/1.ticket⟩"
