"""What is given is checked, looked up, and asked for as work like any other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.work import Kind
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.runbooks.starting import offering, prepare
from steersman.workflows.runbooks.reading import read
from tests.fixtures.record import NOON
from tests.governor.company import Company
from tests.workflows.runbooks.house import HOST, SERVICE, TEXT, Desk, House, put_in_force

GIVEN = {"host": HOST, "service": SERVICE}


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    house = House(Company(tmp_path_factory.mktemp("company"), ""), ManualClock(NOON))
    with house.open() as steersman:
        put_in_force(steersman)
        yield Desk(steersman, house.company)


def test_it_becomes_work_that_names_its_version_and_what_was_given(desk: Desk) -> None:
    ready = prepare(desk.steersman, "start-it", GIVEN)
    request = ready.request(by="ann", kind=Kind.INCIDENT, reason="it is slow", once="alert/1")
    assert request.procedure == "runbook:start-it@1"
    assert request.summary == "Start a service that has stopped: web1, shop"
    params = dict(request.params or {})
    assert params.pop("runbook_digest") == ready.edition.digest
    assert params == {
        "host": "web1",
        "host.item": "",
        "host.name": "web1",
        "host.given": "web1",
        "service": "shop",
        "reason": "it is slow",
    }


def test_prepared_work_runs(desk: Desk) -> None:
    request = prepare(desk.steersman, "start-it", GIVEN).request(by="system:test")
    number = desk.steersman.desk.work_items.submit(request)
    desk.run()
    desk.approve(number)
    assert desk.status(number) == "done", desk.reasons(number)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"host": HOST}, "service: give"),
        ({**GIVEN, "service": "a;b"}, "service: 'a;b' is not"),
        ({**GIVEN, "other": "1"}, "takes no other"),
        ({**GIVEN, "host.item": "ci_1"}, "takes no host.item"),
        ({**GIVEN, "runbook_digest": "0"}, "takes no runbook_digest"),
    ],
)
def test_what_does_not_fit_is_refused(desk: Desk, given: dict[str, str], why: str) -> None:
    with pytest.raises(Permanent, match=why):
        prepare(desk.steersman, "start-it", given)


def test_a_host_that_nothing_stands_for_is_a_question(desk: Desk) -> None:
    with pytest.raises(NeedsPerson, match="host: no connected system stands for 'web9'"):
        prepare(desk.steersman, "start-it", {**GIVEN, "host": "web9"})


def test_only_the_version_in_force_is_started(desk: Desk) -> None:
    with pytest.raises(Permanent, match="start-it@9 is not in force, 1 is"):
        prepare(desk.steersman, "start-it", GIVEN, "9")


def test_what_is_not_connected_here_is_not_started(desk: Desk) -> None:
    """A shipped runbook whose capability exists, but in no connected system."""
    with pytest.raises(Permanent, match="cannot run here: line"):
        prepare(desk.steersman, "disk-full", {})


def test_a_system_offers_a_runbook_when_it_can_do_all_of_it(desk: Desk) -> None:
    assert offering(desk.steersman, read(TEXT), "host") == ["web1"]
    assert offering(desk.steersman, read(TEXT.replace("http.get", "http.put")), "host") == []
