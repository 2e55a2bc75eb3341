"""A Steersman that cannot start, or is asked for what it cannot do, names the mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from steersman.bootstrap import Steersman
from steersman.bootstrap.steersman import Parts
from steersman.domain.errors import Permanent
from steersman.records.desk.work import Request
from steersman.runtime.clock import ManualClock
from steersman.settings.product import Settings

NOON = 1_780_000_000.0


@pytest.fixture
def steersman(tmp_path: Path) -> Iterator[Steersman]:
    """It reads and takes in work, and was not opened."""
    made = Steersman(Settings(data=tmp_path / "data"), Parts(clock=ManualClock(NOON)))
    yield made
    made.close()


def with_file(folder: Path, text: str) -> Settings:
    (folder / "systems.toml").write_text(text)
    return Settings(data=folder / "data", systems_file=folder / "systems.toml")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[systems", "systems.toml: not TOML"),
        ('[[systems]]\nname = "wiki"\nkind = "tele-x"', "wiki: no connector of kind"),
        ('[[systems]]\nname = "hosts"\nkind = "linux"', "hosts: "),
    ],
)
def test_a_wrong_systems_file_stops_the_start_and_is_named(
    tmp_path: Path, text: str, named: str
) -> None:
    with pytest.raises(Permanent, match=named):
        Steersman(with_file(tmp_path, text))


def test_what_was_not_opened_takes_work_in_and_does_none(steersman: Steersman) -> None:
    number = steersman.desk.work_items.submit(Request(procedure="leaver", requester="system:x"))
    with pytest.raises(RuntimeError, match="open\\(\\) first"):
        steersman.tick()
    assert [due.work for due in steersman.desk.agenda.due()] == [number]


def test_rules_that_an_administrator_removed_stay_removed(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    first = Steersman(settings)
    shipped = {rule.name for rule in first.permissions.all()}
    first.permissions.remove("hr-leavers", by="system:test")
    first.close()
    again = Steersman(settings)
    assert {rule.name for rule in again.permissions.all()} == shipped - {"hr-leavers"}
    again.close()


def test_undoing_work_that_is_not_there_says_where_to_look(steersman: Steersman) -> None:
    with pytest.raises(Permanent, match="no work item REQ9: look it up"):
        steersman.undo("REQ9", by="system:test", reason="a mistake")


def test_without_an_hr_source_a_poll_reads_nothing(steersman: Steersman) -> None:
    steersman.poll_hr()
    assert steersman.hr is None
    assert steersman.feeds == {}


def test_the_keys_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    for _ in range(2):
        made = Steersman(settings)
        keys = {path: path.read_bytes() for path in (settings.data / "keys").iterdir()}
        made.close()
        assert all(path.stat().st_mode & 0o077 == 0 for path in keys)
    assert {path: path.read_bytes() for path in keys} == keys
