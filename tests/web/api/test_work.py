"""Work items: who sees which, plans, answers one by one and all at once."""

from __future__ import annotations

from steersman.domain.canonical import Json
from steersman.records.desk.work import MANUAL, Request
from tests.governor.company import CUT, leaver
from tests.web.office import Office


def numbers(office: Office, who: str, query: str = "") -> list[str]:
    return [each["number"] for each in office.get(who, f"/work{query}").json()["work"]]


def asked_by(office: Office, who: str, subject: str = "jane") -> str:
    asked = leaver(office.id(subject), office.id("mary"), requester=office.id(who))
    number = office.steersman.desk.work_items.submit(asked)
    office.run()
    return number


def test_an_employee_sees_what_they_asked_for_and_what_is_about_their_reports(
    each_office: Office,
) -> None:
    office = each_office
    about_jane, own = asked_by(office, "hr"), asked_by(office, "stranger", "employee")
    assert numbers(office, "mary") == [about_jane]
    assert numbers(office, "stranger") == [own]
    assert numbers(office, "jane") == []
    assert set(numbers(office, "auditor")) == {about_jane, own}
    assert office.get("mary", f"/work/{about_jane}").status_code == 200
    told = office.get("jane", f"/work/{about_jane}")
    assert (told.status_code, told.json()["error"]["rule"]) == (404, "work_item.view")


def test_the_list_is_newest_first_and_goes_on_from_a_mark(each_office: Office) -> None:
    office = each_office
    all_of_them = [asked_by(office, "hr", who) for who in ("jane", "employee", "stranger")]
    first = office.get("hr", "/work?limit=2").json()
    assert [each["number"] for each in first["work"]] == all_of_them[:0:-1]
    rest = office.get("hr", f"/work?limit=2&before={first['before']}").json()
    assert [each["number"] for each in rest["work"]] == all_of_them[:1]
    assert rest["before"] is None
    assert numbers(office, "hr", f"?subject={office.id('jane')}") == all_of_them[:1]
    assert numbers(office, "hr", "?status=held") == all_of_them[:1]


def test_the_plan_of_held_work_is_the_decided_one_until_it_is_asked_for_anew(
    each_office: Office,
) -> None:
    office = each_office
    number = office.leaver()
    decided = office.get("approver", f"/work/{number}/plan").json()
    assert decided["digest"] == office.digest(number)
    office.company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
    assert office.get("approver", f"/work/{number}/plan").json() == decided
    fresh = office.get("approver", f"/work/{number}/plan?fresh=true").json()
    assert (fresh["source"], fresh["verdict"]) == ("fresh", "HOLD")
    assert fresh["digest"] != decided["digest"]


def test_a_plan_shows_before_and_after_accounts_and_proof(office: Office) -> None:
    plan = office.get("approver", f"/work/{office.leaver()}/plan").json()
    step = next(s for s in plan["steps"] if s["system"] == "directory")
    assert step["capability"] == "account.disable"
    change = {"target": "directory:d-1000", "attribute": "sign-in", "before": None}
    reads = {"target": "jane.doe@example.org", "attribute": "sign-in", "before": None}
    told = {**change, "after": "disabled", "reads": {**reads, "after": "disabled"}}
    assert step["changes"] == [told]
    assert step["title"] == "Close the account jane.doe@example.org in Directory"
    account = next(r for r in plan["resolved"] if r["system"] == "directory")
    assert account["account"] == "d-1000"
    assert "employee_number" in account["proof"]
    assert plan["needs"] == [{"count": 1, "role": "approver"}]


def test_looking_at_a_plan_writes_nothing(office: Office) -> None:
    number = office.leaver()
    before = list(office.steersman.ledger.entries())
    office.get("approver", f"/work/{number}/plan?fresh=true")
    assert list(office.steersman.ledger.entries()) == before
    assert office.company.effects == []


def test_work_of_people_has_no_plan_and_is_settled_for_whoever_waits(office: Office) -> None:
    asked = Request(procedure=MANUAL, requester="system:test", summary="Collect the laptop")
    number = office.steersman.desk.work_items.submit(asked)
    assert office.get("approver", f"/work/{number}/plan").status_code == 409
    assert office.get("approver", f"/work/{number}/wait?timeout=0").json()["settled"] is True


