"""The final schedule: what counts before what, where nobody is, and where two are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.domain.on_call.hours import Hours
from steersman.domain.on_call.layers import Layer, Unit
from steersman.domain.on_call.lookout import (
    ABSENT,
    DOUBLED,
    ELSEWHERE,
    GAP,
    elsewhere,
    next_of,
    now_of,
    warnings,
)
from steersman.domain.on_call.schedule import (
    IMPORTED,
    OVERRIDE,
    Duty,
    Override,
    Schedule,
    final,
)
from steersman.domain.people import OnCall

MONDAY, HOUR, DAY = 1_772_409_600.0, 3600.0, 86400.0  # 2026-03-02 00:00 UTC


def layer(name: str, *people: str, **more: object) -> Layer:
    told: dict[str, object] = {"begins": "2026-03-02T00:00", "every": 1, "unit": Unit.DAY}
    return Layer(name=name, people=people, **{**told, **more})  # type: ignore[arg-type]  # its fields


def schedule(*layers: Layer, **more: object) -> Schedule:
    return Schedule(id="s", name="Web", time_zone="UTC", layers=layers, **more)  # type: ignore[arg-type]  # its fields


def override(person: str, starts: float, ends: float, made_at: float = 1.0) -> Override:
    return Override(
        id=f"{person}{starts}",
        schedule="s",
        person=person,
        starts=MONDAY + starts,
        ends=MONDAY + ends,
        made_at=made_at,
    )


def shift(person: str, starts: float, ends: float) -> OnCall:
    times = {"starts": MONDAY + starts, "ends": MONDAY + ends}
    return OnCall(id=person, service="web", person=person, **times)


def test_the_first_layer_counts_and_the_next_fills_what_it_leaves() -> None:
    office = layer("office", "ann", hours=(Hours("09:00", "17:00"),))
    found = final(schedule(office, layer("nights", "bob")), MONDAY, MONDAY + DAY)
    assert [(each.people, each.by, (each.ends - each.starts) / HOUR) for each in found.duties] == [
        (("bob",), "nights", 9.0),
        (("ann",), "office", 8.0),
        (("bob",), "nights", 7.0),
    ]
    assert found.gaps == ()


def test_an_override_counts_before_an_import_and_that_before_a_layer() -> None:
    found = final(
        schedule(layer("first", "ann")),
        MONDAY,
        MONDAY + DAY,
        [shift("bob", 0, 10 * HOUR)],
        [override("cid", 2 * HOUR, 4 * HOUR)],
    )
    assert [(each.people[0], each.by) for each in found.duties] == [
        ("bob", IMPORTED),
        ("cid", OVERRIDE),
        ("bob", IMPORTED),
        ("ann", "first"),
    ]


def test_of_two_overrides_the_later_made_counts_and_it_is_told() -> None:
    two = [override("bob", 0, 10 * HOUR, 1.0), override("cid", 5 * HOUR, 12 * HOUR, 2.0)]
    found = final(schedule(layer("first", "ann")), MONDAY, MONDAY + DAY, (), two)
    assert found.at(MONDAY + 6 * HOUR) == Duty(
        MONDAY + 5 * HOUR, MONDAY + 12 * HOUR, ("cid",), OVERRIDE
    )
    (warned,) = warnings(found)
    assert (warned.kind, warned.people) == (DOUBLED, ("bob", "cid"))
    assert (warned.starts, warned.ends) == (MONDAY + 5 * HOUR, MONDAY + 10 * HOUR)


def test_imported_shifts_that_overlap_put_both_on_call_and_are_told() -> None:
    shifts = [shift("ann", 0, 10 * HOUR), shift("bob", 8 * HOUR, 24 * HOUR)]
    found = final(schedule(), MONDAY, MONDAY + DAY, shifts)
    both = found.at(MONDAY + 9 * HOUR)
    assert both is not None
    assert both.people == ("ann", "bob")
    assert [each.kind for each in warnings(found)] == [DOUBLED]


def test_gaps_count_in_the_hours_that_are_needed() -> None:
    office = layer("office", "ann", hours=(Hours("10:00", "17:00", (0, 1, 2, 3, 4)),))
    needed = (Hours("09:00", "17:00", (0, 1, 2, 3, 4)),)
    always = final(schedule(office), MONDAY, MONDAY + DAY)
    assert always.gaps == ((MONDAY, MONDAY + 10 * HOUR), (MONDAY + 17 * HOUR, MONDAY + DAY))
    daily = final(schedule(office, needed=needed), MONDAY, MONDAY + 7 * DAY)
    assert daily.gaps == tuple(
        (MONDAY + day * DAY + 9 * HOUR, MONDAY + day * DAY + 10 * HOUR) for day in range(5)
    )


def test_who_is_next_is_another_person_also_over_a_gap() -> None:
    office = layer("office", "ann", "bob", hours=(Hours("09:00", "17:00"),), every=2)
    found = final(schedule(office), MONDAY, MONDAY + 7 * DAY)
    now, following = now_of(found, MONDAY + 10 * HOUR), next_of(found, MONDAY + 10 * HOUR)
    assert now is not None
    assert (now.people, now.ends) == (("ann",), MONDAY + 17 * HOUR)
    assert following is not None
    assert (following.people, following.starts) == (("bob",), MONDAY + 2 * DAY + 9 * HOUR)
    assert now_of(found, MONDAY + 18 * HOUR) is None
    at_night = next_of(found, MONDAY + 18 * HOUR)
    assert at_night is not None
    assert at_night.people == ("ann",), "after a gap it may be who was there before"


def test_who_has_left_is_warned_about_where_they_would_be_on_call() -> None:
    found = final(schedule(layer("first", "ann", "bob")), MONDAY, MONDAY + 2 * DAY)
    (warned,) = warnings(found, gone={"bob"})
    assert (warned.kind, warned.people, warned.starts) == (ABSENT, ("bob",), MONDAY + DAY)


def test_one_person_in_two_schedules_at_once_is_warned_about() -> None:
    web = final(schedule(layer("first", "ann", "bob")), MONDAY, MONDAY + 2 * DAY)
    mail = final(schedule(layer("first", "bob", "bob", "ann")), MONDAY, MONDAY + 2 * DAY)
    (warned,) = elsewhere({"Web": web, "Mail": mail})
    assert (warned.kind, warned.people, warned.schedules) == (ELSEWHERE, ("bob",), ("Mail", "Web"))
    assert warned.starts == MONDAY + DAY


def test_an_empty_schedule_is_one_gap() -> None:
    found = final(schedule(), MONDAY, MONDAY + DAY)
    assert [each.kind for each in warnings(found)] == [GAP]
    assert found.duties == ()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"name": ""}, "a name"),
        ({"time_zone": "Mars/Olympus"}, "time zone"),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
        ({"layers": (layer("a", "ann"), layer("a", "bob"))}, "same name"),
        ({"needed": (Hours("9", "17:00"),)}, "time of day"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(wrong: dict[str, object], named: str) -> None:
    told: dict[str, object] = {"id": "s", "name": "Web", "time_zone": "UTC", **wrong}
    with pytest.raises(Permanent, match=named):
        Schedule(**told).check()  # type: ignore[arg-type]  # its fields


hours = st.integers(0, 24 * 10).map(lambda number: number * HOUR)
people = st.sampled_from(["ann", "bob", "cid"])
spans = st.tuples(hours, st.integers(1, 72).map(lambda number: number * HOUR))
overrides = st.builds(
    lambda who, span, made: override(who, span[0], span[0] + span[1], made),
    people,
    spans,
    st.integers(0, 5).map(float),
)
shifts = st.builds(lambda who, span: shift(who, span[0], span[0] + span[1]), people, spans)
layers = st.lists(
    st.builds(
        lambda who, every, open_: layer("l", *who, every=every, hours=open_),
        st.lists(people, min_size=1, max_size=3),
        st.integers(1, 4),
        st.sampled_from([(), (Hours("08:00", "18:00", (0, 2, 4)),)]),
    ),
    max_size=3,
)


@settings(max_examples=150)
@given(layers, st.lists(shifts, max_size=4), st.lists(overrides, max_size=4))
def test_each_moment_has_one_duty_or_is_a_gap(
    found_layers: list[Layer], imported: list[OnCall], over: list[Override]
) -> None:
    found = final(schedule(*found_layers), MONDAY, MONDAY + 12 * DAY, imported, over)
    parts = sorted([(d.starts, d.ends) for d in found.duties] + list(found.gaps))
    assert parts[0][0] == MONDAY
    assert parts[-1][1] == MONDAY + 12 * DAY
    assert all(a[1] == b[0] for a, b in pairwise(parts)), "neither a hole nor an overlap"
    for each in over:
        duty = found.at(max(each.starts, MONDAY))
        if each.starts < MONDAY + 12 * DAY:
            assert duty is not None
            assert duty.by == OVERRIDE, "nothing counts before an override"
