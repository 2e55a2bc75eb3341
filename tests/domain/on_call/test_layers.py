"""Turns: handed over at a time of day, in summer and winter; never two at once."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.domain.on_call.hours import Hours, stretches
from steersman.domain.on_call.layers import Layer, Turn, Unit, turns
from steersman.domain.on_call.local_time import instant, local, zone_of

BERLIN = zone_of("Europe/Berlin")
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
DAY = 86400.0


def at(text: str, zone: str = "Europe/Berlin") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def weekly(*people: str, **more: object) -> Layer:
    told: dict[str, object] = {"name": "first", "people": people, "begins": "2026-03-02T09:00"}
    return Layer(**{**told, **more})  # type: ignore[arg-type]  # fields of a layer, by name


def test_a_week_is_handed_over_at_its_time_of_day_before_and_after_clocks_change() -> None:
    found = turns(weekly("ann", "bob"), BERLIN, at("2026-03-23T09:00"), at("2026-04-06T09:00"))
    assert found == [
        Turn(at("2026-03-23T09:00"), at("2026-03-30T09:00"), "bob"),
        Turn(at("2026-03-30T09:00"), at("2026-04-06T09:00"), "ann"),
    ]
    assert found[0].ends - found[0].starts == 7 * DAY - 3600, "the week in which an hour is skipped"


def test_twelve_hours_stay_day_and_night_when_clocks_change() -> None:
    layer = weekly("day", "night", begins="2026-10-20T08:00", every=12, unit=Unit.HOUR)
    found = turns(layer, BERLIN, at("2026-10-24T20:00"), at("2026-10-25T20:00"))
    assert [(each.person, each.ends - each.starts) for each in found] == [
        ("night", 13 * 3600.0),
        ("day", 12 * 3600.0),
    ]


def test_a_hand_over_in_the_skipped_hour_is_when_the_clocks_go_forward() -> None:
    layer = weekly("ann", "bob", begins="2026-03-28T02:30", every=1, unit=Unit.DAY)
    first, second = turns(layer, BERLIN, at("2026-03-28T02:30"), at("2026-03-30T02:30"))
    assert (first.person, second.person) == ("ann", "bob")
    assert first.ends == second.starts == at("2026-03-29T03:00")


def test_an_hour_that_comes_twice_is_handed_over_the_first_time() -> None:
    layer = weekly("ann", "bob", begins="2026-10-24T02:30", every=1, unit=Unit.DAY)
    first, second = turns(layer, BERLIN, at("2026-10-24T02:30"), at("2026-10-26T02:30"))
    assert first.ends == second.starts == at("2026-10-25T02:30")
    assert second.ends - second.starts == 25 * 3600.0


def test_before_it_begins_and_after_it_ends_nobody_is_on_duty() -> None:
    layer = weekly("ann", ends="2026-03-05T09:00")
    found = turns(layer, BERLIN, at("2026-02-01T00:00"), at("2026-04-01T00:00"))
    assert found == [Turn(at("2026-03-02T09:00"), at("2026-03-05T09:00"), "ann")]


def test_business_hours_cut_the_turns() -> None:
    layer = weekly("ann", "bob", hours=(Hours("09:00", "17:00", (0, 1, 2, 3, 4)),))
    found = turns(layer, BERLIN, at("2026-03-06T00:00"), at("2026-03-10T00:00"))
    assert found == [
        Turn(at("2026-03-06T09:00"), at("2026-03-06T17:00"), "ann"),
        Turn(at("2026-03-09T09:00"), at("2026-03-09T17:00"), "bob"),
    ]


def test_hours_past_midnight_end_on_the_next_day() -> None:
    night = [Hours("22:00", "06:00", (4,))]
    found = stretches(night, BERLIN, at("2026-03-02T00:00"), at("2026-03-09T00:00"))
    assert found == [(at("2026-03-06T22:00"), at("2026-03-07T06:00"))]
    whole = stretches([Hours("00:00", "00:00")], BERLIN, at("2026-03-02T00:00"), at("2026-03-05"))
    assert whole == [(at("2026-03-02T00:00"), at("2026-03-05T00:00"))]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"name": " "}, "a name"),
        ({"people": ()}, "people"),
        ({"every": 0}, "turn lasts"),
        ({"begins": "tomorrow"}, "no day and time"),
        ({"begins": "9999-01-01T00:00"}, "too far"),
        ({"ends": "2026-01-01T00:00"}, "before it begins"),
        ({"hours": (Hours("9:00", "17:00"),)}, "time of day"),
        ({"hours": (Hours("09:00", "17:00", (7,)),)}, "days are"),
        ({"hours": (Hours("09:00", "17:00", ()),)}, "days are"),
    ],
)
def test_a_layer_that_cannot_be_is_refused_by_name(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(Permanent, match=named):
        weekly("ann", **{"people": ("ann",), **wrong}).check()


walls = st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(st.sampled_from(ZONES), walls, st.integers(0, 60 * 72))
def test_a_later_wall_time_is_never_an_earlier_moment(
    zone: str, wall: datetime, minutes: int
) -> None:
    there = zone_of(zone)
    later = wall + timedelta(minutes=minutes)
    assert instant(wall, there) <= instant(later, there)
    assert local(instant(wall, there), there) >= wall


layers = st.builds(
    Layer,
    name=st.just("first"),
    people=st.lists(st.sampled_from(["ann", "bob", "cid"]), min_size=1, max_size=4).map(tuple),
    begins=walls.map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M")),
    every=st.integers(1, 30),
    unit=st.sampled_from(Unit),
    hours=st.sampled_from(
        [(), (Hours("09:00", "17:00", (0, 1, 2, 3, 4)), Hours("22:00", "02:30"))]
    ),
)


@settings(max_examples=150)
@given(layers, st.sampled_from(ZONES), walls, st.integers(1, 40))
def test_a_layer_never_has_two_at_once_and_without_hours_no_hole(
    layer: Layer, zone: str, wall: datetime, days: int
) -> None:
    there = zone_of(zone)
    starts = instant(wall, there)
    ends = starts + days * DAY
    found = turns(layer, there, starts, ends)
    for one, other in itertools.pairwise(found):
        assert one.starts < one.ends <= other.starts
    begins = instant(datetime.fromisoformat(layer.begins), there)
    if not layer.hours and begins < ends:
        assert sum(each.ends - each.starts for each in found) == ends - max(begins, starts)


@settings(max_examples=100)
@given(layers, st.sampled_from(ZONES), walls, st.integers(1, 20), st.integers(1, 20))
def test_a_window_cut_in_two_has_the_same_turns(
    layer: Layer, zone: str, wall: datetime, first: int, second: int
) -> None:
    there = zone_of(zone)
    a = instant(wall, there)
    b, c = a + first * DAY, a + (first + second) * DAY
    whole, pieces = turns(layer, there, a, c), turns(layer, there, a, b) + turns(layer, there, b, c)
    for moment in (a, b - 1, b, b + 1, c - 1):
        assert _who(whole, moment) == _who(pieces, moment)


def _who(found: list[Turn], moment: float) -> list[str]:
    return [each.person for each in found if each.starts <= moment < each.ends]
