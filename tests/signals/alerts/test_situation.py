"""One situation: when it is told, what it names, and when it is over."""

from __future__ import annotations

import json

from steersman.signals.alerts.situation import (
    AT_MOST_EVERY,
    HOLD,
    KINDS,
    LOOK_BACK,
    QUIET,
    Situation,
    restored,
)
from steersman.signals.alerts.surprise import Surprise


def surprise(name: str, weight: float = 2.0) -> Surprise:
    return Surprise((name, "web1"), weight, 1, 0.01)


def opened(at: int = 1_000) -> Situation:
    one = Situation("web1", at, at, at + HOLD)
    one.add(surprise("disk full"), at)
    return one


def test_it_is_told_a_minute_after_it_opened_with_what_came_before() -> None:
    one = opened()
    assert one.due == 1_000 + HOLD
    assert one.since(one.due) == 1_000 - LOOK_BACK


def test_it_is_told_again_only_when_a_new_kind_joins_and_not_too_soon() -> None:
    one = opened()
    assert [each.kind[0] for each in one.told(1_060)] == ["disk full"]
    one.add(surprise("disk full"), 1_100)
    assert one.due is None
    one.add(surprise("disk broken"), 1_200)
    assert one.due == 1_060 + AT_MOST_EVERY
    assert [each.kind[0] for each in one.told(one.due)] == ["disk broken"]


def test_much_later_it_is_told_after_the_usual_minute() -> None:
    one = opened()
    one.told(1_060)
    one.add(surprise("disk broken"), 5_000)
    assert one.due == 5_000 + HOLD


def test_it_is_over_half_an_hour_after_the_last_sign() -> None:
    one = opened()
    one.add(surprise("disk full"), 2_000)
    assert one.over_at == 2_000 + QUIET


def test_the_weightiest_sign_of_a_kind_is_kept() -> None:
    one = opened()
    one.add(surprise("disk full", 9.0), 1_001)
    one.add(surprise("disk full", 3.0), 1_002)
    assert one.unusual["disk full"].weight == 9.0


def test_a_kind_of_which_it_knows_nothing_is_not_refreshed_into_it() -> None:
    one = opened()
    one.refresh(surprise("other"))
    assert set(one.unusual) == {"disk full"}


def test_however_long_it_lasts_it_names_no_more_than_it_can() -> None:
    one = opened()
    for n in range(3 * KINDS):
        one.add(surprise(f"kind {n}"), 1_000 + n)
    assert len(one.unusual) == KINDS
    assert one.last == 1_000 + 3 * KINDS - 1


def test_it_is_the_same_after_a_restart() -> None:
    one = opened()
    one.told(1_060)
    one.add(surprise("disk broken"), 1_200)
    one.score = 4.5
    assert restored([json.loads(json.dumps(one.state()))]) == {"web1": one}
