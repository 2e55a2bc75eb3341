"""Somebody leaves at a person's word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.web.office import Office


def test_the_manager_takes_over_unless_another_is_named(office: Office) -> None:
    told = office.post("hr", "/leave", {"person": "jane.doe@example.org"}).json()
    assert told["successor"] == office.id("mary")
    named = office.post("hr", "/leave", {"person": "1000", "successor": "Employee Test"}).json()
    assert named["successor"] == office.id("employee")


def test_namesakes_are_answered_side_by_side_and_nothing_is_opened(office: Office) -> None:
    office.company.hire(office.steersman, "1002", "Jane", "Doe")
    told = office.post("hr", "/leave", {"person": "jane doe"})
    assert told.status_code == 409
    error = told.json()["error"]
    assert error["code"] == "needs_person"
    assert {each["employee_number"] for each in error["candidates"]} == {"1000", "1002"}
    assert office.get("hr", "/work").json()["work"] == []


def test_nobody_of_that_name_is_404(office: Office) -> None:
    assert office.post("hr", "/leave", {"person": "Nobody Here"}).status_code == 404


def test_the_same_idempotency_key_opens_one_work_item(each_office: Office) -> None:
    office = each_office
    key = {"Idempotency-Key": "form-17"}
    one, two = (office.post("hr", "/leave", {"person": "1000"}, headers=key) for _ in range(2))
    assert one.json()["work"] == two.json()["work"]
    other = office.post("security", "/leave", {"person": "1000"}, headers=key)
    assert other.json()["work"] != one.json()["work"]


def test_a_later_leaver_is_asked_about_now_and_waits_for_its_moment(office: Office) -> None:
    moment = datetime.fromtimestamp(office.steersman.clock.now(), UTC) + timedelta(days=1)
    number = office.leaver("hr", "jane", effective_at=moment.isoformat())
    assert office.status(number) == "held"
    (due,) = [office.steersman.desk.agenda.next_due()]
    assert due is not None
    assert abs(due - moment.timestamp()) < 1
    body = {"digest": office.digest(number)}
    assert office.post("approver", f"/work/{number}/approve", body).status_code == 200
    office.run()
    assert office.status(number) == "deferred"
    assert office.company.effects == []


def test_a_moment_that_has_passed_is_told_and_not_taken_as_now(office: Office) -> None:
    moment = datetime.fromtimestamp(office.steersman.clock.now(), UTC) - timedelta(days=3)
    body = {"person": office.id("jane"), "effective_at": moment.isoformat()}

    told = office.post("hr", "/leave", body)

    assert told.status_code == 422
    assert "has passed" in told.json()["error"]["message"]
    assert office.steersman.desk.work_items.search() == []


def test_who_has_left_already_is_closed_as_soon_as_it_is_approved(office: Office) -> None:
    moment = datetime.fromtimestamp(office.steersman.clock.now(), UTC) - timedelta(days=3)
    number = office.leaver("hr", "jane", effective_at=moment.isoformat(), already_left=True)

    body = {"digest": office.digest(number)}
    assert office.post("approver", f"/work/{number}/approve", body).status_code == 200
    office.run()
    assert office.status(number) == "done"


def test_nobody_asks_about_themselves_or_hands_over_to_who_leaves(office: Office) -> None:
    told = office.post("hr", "/leave", {"person": office.id("hr")})
    assert (told.status_code, told.json()["error"]["rule"]) == (403, "four-eyes")
    assert office.post("hr", "/leave", {"person": "1000", "successor": "1000"}).status_code == 422
    office.company.leaves(office.steersman, office.id("mary"))
    assert office.post("hr", "/leave", {"person": "1000", "successor": "1001"}).status_code == 422
    assert office.post("hr", "/leave", {"person": "1000", "reason": "⟨x⟩"}).status_code == 422


def test_one_persons_word_is_not_enough_whoever_they_are(office: Office) -> None:
    for who in ("hr", "security", "administrator"):
        number = office.leaver(who)
        assert office.status(number) == "held"
        reasons = office.steersman.desk.work_items.standing(number).reasons
        assert any(reason.startswith("asked-by-person: ") for reason in reasons)
    assert office.company.effects == []