def test_an_approval_of_another_plan_is_refused(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    old = office.digest(number)
    office.company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
    office.steersman.desk.agenda.wake(number)
    office.run()
    told = office.post("approver", f"/work/{number}/approve", {"digest": old})
    assert told.status_code == 409
    assert "read it again" in told.json()["error"]["message"]
    assert office.ledger("approval") == []


def test_neither_who_asked_nor_who_it_is_about_may_answer(office: Office) -> None:
    for who in ("hr", "jane"):
        office.steersman.permissions.assign(office.id(who), "approver", by="system:test")
    number = office.leaver()
    for who in ("hr", "jane"):
        for act, more in (("approve", {}), ("refuse", {"reason": "no"})):
            body: Json = {"digest": office.digest(number), **more}
            told = office.post(who, f"/work/{number}/{act}", body)
            assert told.status_code == 403, told.text
            assert told.json()["error"]["rule"] == "four-eyes"
    assert office.status(number) == "held"


def test_approving_twice_is_approving_once(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    body = {"digest": office.digest(number), "reason": "seen"}
    first, second = (office.post("approver", f"/work/{number}/approve", body) for _ in range(2))
    assert (first.json()["new"], second.json()["new"]) == (True, False)
    (entry,) = office.ledger("approval")
    assert entry == {
        "work": number,
        "digest": body["digest"],
        "by": office.id("approver"),
        "reason": "seen",
        "channel": "api",
    }


def test_a_refusal_cancels_the_work_and_nothing_is_done(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    body = {"digest": office.digest(number), "reason": "the wrong Jane"}
    assert office.post("approver", f"/work/{number}/refuse", body).json()["status"] == "canceled"
    office.run()
    assert office.company.effects == []
    assert office.ledger("refusal")[0]["reason"] == "the wrong Jane"
    late = office.post("approver", f"/work/{number}/approve", {"digest": body["digest"]})
    assert late.status_code == 409


def test_all_that_match_are_approved_when_they_are_as_many_as_expected(
    each_office: Office,
) -> None:
    office = each_office
    jane, mary = office.leaver(), office.leaver("hr", "mary")
    for expect in (1, 3):
        told = office.post("approver", "/work/approve-all", {"expect": expect, "reason": "seen"})
        assert told.status_code == 409
        assert told.json()["error"]["found"] == 2
    assert office.ledger("approval") == []
    asked = {"expect": 2, "reason": "seen", "procedure": "leaver", "status": "held"}
    told = office.post("approver", "/work/approve-all", asked)
    assert told.json()["approved"] == 2
    assert {each["work"] for each in told.json()["results"]} == {jane, mary}
    office.run()
    assert office.status(jane) == "done"
    assert set(CUT) <= set(office.company.effects)


def test_in_bulk_each_plan_keeps_its_four_eyes(office: Office) -> None:
    mine, own = office.leaver(), office.leaver("security", "mary")
    told = office.post("security", "/work/approve-all", {"expect": 2, "reason": "seen"}).json()
    by_work = {each["work"]: each for each in told["results"]}
    assert by_work[mine]["approved"] is True
    assert by_work[own]["approved"] is False
    assert "four-eyes" in by_work[own]["error"]


def test_what_did_no_work_or_was_taken_back_cannot_be_taken_back(office: Office) -> None:
    number = office.leaver()
    body = {"digest": office.digest(number)}
    assert office.post("approver", f"/work/{number}/approve", body).status_code == 200
    office.run()
    undo = office.post("hr", f"/work/{number}/undo", {"reason": "wrong"}).json()["work"]
    office.run()
    assert office.status(number) == "undone"
    assert office.post("hr", f"/work/{number}/undo", {"reason": "again"}).status_code == 409
    assert office.post("security", f"/work/{undo}/undo", {"reason": "x"}).status_code == 409


def test_waiting_ends_at_its_time_and_says_that_it_is_not_settled(office: Office) -> None:
    number = office.post("hr", "/leave", {"person": "1000"}).json()["work"]
    told = office.get("hr", f"/work/{number}/wait?timeout=0.2").json()
    assert (told["status"], told["settled"]) == ("new", False)
    assert office.get("hr", f"/work/{number}/wait?timeout=31").status_code == 422
    office.run()
    assert office.get("hr", f"/work/{number}/wait?timeout=5").json()["settled"] is True
    body = {"digest": office.digest(number)}
    office.post("approver", f"/work/{number}/approve", body)
    assert office.get("hr", f"/work/{number}/wait?timeout=0").json()["settled"] is False
