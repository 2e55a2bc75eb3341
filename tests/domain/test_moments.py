"""A moment that has passed is never taken as now."""

from __future__ import annotations

import pytest

from steersman.domain.moments import LATELY, has_passed, spelled

NOON = 1_780_000_000.0


@pytest.mark.parametrize(
    ("moment", "passed"),
    [(NOON - LATELY - 1, True), (NOON - 1, False), (NOON, False), (NOON + 1, False), (0.0, True)],
)
def test_only_what_lies_well_back_has_passed(moment: float, passed: bool) -> None:
    assert has_passed(moment, NOON) is passed


@pytest.mark.parametrize(
    ("moment", "said"),
    [(0.0, "1970-01-01 00:00 UTC"), (-1e12, "1-01-01 00:00 UTC"), (NOON, "2026-05-28 20:26 UTC")],
)
def test_a_moment_is_spelled_whatever_it_is(moment: float, said: str) -> None:
    assert spelled(moment).endswith(said)
