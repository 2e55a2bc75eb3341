"""Log lines are kept up to a bound, and all are counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from steersman.records.logs import LogLines, Written
from steersman.runtime.clock import ManualClock

LINE = Written(at=1.0, sender="192.0.2.9", host="db-1", app="sshd", severity="error", text="x")


@pytest.fixture
def lines(record: sa.Engine, noon: ManualClock) -> LogLines:
    return LogLines(record, noon, most=100)


def test_the_newest_are_kept_and_all_are_counted(lines: LogLines) -> None:
    many, rounds = 70, 3
    for _ in range(rounds):
        lines.keep([LINE] * many, {"lines": many})
    (count,) = lines.counts()
    assert (count.what, count.lines) == ("lines", rounds * many)
    with lines.engine.connect() as connection:
        kept = connection.scalar(sa.text("SELECT count(*) FROM log_lines"))
    assert kept == 100


def test_lines_of_a_host_the_newest_first(lines: LogLines) -> None:
    texts = [replace(LINE, text=str(n), host=f"db-{n % 2}") for n in range(4)]
    lines.keep(texts, {})
    assert [each["text"] for each in lines.newest(sa.true(), host="db-1")] == ["3", "1"]
    assert lines.newest(sa.false()) == []


def test_wordings_are_kept_by_their_source(lines: LogLines) -> None:
    lines.keep([], {}, {"syslog": [{"id": "a"}]})
    lines.keep([], {}, {"syslog": [{"id": "b"}]})
    assert (lines.templates("syslog"), lines.templates("other")) == ([{"id": "b"}], [])
