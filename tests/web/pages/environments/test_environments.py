"""The page of environments: asked for, seen, prolonged and taken down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.terraform.environments.workshops import MANIFEST, Site, site_in_memory
from tests.governor.company import Company
from tests.servicedesk.test_environments import agreed, opened
from tests.web.office import Office, move_in
from tests.web.visitors import visit

OFFER = {"offer": "labs/web-server", "days": "3", "answer.size": "t3.micro"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return site_in_memory(tmp_path / "site")


@pytest.fixture
def office(tmp_path: Path, site: Site) -> Iterator[Office]:
    with opened(Company(tmp_path, ""), site) as office:
        yield office


def test_an_environment_is_asked_for_by_its_questions(office: Office, site: Site) -> None:
    visitor = visit(office, "employee")
    assert "Web server for a test" in visitor.get("/environments").text
    form = visitor.get("/environments?offer=labs/web-server").text
    assert '<select class="input" id="a-size"' in form
    assert "14 at most" in form
    told = visitor.post("/environments", {**OFFER, "answer.purpose": "trial"})
    assert told.status_code == 303
    number = told.headers["location"].rpartition("/")[2].partition("?")[0]
    office.run()
    agreed(office, number)
    page = visitor.get("/environments").text
    assert "Stands" in page
    assert "purpose trial" in page


def test_what_is_wrong_is_said_beside_what_was_typed(office: Office) -> None:
    visitor = visit(office, "employee")
    told = visitor.post("/environments", {**OFFER, "answer.purpose": "<b>", "reason": "a trial"})
    assert told.status_code == 422
    assert "does not match" in told.text
    assert 'value="&lt;b&gt;"' in told.text
    assert 'value="a trial"' in told.text


def test_it_is_prolonged_and_taken_down_from_the_page(office: Office, site: Site) -> None:
    visitor = visit(office, "employee")
    visitor.post("/environments", {**OFFER, "answer.purpose": "trial"})
    office.run()
    (found,) = office.steersman.environments.all()
    agreed(office, found.work)
    path = f"/environments/{found.id}"
    assert visitor.post(path, {"do": "prolong", "days": "9"}).status_code == 303
    assert visitor.post(path, {"do": "prolong", "days": "many"}).status_code == 422
    assert visitor.post(path, {"do": "destroy"}).status_code == 422
    assert visitor.post(path, {"do": "end"}).status_code == 303
    office.run()
    assert site.workshop.standing == {}
    assert "1 that is over" in visitor.get("/environments").text


def test_a_template_that_cannot_be_offered_is_told_and_hides_none(
    tmp_path: Path, office: Office, site: Site
) -> None:
    site.workshop.offered.pop("web-server")
    page = visit(office, "employee").get("/environments").text
    assert "No template is offered" in page


def test_without_a_system_that_builds_the_page_says_how_to_get_one(tmp_path: Path) -> None:
    company = Company(tmp_path, "")
    with company.open() as steersman:
        page = visit(move_in(steersman, company), "employee").get("/environments").text
    assert "No system builds environments" in page


def test_the_end_is_told_before_it_is_asked_for(tmp_path: Path) -> None:
    kept = MANIFEST.replace("disposable = true", "disposable = false")
    with opened(Company(tmp_path, ""), site_in_memory(tmp_path / "s", manifest=kept)) as office:
        form = visit(office, "employee").get("/environments?offer=labs/web-server").text
    assert "somebody is asked whether anything in it is missed" in form
