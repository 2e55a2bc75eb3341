"""Each guard alone: what sets it off, and the harmless twin that it lets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from steersman.capabilities.contract import RateLimit, Reversal, Risk, Spec
from steersman.capabilities.environments import COST, RISK
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Question, Work
from steersman.governor.decision import Need, Opinion, Verdict
from steersman.governor.facts import Facts, Population, Recent, Subject
from steersman.governor.guards import rules_with
from steersman.governor.guards.approval import asked_by_person, grave, level
from steersman.governor.guards.budgets import (
    attempts,
    causation,
    dependents,
    leases,
    oscillation,
    people,
    rate,
    spent_rates,
    targets,
)
from steersman.governor.guards.context import (
    business,
    disappeared,
    for_cause,
    freeze,
    live_session,
)
from steersman.governor.guards.environments import open_to_harm, spending
from steersman.governor.guards.identity import (
    FOR_ONESELF,
    blocked,
    four_eyes,
    may_ask,
    open_questions,
    protected,
)
from steersman.governor.guards.kill_switch import facts_known, kill_switch
from steersman.governor.limits import Budget, Freeze, Limits
from steersman.governor.rehearsal import ASKED, UNREACHABLE, Rehearsal, Step
from steersman.governor.surroundings import Surroundings

DISABLE, END = "account.disable@directory", "session.end@mail"
NOON = 1_780_000_000.0
SPEC = Spec(
    name="account.disable",
    summary="Disable",
    risk=Risk.MEDIUM,
    reversal=Reversal.EXACT,
    permissions=frozenset(),
    rate_limit=RateLimit(calls=2, per=60.0),
    verify_within=0.0,
)
WORK = Work(number="REQ1", procedure="leaver", requester="system:hr-feed", subject="jane")
SUBJECT = Subject(person="jane", department="sales", management=("mary", "zoe"))
FACTS = Facts(
    now=NOON,
    work=WORK,
    specs={DISABLE: SPEC, END: SPEC},
    limits=Limits(),
    subject=SUBJECT,
    levels={DISABLE: 3, END: 3},
    population=Population(company=200, department=40),
)
NOTHING = Rehearsal(work="REQ1", procedure="leaver", request="r")


def planned(*keys: str, targets: int = 1) -> Rehearsal:
    rows = tuple(Change(f"directory:{n}", "on", "1", "0") for n in range(targets))
    steps = tuple(Step(f"s/{n}", Plan(key, rows)) for n, key in enumerate(keys))
    return replace(NOTHING, steps=steps)


ONE = planned(DISABLE)


def work(**more: Any) -> Facts:
    return replace(FACTS, work=replace(WORK, **more))


def subject(**more: Any) -> Facts:
    return replace(FACTS, subject=replace(SUBJECT, **more))


def limits(**more: Any) -> Facts:
    return replace(FACTS, limits=Limits(**more))


def says(opinion: Opinion | None, verdict: Verdict, need: Need | None = None) -> Opinion:
    assert opinion is not None
    assert opinion.verdict is verdict
    assert opinion.need == need
    return opinion


def test_an_ordinary_leaver_meets_no_objection() -> None:
    rules = rules_with(lambda rehearsal, facts: None)
    spoke = {name: told for name, rule in rules.items() if (told := rule(ONE, FACTS))}
    assert {name: told.verdict for name, told in spoke.items()} == {"level": Verdict.ALLOW}


# --- kill switch, who asks, about whom ---


def test_a_thrown_kill_switch_holds_and_no_approval_lifts_it() -> None:
    stopped = replace(FACTS, stopped=("everything",))
    assert "everything" in says(kill_switch(ONE, stopped), Verdict.HOLD).reason


def test_what_is_not_known_limits_everything_and_is_named() -> None:
    told = facts_known(ONE, replace(FACTS, faults=("limits.toml: not TOML", "no exchange XX")))
    assert says(told, Verdict.REFUSE).reason.endswith("limits.toml: not TOML; no exchange XX")


@pytest.mark.parametrize("asker", ["mary", "zoe"])
def test_a_manager_may_ask_for_people_of_their_line(asker: str) -> None:
    assert may_ask(ONE, work(requester=asker)) is None


@pytest.mark.parametrize("role", ["hr", "security", "administrator"])
def test_these_roles_may_ask_about_anybody(role: str) -> None:
    assert may_ask(ONE, replace(work(requester="bob"), requester_roles=frozenset({role}))) is None


@pytest.mark.parametrize("role", ["approver", "technician", "auditor", "employee"])
def test_nobody_else_may_ask(role: str) -> None:
    asked = replace(work(requester="bob"), requester_roles=frozenset({role}))
    says(may_ask(ONE, asked), Verdict.REFUSE)


def test_nobody_may_ask_about_somebody_unknown() -> None:
    says(may_ask(ONE, replace(work(requester="mary"), subject=None)), Verdict.REFUSE)


def test_somebody_that_the_record_does_not_know_is_held() -> None:
    says(open_questions(ONE, replace(FACTS, subject=None)), Verdict.HOLD)


def test_work_about_nobody_is_not_held_for_it() -> None:
    assert open_questions(ONE, replace(work(subject=""), subject=None)) is None


BLOCKING = Question(step="s/1", text="which?")


def test_a_plan_of_nothing_but_questions_is_held() -> None:
    assert (
        says(open_questions(replace(NOTHING, questions=(BLOCKING,)), FACTS), Verdict.HOLD).reason
        == "which?"
    )


def test_what_is_certain_goes_on_beside_a_question() -> None:
    assert open_questions(replace(ONE, questions=(BLOCKING,)), FACTS) is None


def test_a_question_that_need_not_be_waited_for_holds_nothing() -> None:
    beside = replace(BLOCKING, blocking=False)
    assert open_questions(replace(NOTHING, questions=(beside,)), FACTS) is None


def test_a_plan_that_broke_off_at_a_silent_system_is_tried_later_and_later() -> None:
    broken = replace(ONE, blocked="silent", failed={"s/1": (UNREACHABLE, "silent")})
    first = says(blocked(broken, FACTS), Verdict.DEFER)
    third = says(blocked(broken, replace(FACTS, attempt=3)), Verdict.DEFER)
    assert (first.until, third.until) == (NOON + 30, NOON + 90)


def test_a_plan_that_broke_off_at_a_question_is_held() -> None:
    failed = {"s/1": (UNREACHABLE, "silent"), "s/2": (ASKED, "which?")}
    says(blocked(replace(ONE, blocked="which?", failed=failed), FACTS), Verdict.HOLD)


def test_a_failed_stage_alone_blocks_nothing() -> None:
    assert blocked(replace(ONE, failed={"s/1": (ASKED, "which?")}), FACTS) is None


def test_a_protected_person_is_refused() -> None:
    assert (
        "jane is protected" in says(protected(ONE, subject(protected=True)), Verdict.REFUSE).reason
    )


def test_nobody_asks_about_themselves() -> None:
    says(four_eyes(ONE, work(requester="jane")), Verdict.REFUSE)
    assert four_eyes(ONE, work(requester="mary")) is None


def test_nobody_is_protected_in_work_about_nobody() -> None:
    assert protected(ONE, replace(work(subject=""), subject=None)) is None


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ({"requester": "mary"}, True),
        ({"requester": "system:hr-feed"}, False),
        ({"requester": "mary", "procedure": "remove_access"}, False),
    ],
)
def test_one_person_alone_makes_nobody_leave(asked: dict[str, str], waits: bool) -> None:
    told = asked_by_person(ONE, work(**asked))
    assert (told is not None) is waits
    if waits:
        assert "mary" in says(told, Verdict.HOLD, Need()).reason
        assert asked_by_person(NOTHING, work(**asked)) is None, "nothing would change"


@pytest.mark.parametrize(("noticed_by", "waits"), [("disappearance", True), ("", False)])
def test_who_is_only_missing_from_the_list_did_perhaps_not_leave(
    noticed_by: str, waits: bool
) -> None:
    missing = work(params={"noticed_by": noticed_by})
    told = disappeared(ONE, missing)
    assert (told is not None) is waits
    if waits:
        says(told, Verdict.HOLD, Need())
    assert disappeared(NOTHING, missing) is None


# --- budgets ---


def recent(**more: Any) -> Facts:
    return replace(FACTS, recent=Recent(**more))


def test_the_last_call_of_a_rate_limit_is_let_through_and_the_next_is_not() -> None:
    assert rate(ONE, recent(calls={DISABLE: 1})) is None
    told = says(rate(ONE, recent(calls={DISABLE: 2})), Verdict.DEFER)
    assert told.until == NOON + 60
    assert DISABLE in told.reason


def test_all_calls_of_one_plan_count_for_its_rate_limit() -> None:
    assert rate(planned(DISABLE, DISABLE), FACTS) is None
    says(rate(planned(DISABLE, DISABLE), recent(calls={DISABLE: 1})), Verdict.DEFER)


def test_a_step_with_nothing_to_do_is_no_call() -> None:
    idle = replace(ONE, steps=(*ONE.steps, Step("s/8", Plan(DISABLE, ()))))
    assert rate(idle, recent(calls={DISABLE: 1})) is None


def test_what_never_fits_its_rate_limit_is_not_put_off() -> None:
    assert spent_rates(planned(DISABLE, DISABLE, DISABLE), FACTS) == []


def test_a_plan_waits_for_the_longest_of_its_spent_windows() -> None:
    hourly = replace(SPEC, rate_limit=RateLimit(calls=2, per=3600.0))
    spent = recent(calls={DISABLE: 2, END: 2})
    told = rate(planned(DISABLE, END), replace(spent, specs={DISABLE: SPEC, END: hourly}))
    assert says(told, Verdict.DEFER).until == NOON + 3600


def test_a_plan_that_can_never_keep_its_rate_limit_is_held() -> None:
    says(rate(planned(DISABLE, DISABLE, DISABLE), FACTS), Verdict.HOLD)


def test_another_capability_s_calls_do_not_count() -> None:
    assert rate(ONE, recent(calls={END: 99})) is None


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        ({"people_hour": 9}, {"people_hour": 10}),
        ({"people_day": 9}, {"people_day": 10}),  # 5 % of 200
        ({"department_day": 9}, {"department_day": 10}),  # 25 % of 40
    ],
)
def test_many_people_at_once_are_held(within: dict[str, int], beyond: dict[str, int]) -> None:
    assert people(ONE, recent(**within)) is None
    says(people(ONE, recent(**beyond)), Verdict.HOLD, Need())


def test_the_count_of_the_day_is_held_whatever_the_share() -> None:
    many = replace(recent(people_day=29), population=Population(company=100_000, department=1000))
    assert people(ONE, many) is None
    says(people(ONE, replace(many, recent=Recent(people_day=30))), Verdict.HOLD, Need())


def test_a_few_people_a_day_are_always_allowed() -> None:
    small = replace(recent(people_day=2, department_day=2), population=Population(company=4))
    assert people(ONE, small) is None
    says(people(ONE, replace(small, recent=Recent(people_day=3))), Verdict.HOLD, Need())


def test_a_procedure_may_have_a_budget_of_its_own() -> None:
    own = replace(limits(procedures={"leaver": Budget(people_per_hour=0)}))
    says(people(ONE, own), Verdict.HOLD, Need())
    assert people(ONE, limits(procedures={"joiner": Budget(people_per_hour=0)})) is None


def test_a_plan_that_changes_nothing_needs_no_budget() -> None:
    assert people(NOTHING, recent(people_day=999, people_hour=999)) is None


def test_work_that_was_let_through_before_goes_on() -> None:
    assert people(ONE, recent(people_day=999, people_hour=999, begun=True)) is None


def test_many_objects_in_one_plan_are_held() -> None:
    assert targets(planned(DISABLE, targets=60), FACTS) is None
    says(targets(planned(DISABLE, targets=61), FACTS), Verdict.HOLD, Need())


def test_one_object_changed_twice_counts_once() -> None:
    assert targets(planned(DISABLE, END, targets=60), FACTS) is None


@pytest.mark.parametrize(
    "around",
    [
        Surroundings(items=1, dependents=1),
        Surroundings(items=1, dependents=0, complete=False),
        Surroundings(items=1, criticality="1"),
        Surroundings(items=1, criticality="2"),
    ],
)
def test_what_others_depend_on_or_is_critical_needs_a_person(around: Surroundings) -> None:
    says(dependents(ONE, replace(FACTS, around=around)), Verdict.HOLD, Need())


@pytest.mark.parametrize("criticality", ["3", "4", ""])
def test_an_item_that_nothing_depends_on_and_nobody_calls_critical_does_not(
    criticality: str,
) -> None:
    alone = Surroundings(items=1, criticality=criticality)
    assert dependents(ONE, replace(FACTS, around=alone)) is None


def test_people_say_how_much_may_depend_on_it_and_how_critical_it_may_be() -> None:
    shared = replace(
        limits(default=Budget(dependents=2, criticality=0)),
        around=Surroundings(items=1, dependents=2, criticality="1"),
    )
    assert dependents(ONE, shared) is None
    more = replace(shared, around=Surroundings(items=1, dependents=3))
    says(dependents(ONE, more), Verdict.HOLD, Need())


def test_a_cascade_of_automation_is_held() -> None:
    assert causation(ONE, work(depth=2)) is None
    says(causation(ONE, work(depth=3)), Verdict.HOLD, Need())


def test_work_that_keeps_failing_is_held() -> None:
    assert attempts(ONE, replace(FACTS, attempt=40)) is None
    says(attempts(ONE, replace(FACTS, attempt=41)), Verdict.HOLD, Need())


def test_the_same_person_again_and_again_is_held() -> None:
    assert oscillation(ONE, recent(target_hour={"jane": 2})) is None
    says(oscillation(ONE, recent(target_hour={"jane": 3})), Verdict.HOLD, Need())


def test_a_target_in_another_run_s_hands_is_waited_for() -> None:
    assert leases(ONE, FACTS) is None
    busy = replace(FACTS, busy={"a": NOON + 2, "b": NOON + 3})
    assert says(leases(ONE, busy), Verdict.DEFER).until == NOON + 3


def test_a_lease_that_lapses_late_is_looked_at_again_soon() -> None:
    """Most leases are let go long before they lapse."""
    busy = replace(FACTS, busy={"a": NOON + 600})
    assert says(leases(ONE, busy), Verdict.DEFER).until == NOON + 5
    later = replace(busy, attempt=4)
    assert says(leases(ONE, later), Verdict.DEFER).until == NOON + 20


# --- levels and what is grave ---


@pytest.mark.parametrize(
    ("at", "verdict"), [(0, Verdict.REFUSE), (1, Verdict.REFUSE), (2, Verdict.HOLD)]
)
def test_below_level_three_a_person_is_needed(at: int, verdict: Verdict) -> None:
    need = Need() if verdict is Verdict.HOLD else None
    says(level(ONE, replace(FACTS, levels={DISABLE: at})), verdict, need)


@pytest.mark.parametrize("at", [3, 4])
def test_from_level_three_on_it_acts_within_its_guards(at: int) -> None:
    told = says(level(ONE, replace(FACTS, levels={DISABLE: at})), Verdict.ALLOW)
    assert told.reason == f"L{at} for account.disable in {FACTS.work.procedure}"


def test_the_lowest_level_speaks_for_the_whole_plan() -> None:
    mixed = replace(FACTS, levels={DISABLE: 4, END: 2})
    assert END in says(level(planned(DISABLE, END), mixed), Verdict.HOLD, Need()).reason


def test_a_capability_without_a_level_is_refused() -> None:
    assert "L0" in says(level(ONE, replace(FACTS, levels={})), Verdict.REFUSE).reason


def test_a_plan_that_changes_nothing_needs_no_level() -> None:
    assert level(NOTHING, replace(FACTS, levels={})) is None


@pytest.mark.parametrize(
    "spec",
    [
        replace(SPEC, reversal=Reversal.NONE),
        replace(SPEC, risk=Risk.HIGH),
        replace(SPEC, risk=Risk.CRITICAL),
    ],
)
def test_no_level_lets_a_machine_do_alone_what_is_grave(spec: Spec) -> None:
    top = replace(FACTS, levels={DISABLE: 4}, specs={DISABLE: spec})
    says(grave(ONE, top), Verdict.HOLD, Need())


def test_a_grave_capability_with_nothing_to_do_holds_nothing() -> None:
    specs = {DISABLE: SPEC, END: replace(SPEC, reversal=Reversal.NONE)}
    idle = replace(ONE, steps=(*ONE.steps, Step("s/9", Plan(END, ()))))
    assert grave(idle, replace(FACTS, specs=specs)) is None


# --- the right moment ---


FOR_CAUSE = {"termination_type": "for_cause"}


def test_a_dismissal_for_cause_needs_two_people() -> None:
    says(for_cause(ONE, work(params=FOR_CAUSE)), Verdict.HOLD, Need(count=2))
    assert for_cause(NOTHING, work(params=FOR_CAUSE)) is None
    assert for_cause(ONE, work(params={"termination_type": "resignation"})) is None


OPEN: dict[str, Any] = {"market_open_until": NOON + 100}


def test_a_trader_in_session_waits_for_the_close_or_for_security() -> None:
    trader = replace(subject(in_session=("oms",)), **OPEN)
    told = says(live_session(ONE, trader), Verdict.HOLD, Need(role="security"))
    assert told.until == NOON + 100
    assert "oms" in told.reason


def test_a_session_that_the_plan_would_end_counts_too() -> None:
    told = says(
        live_session(planned(END), replace(FACTS, **OPEN)), Verdict.HOLD, Need(role="security")
    )
    assert "mail" in told.reason


def test_a_system_with_no_session_to_end_stops_nobody() -> None:
    idle = replace(ONE, steps=(*ONE.steps, Step("s/9", Plan(END, ()))))
    assert live_session(idle, replace(FACTS, **OPEN)) is None


@pytest.mark.parametrize(
    ("kind", "text", "waits"),
    [
        (UNREACHABLE, f"{END}: no answer", True),
        (ASKED, f"{END}: which is Jane?", False),
        (UNREACHABLE, f"{DISABLE}: no answer", False),
    ],
)
def test_a_system_that_is_silent_about_sessions_may_have_one(
    kind: str, text: str, waits: bool
) -> None:
    told = live_session(replace(ONE, failed={"s/9": (kind, text)}), replace(FACTS, **OPEN))
    assert (told is not None) is waits
    if waits:
        reason = says(told, Verdict.HOLD, Need(role="security")).reason
        assert reason.endswith(": mail (not known: silent)")


@pytest.mark.parametrize(
    "change",
    [
        lambda facts: replace(facts, market_open_until=None),
        lambda facts: replace(facts, subject=SUBJECT),
        lambda facts: replace(facts, work=replace(WORK, params=FOR_CAUSE)),
        lambda facts: replace(facts, work=replace(WORK, procedure="joiner")),
    ],
    ids=["market closed", "no session", "for cause", "not about access"],
)
def test_otherwise_nobody_waits_for_the_market(change: Callable[[Facts], Facts]) -> None:
    trader = replace(subject(in_session=("oms",)), **OPEN)
    assert live_session(ONE, change(trader)) is None


ENDS = "2026-07-01T00:00:00Z"


def frozen(**more: Any) -> Facts:
    window = {"starts": "2026-05-01T00:00:00Z", "ends": ENDS}
    return limits(freezes=(Freeze.model_validate({"name": "year end", **window, **more}),))


def with_procedure(facts: Facts, procedure: str) -> Facts:
    return replace(facts, work=replace(facts.work, procedure=procedure))


def test_a_freeze_defers_changes_until_it_ends() -> None:
    told = says(freeze(ONE, with_procedure(frozen(), "joiner")), Verdict.DEFER, Need())
    assert freeze(NOTHING, with_procedure(frozen(), "joiner")) is None
    assert told.until == datetime.fromisoformat(ENDS).timestamp()


@pytest.mark.parametrize("procedure", ["leaver", "remove_access"])
def test_closing_access_does_not_wait_for_a_freeze(procedure: str) -> None:
    assert freeze(ONE, with_procedure(frozen(), procedure)) is None


def test_a_freeze_may_name_access_too() -> None:
    says(freeze(ONE, frozen(procedures=("leaver",))), Verdict.DEFER, Need())


def test_a_freeze_that_names_procedures_leaves_the_others_alone() -> None:
    assert freeze(ONE, with_procedure(frozen(procedures=("leaver",)), "joiner")) is None


@pytest.mark.parametrize(("department", "holds"), [("sales", True), ("it", False)])
def test_a_freeze_of_some_departments(department: str, holds: bool) -> None:
    told = freeze(ONE, with_procedure(frozen(departments=(department,)), "joiner"))
    assert (told is not None) is holds


def test_a_freeze_that_is_over_or_not_begun_holds_nothing() -> None:
    over = frozen(ends="2026-05-02T00:00:00Z")
    later = frozen(starts="2026-06-30T00:00:00Z")
    assert freeze(ONE, with_procedure(over, "joiner")) is None
    assert freeze(ONE, with_procedure(later, "joiner")) is None


def test_what_the_business_still_owes_holds_the_work() -> None:
    owing = subject(business=("sign the year's accounts",))
    assert "sign" in says(business(ONE, owing), Verdict.HOLD, Need()).reason
    assert business(NOTHING, owing) is None
    assert business(ONE, replace(FACTS, subject=None)) is None
    assert business(ONE, FACTS) is None


def test_a_dismissal_for_cause_does_not_wait_for_the_business() -> None:
    owing = replace(subject(business=("x",)), work=replace(WORK, params=FOR_CAUSE))
    assert business(ONE, owing) is None


def building(cost: str, risk: str = "low") -> Rehearsal:
    """A plan for an environment, as its connector tells of cost and risk."""
    rows = (Change("labs:env-1", COST, None, cost), Change("labs:env-1", RISK, None, risk))
    return Rehearsal(
        work="REQ1",
        procedure="provide_environment",
        request="",
        steps=(Step("build/1", Plan("environment.create@labs", rows)),),
    )


@pytest.mark.parametrize(
    ("cost", "people"),
    [
        ("0.00", 0),
        ("100.00", 0),
        ("100.01", 1),
        ("1000.00", 1),
        ("1000.01", 2),
        ("unknown: 3.00 and aws_thing.x", 2),
        ("nan", 2),
        ("-5", 2),
        ("inf", 2),
    ],
)
def test_what_costs_more_needs_more_people_and_unknown_needs_the_most(
    cost: str, people: int
) -> None:
    opinion = spending(building(cost), work())
    if people:
        says(opinion, Verdict.HOLD, Need(count=people))
    else:
        assert opinion is None


@pytest.mark.parametrize(
    ("risk", "waits"), [("low", False), ("medium; x", False), ("high; y", True), ("odd", True)]
)
def test_what_opens_something_to_harm_waits_for_a_person(risk: str, waits: bool) -> None:
    opinion = open_to_harm(building("1.00", risk), work())
    assert (opinion is not None) == waits


def test_what_is_taken_down_costs_nothing_more() -> None:
    gone = Change("labs:env-1", COST, "5000.00", None)
    steps = (Step("main/1", Plan("environment.remove@labs", (gone,))),)
    ending = Rehearsal(work="CHG1", procedure="end_environment", request="", steps=steps)
    assert spending(ending, work()) is None


@pytest.mark.parametrize("procedure", sorted(FOR_ONESELF))
def test_anybody_may_ask_for_an_environment_of_their_own(procedure: str) -> None:
    facts = subject(person="per_1")
    mine = replace(
        facts,
        requester_roles=frozenset({"employee"}),
        work=replace(facts.work, requester="per_1", subject="per_1", procedure=procedure),
    )
    assert may_ask(planned("a@b"), mine) is None
    assert four_eyes(planned("a@b"), mine) is None
    theirs = replace(mine, work=replace(mine.work, requester="per_2"))
    assert may_ask(planned("a@b"), theirs) is not None
