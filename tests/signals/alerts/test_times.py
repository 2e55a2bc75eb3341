"""Moments as senders write them."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.signals.alerts.times import seconds_of

NOON = 1_750_161_600.0


@pytest.mark.parametrize(
    "written",
    [
        "1750161600",
        " 1750161600.0 ",
        "1750161600000",
        "1750161600000000",
        "1750161600000000000",
        "2025-06-17T12:00:00Z",
        "2025-06-17 12:00:00",
        "2025-06-17T14:00:00+02:00",
    ],
)
def test_every_way_of_writing_it_is_the_same_moment(written: str) -> None:
    assert seconds_of(written) == NOON


@pytest.mark.parametrize("written", ["", "yesterday", "nan", "inf", "-5", "1e400", "0000-00-00"])
def test_what_is_no_moment_is_refused_with_the_mend(written: str) -> None:
    with pytest.raises(Permanent):
        seconds_of(written)


def test_a_million_characters_are_not_repeated_in_the_message() -> None:
    with pytest.raises(Permanent) as refused:
        seconds_of("x" * 1_000_000)
    assert len(str(refused.value)) < 200
