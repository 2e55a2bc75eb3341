"""Who may ask a system, and what is kept of its last answer."""

from __future__ import annotations

from steersman.records.cmdb.collected import LONGEST
from steersman.records.cmdb.collection import Collection, LeftOut, Outcome
from tests.fixtures.collecting import Estate

FAILED = Collection(at=1.0, outcome=Outcome.FAILED, detail="it did not answer")
READ = Collection(at=2.0, outcome=Outcome.READ, counts={"created": 3}, complete=True)


def test_only_one_worker_asks_a_system_at_a_time(estate: Estate) -> None:
    assert estate.collections.begin("netbox")
    assert not estate.collections.begin("netbox")
    estate.collections.end("netbox", READ)
    assert estate.collections.begin("netbox")


def test_another_system_may_be_asked_meanwhile(estate: Estate) -> None:
    assert estate.collections.begin("netbox")
    assert estate.collections.begin("prometheus")


def test_a_system_is_not_asked_again_before_its_time(estate: Estate) -> None:
    assert estate.collections.begin("netbox", every=3600)
    estate.collections.end("netbox", READ)
    estate.cmdb.clock.pause(3599)
    assert not estate.collections.begin("netbox", every=3600)
    estate.cmdb.clock.pause(1)
    assert estate.collections.begin("netbox", every=3600)


def test_a_worker_that_died_while_it_asked_does_not_stop_the_others_for_good(
    estate: Estate,
) -> None:
    assert estate.collections.begin("netbox")
    estate.cmdb.clock.pause(LONGEST)
    assert estate.collections.begin("netbox")


def test_what_was_found_comes_back_as_it_was_kept(estate: Estate) -> None:
    found = Collection(
        at=3.0,
        outcome=Outcome.PARTIAL,
        detail="",
        counts={"created": 1},
        left_out=(LeftOut("web-1", "<b>no</b>"),),
        left_out_count=70,
    )
    estate.collections.begin("netbox")
    estate.collections.end("netbox", found)
    assert estate.collections.last() == {"netbox": found}


def test_a_failure_does_not_forget_when_it_was_last_read(estate: Estate) -> None:
    for each in (READ, FAILED):
        estate.collections.begin("netbox")
        estate.collections.end("netbox", each)
    (state,) = estate.states()
    assert (state.read_at, state.found) == (2.0, FAILED)
