"""Ending what runs as one person, against a host in memory."""

from __future__ import annotations

import pytest

from steersman.connectors.linux.fake import FakeHost
from steersman.connectors.linux.sessions import EndParams, EndSessions
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import Permanent

JOHN = EndParams(account="1042/jdoe")


@pytest.fixture
def end(fake: FakeHost, settings: LinuxSettings) -> EndSessions:
    return EndSessions("web1", fake, settings)


def test_the_plan_tells_what_will_be_ended(end: EndSessions) -> None:
    assert end.plan(JOHN).warnings == ("3 processes will be ended: 2 × bash, 1 × tmux: server",)


def test_many_programs_are_summed_up(end: EndSessions, fake: FakeHost) -> None:
    fake.running[1042] = tuple(f"program{n}" for n in range(20))

    (warning,) = end.plan(JOHN).warnings

    assert warning.endswith("and 12 other programs")


def test_an_approval_covers_shells_opened_since(end: EndSessions, fake: FakeHost) -> None:
    approved = end.plan(JOHN)
    fake.running[1042] = ("bash", "bash", "vim")

    assert approved.covers(end.plan(JOHN))


def test_nothing_runs_nothing_is_planned(end: EndSessions, fake: FakeHost) -> None:
    fake.running.clear()

    assert not end.plan(JOHN).changes


def test_a_shell_that_survived_is_noticed(end: EndSessions, fake: FakeHost) -> None:
    plan = end.plan(JOHN)
    fake.lies = True

    end.apply(plan, key="1")

    assert not end.verify(plan)


def test_processes_of_root_are_never_ended(end: EndSessions, fake: FakeHost) -> None:
    with pytest.raises(Permanent, match="never touched"):
        end.plan(EndParams(account="0/root"))

    assert fake.writes == []
