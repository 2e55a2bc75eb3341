"""A proof: all must begin to hold in time, and hold without end for long enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.governor.checking import Check, Found, Proof
from steersman.governor.proving import (
    FAILED,
    LOOKS,
    OPEN,
    PATIENCE,
    PROVEN,
    UNKNOWN,
    Look,
    Standing,
    is_short,
    look,
    pause,
)

PROOF = Proof(checks=(), within=60.0, lasting=120.0)
GOOD, BAD = Found(check="c", told="x"), Found(check="c", told="x", missed=("x is y",))


def seen(at: float, *found: Found, faults: tuple[str, ...] = ()) -> Look:
    return Look(at=at, found=found, faults=faults)


def after(*looks: Look) -> Standing:
    standing = Standing.begun(PROOF, looks[0].at)
    for each in looks:
        standing = standing.after(each, PROOF)
    return standing


def test_it_is_proven_when_it_held_for_long_enough() -> None:
    assert after(seen(0, GOOD), seen(119, GOOD)).verdict == OPEN
    assert after(seen(0, GOOD), seen(120, GOOD)).verdict == PROVEN


def test_one_of_several_that_does_not_hold_is_enough() -> None:
    assert after(seen(0, GOOD, BAD), seen(60, GOOD, BAD)).verdict == FAILED


def test_what_breaks_in_time_may_begin_anew() -> None:
    standing = after(seen(0, GOOD), seen(30, BAD), seen(50, GOOD), seen(130, GOOD))
    assert (standing.verdict, standing.since) == (OPEN, 50)
    assert standing.after(seen(170, GOOD), PROOF).verdict == PROVEN


def test_what_breaks_later_has_failed() -> None:
    assert after(seen(0, GOOD), seen(100, GOOD), seen(110, BAD)).verdict == FAILED


def test_silence_alone_is_unknown_and_never_failed() -> None:
    assert after(seen(0, faults=("web1: silent",)), seen(61, faults=("x",))).verdict == UNKNOWN
    assert after(seen(0, GOOD), seen(61, GOOD, faults=("x",))).verdict == UNKNOWN
    assert after(seen(0, BAD), seen(61, BAD, faults=("x",))).verdict == FAILED


def test_the_last_look_falls_on_the_end_of_what_must_pass() -> None:
    standing = Standing.begun(PROOF, 0.0).after(seen(0, GOOD), PROOF)
    assert standing.wait(PROOF, 118.0) == 2.0
    assert Standing.begun(PROOF, 0.0).wait(PROOF, 57.0) == 3.0


@given(st.floats(0, 86_400), st.floats(0, 86_400))
def test_a_proof_takes_a_bounded_number_of_looks(within: float, lasting: float) -> None:
    proof = Proof(checks=(), within=within, lasting=lasting)
    if is_short(proof):
        assert within + lasting <= PATIENCE
        assert 0.5 <= pause(proof) <= 5.0
    else:
        assert (within + lasting) / pause(proof) <= LOOKS + 1


@given(st.lists(st.tuples(st.floats(0.1, 90), st.booleans()), min_size=1, max_size=30))
def test_it_is_only_proven_by_looks_that_all_held(steps: list[tuple[float, bool]]) -> None:
    now, looks = 0.0, []
    for wait, good in steps:
        now += wait
        looks.append(seen(now, GOOD if good else BAD))
    standing = Standing.begun(PROOF, looks[0].at)
    for place, each in enumerate(looks):
        standing = standing.after(each, PROOF)
        if standing.verdict == PROVEN:
            held = [one for one in looks[: place + 1] if one.at >= each.at - PROOF.lasting]
            assert all(held)
        if standing.verdict != OPEN:
            break


def test_one_check_that_is_silent_does_not_hide_what_the_others_tell() -> None:
    told = look((Check(probe="a.b", system="c", params={}),) * 2, {}, 5.0)
    assert len(told.faults) == 2
    assert not told
    assert Look.from_json(told.as_json()) == told


@pytest.mark.parametrize("since", [None, 4.5])
def test_a_standing_comes_back_from_the_ledger(since: float | None) -> None:
    standing = Standing(until=9.0, since=since, verdict=OPEN)
    assert Standing.from_json(standing.as_json()) == standing
