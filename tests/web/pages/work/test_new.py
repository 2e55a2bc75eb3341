"""Asking for something: what was understood and what it would do is shown before it is asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import escape

from steersman.domain.errors import Transient
from steersman.settings.systems import System, Systems
from tests.governor.company import Company
from tests.web.office import Office, move_in
from tests.web.visitors import Visit, visit

TEXT = "Remove Jane Doe's access to saas"
HOSTILE = '<script>alert(1)</script>"><img src=x>'


@pytest.fixture
def office(office: Office) -> Office:
    """With the systems declared that are connected."""
    names = ("directory", "mail", "saas")
    systems = tuple(System(name=name, kind="ldap") for name in names)
    office.steersman.declared = Systems(systems=systems)
    return office


def hidden(page: str, form: str) -> dict[str, str]:
    """The hidden fields of the form that makes it sure."""
    part = page[page.index(form) :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', part)
    return {name: value.replace("&#39;", "'") for name, value in found if name != "csrf"}


def opened(office: Office) -> list[str]:
    return [row["number"] for row in office.steersman.desk.work_items.search()]


def leave(visitor: Visit, **more: str) -> str:
    return visitor.post("/work/new/leaver", {"person": "Jane Doe", **more}).text


def test_what_was_understood_is_shown_and_nothing_is_opened(office: Office) -> None:
    page = visit(office, "mary").post("/work/new/ask", {"text": TEXT})

    assert page.status_code == 200
    assert "Take the access to saas away from Jane Doe" in page.text
    assert "jane.doe@example.org" in page.text
    assert "Ask for 1 change" in page.text
    assert opened(office) == []


def test_what_was_shown_can_be_asked_for(office: Office) -> None:
    mary = visit(office, "mary")
    shown = mary.post("/work/new/ask", {"text": TEXT}).text
    answer = mary.post("/work/new/ask", hidden(shown, 'id="preview"'))

    (number,) = opened(office)
    assert answer.headers["location"] == f"/work/{number}"
    assert office.steersman.desk.work_items.row(number)["requester"] == office.id("mary")


def test_what_was_not_shown_is_shown_first(office: Office) -> None:
    mary = visit(office, "mary")
    told = hidden(mary.post("/work/new/ask", {"text": TEXT}).text, 'id="preview"')
    answer = mary.post("/work/new/ask", {**told, "text": "Remove Jane Doe's access to directory"})

    assert answer.status_code == 200
    assert opened(office) == []


UNCLEAR = ("", "Give Jane Doe access to saas", "Remove it", HOSTILE, "Fire everybody ⟨x⟩")


def test_what_is_not_understood_is_a_question_and_stays_typed(office: Office) -> None:
    mary = visit(office, "mary")

    for text in UNCLEAR:
        answer = mary.post("/work/new/ask", {"text": text})
        assert answer.status_code == 422
        assert "Nothing was asked for" in answer.text
        assert f">{escape(text)}</textarea>" in answer.text
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
    assert opened(office) == []


def test_several_who_fit_are_choices(office: Office) -> None:
    office.company.hire(office.steersman, "1500", "Jane", "Doe")
    security = visit(office, "security")
    answer = security.post("/work/new/ask", {"text": TEXT})

    assert answer.status_code == 422
    assert f'name="person" value="{office.id("jane")}"' in answer.text
    chosen = security.post("/work/new/ask", {"text": TEXT, "person": office.id("jane")})
    assert "Take the access to saas away from Jane Doe" in chosen.text


def test_somebody_out_of_sight_does_not_exist(office: Office) -> None:
    answer = visit(office, "stranger").post("/work/new/ask", {"text": TEXT})

    assert "you see nobody called" in answer.text
    assert "jane.doe@example.org" not in answer.text


def test_only_who_may_report_a_leaver_sees_the_form(office: Office) -> None:
    assert 'id="leaver-form"' in visit(office, "hr").get("/work/new").text
    for who in ("mary", "technician", "approver"):
        visitor = visit(office, who)
        assert 'id="leaver-form"' not in visitor.get("/work/new").text
        assert visitor.post("/work/new/leaver", {"person": "Jane Doe"}).status_code == 403
        assert visitor.get("/work/new/people?person=ja").status_code == 403


def test_a_leaver_is_rehearsed_before_it_is_opened(office: Office) -> None:
    page = leave(visit(office, "hr"), reason=HOSTILE)

    assert "Open the leaver with 4 changes" in page
    assert "Mary Boss" in page
    assert "<img" not in page
    assert opened(office) == []
    assert office.company.effects == []


def test_a_moment_that_has_passed_must_be_meant(office: Office) -> None:
    hr, then = visit(office, "hr"), "2020-01-31T17:00"

    asked = leave(hr, when=then)
    assert "This moment has passed." in asked
    assert 'name="already" value="yes"' in asked
    assert 'id="leaver-preview"' not in asked

    shown = leave(hr, when=then, already="yes")
    told = hidden(shown, 'id="leaver-preview"')
    assert told["already"] == "yes"
    assert "as soon as it is approved" in shown
    hr.post("/work/new/leaver", told)
    assert len(opened(office)) == 1


def test_the_same_press_twice_opens_one_leaver(office: Office) -> None:
    hr = visit(office, "hr")
    told = hidden(leave(hr, ends="voluntary"), 'id="leaver-preview"')
    first, second = (hr.post("/work/new/leaver", told) for _ in range(2))

    (number,) = opened(office)
    assert first.headers["location"] == second.headers["location"] == f"/work/{number}"
    office.run()
    assert office.status(number) == "held"


def test_a_leaver_that_was_changed_since_is_shown_again(office: Office) -> None:
    hr = visit(office, "hr")
    told = hidden(leave(hr), 'id="leaver-preview"')
    answer = hr.post("/work/new/leaver", {**told, "person": "Mary Boss"})

    assert "Mary Boss leaves" in answer.text
    assert opened(office) == []


def test_the_moment_is_by_the_readers_clock(office: Office) -> None:
    hr = visit(office, "hr")
    hr.http.cookies.set("zone", "Europe/Berlin")
    page = leave(hr, when="2031-01-15T18:00")

    assert 'datetime="2031-01-15T17:00:00' in page


WRONG = (
    ({"person": ""}, "l-person"),
    ({"person": "Nobody At All"}, "l-person"),
    ({"when": "soon"}, "l-when"),
    ({"ends": "eaten"}, "l-ends"),
    ({"successor": "Nobody Else"}, "l-successor"),
    ({"reason": "⟨x⟩"}, "l-reason"),
)


def test_what_is_wrong_is_said_at_its_field(office: Office) -> None:
    hr = visit(office, "hr")

    for wrong, field in WRONG:
        typed = {"person": "Jane Doe", "reason": "kept", **wrong}
        answer = hr.post("/work/new/leaver", typed)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', answer.text)
        assert f'value="{typed["reason"]}"' in answer.text
    assert opened(office) == []


def test_nobody_reports_themselves(office: Office) -> None:
    answer = visit(office, "hr").post("/work/new/leaver", {"person": office.id("hr")})

    assert answer.status_code == 422
    assert "four-eyes" in answer.text


def test_namesakes_are_choices(office: Office) -> None:
    office.company.hire(office.steersman, "1500", "Jane", "Doe")
    hr = visit(office, "hr")
    page = leave(hr)

    assert f'name="chosen" value="{office.id("jane")}"' in page
    assert "Open the leaver" in leave(hr, chosen=office.id("jane"))


def test_a_choice_does_not_outlive_the_name_it_was_made_for(office: Office) -> None:
    office.company.hire(office.steersman, "1500", "Jane", "Doe")
    hr = visit(office, "hr")

    page = leave(hr, chosen=office.id("jane"), person="Mary Boss")
    assert "Mary Boss leaves" in page
    assert "Jane Doe leaves" not in page
    assert 'name="chosen" value="per_' in leave(hr, chosen="per_nobody")


def test_people_are_suggested_as_they_are_typed(office: Office) -> None:
    hr = visit(office, "hr")

    assert "Jane Doe" in hr.get("/work/new/people?person=jan").text
    assert hr.get("/work/new/people?person=j").text.strip() == ""


def test_the_forms_are_begun_for_the_person_of_the_address(office: Office) -> None:
    jane = office.id("jane")
    page = visit(office, "hr").get(f"/work/new?person={jane}").text
    assert "Remove Jane Doe&#39;s access to </textarea>" in page
    assert f'name="chosen" value="{jane}"' in page
    profile = visit(office, "hr").get(f"/people/{jane}").text
    assert f'href="/work/new?person={jane}#leaver"' in profile


@pytest.mark.parametrize("who", ["employee", "jane"])
def test_nobody_hidden_is_named_by_an_address(office: Office, who: str) -> None:
    hidden = visit(office, who).get(f"/work/new?person={office.id('mary')}").text
    nobody = visit(office, who).get("/work/new?person=per_0000").text
    for text in (hidden, nobody):
        assert "Mary" not in text
        assert "Remove John Doe" in text  # the hint, and nothing begun
        assert "</textarea>" in text
    shown = [text[text.index("<main") :].split("csrf")[0] for text in (hidden, nobody)]
    assert shown[0] == shown[1]


def test_a_system_that_does_not_answer_is_unknown_in_the_preview(tmp_path: Path) -> None:
    def hook(moment: str) -> None:
        if moment.startswith("find@saas"):
            raise Transient("no answer from the saas")

    company = Company(tmp_path, "")
    with company.open(hook=hook) as steersman:
        page = leave(visit(move_in(steersman, company), "hr"))
    assert "Unknown: it does not answer" in page
    assert "no answer from the saas" in page
