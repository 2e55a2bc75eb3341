"""The page behind a mailed link."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from httpx2 import Response

from tests.web.office import Office

HOUR = 3600.0


def link(office: Office, number: str, who: str = "approver", ends_in: float = HOUR) -> str:
    until = office.steersman.clock.now() + ends_in
    token = office.steersman.links.token(number, office.digest(number), office.id(who), until)
    return f"/approve/{token}"


def press(office: Office, path: str, decision: str, reason: str = "") -> Response:
    answer: Response = office.http.post(path, data={"decision": decision, "reason": reason})
    return answer


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_opening_shows_the_plan_and_changes_nothing_however_often(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    path = link(office, number)
    for _ in range(3):
        page = office.http.get(path)
        assert page.status_code == 200
    assert office.http.head(path).status_code in (200, 405)
    assert "<code>directory:d-1000</code>" in page.text
    assert "Jane Doe" in page.text
    assert office.status(number) == "held"
    assert office.steersman.desk.approvals.given(office.digest(number)) == []
    assert office.ledger("approval") == []
    assert press(office, path, "approve").status_code == 200  # the link still works


def test_the_button_approves_once(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    path = link(office, number)
    assert "You approved" in press(office, path, "approve").text
    again = press(office, path, "approve")
    assert again.status_code == 410
    assert "used already" in again.text
    office.run()
    assert office.status(number) == "done"
    assert [row["channel"] for row in office.ledger("approval")] == ["mail"]


def test_the_other_button_refuses_with_a_reason(office: Office) -> None:
    number = office.leaver()
    path = link(office, number)
    assert press(office, path, "refuse").status_code == 409
    assert "You refused" in press(office, path, "refuse", "the wrong Jane").text
    assert office.status(number) == "canceled"
    assert office.company.effects == []


@pytest.mark.parametrize("decision", ["", "maybe", "Approve"])
def test_neither_button_does_nothing(office: Office, decision: str) -> None:
    number = office.leaver()
    assert press(office, link(office, number), decision).status_code == 409
    assert office.status(number) == "held"


def test_an_expired_forged_or_outdated_link_says_so_and_does_nothing(office: Office) -> None:
    number = office.leaver()
    good = link(office, number)
    late, forged = link(office, number, ends_in=-1), good[:-2] + "xx"
    for path in (late, forged, "/approve/x", "/approve/" + "A" * 3000):
        for told in (office.http.get(path), press(office, path, "approve")):
            assert told.status_code == 410
            assert "Nothing was done by this click." in told.text
    office.company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
    office.steersman.desk.agenda.wake(number)
    office.run()
    assert "changed" in press(office, good, "approve").text
    assert office.steersman.desk.approvals.given(office.digest(number)) == []


@pytest.mark.parametrize("who", ["hr", "jane", "administrator", "stranger"])
def test_the_wrong_eyes_are_refused(office: Office, who: str) -> None:
    number = office.leaver()
    told = press(office, link(office, number, who), "approve")
    assert told.status_code == 409
    assert office.steersman.desk.approvals.given(office.digest(number)) == []


def test_the_page_runs_no_script_and_shows_nothing_of_elsewhere(office: Office) -> None:
    page = office.http.get(link(office, office.leaver()))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    for tag, attributes in Tags(page.text).seen:
        assert tag not in ("script", "img", "iframe", "style"), tag
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)


def test_what_it_loads_is_its_own_style_and_icon(office: Office) -> None:
    page = office.http.get(link(office, office.leaver()))
    loaded = [attributes["href"] for tag, attributes in Tags(page.text).seen if tag == "link"]
    assert loaded
    assert all(href and href.startswith("/static/") for href in loaded)
    assert "sha256-" not in page.headers["content-security-policy"]


def test_text_from_data_is_shown_as_text(office: Office) -> None:
    number = office.post("hr", "/leave", {"person": "1000", "reason": "x"}).json()["work"]
    nasty = "<script>alert(1)</script>$title"
    office.company.outside.set("directory:d-1000", "sign-in", nasty, key="by hand")
    office.run()
    page = office.http.get(link(office, number))
    assert "<script>" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;$title" in page.text
