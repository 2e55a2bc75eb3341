"""Labelled alerts are judged by what was told of them, and the peer groups as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.alert_grouping import INTERVAL, REPEAT, RESOLVE, WAIT, grouped
from benchmarks.alerts_labelled import LATE, judged, main
from steersman.signals.alerts.alert import Alert

ALERTS = [Alert(100, "a", "x"), Alert(110, "b", "x"), Alert(120, "c", "y"), Alert(130, "d", "y")]
LABELS = ["", "theft", "", "flood"]
BEGINS = {"theft": 110.0, "flood": 130.0}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([], "0 of 2 told (not flood, theft); 0 noise"),
        ([(170.0, [1])], "1 of 2 told (not flood), 1.0 min in the median; 0 noise"),
        ([(170.0, [0, 1])], "1 of 2 told (not flood), 1.0 min in the median; 0 noise"),
        ([(170.0, [0, 1, 2])], "0 of 2 told (not flood, theft); 1 noise"),
        ([(111.0 + LATE, [1])], "0 of 2 told (not flood, theft); 0 noise"),
        ([(170.0, [0]), (190.0, [1, 3])], "2 of 2 told, 1.2 min in the median; 1 noise"),
    ],
)
def test_what_counts_as_told_and_as_noise(told: list[tuple[float, list[int]]], said: str) -> None:
    assert judged(ALERTS, LABELS, BEGINS, told).startswith(said)


def test_a_group_waits_and_then_tells_what_is_new_in_it() -> None:
    steady = [Alert(1_000 + n * 60, "a", "x") for n in range(20)]
    other = Alert(1_400, "b", "x")
    told = grouped(sorted([*steady, other], key=lambda each: each.time))
    assert [len(rows) for _, rows in told] == [1, 1]
    assert told[0][0] == 1_000 + WAIT
    assert told[1][0] <= 1_400 + INTERVAL


def test_a_group_that_was_resolved_begins_anew() -> None:
    alerts = [Alert(at, "a", "x") for at in (0, RESOLVE + 1, 2 * RESOLVE + 2)]
    assert [rows for _, rows in grouped(alerts)] == [[0], [1], [2]]


def test_what_goes_on_is_repeated_after_hours() -> None:
    steady = [Alert(float(at), "a", "x") for at in range(0, REPEAT + 1_000, 200)]
    assert len(grouped(steady)) == 2


def test_the_command_names_the_peer_beside_us(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "labelled.csv"
    rows = ["time,name,host,what", *(f"{1_750_000_000 + n * 60},x,web1,quiet" for n in range(50))]
    file.write_text("\n".join([*rows, "1750002000,y,web1,theft", "never,y,web1,theft"]))
    main([str(file), "--label", "what", "--routine", "quiet"])
    told = capsys.readouterr().out
    assert "51 alerts" in told
    assert "steersman: 0 of 1 told (not theft)" in told
    assert "grouped by host: " in told
    assert "left out" in told
