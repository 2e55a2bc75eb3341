"""Plans: what they cover, what they are named by, and what is filled in later."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.canonical import canonical, digest_of
from steersman.domain.plan import MARK, Change, Plan, is_known, known_after_apply

TEXT = st.text(max_size=3)
VALUES = st.none() | TEXT
CHANGES = st.builds(Change, st.sampled_from(["a:1", "a:2"]), TEXT, VALUES, VALUES)
PLANS = st.builds(
    Plan,
    st.sampled_from(["x.do@a", "y.do@a"]),
    st.lists(CHANGES, max_size=3).map(tuple),
    st.dictionaries(TEXT, TEXT, max_size=1),
    st.lists(TEXT, max_size=1).map(tuple),
)
ROW = Change("a:1", "on", None, "yes")


@given(PLANS)
def test_a_plan_survives_json(plan: Plan) -> None:
    assert Plan.from_json(plan.as_json()) == plan
    assert Plan.from_json(plan.as_json()).digest == plan.digest


@given(PLANS, st.dictionaries(TEXT, TEXT, max_size=3))
def test_names_are_for_reading_only(plan: Plan, names: dict[str, str]) -> None:
    """No digest, comparison or decision looks at what an outside system calls its things."""
    named = replace(plan, names=names)
    assert named.digest == plan.digest
    assert named == plan
    assert plan.covers(named)
    assert named.covers(plan)


def test_names_survive_json_and_a_bind() -> None:
    named = Plan("x.do@a", (ROW,), names={"a:1": " Jane\n Doe "})
    assert Plan.from_json(named.as_json()).called("a:1") == "Jane Doe"
    assert named.bind({"x": "y"}).called("a:1") == "Jane Doe"
    assert "names" not in Plan("x.do@a", (ROW,)).as_json()


@given(PLANS, PLANS)
def test_what_covers_does_nothing_that_was_not_decided(decided: Plan, fresh: Plan) -> None:
    allowed = decided.capability == fresh.capability and set(fresh) <= set(decided)
    assert decided.covers(fresh) is allowed


@pytest.mark.parametrize(
    "other",
    [
        {"target": "a:2"},
        {"attribute": "off"},
        {"before": "no"},
        {"before": ""},
        {"after": "no"},
        {"after": None},
    ],
)
def test_another_effect_is_not_covered_and_has_another_digest(other: dict[str, str]) -> None:
    decided, fresh = Plan("x.do@a", (ROW,)), Plan("x.do@a", (replace(ROW, **other),))
    assert not decided.covers(fresh)
    assert decided.digest != fresh.digest


def test_an_earlier_output_is_filled_in_as_target_and_as_value_and_nowhere_else() -> None:
    later = known_after_apply("s/1", "id")
    planned = Plan("x.do@a", (Change(later, "on", later, later), replace(ROW, after=None)))
    bound = planned.bind({later: "a:7"})
    assert bound.changes == (Change("a:7", "on", later, "a:7"), replace(ROW, after=None))
    assert planned.bind({}) == planned


def test_what_is_known_only_later_is_told_from_what_is_known() -> None:
    assert not is_known(known_after_apply("s/1", "id"))
    assert all(map(is_known, [None, "", "id", f"x{MARK}"]))


@given(st.dictionaries(TEXT, TEXT, min_size=2), st.randoms())
def test_the_order_in_which_facts_were_told_changes_no_digest(
    body: dict[str, str], random: Random
) -> None:
    names = random.sample(list(body), len(body))
    assert digest_of({name: body[name] for name in names}) == digest_of(body)


def test_what_json_cannot_say_has_no_spelling() -> None:
    assert canonical({"b": 1, "a": "ü"}) == '{"a":"ü","b":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))
