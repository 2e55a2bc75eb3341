"""The page On call: who is now and next, an override in two clicks, pages and what is loud."""

from __future__ import annotations

from httpx2 import Response

from tests.web.api.test_on_call import LAYER, policy, schedule
from tests.web.office import Office
from tests.web.pages.approvals.plans import text_of
from tests.web.visitors import visit


def shown(office: Office, who: str, path: str = "/on-call") -> str:
    return text_of(visit(office, who).get(path))


def post(office: Office, who: str, path: str, **fields: str) -> Response:
    return visit(office, who).post(path, fields)


def test_everybody_sees_now_next_and_a_week_with_its_gaps(office: Office) -> None:
    hours = [{"opens": "09:00", "closes": "17:00", "days": [0, 1, 2, 3, 4]}]
    layer = {**LAYER, "people": [office.id("technician")], "hours": hours}
    schedule(office, layers=[layer])
    told = shown(office, "stranger")
    assert "Technician Test" in told
    assert "Nobody is on call," in told
    page = visit(office, "stranger").get("/on-call").text
    assert 'class="box bad"' in page
    assert 'role="img" aria-label="The next seven days of Web:' in page
    assert "Put on call" not in page, "a stranger makes no override"


def test_a_member_is_put_on_call_and_taken_back(office: Office) -> None:
    made = schedule(office, "technician", "employee")
    path = f"/on-call/schedules/{made['id']}/overrides"
    done = post(office, "employee", path, person=office.id("employee"), hours="8")
    assert done.status_code == 303, done.text
    assert "Employee Test until" in shown(office, "hr")
    (over,) = office.get("hr", "/on-call/schedules/Web").json()["overrides"]
    assert post(office, "stranger", f"/on-call/overrides/{over['id']}/withdraw").status_code == 403
    gone = post(office, "technician", f"/on-call/overrides/{over['id']}/withdraw")
    assert gone.status_code == 303


def test_an_administrator_makes_a_schedule_by_names_with_a_policy(office: Office) -> None:
    fields = {"name": "Shop", "people": "Technician Test\nemployee@example.org", "unit": "week"}
    fields |= {"weekday": "0", "hand_over": "09:00", "time_zone": "Europe/Berlin"}
    done = post(office, "administrator", "/on-call/schedules", **fields, template="standard")
    assert done.status_code == 303, done.text
    told = shown(office, "administrator")
    assert "who is next on call in Shop, then 10 min" in told
    assert "Next Employee Test" in told or "Next Technician Test" in told
    wrong = post(office, "administrator", "/on-call/schedules", **{**fields, "people": "Nobody X"})
    assert (wrong.status_code, "That was not done" in wrong.text) == (422, True)
    assert post(office, "hr", "/on-call/schedules", **fields).status_code == 403


def test_a_page_that_reaches_nobody_is_loud_on_the_overview_until_somebody_has_it(
    office: Office,
) -> None:
    kept = policy(office, schedule(office, "employee")["id"])
    fields = {"title": "Shop <b>is</b> down", "policy": kept["id"], "urgent": "yes"}
    done = post(office, "technician", "/on-call/pages", **fields)
    assert done.status_code == 303, done.text
    office.steersman.paging.move()
    loud = "PAGE0000001: nobody could be reached"
    assert loud in shown(office, "technician", "/")
    assert loud in shown(office, "employee", "/"), "who was paged"
    assert loud not in shown(office, "stranger", "/")
    there = "/on-call/pages/PAGE0000001"
    told = shown(office, "employee", there)
    assert "no mail server is declared" in told
    assert "It is tried again every 5 minutes" in told
    assert visit(office, "stranger").get(there).status_code == 404
    assert post(office, "employee", f"{there}/acknowledge").status_code == 303
    assert loud not in shown(office, "technician", "/")
    assert "Somebody has it" in shown(office, "technician")
    post(office, "employee", f"{there}/note", kind="impact", text="no orders for an hour")
    assert "Impact Employee Test no orders for an hour" in shown(office, "employee", there)
    post(office, "employee", f"{there}/resolve", note="restarted")
    assert "Nobody is being paged" in shown(office, "technician")


def test_the_link_of_a_message_shows_a_button_and_answers_once(office: Office) -> None:
    kept = policy(office, schedule(office, "employee")["id"])
    core = office.steersman
    page = core.paging.page("shop", kept["id"], "Shop is down")
    token = core.paging.links.token(page.id, office.id("employee"), core.clock.now())
    for _ in range(2):  # scanners open every link
        told = office.http.get(f"/page/{token}")
        assert "You answer as Employee Test" in told.text
        assert told.headers["Referrer-Policy"] == "no-referrer"
    assert core.pages.get(page.id).state == "open"
    done = office.http.post(f"/page/{token}")
    assert (done.status_code, "Employee Test has it" in done.text) == (200, True)
    assert core.pages.get(page.id).acknowledged_by == office.id("employee")
    assert office.http.post(f"/page/{token}").status_code == 410
    assert office.http.get("/page/nonsense").status_code == 410


def test_ones_own_mailboxes_and_quiet_hours(office: Office) -> None:
    assert "mail to hr@example.org from the record" in shown(office, "hr")
    post(office, "hr", "/on-call/contacts", address="first@example.org")
    post(office, "hr", "/on-call/contacts", address="second@example.org")
    methods = office.get("hr", "/on-call/contacts").json()["methods"]
    post(office, "hr", f"/on-call/contacts/{methods[1]['id']}/first")
    assert "1. mail to second@example.org" in shown(office, "hr")
    other = post(office, "employee", f"/on-call/contacts/{methods[0]['id']}/remove")
    assert other.status_code == 403
    quiet = {"opens": "22:00", "closes": "07:00", "time_zone": "Europe/Berlin"}
    assert post(office, "hr", "/on-call/quiet-hours", **quiet).status_code == 303
    assert office.get("hr", "/on-call/contacts").json()["quiet"]["opens"] == "22:00"
    wrong = post(office, "hr", "/on-call/quiet-hours", **{**quiet, "time_zone": "Mars"})
    assert wrong.status_code == 422
    post(office, "hr", "/on-call/quiet-hours", **quiet, none="yes")
    assert office.get("hr", "/on-call/contacts").json()["quiet"] is None
