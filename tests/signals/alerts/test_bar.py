"""The bar follows the site, and a host's standing follows the host."""

from __future__ import annotations

import json
import random

from steersman.signals.alerts.bar import LEAST, REMEMBERED, Bar
from steersman.signals.alerts.habits import A_DAY
from steersman.signals.alerts.standing import KEPT, Standing


def test_it_is_passed_about_as_often_as_the_budget_says() -> None:
    bar, chance = Bar(budget=10), random.Random(1)
    for _ in range(7 * A_DAY):
        bar.learn([chance.expovariate(0.5)], 0)
    above = sum(chance.expovariate(0.5) > bar.height for _ in range(20 * A_DAY)) / 20
    assert 6 < above < 14


def test_a_quiet_site_keeps_the_least() -> None:
    bar = Bar()
    bar.learn([], 3 * A_DAY)
    assert bar.height == LEAST


def test_what_is_older_than_two_weeks_is_forgotten() -> None:
    bar = Bar()
    for _ in range(A_DAY):
        bar.learn([50.0], 0)
    assert bar.height == 50.0
    bar.learn([], REMEMBERED)
    assert bar.height == LEAST
    assert bar.state()["slots"] == [[]] * REMEMBERED


def test_it_is_the_same_after_a_restart() -> None:
    bar, again, chance = Bar(), Bar(), random.Random(2)
    for _ in range(500):
        bar.learn([chance.random() * 9, chance.random()], chance.randrange(3))
    again.restore(json.loads(json.dumps(bar.state())))
    for one in (bar, again):
        one.learn([3.3], 0)
    assert again.height == bar.height > LEAST


def test_a_host_that_is_often_unusual_is_not() -> None:
    standing = Standing()
    for slot in range(0, 288, 12):
        standing.learn({"noisy": 4.0}, slot)
    assert standing.unusual("noisy", 4.0, 288) < 2
    assert standing.unusual("noisy", 20.0, 288) == 20.0
    assert standing.unusual("quiet", 4.0, 288) == 4.0


def test_what_was_long_ago_stands_against_it_less() -> None:
    standing = Standing()
    standing.learn({"web1": 4.0}, 0)
    assert standing.unusual("web1", 4.0, 10) < standing.unusual("web1", 4.0, 2_000) < 4.0


def test_only_the_last_scores_of_a_host_are_kept() -> None:
    standing = Standing()
    for slot in range(KEPT + 9):
        standing.learn({"web1": 1.0}, slot)
    assert len(standing.state()["hosts"][0][1]) == KEPT
