"""A leaver's places and overrides go to the successor and back, and the governor sees them."""

from __future__ import annotations

from steersman.domain.plan import Plan
from steersman.servicedesk.on_call.handing_over import HandOverOnCall, PersonTo
from tests.servicedesk.on_call.paged import Team


def places(team: Team) -> tuple[str, ...]:
    return team.schedules.get("Web").layers[0].people


def test_a_place_in_a_rotation_is_handed_over_and_back(team: Team) -> None:
    hand_over = HandOverOnCall(team.book, team.clock)
    team.schedule("Twice", team.ann, team.bob, team.ann)
    plan = hand_over.plan(PersonTo(account=team.ann, to=team.bob))
    assert len(plan.changes) == 3
    assert not hand_over.verify(plan)
    hand_over.apply(plan, key="k")
    hand_over.apply(plan, key="k")
    assert hand_over.verify(plan)
    assert places(team) == (team.bob, team.bob, team.cid)
    assert hand_over.plan(PersonTo(account=team.ann, to=team.bob)).changes == ()
    hand_over.undo(plan, key="k")
    assert places(team) == (team.ann, team.bob, team.cid), "Bob keeps the place that was his"
    assert team.schedules.get("Twice").layers[0].people == (team.ann, team.bob, team.ann)


def test_what_somebody_changed_meanwhile_is_left_alone(team: Team) -> None:
    hand_over = HandOverOnCall(team.book, team.clock)
    plan = hand_over.plan(PersonTo(account=team.ann, to=team.bob))
    team.schedules.replace_in_layer(team.web.id, ("days", 0), team.ann, team.cid, by="per_x")
    hand_over.apply(plan, key="k")
    assert places(team) == (team.cid, team.bob, team.cid)
    team.schedules.remove(team.web.id, by="per_x")
    hand_over.undo(plan, key="k")


def test_an_override_is_handed_over_and_back(team: Team) -> None:
    hand_over = HandOverOnCall(team.book, team.clock)
    over = team.cover(team.cid, 8)
    plan = hand_over.plan(PersonTo(account=team.cid, to=team.bob))
    mine = Plan(plan.capability, tuple(c for c in plan if over.id in c.target))
    hand_over.apply(mine, key="k")
    duty = team.book.now(team.web)
    assert duty is not None
    assert duty.people == (team.bob,)
    hand_over.undo(mine, key="k")
    duty = team.book.now(team.web)
    assert duty is not None
    assert duty.people == (team.cid,)


def test_what_a_person_answers_for_is_one_truth(team: Team) -> None:
    assert team.book.duties_ahead(team.ann) == ("Web",)
    ghost = team.hire("ghost")
    assert team.book.duties_ahead(ghost) == ()
    team.cover(ghost, 8)
    assert team.book.duties_ahead(ghost) == ("Web",)
    team.clock.advance(9 * 3600)
    assert team.book.duties_ahead(ghost) == ()
