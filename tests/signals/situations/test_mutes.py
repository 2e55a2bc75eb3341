"""Silences and windows hold back from their beginning to before their end, again if they repeat."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.signals.situations.matchers import parsed
from steersman.signals.situations.mutes import A_DAY, Every, Mute, MuteKind, Mutes, check_times

FACTS = {"alertname": "Down", "host": "web-1"}


def mute(id: str = "m", since: float = 100.0, until: float = 200.0, **more: object) -> Mute:
    given: dict[str, object] = {"matchers": (parsed("host=web-1"),), "kind": MuteKind.SILENCE}
    return Mute(id=id, since=since, until=until, **{**given, **more})  # type: ignore[arg-type]  # its own fields


def test_it_holds_from_its_beginning_to_before_its_end() -> None:
    one = mute()
    assert [one.active(at) for at in (99.9, 100.0, 199.9, 200.0)] == [False, True, True, False]
    assert [one.over(at) for at in (100.0, 199.9, 200.0)] == [False, False, True]


def test_one_that_was_ended_holds_no_more() -> None:
    one = mute(ended_at=150.0)
    assert (one.active(149.0), one.active(150.0), one.over(150.0)) == (True, False, True)


def test_one_that_repeats_is_never_over_until_it_is_ended() -> None:
    one = mute(every=Every.DAY)
    assert one.active(100.0 + 7 * A_DAY)
    assert not one.active(200.0 + 7 * A_DAY)
    assert not one.over(1e12)
    assert mute(every=Every.DAY, ended_at=150.0).over(150.0)


def test_a_window_holds_what_its_items_are_called() -> None:
    some = Mutes([mute(matchers=(), names=frozenset({"web-1", "10.0.0.1"}))])
    assert some.holding({"host": "WEB-1"}, [150.0])
    assert some.holding({"host": "other", "ip": "10.0.0.1"}, [150.0])
    assert some.holding({"alertname": "web-1"}, [150.0]) is None


def test_the_one_that_lasts_longest_is_named() -> None:
    some = Mutes([mute("short"), mute("long", until=500.0), mute("over", until=101.0)])
    found = some.holding(FACTS, [150.0])
    assert found is not None
    assert found.id == "long"


def test_now_or_when_it_came_is_enough() -> None:
    some = Mutes([mute()])
    assert some.holding(FACTS, (250.0, 150.0))
    assert some.holding(FACTS, (250.0,)) is None


@pytest.mark.parametrize(
    ("since", "until", "every"),
    [(5.0, 5.0, Every.ONCE), (0.0, 400 * A_DAY, Every.ONCE), (0.0, A_DAY, Every.DAY)],
)
def test_times_that_cannot_be_meant_are_refused(since: float, until: float, every: Every) -> None:
    with pytest.raises(Permanent):
        check_times(since, until, every)
