"""Views of the queue, kept for one person each."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.records.desk.desk import Desk
from steersman.records.desk.views import LONGEST_FILTER, LONGEST_NAME, MOST, SavedView


def test_a_view_is_kept_for_whoever_saved_it(desk: Desk) -> None:
    desk.views.save("per_a", SavedView("  My   leavers ", "procedure=leaver"))

    assert desk.views.of("per_a") == [SavedView("My leavers", "procedure=leaver")]
    assert desk.views.of("per_b") == []


def test_the_same_name_again_replaces_the_view(desk: Desk) -> None:
    desk.views.save("per_a", SavedView("Mine", "mine=yes"))
    desk.views.save("per_a", SavedView("Mine", "status=held"))

    assert desk.views.of("per_a") == [SavedView("Mine", "status=held")]


def test_a_removed_view_is_gone_for_its_owner_only(desk: Desk) -> None:
    for person in ("per_a", "per_b"):
        desk.views.save(person, SavedView("Mine", "mine=yes"))

    desk.views.remove("per_a", "Mine")

    assert desk.views.of("per_a") == []
    assert len(desk.views.of("per_b")) == 1


@pytest.mark.parametrize(
    "view",
    [
        SavedView("", "x"),
        SavedView("   ", "x"),
        SavedView("n" * (LONGEST_NAME + 1), "x"),
        SavedView("n", "x" * (LONGEST_FILTER + 1)),
    ],
)
def test_a_view_without_end_or_name_is_refused(desk: Desk, view: SavedView) -> None:
    with pytest.raises(Permanent):
        desk.views.save("per_a", view)
    assert desk.views.of("per_a") == []


def test_views_have_an_end_and_one_of_them_can_still_be_replaced(desk: Desk) -> None:
    for n in range(MOST):
        desk.views.save("per_a", SavedView(f"view {n}", "x"))

    with pytest.raises(Permanent, match="remove one first"):
        desk.views.save("per_a", SavedView("one more", "x"))
    desk.views.save("per_a", SavedView("view 3", "y"))
    assert len(desk.views.of("per_a")) == MOST
