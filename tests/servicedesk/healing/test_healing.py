"""From an alert to the proof that it was mended, or to the person who has to look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.relations import Relations
from steersman.records.desk.tables import work_items
from steersman.records.situations.store import Wanted
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.healing.attempts import ITSELF
from steersman.signals.intake.shaping import Parts, received
from tests.fixtures.record import NOON
from tests.governor.company import Company
from tests.workflows.runbooks.house import (
    HOST,
    RUNNING,
    SERVICE,
    STOPPED,
    TEXT,
    Desk,
    House,
    put_in_force,
)

RUNBOOK = TEXT.replace("ServiceDown*", "ShopDown")
LIVE = Wanted(where=sa.true(), limit=100)


@dataclass
class Floor:
    """A host with a service, its monitoring, and the desk."""

    desk: Desk
    house: House

    @property
    def steersman(self) -> Any:
        return self.desk.steersman

    def says(
        self, status: str = "firing", name: str = "ShopDown", host: str = HOST, **labels: str
    ) -> None:
        now = self.house.clock.now()
        labels = {"service": SERVICE, **labels}
        parts = Parts(
            name=name,
            time=str(now),
            host=host,
            severity="critical",
            status=status,
            labels={"severity": "critical", **labels},
        )
        self.steersman.alerts.keep([received(parts, now)])

    def looks(self, after: float = 5.0) -> list[str]:
        """Everything that happens by itself, once around."""
        self.house.clock.advance(after)
        self.steersman.situating.work()
        opened: list[str] = self.steersman.healing.work()
        self.desk.run()
        self.steersman.healing.work()
        return opened

    def situation(self) -> dict[str, Any]:
        found: dict[str, Any] = self.steersman.situations.search(LIVE)[0]
        return found

    def story(self) -> list[str]:
        number = self.situation()["number"]
        told = self.steersman.situations.timeline(number)
        return [each["text"] for each in told if each["kind"] == "healing"]

    def tried(self) -> list[tuple[str, str]]:
        asked = sa.select(work_items.c.number, work_items.c.status)
        asked = asked.where(work_items.c.requester == ITSELF).order_by(work_items.c.seq)
        with self.steersman.store.connect() as connection:
            return [(number, status) for number, status in connection.execute(asked)]


@contextmanager
def opened(company: Company) -> Iterator[Floor]:
    house = House(company, ManualClock(NOON))
    with house.open() as steersman:
        put_in_force(steersman, RUNBOOK)
        yield Floor(Desk(steersman, house.company), house)


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with opened(Company(tmp_path, "")) as floor:
        yield floor


@pytest.fixture
def either(company: Company) -> Iterator[Floor]:
    """On both stores."""
    with opened(company) as floor:
        yield floor


def test_what_one_runbook_answers_is_rehearsed_and_held_then_done_and_proven(
    either: Floor,
) -> None:
    floor = either
    floor.says()
    (number,) = floor.looks()
    assert floor.house.effects == []
    assert floor.desk.status(number) == "held"
    work = floor.steersman.desk.work_items.work(number)
    assert work.caused_by == floor.situation()["number"]
    assert (work.requester, work.depth) == (ITSELF, 1)
    floor.desk.approve(number)
    for _ in range(4):
        floor.looks(after=2.0)
    assert floor.house.state == RUNNING
    assert floor.desk.status(number) == "done", floor.desk.reasons(number)
    assert floor.story()[-1] == f"{number} is done and proven"


def test_one_event_begins_one_piece_of_work_however_often_it_is_looked_at(floor: Floor) -> None:
    floor.says()
    (number,) = floor.looks()
    floor.says()
    assert floor.looks() == []
    assert floor.looks() == []
    assert floor.tried() == [(number, "held")]
    assert len(floor.story()) == len(set(floor.story()))


def test_what_somebody_took_on_is_left_to_them(floor: Floor) -> None:
    floor.says()
    floor.steersman.situating.work()
    number = floor.situation()["number"]
    floor.steersman.handling.acknowledge(number, by=floor.desk.ann)
    assert floor.looks() == []
    assert floor.tried() == []


def test_an_alert_that_several_runbooks_are_about_is_a_question(floor: Floor) -> None:
    put_in_force(floor.steersman, RUNBOOK + "\nAnother one.\n", "start-it-anew")
    floor.says()
    assert floor.looks() == []
    (told,) = floor.story()
    assert "several runbooks are about it (start-it, start-it-anew): choose one" in told


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ({"service": "shop; reboot"}, "no label says what start-it needs (service)"),
        ({"service": "$(reboot)"}, "no label says what start-it needs (service)"),
    ],
)
def test_a_label_that_is_no_value_begins_nothing(
    floor: Floor, labels: dict[str, str], told: str
) -> None:
    floor.says(**labels)
    assert floor.looks() == []
    assert any(told in line for line in floor.story())
    assert floor.tried() == []


def test_a_host_that_nothing_stands_for_is_left_to_people(floor: Floor) -> None:
    floor.says(host="web9")
    assert floor.looks() == []
    assert "no connected system stands for 'web9'" in floor.story()[0]


def test_a_runbook_that_nothing_here_can_carry_out_is_said_in_one_sentence(floor: Floor) -> None:
    floor.says(name="SupervisorProcessDown")
    assert floor.looks() == []
    (told,) = floor.story()
    whole = "service-down cannot run here: no connected system offers all that it needs"
    assert told == f"Left to people: {whole}"


def test_what_no_runbook_answers_is_not_spoken_of(floor: Floor) -> None:
    floor.says(name="Odd")
    assert floor.looks() == []
    assert floor.story() == []


def test_what_did_not_help_is_taken_back_and_people_are_told(floor: Floor) -> None:
    floor.house.status = 503.0
    floor.says()
    (number,) = floor.looks()
    floor.desk.approve(number)
    for _ in range(6):
        floor.looks(after=2.0)
    assert floor.house.state == STOPPED
    assert floor.desk.status(number) == "incomplete"
    assert any(f"{number} did not mend it" in line for line in floor.story())


def test_proven_and_still_alerting_is_told(floor: Floor) -> None:
    floor.says()
    (number,) = floor.looks()
    floor.desk.approve(number)
    for _ in range(4):
        floor.looks(after=2.0)
    floor.looks(after=700.0)
    assert f"{number} was proven, but its alert still fires: somebody must look" in floor.story()


def _again(floor: Floor) -> list[str]:
    """It is mended, and falls again a few minutes later."""
    floor.house.falls(STOPPED)
    floor.says()
    opened = floor.looks()
    for number in opened:
        floor.desk.approve(number)
    for _ in range(4):
        floor.looks(after=2.0)
    floor.says("resolved")
    floor.looks(after=60.0)
    return opened


def test_what_comes_back_three_times_in_an_hour_is_frozen_and_becomes_a_problem(
    floor: Floor,
) -> None:
    for _ in range(3):
        assert len(_again(floor)) == 1
    assert _again(floor) == []
    assert floor.house.state == STOPPED
    problems = [number for number, _ in floor.tried() if number.startswith("PRB")]
    assert len(problems) == 1
    assert any(line.startswith("Frozen: start-it ran 3 times") for line in floor.story())


def test_next_to_a_change_under_way_another_one_waits(floor: Floor) -> None:
    items = ConfigurationItems(floor.steersman.store, floor.steersman.clock)
    relations = Relations(floor.steersman.store, floor.steersman.clock)
    web = items.add({"ci_class": "server", "name": HOST}, by="system:test").id
    database = items.add({"ci_class": "server", "name": "db1"}, by="system:test").id
    relations.add(web, "depends_on", database, by="system:test")
    other = floor.desk.submit(
        floor.steersman.runbooks.edition("start-it").procedure,
        requester=ITSELF,
        params={"place": database},
    )
    floor.says()
    assert floor.looks() == []
    assert floor.story()[0].endswith(f"waits: {other} is under way next to it")


def test_of_several_targets_one_goes_first_and_the_next_follows_its_proof(floor: Floor) -> None:
    floor.house.outside.set(f"{HOST}:m1/service/cart", "state", STOPPED, key="the fault")
    floor.says(service="cart")
    floor.says()
    (first,) = floor.looks()
    assert floor.looks() == []
    assert any(line.endswith(f"waits: {first} goes first") for line in floor.story())
    floor.desk.approve(first)
    opened = [number for _ in range(4) for number in floor.looks(after=2.0)]
    assert floor.desk.status(first) == "done", floor.desk.reasons(first)
    (second,) = opened
    assert floor.desk.status(second) == "held"
