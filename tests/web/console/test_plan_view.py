"""A plan as people read it: the most dangerous first, names for ids, what has no way back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from steersman.capabilities.contract import RateLimit, Reversal, Risk, Spec
from steersman.domain.plan import Change, Plan, known_after_apply
from steersman.governor.rehearsal import Rehearsal, Resolved, Step
from steersman.records.names import Names
from steersman.web.console.plan_view import PlanView, compared, plan_view

PERSON = "per_" + "0a" * 16
NAMES = Names({PERSON: "Jane Doe"})


def spec(
    reversal: Reversal = Reversal.EXACT, risk: Risk = Risk.MEDIUM, *, restores: bool = True
) -> Spec:
    return Spec(
        name="x",
        summary="x",
        risk=risk,
        reversal=reversal,
        permissions=frozenset(),
        rate_limit=RateLimit(calls=1, per=1.0),
        verify_within=0.0,
        restores=restores,
    )


SPECS = {
    "account.disable@directory": spec(),
    "reports.reassign@directory": spec(risk=Risk.LOW),
    "session.end@mail": spec(Reversal.BEST_EFFORT, restores=False),
    "account.delete@saas": spec(Reversal.NONE, Risk.CRITICAL),
}


def rehearsal(*changes: tuple[str, Change]) -> Rehearsal:
    steps = tuple(Step(f"s{n}", Plan(key, (change,))) for n, (key, change) in enumerate(changes))
    found = Resolved("directory", PERSON, "d-1", "jane@example.org", "mail")
    return Rehearsal(work="W", procedure="p", request="r", steps=steps, resolved={"a": found})


def view(*changes: tuple[str, Change]) -> PlanView:
    return plan_view(rehearsal(*changes), 0.0, SPECS, NAMES)


def change(system: str, attribute: str = "a", after: str | None = "b") -> Change:
    return Change(f"{system}:{system[0]}-1", attribute, "old", after)


DISABLE = ("account.disable@directory", change("directory"))
REPORTS = ("reports.reassign@directory", change("directory", "manager"))
SESSION = ("session.end@mail", change("mail"))
DELETE = ("account.delete@saas", change("saas", after=None))


def test_systems_and_rows_come_in_the_order_of_danger() -> None:
    plan = view(REPORTS, DISABLE, SESSION, DELETE)
    assert [group.title for group in plan.groups] == ["Saas", "Mail", "Directory"]
    assert [row.attribute for row in plan.groups[2].rows] == ["a", "manager"]


def test_what_has_no_way_back_is_said() -> None:
    plan = view(DISABLE, SESSION, DELETE)
    told = {row.capability: (row.undo, row.grave, row.final) for row in plan.rows}
    assert told == {
        "account.disable": ("possible", False, False),
        "session.end": ("none: they sign in again", True, False),
        "account.delete": ("cannot be undone", True, True),
    }
    assert (plan.changes, plan.grave, plan.final) == (3, 2, True)


def test_a_capability_that_is_not_connected_counts_as_grave() -> None:
    (row,) = view(("magic@nowhere", change("nowhere"))).rows
    assert row.grave
    assert row.final
    assert "unknown" in row.undo


def test_people_and_accounts_are_called_by_their_names() -> None:
    handed = Change("record:sh-1", "on call", PERSON, None)
    plan = view(DISABLE, ("on_call.hand_over@record", handed))
    rows = {row.system: row for row in plan.rows}
    assert (rows["directory"].target, rows["directory"].target_id) == ("jane@example.org", "d-1")
    assert (rows["record"].before, rows["record"].after) == ("Jane Doe", "none")
    assert next(group.title for group in plan.groups) == "Steersman"


def test_a_value_that_does_not_exist_yet_is_named_so() -> None:
    later = change("directory", after=known_after_apply("s0", "id"))
    (row,) = view(("account.disable@directory", later)).rows
    assert row.after == "known only once it is done"


def test_two_plans_are_compared_row_by_row() -> None:
    rows, same = compared(view(DISABLE, SESSION), view(DISABLE, DELETE))
    assert [(row.mark, row.capability) for row in rows] == [
        ("removed", "session.end"),
        ("added", "account.delete"),
    ]
    assert same == 1


def test_another_value_before_is_another_row() -> None:
    other = replace(DISABLE[1], before="older")
    rows, same = compared(view(DISABLE), view((DISABLE[0], other)))
    assert [(row.mark, row.why) for row in rows] == [
        ("removed", "Was so when you read it"),
        ("added", "Is so now"),
    ]
    assert same == 0


SOME = st.lists(st.sampled_from([DISABLE, REPORTS, SESSION, DELETE]), unique=True)


@given(SOME, SOME)
def test_no_row_is_lost_in_a_comparison(before: list, after: list) -> None:  # type: ignore[type-arg]  # of pairs
    rows, same = compared(view(*before), view(*after))
    marks = [row.mark for row in rows]
    assert marks.count("removed") + same == len(before)
    assert marks.count("added") + same == len(after)


@given(SOME)
def test_every_change_is_shown_once(some: list) -> None:  # type: ignore[type-arg]  # of pairs
    plan = view(*some)
    assert sorted(row.capability for row in plan.rows) == sorted(
        k.partition("@")[0] for k, _ in some
    )
    assert plan.changes == len(some)
