"""Help: the way to the first leaver as this installation really stands, and the guides."""

from __future__ import annotations

import re

import pytest

from steersman.web.pages.help.first_run import other_eyes, steps
from steersman.web.pages.help.guides import guides
from tests.web.office import Office
from tests.web.visitors import visit


def _done(office: Office) -> dict[str, bool]:
    return {step.title: step.done for step in steps(office.steersman, office.id("hr"))}


def test_the_way_shows_what_the_record_knows(office: Office) -> None:
    before = _done(office)
    office.leaver()
    after = _done(office)

    assert before["Connect HR: who works here, and who leaves"]
    assert not before["Connect the directory"]
    assert not before["Rehearse a leaver, then ask for it"]
    assert after["Rehearse a leaver, then ask for it"]
    assert not after["Approve it, and see it verified"]


def test_who_was_let_in_by_the_visitor_is_no_second_person_beside_them(office: Office) -> None:
    steersman, admin = office.steersman, office.id("administrator")
    everybody = other_eyes(steersman, admin)

    steersman.sign_in.create(office.id("approver"), "approver@example.org", by=admin)

    assert everybody == 2
    assert other_eyes(steersman, admin) == 1
    assert other_eyes(steersman, office.id("hr")) == 2
    assert other_eyes(steersman, office.id("approver2")) == 1  # the approver let in by the admin


def test_a_system_that_waits_for_a_restart_is_a_step(office: Office) -> None:
    assert "Restart" not in _done(office)
    office.steersman.settings.systems_path.write_text("[hr]\nfile = 'hr.csv'\n")
    page = visit(office, "administrator").get("/help/first-run").text
    assert 'href="/systems/restart"' in page


def test_the_next_step_is_named(office: Office) -> None:
    page = visit(office, "administrator").get("/help/first-run").text

    assert "Next: connect the directory" in page
    assert page.count('aria-current="step"') == 1


def test_help_brings_what_belongs_to_the_page_one_came_from(office: Office) -> None:
    employee = visit(office, "employee")

    assert "/help?about=people" in employee.get("/people").text
    for guide in (each for each in guides().values() if each.shelf == "console"):
        assert guide.title in employee.get(f"/help?about={guide.name}").text


@pytest.mark.parametrize(
    "path", ["guide/none", "../guide/levels", "decisions/0001", "guide/%2e%2e"]
)
def test_only_guides_are_shown(office: Office, path: str) -> None:
    assert visit(office, "employee").get(f"/help/{path}").status_code == 404


def test_a_link_between_guides_leads_to_a_guide() -> None:
    known = guides()
    linked = {
        link for each in known.values() for link in re.findall(r'href="/help/([^"#]+)', each.html)
    }

    assert len(known) >= 8
    assert linked
    assert linked <= {*known, "first-run"}


def test_no_guide_brings_markup_of_its_own() -> None:
    for guide in guides().values():
        assert not re.search(r"<(script|style|img|iframe)\b", guide.html), guide.name
        assert not re.search(r'<a href="(?!/|#|https?://)', guide.html), guide.name
