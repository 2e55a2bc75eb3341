"""Inventories are collected by themselves, and a system that hangs holds up no other one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from company.process import wait_for
from steersman.bootstrap import Steersman
from steersman.bootstrap.connect import Connected
from steersman.bootstrap.steersman import Parts
from steersman.capabilities.inventory import Inventory, InventorySource
from steersman.records.cmdb.collected import Collections
from steersman.records.cmdb.collection import Outcome
from steersman.settings.product import Settings
from tests.fixtures.collecting import Shelf, servers


class Hanging(Shelf):
    """Answers when it is let go."""

    def __init__(self, system: str, path: Path) -> None:
        super().__init__(system, path)
        self.asked, self.let_go = threading.Event(), threading.Event()

    def inventory(self) -> InventorySource:
        return self

    def collect(self) -> Inventory:
        self.asked.set()
        self.let_go.wait(60)
        return Inventory()


@contextmanager
def running(folder: Path, *shelves: Shelf, every: float = 3600.0) -> Iterator[Steersman]:
    settings = Settings(data=folder / "data", collect_every=every, tick_every=0.05)
    connected = Connected(connectors={shelf.system: shelf for shelf in shelves})
    steersman = Steersman(settings, Parts(connected=connected))
    steersman.open()
    steersman.start_ticking()
    try:
        yield steersman
    finally:
        steersman.close()


def outcome(steersman: Steersman, system: str) -> Outcome | None:
    last = Collections(steersman.store, steersman.clock).last()
    return last[system].outcome if system in last else None


def test_each_connected_system_is_collected_by_itself(tmp_path: Path) -> None:
    good, silent = Shelf("good", tmp_path / "good"), Shelf("silent", tmp_path / "silent")
    good.put(*servers(1, 2))
    with running(tmp_path, good, silent) as steersman:
        wait_for(lambda: outcome(steersman, "good") is not None, "good")
        wait_for(lambda: outcome(steersman, "silent") is not None, "silent")
        assert outcome(steersman, "good") is Outcome.READ
        assert outcome(steersman, "silent") is Outcome.FAILED
        assert list(steersman.faults) == ["collect inventories"]
        assert "silent" in steersman.condition().faults["collect inventories"]


def test_nothing_is_collected_where_it_was_turned_off(tmp_path: Path) -> None:
    good = Shelf("good", tmp_path / "good")
    good.put(*servers(1))
    with running(tmp_path, good, every=0.0) as steersman:
        wait_for(lambda: "good" in steersman.system_checks.all(), "what is done aside")
        assert outcome(steersman, "good") is None


def test_a_system_that_hangs_holds_up_no_other_one_and_no_end(tmp_path: Path) -> None:
    good, hanging = Shelf("good", tmp_path / "good"), Hanging("hangs", tmp_path / "hangs")
    good.put(*servers(1))
    with running(tmp_path, hanging, good) as steersman:
        assert hanging.asked.wait(30)
        wait_for(lambda: outcome(steersman, "good") is Outcome.READ, "good")
        assert outcome(steersman, "hangs") is None
    hanging.let_go.set()
