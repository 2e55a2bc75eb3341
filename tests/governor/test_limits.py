"""The limits file: what stands in it counts from the next decision on; a wrong one counts never."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.governor.limits import Budget, Freeze, Limits, LimitsFile, load_limits

FREEZE = {"name": "x", "starts": "2026-05-01T00:00:00Z", "ends": "2026-05-02T00:00:00Z"}
DAY = 86400.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "limits.toml"


def write(path: Path, text: str, *, second: int) -> None:
    """``second``: when it was written, so that two edits in one tick of the clock differ."""
    path.write_text(text)
    os.utime(path, (second, second))


def test_without_a_file_what_ships_counts(path: Path) -> None:
    assert load_limits(None) == load_limits(path) == LimitsFile(path)() == Limits()


def test_a_procedure_has_its_own_budget_and_the_others_the_default(path: Path) -> None:
    path.write_text("[default]\ntargets = 7\n[procedures.leaver]\ntargets = 3\n")
    limits = load_limits(path)
    assert limits.budget("leaver") == Budget(targets=3)
    assert limits.budget("joiner") == Budget(targets=7)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[default", "not TOML"),
        ("[default]\npeople_per_hours = 1", "default.people_per_hours"),
        ("[default]\npeople_per_hour = -1", "default.people_per_hour"),
        ("[default]\nshare_of_company_per_day = 2", "default.share_of_company_per_day"),
        ("same_target_per_hour = 0", "same_target_per_hour"),
        ('[[freezes]]\nname = "x"\nstarts = 2026-05-01T00:00:00\nends = 2026-05-02T00:00:00Z',
         "freezes.0.starts"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_named(path: Path, text: str, fault: str) -> None:
    path.write_text(text)
    with pytest.raises(Permanent) as refused:
        load_limits(path)
    assert str(path) in str(refused.value)
    assert fault in str(refused.value)


def test_an_edit_counts_at_once(path: Path) -> None:
    limits = LimitsFile(path)
    write(path, "max_depth = 1", second=100)
    assert limits().max_depth == 1
    write(path, "max_depth = 0", second=200)
    assert limits().max_depth == 0
    path.unlink()
    assert limits() == Limits()


def test_a_file_that_did_not_change_is_not_read_again(path: Path) -> None:
    write(path, "max_depth = 1", second=100)
    limits = LimitsFile(path)
    assert limits() is limits()


def test_a_file_that_became_wrong_is_refused_until_it_is_mended(path: Path) -> None:
    """The limits of before must not go on counting: nobody would notice."""
    limits = LimitsFile(path)
    write(path, "max_depth = 1", second=100)
    limits()
    write(path, "max_depth = ", second=200)
    for _ in range(2):
        with pytest.raises(Permanent, match="not TOML"):
            limits()
    write(path, "max_depth = 2", second=300)
    assert limits().max_depth == 2


@given(st.floats(-DAY, 2 * DAY))
def test_a_freeze_includes_its_start_and_excludes_its_end(after: float) -> None:
    freeze = Freeze.model_validate(FREEZE)
    starts, ends = freeze.starts.timestamp(), freeze.ends.timestamp()
    assert freeze.holds_at(starts)
    assert not freeze.holds_at(ends)
    assert freeze.holds_at(starts + after) is (0 <= starts + after - starts < DAY)
