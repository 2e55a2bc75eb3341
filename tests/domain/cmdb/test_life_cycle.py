"""Which step of its life a person may say next about an item."""

from __future__ import annotations

import pytest

from steersman.domain.cmdb.life_cycle import LIFE_CYCLE, STAGES, fault_of, stage_of, step_fault

PAIRS = [(stage, status) for stage, statuses in LIFE_CYCLE.items() for status in statuses]


@pytest.mark.parametrize("pair", PAIRS)
def test_within_a_stage_and_to_the_end_every_step_is_allowed(pair: tuple[str, str]) -> None:
    for status in LIFE_CYCLE[pair[0]]:
        assert step_fault(pair, (pair[0], status)) == ""
    assert step_fault(pair, ("end_of_life", "retired")) == ""
    assert step_fault(pair, ("", "")) == ""


@pytest.mark.parametrize("stage", ["inventory", "deploy", "operational", "end_of_life"])
def test_what_is_there_is_neither_designed_nor_ordered_any_more(stage: str) -> None:
    before = (stage, LIFE_CYCLE[stage][0])
    for back in ("design", "purchase"):
        assert f"cannot go back to {back}" in step_fault(before, (back, LIFE_CYCLE[back][0]))
    assert step_fault(("design", "planned"), ("purchase", "on_order")) == ""
    assert step_fault(("purchase", "on_order"), ("design", "planned")) == ""


@pytest.mark.parametrize("stage", [each for each in STAGES if each != "end_of_life"])
def test_what_was_disposed_of_is_retired_before_it_is_anything_else(stage: str) -> None:
    after = (stage, LIFE_CYCLE[stage][0])
    assert "say retired first" in step_fault(("end_of_life", "disposed"), after)
    assert step_fault(("end_of_life", "disposed"), ("end_of_life", "retired")) == ""


def test_what_was_lost_or_retired_comes_back() -> None:
    for status in ("lost", "stolen", "retired"):
        assert step_fault(("end_of_life", status), ("inventory", "available")) == ""


def test_each_status_belongs_to_one_stage() -> None:
    assert [stage_of(status) for _, status in PAIRS] == [stage for stage, _ in PAIRS]
    assert fault_of("purchase", "in_use") != ""
