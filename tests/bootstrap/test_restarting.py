"""A restart is refused while everything still runs, or it is asked for and told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from steersman.bootstrap import Steersman
from steersman.bootstrap.restarting import Restarting
from steersman.bootstrap.steersman import Parts
from steersman.domain.errors import Permanent
from steersman.settings.product import Settings

CRM = """
[[systems]]
name = "crm"
kind = "scim"
[systems.settings]
base_url = "http://127.0.0.1:9/v2"
token_secret = "file:token"
"""
BY = "per_admin"


class Stop:
    """Counts how often the server was told to end."""

    def __init__(self) -> None:
        self.told = 0

    def __call__(self) -> None:
        self.told += 1


@pytest.fixture
def steersman(tmp_path: Path) -> Iterator[Steersman]:
    """Started with nothing connected, by somebody who starts it again."""
    running = Steersman(Settings(data=tmp_path), Parts(comes_again=True))
    yield running
    running.close()


@pytest.fixture
def stop(steersman: Steersman) -> Stop:
    stop = Stop()
    steersman.restarting.stops_by(stop)
    return stop


def _of(steersman: Steersman) -> Restarting:
    assert isinstance(steersman.restarting, Restarting)
    return steersman.restarting


def _declare(steersman: Steersman, text: str) -> None:
    steersman.settings.systems_path.write_text(text)


def test_it_stops_after_it_was_written_down(steersman: Steersman, stop: Stop) -> None:
    _declare(steersman, CRM)
    steersman.restarting.ask(by=BY)

    assert (stop.told, steersman.restarting.asked) == (1, True)
    (told,) = [json.loads(each.text) for each in steersman.ledger.entries(kind="restart")]
    assert told == {"worker": "local", "by": BY, "adds": ["crm"], "changes": [], "removes": []}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nonsense", "not TOML"),
        (CRM.replace("scim", "fax"), "no connector of kind 'fax'"),
        (CRM.replace("base_url", "address"), "crm: "),
        (CRM.replace("file:token", "s3cret"), "env:NAME or file:PATH"),
        ('[mail]\nhost = "x"\nsender = "a@b"\npassword_secret = "s3cret"', "env:NAME or file:PATH"),
        ('[hr]\nwebhook_secret = "s3cret"', "env:NAME or file:PATH"),
        ('[hr]\nfile = "hr.csv"\ntime_zone = "Mars/Olympus"', "time_zone"),
    ],
)
def test_what_would_not_start_is_refused_before_anything_stops(
    steersman: Steersman, stop: Stop, text: str, why: str
) -> None:
    _declare(steersman, text)
    with pytest.raises(Permanent, match="it would not start again") as refused:
        steersman.restarting.ask(by=BY)

    assert why in str(refused.value)
    assert "s3cret" not in str(refused.value)
    assert (stop.told, steersman.restarting.asked) == (0, False)
    assert list(steersman.ledger.entries(kind="restart")) == []


def test_policies_that_cannot_be_read_refuse_it_too(steersman: Steersman, stop: Stop) -> None:
    (steersman.settings.policies / "wrong.cedar").write_text("permit everything")
    with pytest.raises(Permanent, match="it would not start again"):
        steersman.restarting.ask(by=BY)
    assert stop.told == 0


def test_who_does_not_come_again_is_not_stopped(tmp_path: Path) -> None:
    running, stop = Steersman(Settings(data=tmp_path)), Stop()
    running.restarting.stops_by(stop)
    try:
        with pytest.raises(Permanent, match="cannot start itself again"):
            running.restarting.ask(by=BY)
    finally:
        running.close()
    assert stop.told == 0


def test_being_told_to_end_counts_more(steersman: Steersman, stop: Stop) -> None:
    steersman.restarting.ask(by=BY)
    steersman.restarting.stay_down()
    assert not steersman.restarting.asked


def test_what_differs_is_named(steersman: Steersman) -> None:
    assert not steersman.restarting.differences()
    _declare(steersman, CRM)
    assert steersman.restarting.differences().added == ("crm",)
    later = _started_with(steersman, CRM)
    _declare(steersman, CRM.replace(":9/", ":8/") + '[mail]\nhost = "x"\nsender = "a@b"\n')
    told = later.differences()
    assert (told.added, told.changed, told.removed, told.others) == ((), ("crm",), (), ("mail",))
    _declare(steersman, "")
    assert later.differences().removed == ("crm",)
    _declare(steersman, "nonsense")
    assert "not TOML" in later.differences().fault


def test_only_the_same_worker_tells_that_it_is_back(steersman: Steersman) -> None:
    before = _of(steersman)
    after = _started_with(steersman, "")
    assert after.is_back(before.mark)
    assert not before.is_back(before.mark)
    other = replace(after, settings=Settings(data=before.settings.data, worker="w2"))
    assert not other.is_back(before.mark)


def test_other_workers_that_live_are_named(steersman: Steersman) -> None:
    steersman.workers.enlist("local")
    steersman.workers.enlist("w2")
    assert steersman.restarting.other_workers() == ("w2",)


def _started_with(steersman: Steersman, text: str) -> Restarting:
    """What a process that started now would have."""
    from steersman.settings.systems import load_systems

    _declare(steersman, text)
    declared = load_systems(steersman.settings.declared_in)
    return replace(_of(steersman), declared=declared, mark="")
