"""An approver asks before deciding: kept, told, answered, and the plan stays held."""

from __future__ import annotations

import pytest

from company.services.smtp import SmtpServer
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.desk.work import Request
from steersman.servicedesk.approving import Answer
from tests.servicedesk.test_notices import addresses, mails_to, notices
from tests.web.office import Office

__all__ = ["addresses"]


def ask(office: Office, number: str, who: str = "approver", text: str = "Is it agreed?") -> Json:
    digest = office.digest(number)
    asked = Answer(work=number, digest=digest, by=office.id(who), reason=text)
    return office.steersman.asking_back.ask(asked)


def answer(office: Office, question: str, who: str = "hr", text: str = "Yes, in writing.") -> Json:
    return office.steersman.asking_back.answer(question, text, by=office.id(who))


def test_a_question_and_its_answer_are_kept_and_the_plan_stays_held(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    digest, asked = office.digest(number), ask(office, number)
    answer(office, asked["id"])
    (row,) = office.steersman.desk.ask_backs.of(number)
    assert (row["text"], row["answer"]) == ("Is it agreed?", "Yes, in writing.")
    assert (row["asked_by"], row["answered_by"]) == (office.id("approver"), office.id("hr"))
    assert (office.status(number), office.digest(number)) == ("held", digest)
    assert [told["reason"] for told in office.ledger("asked_back")] == ["Is it agreed?"]
    assert [told["answer"] for told in office.ledger("answered_back")] == ["Yes, in writing."]
    assert office.run() == []  # nothing was woken by it


def test_the_same_question_twice_is_one(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    assert ask(office, number)["id"] == ask(office, number)["id"]
    assert len(office.steersman.desk.ask_backs.of(number)) == 1
    assert len(office.ledger("asked_back")) == 1
    waiting = [row["status"] for row in office.steersman.desk.outbox.waiting()]
    assert waiting.count("asked_back") == 1


def test_it_is_answered_once(office: Office) -> None:
    number = office.leaver()
    asked = ask(office, number)
    answer(office, asked["id"])
    with pytest.raises(Permanent, match="was answered by"):
        answer(office, asked["id"], text="No!")
    assert office.steersman.desk.ask_backs.get(asked["id"])["answer"] == "Yes, in writing."


@pytest.mark.parametrize("who", ["jane", "approver"])
def test_neither_the_subject_nor_who_asked_answers(office: Office, who: str) -> None:
    asked = ask(office, office.leaver())
    with pytest.raises(Permanent, match="four-eyes"):
        answer(office, asked["id"], who)
    assert office.ledger("answered_back") == []


@pytest.mark.parametrize("who", ["hr", "jane", "administrator", "stranger", "technician"])
def test_who_may_not_decide_may_not_ask_back(office: Office, who: str) -> None:
    number = office.leaver()
    with pytest.raises(Permanent):
        ask(office, number, who)
    assert office.steersman.desk.ask_backs.of(number) == []


@pytest.mark.parametrize("text", ["", "  \n"])
def test_words_are_needed(office: Office, text: str) -> None:
    number = office.leaver()
    with pytest.raises(Permanent, match="needs words"):
        ask(office, number, text=text)
    asked = ask(office, number)
    with pytest.raises(Permanent, match="needs words"):
        answer(office, asked["id"], text=text)


def test_what_is_decided_is_not_asked_about(office: Office) -> None:
    number = office.leaver()
    body = {"digest": office.digest(number), "reason": "the wrong Jane"}
    office.post("approver", f"/work/{number}/refuse", body)
    with pytest.raises(Permanent, match="nothing to ask about"):
        ask(office, number)


def test_who_asked_for_the_work_is_mailed_and_then_who_asked_back(
    office: Office,
    smtp_server: SmtpServer,
    addresses: dict[str, str],
) -> None:
    number = office.leaver()
    asked, post = ask(office, number), notices(office, smtp_server.port)
    post.send()
    (mail,) = mails_to(smtp_server, addresses["hr"])
    assert "Is it agreed?" in mail.get_content()
    assert f"https://steersman.example.org/work/{number}" in mail.get_content()
    answer(office, asked["id"])
    post.send()
    told = mails_to(smtp_server, addresses["approver"])[-1].get_content()
    assert "Yes, in writing." in told
    assert len(mails_to(smtp_server, addresses["hr"])) == 1
    assert office.steersman.desk.outbox.waiting() == []


def test_a_feed_cannot_answer_so_hr_is_asked(
    office: Office,
    smtp_server: SmtpServer,
    addresses: dict[str, str],
) -> None:
    number = office.leaver()
    asked = ask(office, number)
    row = {**office.steersman.desk.work_items.row(number), "requester": "system:hr-feed"}
    assert notices(office, smtp_server.port)._answerers(row, asked) == {office.id("hr")}


def test_the_api_asks_answers_and_shows_it(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    body = {"digest": office.digest(number), "text": "Is it agreed?"}
    told = office.post("approver", f"/work/{number}/ask-back", body)
    assert told.status_code == 201
    path = f"/work/{number}/ask-back/{told.json()['id']}/answer"
    assert office.post("employee", path, {"text": "no"}).status_code == 404
    assert office.post("hr", path, {"text": "Yes."}).status_code == 200
    (shown,) = office.get("approver", f"/work/{number}").json()["ask_backs"]
    assert shown["answer"] == "Yes."


def test_a_question_of_other_work_is_not_answered_through_this_one(office: Office) -> None:
    number = office.leaver()
    asked = ask(office, number)
    manual = Request(procedure="manual", requester=office.id("hr"), summary="something")
    other = office.steersman.desk.work_items.submit(manual)
    path = f"/work/{other}/ask-back/{asked['id']}/answer"
    told = office.post("administrator", path, {"text": "yes"})
    assert told.status_code == 404
    assert office.ledger("answered_back") == []
