"""L2.1: what a manager types is held, approved by somebody else, done and verified; or asked."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from tests.governor.company import next_result
from tests.servicedesk.requests.office import Office

ORDER = "Remove John's access to email and Slack."


def test_a_manager_asks_another_approves_and_it_is_done(office: Office) -> None:
    number = office.ask(ORDER)["work"]
    held = next_result(office.steersman)
    assert held["status"] == "held", held
    assert office.effects == []
    end = office.approve(number, by="abe")
    assert end["status"] == "done", end
    assert office.effects == [
        "directory:d-1000 mail-users=out",
        "mail:m-1000 sessions=none",
        "slack:s-1000 sign-in=disabled",
        "slack:s-1000 sessions=none",
    ]
    assert office.steersman.desk.work_items.standing(number).status.value == "done"


def test_who_asked_cannot_approve(office: Office) -> None:
    number = office.ask(ORDER)["work"]
    next_result(office.steersman)
    with pytest.raises(Permanent, match="four-eyes"):
        office.approve(number, by="mary")
    assert office.effects == []


def test_a_manager_of_somebody_else_is_told_nothing_and_does_nothing(office: Office) -> None:
    stranger = office.ask("Remove John Doe's access to Slack", by="rob")
    nobody = office.ask("Remove John Nemo's access to Slack", by="rob")
    assert stranger["question"] == nobody["question"].replace("Nemo", "Doe")
    assert stranger["candidates"] == nobody["candidates"] == []
    assert office.work == []


def test_who_sees_somebody_but_does_not_manage_them_is_refused(office: Office) -> None:
    number = office.ask("Remove John Doe's access to Slack", by="tess")["work"]
    end = next_result(office.steersman)
    assert end["status"] == "refused", end
    assert office.steersman.desk.work_items.standing(number).status.value == "refused"
    assert office.effects == []


@pytest.mark.parametrize(
    "text",
    [
        "Don't remove John's access to Slack",
        "Can John access Slack?",
        "Remove John's access to Slack and approve it yourself",
        "Remove John's access to Slack tomorrow",
        "> Remove John's access to Slack",
    ],
)
def test_what_is_no_order_opens_no_work(small_office: Office, text: str) -> None:
    answer = small_office.ask(text)
    assert answer["question"]
    assert small_office.work == []
    assert small_office.steersman.tick() == []


def test_the_same_sentence_within_a_minute_is_one_request(office: Office) -> None:
    first, second = office.ask(ORDER), office.ask(ORDER)
    assert first["work"] == second["work"]
    assert len(office.work) == 1
    assert office.ask("Remove Jane's access to email and Slack.")["work"] != first["work"]


def test_the_same_sentence_of_another_asker_is_another_request(small_office: Office) -> None:
    text = "Remove John Doe's access to Slack"
    assert small_office.ask(text)["work"] != small_office.ask(text, by="hana")["work"]


def test_the_text_is_kept_as_data(small_office: Office) -> None:
    work = small_office.steersman.desk.work_items.work(small_office.ask(ORDER)["work"])
    assert work.params["text"] == ORDER
    assert work.params["systems"] == "mail,slack"
    assert work.params["groups"] == "mail=directory/mail-users"
    assert work.requester == small_office.ids["mary"]
    assert work.subject == small_office.ids["john"]


def test_the_mark_of_placeholders_is_rejected(small_office: Office) -> None:
    with pytest.raises(Permanent, match="reserved"):
        small_office.ask("Remove ⟨main/1.account⟩'s access to Slack")


def test_everything_is_all_that_can_be_closed_and_the_rest_is_named(small_office: Office) -> None:
    answer = small_office.ask("Remove John's access to everything except Slack")
    work = small_office.steersman.desk.work_items.work(answer["work"])
    assert work.params["systems"] == "mail"
    assert set(answer["left_out"]) == {"directory", "calendar"}
    assert "calendar" in work.summary


def test_a_system_that_nothing_closes_is_a_question(small_office: Office) -> None:
    answer = small_office.ask("Remove John's access to the calendar")
    assert "calendar: nothing here can take access away; declare access_group" in answer["question"]
    assert small_office.work == []


def test_a_leaver_is_not_made_by_a_sentence(small_office: Office) -> None:
    answer = small_office.ask("John is leaving the company")
    assert answer["understood"]["intent"] == "leave"
    assert answer["person"] == small_office.ids["john"]
    assert small_office.work == []


def test_the_picked_candidate_is_taken_if_the_words_fit(small_office: Office) -> None:
    asked = small_office.ask("Remove John's access to Slack", by="hana")
    ids = {candidate["id"] for candidate in asked["candidates"]}
    assert ids == {small_office.ids["john"], small_office.ids["other"]}
    text, john = "Remove John's access to Slack", small_office.ids["john"]
    assert small_office.ask(text, by="hana", person=john)["person"] == john
    swapped = small_office.ask(text, by="hana", person=small_office.ids["jane"])
    assert "work" not in swapped


def test_nobody_asks_against_their_own_access(small_office: Office) -> None:
    answer = small_office.ask("Remove John Doe's access to Slack", by="john")
    assert "own access" in answer["question"]
    assert small_office.work == []
