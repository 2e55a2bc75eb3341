"""Environments over the API: what is offered, asked for, seen and changed by whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.terraform.environments.workshops import Site, site_in_memory
from tests.governor.company import Company
from tests.servicedesk.test_environments import agreed, opened
from tests.web.office import Office

WANTED = {"system": "labs", "template": "web-server", "answers": {"purpose": "trial"}, "days": 3}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return site_in_memory(tmp_path / "site")


@pytest.fixture
def office(tmp_path: Path, site: Site) -> Iterator[Office]:
    with opened(Company(tmp_path, ""), site) as office:
        yield office


def standing(office: Office) -> str:
    number = office.post("employee", "/environments", WANTED).json()["work"]
    office.run()
    agreed(office, number)
    environment: str = office.get("employee", "/environments").json()["environments"][0]["id"]
    return environment


def test_the_offer_holds_its_questions(office: Office) -> None:
    (offer,) = office.get("employee", "/environments/offers").json()["offers"]
    assert (offer["system"], offer["name"], offer["longest_days"]) == ("labs", "web-server", 14.0)
    assert [each["name"] for each in offer["asks"]] == ["size", "purpose"]


def test_who_asked_sees_it_and_nobody_else_without_the_right(office: Office) -> None:
    environment = standing(office)
    assert office.get("employee", f"/environments/{environment}").json()["state"] == "standing"
    assert office.get("stranger", f"/environments/{environment}").status_code == 404
    assert office.get("stranger", "/environments").json()["environments"] == []
    assert office.post("stranger", f"/environments/{environment}/end").status_code == 404
    assert office.get("approver", f"/environments/{environment}").status_code == 200


def test_one_who_sees_it_may_not_change_it(office: Office, site: Site) -> None:
    environment = standing(office)
    for verb, body in (("prolong", {"days": 5}), ("end", {}), ("correct", {})):
        told = office.post("approver", f"/environments/{environment}/{verb}", body)
        assert told.status_code == 403
    assert site.workshop.standing[environment]


def test_it_is_prolonged_and_taken_down(office: Office, site: Site) -> None:
    environment = standing(office)
    path = f"/environments/{environment}"
    assert office.post("employee", f"{path}/prolong", {"days": 5}).status_code == 200
    assert office.post("employee", f"{path}/prolong", {"days": 50}).status_code == 422
    assert office.post("employee", f"{path}/end", {"reason": "done"}).status_code == 201
    office.run()
    assert site.workshop.standing == {}
    assert office.get("employee", path).json()["state"] == "ended"
    assert office.post("employee", f"{path}/end", {}).status_code == 422


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"answers": {}}, "purpose is missing"),
        ({"answers": {"purpose": "x", "size": "huge"}}, "choose one of"),
        ({"answers": {"purpose": "⟨main/1.x⟩"}}, "reserved"),
        ({"days": 99}, "14 days at most"),
        ({"system": "nowhere"}, "these do: labs"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_opened(
    office: Office, changed: dict[str, object], told: str
) -> None:
    answer = office.post("employee", "/environments", {**WANTED, **changed})
    assert answer.status_code == 422
    assert told in answer.text
    assert office.get("employee", "/environments").json()["environments"] == []
