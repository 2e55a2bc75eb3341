"""A rehearsal's digest, what it covers, and its way through JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.canonical import canonical
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Question, QuestionKind
from steersman.governor.rehearsal import Rehearsal, Resolved, Step

TEXT = st.text(max_size=4)
CHANGES = st.builds(
    Change,
    target=st.sampled_from(["d:1", "d:2", "⟨a/1.id⟩"]),
    attribute=st.sampled_from(["x", "y"]),
    before=st.none() | TEXT,
    after=st.none() | TEXT,
)
PLANS = st.builds(
    Plan,
    capability=st.sampled_from(["a@d", "b@d"]),
    changes=st.lists(CHANGES, max_size=3).map(tuple),
    outputs=st.dictionaries(TEXT, TEXT, max_size=1),
    warnings=st.lists(TEXT, max_size=1).map(tuple),
)
STEPS = st.lists(
    st.builds(Step, st.sampled_from(["s/1", "s/2", "t/1"]), PLANS),
    max_size=3,
    unique_by=lambda step: step.name,
).map(tuple)
QUESTIONS = st.builds(
    Question,
    step=TEXT,
    text=TEXT,
    kind=st.sampled_from(QuestionKind),
    candidates=st.lists(st.dictionaries(TEXT, TEXT, max_size=2), max_size=2).map(tuple),
    blocking=st.booleans(),
)
REHEARSALS = st.builds(
    Rehearsal,
    work=st.sampled_from(["REQ1", "REQ2"]),
    procedure=st.just("leaver"),
    request=st.sampled_from(["r1", "r2"]),
    steps=STEPS,
    resolved=st.dictionaries(TEXT, st.builds(Resolved, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=2),
    failed=st.dictionaries(TEXT, st.tuples(TEXT, TEXT), max_size=2),
    questions=st.lists(QUESTIONS, max_size=2).map(tuple),
    blocked=TEXT,
)


@given(REHEARSALS)
def test_a_rehearsal_survives_json(rehearsal: Rehearsal) -> None:
    back = Rehearsal.from_json(json.loads(canonical(rehearsal.as_json())))
    assert back == rehearsal
    assert back.digest == rehearsal.digest


@given(REHEARSALS)
def test_a_rehearsal_covers_itself(rehearsal: Rehearsal) -> None:
    assert rehearsal.covers(rehearsal)


@given(REHEARSALS, REHEARSALS)
def test_what_is_covered_does_nothing_that_was_not_seen(seen: Rehearsal, later: Rehearsal) -> None:
    if seen.covers(later):
        rows = {(s.name, s.plan.capability, c) for s in seen.steps for c in s.plan}
        assert {(s.name, s.plan.capability, c) for s in later.steps for c in s.plan} <= rows
        assert (seen.work, seen.request) == (later.work, later.request)


@given(REHEARSALS, st.data())
def test_a_part_of_a_plan_is_covered_and_the_rest_is_not(
    rehearsal: Rehearsal, data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(rehearsal.steps), max_size=3))
    steps = tuple(s for s, keep in zip(rehearsal.steps, kept, strict=False) if keep)
    part = replace(rehearsal, steps=steps)
    assert rehearsal.covers(part)
    assert part.covers(rehearsal) == (
        set(part.changes) >= set(rehearsal.changes)
        and all(s in steps for s in rehearsal.steps if s.plan.changes)
    )


@given(REHEARSALS, REHEARSALS)
def test_equal_digests_mean_equal_effects(one: Rehearsal, other: Rehearsal) -> None:
    def effect(r: Rehearsal) -> object:
        steps = [(s.name, s.plan.capability, s.plan.changes) for s in r.steps]
        accounts = sorted((name, each.account) for name, each in r.resolved.items())
        return r.work, r.procedure, r.request, steps, accounts

    assert (one.digest == other.digest) == (effect(one) == effect(other))


@given(REHEARSALS)
def test_questions_and_warnings_are_not_bound(rehearsal: Rehearsal) -> None:
    steps = tuple(Step(s.name, replace(s.plan, warnings=("!",))) for s in rehearsal.steps)
    shown = replace(rehearsal, steps=steps, questions=(Question(step="s", text="?"),))
    assert shown.digest == rehearsal.digest


def test_objects_that_do_not_exist_yet_are_no_targets() -> None:
    plan = Plan("a@d", (Change("⟨a/1.id⟩", "x", None, "1"), Change("d:1", "x", None, "1")))
    rehearsal = Rehearsal(work="w", procedure="p", request="r", steps=(Step("s/1", plan),))
    assert rehearsal.targets == {"d:1"}


def test_a_capability_with_nothing_to_do_has_no_say() -> None:
    rehearsal = Rehearsal(
        work="w", procedure="p", request="r", steps=(Step("s/1", Plan("a@d", ())),)
    )
    assert rehearsal.keys == frozenset()
