"""Environments from the wish to their end, through the real governor, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from steersman.bootstrap.connect import Connected
from steersman.capabilities.connector import Tier
from steersman.domain.errors import Permanent
from steersman.servicedesk.environments import Standing, Wish
from tests.connectors.terraform.environments.workshops import (
    MANIFEST,
    Site,
    one_machine,
    site_in_memory,
)
from tests.governor.company import Company, capabilities
from tests.web.office import Office, move_in

DAY = 86400.0


@contextmanager
def opened(company: Company, site: Site) -> Iterator[Office]:
    connected = Connected(
        {"labs": site.connector}, {"labs": Tier.SILVER}, extra=capabilities(company.outside)
    )
    with company.open(connected=connected) as steersman:
        yield move_in(steersman, company)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return site_in_memory(tmp_path / "site")


@pytest.fixture
def office(company: Company, site: Site) -> Iterator[Office]:
    with opened(company, site) as office:
        yield office


def wish(days: float = 3.0, **answers: str) -> Wish:
    return Wish("labs", "web-server", {"purpose": "trial", **answers}, days, "load test")


def asked(office: Office, days: float = 3.0, **answers: str) -> str:
    number = office.steersman.environments.ask(wish(days, **answers), by=office.id("employee"))
    office.run()
    return number


def agreed(office: Office, number: str, who: str = "approver") -> None:
    told = office.post(who, f"/work/{number}/approve", {"digest": office.digest(number)})
    assert told.status_code == 200, told.text
    office.run()


def only(office: Office) -> Standing:
    (found,) = office.steersman.environments.all()
    return found


def due_now(office: Office) -> None:
    """The end has come: what is owed by then is owed now."""
    desk = office.steersman.desk
    desk.obligations.put_off(f"{only(office).work}/environment_ends", 1.0)
    office.steersman.due.settle()
    office.run()


def test_nothing_is_built_before_somebody_else_agrees(office: Office, site: Site) -> None:
    number = asked(office)
    assert office.status(number) == "held"
    assert only(office).state == "asked for"
    assert site.workshop.standing == {}
    digest = {"digest": office.digest(number)}
    assert office.post("employee", f"/work/{number}/approve", digest).status_code == 403
    agreed(office, number)
    assert office.status(number) == "done"
    found = only(office)
    assert found.state == "standing"
    assert site.workshop.standing[found.id] == one_machine({"size": "t3.micro", "purpose": "trial"})
    assert found.ends_at == pytest.approx(office.steersman.clock.now() + 3 * DAY, abs=60)


def test_a_disposable_one_ends_by_itself_on_its_day(office: Office, site: Site) -> None:
    agreed(office, asked(office))
    due_now(office)
    found = only(office)
    assert site.workshop.standing == {}
    assert found.state == "ended"
    assert office.status(found.ended_by) == "done"


def test_of_any_other_somebody_says_first_that_nothing_is_missed(
    company: Company, tmp_path: Path
) -> None:
    kept = MANIFEST.replace("disposable = true", "disposable = false")
    site = site_in_memory(tmp_path / "site", manifest=kept)
    with opened(company, site) as office:
        agreed(office, asked(office))
        due_now(office)
        found = only(office)
        assert office.status(found.ended_by) == "held"
        assert site.workshop.standing[found.id]
        agreed(office, found.ended_by)
        assert site.workshop.standing == {}


def test_a_prolonged_one_ends_later(office: Office, site: Site) -> None:
    agreed(office, asked(office))
    environments, found = office.steersman.environments, only(office)
    ends_at = environments.prolong(found, 10.0, by=found.owner)
    assert only(office).ends_at == ends_at
    assert office.steersman.due.settle() == []
    (entry,) = office.ledger("environment")
    assert (entry["environment"], entry["after"]) == (found.id, ends_at)
    with pytest.raises(Permanent, match="14 days at most"):
        environments.prolong(found, 15.0, by=found.owner)


def test_its_owner_takes_it_down_before_its_time(office: Office, site: Site) -> None:
    agreed(office, asked(office))
    found = only(office)
    number = office.steersman.environments.end(found, by=found.owner)
    office.run()
    assert office.status(number) == "done"
    assert site.workshop.standing == {}
    due_now(office)
    assert only(office).state == "ended"


def test_drift_is_told_once_and_set_back_when_somebody_agrees(office: Office, site: Site) -> None:
    agreed(office, asked(office))
    environments, found = office.steersman.environments, only(office)
    assert environments.look_for_drift() == []
    site.workshop.standing[found.id]["aws_instance.web"]["instance_type"] = "m5.4xlarge"
    told = environments.look_for_drift()
    assert environments.look_for_drift() == told
    number = environments.correct(found, by=found.owner)
    office.run()
    assert office.status(number) == "held"
    agreed(office, number)
    assert office.status(number) == "done"
    assert site.workshop.standing[found.id]["aws_instance.web"]["instance_type"] == "t3.micro"


def test_one_that_breaks_half_way_leaves_nothing_standing(office: Office, site: Site) -> None:
    number = asked(office)
    site.workshop.breaks_after = 1
    agreed(office, number)
    assert site.workshop.standing == {}
    assert only(office).state != "standing"
    assert only(office).ends_at is None


def test_what_costs_more_needs_more_people(company: Company, tmp_path: Path) -> None:
    def farm(values: object) -> dict[str, dict[str, object]]:
        return {f"aws_instance.n{n}": {"instance_type": "r5.2xlarge"} for n in range(3)}

    with opened(company, site_in_memory(tmp_path / "site", farm)) as office:
        number = asked(office)
        agreed(office, number)
        assert office.status(number) == "held"
        agreed(office, number, "approver2")
        assert office.status(number) == "done"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wish("labs", "web-server", {}, 3.0), "purpose is missing"),
        (Wish("labs", "web-server", {"purpose": "x"}, 15.0), "14 days at most"),
        (Wish("labs", "web-server", {"purpose": "x"}, 0.0), "14 days at most"),
        (Wish("labs", "database", {}, 3.0), "offers no 'database'"),
        (Wish("cloud", "web-server", {}, 3.0), "these do: labs"),
    ],
)
def test_a_wish_that_cannot_be_met_opens_no_work(office: Office, wanted: Wish, told: str) -> None:
    with pytest.raises(Permanent, match=told):
        office.steersman.environments.ask(wanted, by=office.id("employee"))
    assert office.steersman.environments.all() == []


def test_the_same_wish_sent_twice_opens_one(office: Office) -> None:
    ask, by = office.steersman.environments.ask, office.id("employee")
    assert ask(wish(), by=by, once="1") == ask(wish(), by=by, once="1")
    assert len(office.steersman.environments.all()) == 1
