"""What stands around every page, and how a page is sent."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from steersman.web.console import statics
from steersman.web.console.render import redirect
from steersman.web.console.templates import environment, initials, plural
from tests.web.office import Office
from tests.web.visitors import Visit, visit

PAGE = "/help"


@pytest.fixture
def page(office: Office) -> str:
    return visit(office, "administrator").get(PAGE).text


def test_a_page_allows_nothing_from_elsewhere_and_nothing_inline(office: Office) -> None:
    answer = visit(office, "administrator").get(PAGE)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    for inline in (" style=", "<style", " onclick=", " onload=", "javascript:", "<script>"):
        assert inline not in answer.text


def test_a_page_is_sent_compressed(office: Office) -> None:
    answer = visit(office, "administrator").get(PAGE, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"


def test_the_rail_counts_what_the_visitor_may_answer(office: Office) -> None:
    office.leaver()

    assert '<span class="count due">1' in visit(office, "approver").get(PAGE).text
    assert '<span class="count due">1' not in visit(office, "stranger").get(PAGE).text


def test_stop_stands_on_every_page_of_who_may(office: Office) -> None:
    assert 'action="/switches/throw"' in visit(office, "approver").get(PAGE).text
    assert 'action="/switches/throw"' not in visit(office, "technician").get(PAGE).text


def test_stop_stops_and_start_starts(office: Office) -> None:
    security = visit(office, "security")

    stopped = security.post("/switches/throw", {"scope": "everything", "reason": "drill"})

    assert stopped.status_code == 303
    assert [row["scope"] for row in office.steersman.switches.thrown()] == ["everything"]
    page = security.get(PAGE).text
    assert "Automation is stopped" in page
    assert "drill" in page
    assert office.ledger("switch-thrown")[0]["by"] == office.id("security")
    security.post("/switches/release", {"scope": "everything"})
    assert office.steersman.switches.thrown() == []
    assert "Automation is stopped" not in security.get(PAGE).text


def test_a_stop_without_a_reason_is_sent_back(office: Office) -> None:
    answer = visit(office, "security").post("/switches/throw", {"reason": "  "})

    assert answer.status_code == 422
    assert office.steersman.switches.thrown() == []


@pytest.mark.parametrize(
    ("who", "path"), [("technician", "/switches/throw"), ("approver", "/switches/release")]
)
def test_who_may_not_is_told_the_rule(office: Office, who: str, path: str) -> None:
    answer = visit(office, who).post(path, {"scope": "everything", "reason": "x"})

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == f"switch.{path.rsplit('/', 1)[1]}"


def test_a_form_from_elsewhere_stops_nothing(office: Office) -> None:
    security = visit(office, "security")
    form = {"scope": "everything", "reason": "x"}

    foreign = security.post("/switches/throw", form, headers={"Origin": "https://evil.example"})
    bare = Visit(security.http, security.session, "wrong").post("/switches/throw", form)

    assert (foreign.status_code, bare.status_code) == (403, 403)
    assert office.steersman.switches.thrown() == []


@pytest.mark.parametrize(
    ("referer", "lands"),
    [
        ("http://testserver/help?x=1", "/help"),
        ("https://evil.example//evil.example/x", "/"),
        ("https://evil.example", "/"),
        ("", "/"),
    ],
)
def test_after_a_stop_one_stays_on_the_page(office: Office, referer: str, lands: str) -> None:
    headers = {"Referer": referer}
    form = {"scope": "everything", "reason": "x"}

    answer = visit(office, "security").post("/switches/throw", form, headers=headers)

    assert answer.headers["location"] == lands


def test_what_was_done_is_said_once(office: Office) -> None:
    security = visit(office, "security")
    security.post("/switches/throw", {"scope": "everything", "reason": "x"})

    assert "Everything is stopped" in security.get(PAGE).text
    assert "Everything is stopped" not in security.get(PAGE).text


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/\\evil.example", ""])
def test_a_redirect_leads_nowhere_else(path: str) -> None:
    with pytest.raises(ValueError, match="stays on this server"):
        redirect(path)


def test_a_browser_gets_an_error_as_a_page_and_a_program_as_json(office: Office) -> None:
    http: TestClient = visit(office, "employee").http

    page = http.get("/no/such/page", headers={"Accept": "text/html,*/*"})
    program = http.get("/no/such/page", headers={"Accept": "*/*"})
    piece = http.get("/no/such/page", headers={"Accept": "text/html", "HX-Request": "true"})

    assert (page.status_code, program.status_code, piece.status_code) == (404, 404, 404)
    assert "There is no such page" in page.text
    assert "content-security-policy" in page.headers
    assert program.json()["error"]["code"] == piece.json()["error"]["code"] == "not_found"


def test_the_api_answers_a_browser_in_json(office: Office) -> None:
    answer = office.http.get("/api/v1/me", headers={"Accept": "text/html"})

    assert answer.json()["error"]["code"] == "unauthenticated"


def test_every_file_that_a_page_names_is_there(page: str) -> None:
    named = [part.split('"')[0] for part in page.split(f'"{statics.PREFIX}/')[1:]]

    assert len(named) >= 5
    assert all(name.split("/", 1)[1] in statics.files() for name in named)


def test_every_icon_that_a_template_names_is_drawn() -> None:
    env = environment()
    known = env.get_template("console/parts/icons.html").render()
    for name in env.list_templates(extensions=["html"]):
        source, _, _ = env.loader.get_source(env, name)  # type: ignore[union-attr]  # it has one
        for text in ('icon("', "#i-"):
            for part in source.split(text)[1:]:
                icon = part.split('"')[0]
                assert "{" in icon or f'id="i-{icon}"' in known, (name, icon)


def test_the_palette_finds_people_work_and_commands(office: Office) -> None:
    number = office.leaver()
    security = visit(office, "security")

    assert "/people/" in security.get("/console/palette?q=jan").text
    assert f"/work/{number}" in security.get(f"/console/palette?q={number[:6]}").text
    assert 'data-popover="stop"' in security.get("/console/palette?q=stop").text
    assert "Nothing fits" in security.get("/console/palette?q=zzzzzz").text


def test_the_palette_finds_only_what_one_may_see(office: Office) -> None:
    number = office.leaver()
    stranger = visit(office, "stranger")

    assert "/people/" not in stranger.get("/console/palette?q=jan").text
    assert number not in stranger.get(f"/console/palette?q={number}").text
    assert 'data-popover="stop"' not in stranger.get("/console/palette?q=stop").text


@pytest.mark.parametrize(
    "typed", ["%", "_", "<script>alert(1)</script>", "'; drop table people", "\\"]
)
def test_what_is_typed_is_text(office: Office, typed: str) -> None:
    answer = visit(office, "security").get("/console/palette", params={"q": typed * 2})

    assert answer.status_code == 200
    asked = 'class="group">Ask<' if " " in typed else "Nothing fits"
    assert asked in answer.text
    assert answer.text.count('class="group"') == 1
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("name", "told"), [("Tomás Oliveira", "TO"), ("Ana", "A"), ("", ""), ("J. van der Berg", "JB")]
)
def test_initials(name: str, told: str) -> None:
    assert initials(name) == told


def test_plurals() -> None:
    assert plural(1, "change") == "1 change"
    assert plural(2000, "change") == "2,000 changes"
    assert plural(0, "person", "people") == "0 people"
