"""The life cycle of work, and what names a request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.domain.plan import MARK
from steersman.domain.work import (
    PREFIXES,
    STATE_OF,
    Kind,
    State,
    Status,
    Work,
    effective_at,
    may_become,
)

WORK = Work(number="REQ1", procedure="leaver", requester="hr", subject="jane", params={"a": "b"})
FINAL = (State.CLOSED, State.CANCELED)


@given(st.sampled_from(State), st.lists(st.sampled_from(State)))
def test_no_way_leads_out_of_an_end_nor_back_to_the_beginning(
    start: State, wanted: list[State]
) -> None:
    way = [start]
    for after in wanted:
        if may_become(way[-1], after):
            way.append(after)
    assert State.NEW not in [state for state in way if state is not way[0]]
    ends = [n for n, state in enumerate(way) if state in FINAL]
    assert not ends or set(way[ends[0] :]) == {way[ends[0]]}


@pytest.mark.parametrize("state", State)
def test_staying_where_one_is_is_always_allowed(state: State) -> None:
    assert may_become(state, state)


def test_only_what_is_resolved_is_closed_and_it_may_be_taken_up_again() -> None:
    assert [before for before in State if may_become(before, State.CLOSED)] == [
        State.RESOLVED,
        State.CLOSED,
    ]
    assert may_become(State.RESOLVED, State.ON_HOLD)
    assert not may_become(State.RESOLVED, State.CANCELED)


def test_every_status_has_a_state_and_every_kind_a_prefix_of_its_own() -> None:
    assert set(STATE_OF) == set(Status)
    assert len({PREFIXES[kind] for kind in Kind}) == len(Kind)


@pytest.mark.parametrize(
    "other",
    [
        {"procedure": "leaver_final"},
        {"requester": "mary"},
        {"subject": "bob"},
        {"params": {"a": "c"}},
        {"params": {}},
    ],
)
def test_another_request_has_another_digest(other: dict[str, Any]) -> None:
    assert replace(WORK, **other).digest != WORK.digest


def test_number_summary_and_cause_do_not_change_what_was_asked_for() -> None:
    told = replace(WORK, number="REQ2", summary="Jane leaves", caused_by="REQ0", depth=1)
    assert told.digest == WORK.digest


def test_nobody_smuggles_a_value_in_that_is_known_only_later() -> None:
    with pytest.raises(Permanent, match="reserved"):
        replace(WORK, params={"account": f"{MARK}access/1.id⟩"})
    with pytest.raises(Permanent, match="reserved"):
        replace(WORK, params={"account": f"x {MARK}"})


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-06-01T09:00:00Z", 1_780_304_400.0),
        ("2026-06-01T11:00:00+02:00", 1_780_304_400.0),
        ("", 0.0),
        ("soon", 0.0),
        ("9999-12-31T23:59:59-23:59", 253_402_387_139.0),
    ],
)
def test_a_moment_is_one_on_every_clock_and_what_is_none_is_now(written: str, at: float) -> None:
    assert effective_at({"effective_at": written}) == at
    assert effective_at({}) == 0.0
