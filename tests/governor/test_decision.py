"""The verdict about a whole plan: the heaviest opinion wins, and every rule is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.work import Work
from steersman.governor.decision import Decision, Need, Opinion, Rule, Verdict, decide
from steersman.governor.facts import Facts
from steersman.governor.limits import Limits
from steersman.governor.rehearsal import Rehearsal

NOTHING = Rehearsal(work="REQ1", procedure="p", request="r")
WORK = Work(number="REQ1", procedure="p", requester="system:x")
VERDICTS = st.sampled_from(Verdict)
OPINIONS = st.none() | st.builds(
    Opinion,
    VERDICTS,
    st.just("because"),
    st.none() | st.builds(Need, st.integers(1, 2), st.sampled_from(["approver", "security"])),
    st.none() | st.floats(1, 9),
)
APPROVALS = st.dictionaries(
    st.sampled_from(["ann", "bob", "cid"]),
    st.frozensets(st.sampled_from(["approver", "security"])),
)


def facts(approvals: dict[str, frozenset[str]] | None = None) -> Facts:
    return Facts(now=0.0, work=WORK, specs={}, limits=Limits(), approvals=approvals or {})


def says(opinion: Opinion | None) -> Rule:
    return lambda rehearsal, facts: opinion


def decided(*opinions: Opinion | None, **approvals: frozenset[str]) -> Decision:
    rules = {f"rule-{n}": says(opinion) for n, opinion in enumerate(opinions)}
    return decide(NOTHING, facts(approvals), rules)


def test_nobody_objects_and_it_is_allowed() -> None:
    assert decided(None, None).verdict is Verdict.ALLOW


@given(st.lists(OPINIONS, max_size=5), OPINIONS, APPROVALS)
def test_no_rule_softens_another(
    opinions: list[Opinion | None], more: Opinion | None, approvals: dict[str, frozenset[str]]
) -> None:
    assert decided(*opinions, more, **approvals).verdict >= decided(*opinions, **approvals).verdict


@given(st.lists(OPINIONS, max_size=5), APPROVALS)
def test_an_approval_more_never_makes_it_worse(
    opinions: list[Opinion | None], approvals: dict[str, frozenset[str]]
) -> None:
    more = {**approvals, "dan": frozenset({"approver"})}
    assert decided(*opinions, **more).verdict <= decided(*opinions, **approvals).verdict


def test_every_rule_that_spoke_is_named() -> None:
    both = decided(Opinion(Verdict.HOLD, "one"), None, Opinion(Verdict.REFUSE, "two"))
    assert both.reasons == ("rule-0: one", "rule-2: two")
    assert both.verdict is Verdict.REFUSE


def test_each_rule_that_spoke_is_kept_with_its_own_verdict() -> None:
    told = decided(Opinion(Verdict.DEFER, "one"), None, Opinion(Verdict.HOLD, "two", Need()))
    assert told.verdicts == ("DEFER", "HOLD")
    assert Decision.from_json(told.as_json()) == told


def test_what_permits_is_told_apart_from_what_stands_in_the_way() -> None:
    permit = Opinion(Verdict.ALLOW, "L3 for account.disable in leaver")
    told = decided(permit, Opinion(Verdict.HOLD, "look"))
    assert told.permits == ("rule-0: L3 for account.disable in leaver",)
    assert (told.reasons, told.verdicts) == (("rule-1: look",), ("HOLD",))
    assert told.verdict is Verdict.HOLD, "a permit outweighs nothing"
    assert Decision.from_json(told.as_json()) == told


def test_a_rule_that_breaks_refuses() -> None:
    def broken(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
        raise KeyError("no such fact")

    decision = decide(NOTHING, facts(), {"broken": broken})
    assert decision.verdict is Verdict.REFUSE
    assert decision.reasons == ("broken: the rule failed: KeyError: 'no such fact'",)


def test_an_approval_lifts_the_hold_that_asks_for_it() -> None:
    hold = Opinion(Verdict.HOLD, "look", Need())
    assert decided(hold).verdict is Verdict.HOLD
    assert decided(hold, ann=frozenset({"approver"})).verdict is Verdict.ALLOW


def test_no_approval_lifts_a_hold_without_a_need() -> None:
    hold = Opinion(Verdict.HOLD, "kill switch")
    assert decided(hold, ann=frozenset({"approver"})).verdict is Verdict.HOLD


def test_somebody_without_the_role_does_not_count() -> None:
    hold = Opinion(Verdict.HOLD, "look", Need(role="security"))
    assert decided(hold, ann=frozenset({"approver"})).verdict is Verdict.HOLD
    assert decided(hold, ann=frozenset({"security"})).verdict is Verdict.ALLOW


def test_two_are_two_different_people() -> None:
    hold = Opinion(Verdict.HOLD, "look", Need(count=2))
    assert decided(hold, ann=frozenset({"approver"})).verdict is Verdict.HOLD
    two = decided(hold, ann=frozenset({"approver"}), bob=frozenset({"approver"}))
    assert two.verdict is Verdict.ALLOW
    assert two.approved_by == ("ann", "bob")


def test_what_is_still_missing_is_told_once() -> None:
    hold = Opinion(Verdict.HOLD, "look", Need())
    assert decided(hold, hold, Opinion(Verdict.HOLD, "x", Need(2))).needs == (Need(), Need(2))


def test_it_is_tried_again_when_the_last_obstacle_has_passed() -> None:
    early, late = Opinion(Verdict.DEFER, "a", until=5.0), Opinion(Verdict.DEFER, "b", until=9.0)
    assert decided(late, early).until == 9.0


def test_it_is_not_tried_again_by_itself_while_somebody_must_decide() -> None:
    assert decided(Opinion(Verdict.DEFER, "a", until=5.0), Opinion(Verdict.HOLD, "b")).until is None


def test_a_hold_that_passes_by_itself_says_when() -> None:
    assert decided(Opinion(Verdict.HOLD, "market", Need(), until=7.0)).until == 7.0


def test_a_lighter_obstacle_without_a_time_does_not_keep_it_waiting_for_ever() -> None:
    held = Opinion(Verdict.HOLD, "market", Need(), until=7.0)
    assert decided(held, Opinion(Verdict.DEFER, "busy")).until == 7.0


def test_a_hold_that_passes_waits_for_a_later_deferral() -> None:
    held = Opinion(Verdict.HOLD, "market", Need(), until=7.0)
    assert decided(held, Opinion(Verdict.DEFER, "freeze", until=9.0)).until == 9.0


@given(st.lists(OPINIONS, max_size=4), APPROVALS)
def test_a_decision_survives_json(
    opinions: list[Opinion | None], approvals: dict[str, frozenset[str]]
) -> None:
    decision = decided(*opinions, **approvals)
    assert Decision.from_json(decision.as_json()) == decision
