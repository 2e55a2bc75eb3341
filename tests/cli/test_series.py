"""Watched series and log lines from the command line, over a server and a real page of metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from steersman.records.logs import LogLines, Written
from tests.cli.office import steersman as command
from tests.fixtures.browser import serving
from tests.governor.company import Company
from tests.signals.watching.made import MadeMetrics
from tests.web.office import Office, move_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """In this process, so that a test can give it something to measure."""
    company = Company(tmp_path, "")
    with company.open() as steersman:
        yield move_in(steersman, company)


@pytest.fixture
def desk(office: Office) -> Iterator[dict[str, str]]:
    now = office.steersman.clock.now()

    def read(at: float) -> float:
        return at / 86_400 + (900.0 if now - 6_060 < at <= now - 6_000 else 0.0)

    core = office.steersman
    source = MadeMetrics({"db-1": read})
    core.watching = replace(core.watching, sources={"metrics": source}, history=600)
    with serving(core) as url:
        yield {"STEERSMAN_URL": url, "STEERSMAN_TOKEN": office.token("technician")}


def run(desk: dict[str, str], *words: object, fails: bool = False) -> str:
    told: Any = command(*words, **desk)
    assert (told.exit_code != 0) is fails, told.output
    return str(told.output)


def test_a_series_is_tried_watched_shown_foreseen_and_ended(
    office: Office, desk: dict[str, str]
) -> None:
    assert "No series is watched" in run(desk, "series")
    assert "host=db-1" in run(desk, "series", "try", "disk")
    told = run(desk, "series", "watch", "disk", "disk_used", "--capacity", "1e6", "--unit", "GB")
    assert "is watched from now on" in told
    assert "not read" in run(desk, "series")
    office.steersman.watching.look()
    shown = run(desk, "series", "show", "disk")
    assert "above the expected" in shown
    assert "none yet" in shown
    assert "does not reach" in run(desk, "series", "forecast", "disk")
    assert "already" in run(desk, "series", "forecast", "disk", "--capacity", "1")
    assert "is changed" in run(desk, "series", "watch", "disk", "disk_used")
    assert "no longer" in run(desk, "series", "unwatch", "disk")
    assert run(desk, "series", "unwatch", "disk", fails=True)


def test_a_verdict_is_given(office: Office, desk: dict[str, str]) -> None:
    run(desk, "series", "watch", "disk", "disk_used")
    office.steersman.watching.look()
    (line,) = office.steersman.watching.measurements.lines()
    one = office.steersman.watching.measurements.anomalies([line.id])[0]
    told = run(desk, "series", "verdict", one.id, "--not-useful")
    assert "0 of 1 were useful" in told


def test_log_lines_and_counts_are_told(office: Office, desk: dict[str, str]) -> None:
    assert "No line is like that" in run(desk, "logs")
    core = office.steersman
    line = Written(at=1.0, sender="192.0.2.9", host="db-1", app="sshd", severity="error", text="x")
    LogLines(core.store, core.clock).keep([line], {"lines": 1, "dropped": 1_234})
    told = run(desk, "logs", "--host", "db-1")
    assert "sshd" in told
    assert "1,234" in told
    assert "No listener is declared" in told
