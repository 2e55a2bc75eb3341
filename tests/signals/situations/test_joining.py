"""Alerts join the situation they belong to, for a reason, or none."""

from __future__ import annotations

from steersman.signals.situations.joining import (
    AT_ONCE,
    BEFORE,
    CROWD,
    NEAR,
    SAME_HOST,
    Came,
    Joined,
    Open,
    crowded,
    joined,
)

NOW = 1_000_000.0


def open_at(number: str, last: float = NOW, **more: object) -> Open:
    return Open(number=number, opened_at=last, last_at=last, firing=0, **more)  # type: ignore[arg-type]  # its own fields


def by_number(*ones: Open) -> dict[str, Open]:
    return {one.number: one for one in ones}


def came(host: str = "web-1", **more: object) -> Came:
    return Came(alert="a", name="Down", host=host, at=NOW, **more)  # type: ignore[arg-type]  # its own fields


def test_what_was_part_of_it_before_is_again() -> None:
    ones = by_number(open_at("INC1"), open_at("INC2", hosts={"web-1"}))
    assert joined(came(), {"INC1"}, ones) == Joined("INC1", BEFORE)


def test_the_same_host_joins_the_oldest_within_half_an_hour() -> None:
    old = open_at("INC1", NOW - SAME_HOST, hosts={"web-1"})
    ones = by_number(old, open_at("INC2", NOW - 60, hosts={"web-1"}))
    assert joined(came(), set(), ones) == Joined("INC2", "also on web-1")
    old.firing = 1
    found = joined(came(), set(), ones)
    assert found is not None
    assert found.number == "INC1", "what fires still is not over"


def test_an_alert_without_a_host_joins_none_without_one() -> None:
    assert joined(came(host=""), set(), by_number(open_at("INC1", hosts={""}))) is None


def test_neighbours_join_and_show_two_to_be_one() -> None:
    ones = by_number(
        open_at("INC2", NOW - 10, items={"app"}),
        open_at("INC1", NOW - 20, items={"web"}),
        open_at("INC3", NOW - NEAR, items={"db"}),
        open_at("INC4", NOW, items={"printer"}),
    )
    found = joined(came(items=["db"], near={"app": 1, "web": 2}), set(), ones)
    assert found == Joined("INC1", "one depends on the other", ("INC2",))


def test_a_crowd_is_one_and_prefers_those_of_the_same_name() -> None:
    ones = [open_at(f"INC{n}", NOW - n, names={"Slow"}) for n in range(CROWD - 1)]
    assert crowded(came(), by_number(*ones)) is None
    ones.append(open_at("INC9", NOW - AT_ONCE + 1, names={"Down"}))
    found = crowded(came(), by_number(*ones))
    assert found is not None
    assert found.number == "INC9"
