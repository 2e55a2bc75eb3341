"""Points in time as exports write them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from steersman.signals.series.stamps import seconds_of

WHEN = 1_577_836_800.0  # 2020-01-01 00:00 UTC


@pytest.mark.parametrize(
    "stamp",
    [
        "2020-01-01T00:00:00Z", "2020-01-01 00:00:00", "2020-01-01", "20200101", "2020/01/01",
        "2020-01-01T00:00:00.000", "2020-01-01T01:00:00+01:00", "1577836800", "1577836800.0",
        "1577836800000", "1577836800000000", "1577836800000000000", "1.5778368e9",
    ],
)  # fmt: skip
def test_all_of_them_are_the_same_moment(stamp: str) -> None:
    assert seconds_of(stamp) == WHEN


@pytest.mark.parametrize("stamp", ["", "soon", "nan", "inf", "2020-13-01", "12:00", "1e300"])
def test_what_is_no_moment_is_refused(stamp: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        seconds_of(stamp)


def test_before_1970_is_a_moment_too() -> None:
    assert seconds_of("-60") == -60.0


def test_without_a_zone_it_is_utc_wherever_the_machine_stands() -> None:
    asked = (
        "from steersman.signals.series.stamps import seconds_of; print(seconds_of('2020-01-01'))"
    )
    there = {**os.environ, "TZ": "America/New_York"}
    told = subprocess.run(
        [sys.executable, "-c", asked], env=there, capture_output=True, text=True, check=True
    )
    assert float(told.stdout) == WHEN
