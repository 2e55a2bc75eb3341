"""Views of a list: kept for one person, or shared with a role."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.saved_views import (
    LONGEST_FILTER,
    LONGEST_NAME,
    MOST,
    SavedView,
    SavedViews,
)
from steersman.runtime.clock import ManualClock


@pytest.fixture
def views(record: sa.Engine, noon: ManualClock) -> SavedViews:
    return SavedViews(record, noon, "work")


def test_a_view_is_kept_for_whoever_saved_it(views: SavedViews) -> None:
    views.save("per_a", SavedView("  My   leavers ", "procedure=leaver"))

    assert views.of("per_a") == [SavedView("My leavers", "procedure=leaver", "", "per_a")]
    assert views.of("per_b", ["technician"]) == []


def test_a_shared_view_is_seen_by_who_has_the_role_behind_their_own(views: SavedViews) -> None:
    views.save("per_a", SavedView("All servers", "kind=server", role="technician"))
    views.save("per_b", SavedView("Mine", "mine=yes"))

    shared = SavedView("All servers", "kind=server", "technician", "per_a")
    assert views.of("per_b", ["employee", "technician"])[1:] == [shared]
    assert [each.name for each in views.of("per_b", ["employee"])] == ["Mine"]
    assert views.of("per_c", [""]) == [], "a view for nobody is for nobody"


def test_the_views_of_one_list_are_not_those_of_another(views: SavedViews) -> None:
    views.save("per_a", SavedView("Mine", "mine=yes", role="technician"))
    other = SavedViews(views.engine, views.clock, "ci")

    assert other.of("per_a", ["technician"]) == []
    assert not other.remove("per_a", "Mine")
    assert len(views.of("per_a")) == 1


def test_the_same_name_again_replaces_the_view(views: SavedViews) -> None:
    views.save("per_a", SavedView("Mine", "mine=yes"))
    views.save("per_a", SavedView("Mine", "status=held"))

    assert [each.filter for each in views.of("per_a")] == ["status=held"]


def test_a_removed_view_is_gone_for_its_owner_only(views: SavedViews) -> None:
    for person in ("per_a", "per_b"):
        views.save(person, SavedView("Mine", "mine=yes"))

    assert views.remove("per_a", "Mine")
    assert not views.remove("per_a", "Mine")

    assert views.of("per_a") == []
    assert len(views.of("per_b")) == 1


@pytest.mark.parametrize(
    "view",
    [
        SavedView("", "x"),
        SavedView("   ", "x"),
        SavedView("n" * (LONGEST_NAME + 1), "x"),
        SavedView("n", "x" * (LONGEST_FILTER + 1)),
    ],
)
def test_a_view_without_end_or_name_is_refused(views: SavedViews, view: SavedView) -> None:
    with pytest.raises(Permanent):
        views.save("per_a", view)
    assert views.of("per_a") == []


def test_views_have_an_end_and_one_of_them_can_still_be_replaced(views: SavedViews) -> None:
    for n in range(MOST):
        views.save("per_a", SavedView(f"view {n}", "x"))

    with pytest.raises(Permanent, match="remove one first"):
        views.save("per_a", SavedView("one more", "x"))
    views.save("per_a", SavedView("view 3", "y"))
    assert len(views.of("per_a")) == MOST
