"""A runbook is rehearsed, decided, carried out, proven and undone, on both stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workflows.runbooks.house import RUNNING, STOPPED, TARGET, TEXT, Desk, House, put_in_force

DONE, BACK = f"{TARGET} state=running", f"{TARGET} state=stopped"


@pytest.fixture
def desk(house: House) -> Iterator[Desk]:
    with house.open() as steersman:
        yield Desk(steersman, house.company)


def test_it_is_held_for_an_approval_and_nothing_is_done_before(desk: Desk, house: House) -> None:
    number = desk.submit(put_in_force(desk.steersman))
    (end,) = desk.run()
    assert end["status"] == "held", end
    assert "service.start@web1 acts on approval" in desk.reasons(number)
    assert house.effects == []
    (opening,) = desk.ledger("decision")
    (step, found) = opening["rehearsal"]["readings"][0]
    assert (step, found["told"]) == ("Make sure that it is down/1", "state: stopped")


def test_approved_it_acts_and_proves_that_it_helped(desk: Desk, house: House) -> None:
    number = desk.approved(put_in_force(desk.steersman))
    assert desk.status(number) == "done", desk.reasons(number)
    assert house.effects == [DONE]
    (proof,) = desk.ledger("proof")
    assert proof["verdict"] == "proven"
    assert [each["step"] for each in desk.ledger("reading")] == [
        "Make sure that it is down/1",
        "Start it/2",
        "Success/1",
    ]


def test_what_does_not_need_it_is_a_question_and_not_a_step(desk: Desk, house: House) -> None:
    house.falls(RUNNING)
    number = desk.submit(put_in_force(desk.steersman))
    desk.run()
    assert desk.status(number) == "held"
    assert "state is stopped – found state: running" in desk.reasons(number)
    assert house.effects == []


def test_what_recovered_since_the_approval_is_left_alone(desk: Desk, house: House) -> None:
    number = desk.submit(put_in_force(desk.steersman))
    desk.run()
    house.falls(RUNNING)
    desk.approve(number)
    assert house.effects == []
    assert "found state: running" in desk.reasons(number)


def test_what_recovers_between_the_decision_and_the_act_is_left_alone(
    desk: Desk, house: House
) -> None:
    number = desk.submit(put_in_force(desk.steersman))
    desk.run()
    house.recovers_at = house.looks + 2  # after the rehearsal that the approval brings about
    desk.approve(number)
    desk.run()
    assert desk.ledger("outcome") == [], "the action is not even begun"
    assert desk.status(number) == "held"
    assert house.effects == []


def test_a_step_that_does_not_bring_about_what_it_must_is_taken_back(
    desk: Desk, house: House
) -> None:
    text = TEXT.replace("holds: state is running\nwithin", "holds: state is starting\nwithin")
    number = desk.approved(put_in_force(desk.steersman, text))
    assert house.effects == [DONE, BACK]
    assert desk.status(number) == "incomplete"


def test_a_repair_that_did_not_help_is_undone_and_handed_over_with_findings(
    desk: Desk, house: House
) -> None:
    house.status = 502.0
    number = desk.approved(put_in_force(desk.steersman))
    assert house.effects == [DONE, BACK]
    assert house.state == STOPPED
    assert desk.status(number) == "incomplete"
    assert "status below 500 – found status: 502" in desk.reasons(number)
    (proof,) = desk.ledger("proof")
    assert proof["verdict"] == "failed"


def test_what_is_kept_stays_done_although_it_did_not_help(desk: Desk, house: House) -> None:
    house.status = 502.0
    text = TEXT.replace("undo: take back", "undo: keep")
    number = desk.approved(put_in_force(desk.steersman, text))
    assert house.effects == [DONE]
    assert desk.status(number) == "incomplete"


def test_silence_is_no_reason_to_take_anything_back(desk: Desk, house: House) -> None:
    number = desk.approved(put_in_force(desk.steersman, LONG))
    assert house.effects == [DONE]
    house.silent = True
    house.clock.advance(200)
    desk.run()
    assert desk.status(number) == "incomplete"
    assert "no route to host" in desk.reasons(number)
    assert desk.steersman.due.settle() == []
    assert house.effects == [DONE]


def test_what_cannot_be_looked_at_is_not_touched(desk: Desk, house: House) -> None:
    number = desk.submit(put_in_force(desk.steersman))
    desk.run()
    house.silent = True
    desk.approve(number)
    assert house.effects == []
    assert desk.status(number) == "deferred"


def test_a_system_that_is_silent_is_asked_again_later(desk: Desk, house: House) -> None:
    house.silent = True
    number = desk.submit(put_in_force(desk.steersman))
    desk.run()
    assert desk.status(number) == "deferred"
    house.silent = False
    house.clock.advance(600)
    desk.run()
    assert desk.status(number) == "held"


OTHER = TEXT.replace("a moment", "two moments")
LONG = TEXT.replace("within: 2s\n  lasting: 1s", "within: 1m\n  lasting: 5m")


def test_a_long_proof_is_looked_at_by_run_after_run(desk: Desk, house: House) -> None:
    number = desk.approved(put_in_force(desk.steersman, LONG))
    assert desk.status(number) == "deferred"
    assert "being watched" in desk.reasons(number)
    for _ in range(20):
        if desk.status(number) == "done":
            break
        house.clock.advance(30)
        desk.run()
    assert desk.status(number) == "done", desk.reasons(number)
    assert house.effects == [DONE], "acted once"
    assert [each["verdict"] for each in desk.ledger("proof")][-2:] == ["open", "proven"]


def test_what_breaks_again_while_it_is_watched_is_taken_back_as_work_of_its_own(
    desk: Desk, house: House
) -> None:
    number = desk.approved(put_in_force(desk.steersman, LONG))
    house.status = 500.0
    house.clock.advance(200)
    desk.run()
    assert desk.status(number) == "incomplete"
    assert house.effects == [DONE], "the run that watches holds no lease and writes nothing"
    (undo,) = desk.steersman.due.settle()
    desk.run()
    work = desk.steersman.desk.work_items.work(undo)
    assert (work.procedure, work.params["of"], work.caused_by) == ("undo", number, number)
    assert house.effects == [DONE, BACK], desk.reasons(undo)
    assert desk.status(number) == "undone"


def test_done_work_is_undone_as_every_other(desk: Desk, house: House) -> None:
    number = desk.approved(put_in_force(desk.steersman))
    desk.steersman.undo(number, by="system:test", reason="it was meant to be down")
    desk.run()
    assert house.effects == [DONE, BACK]
    assert desk.status(number) == "undone"


def test_a_text_that_changed_since_it_was_asked_for_does_nothing(desk: Desk, house: House) -> None:
    procedure = put_in_force(desk.steersman)
    number = desk.submit(procedure, params={"host": "web1", "service": "shop"})
    desk.run()
    assert desk.status(number) == "held"
    assert "something else by now" in desk.reasons(number)
    assert house.effects == []


def test_only_the_version_in_force_runs(desk: Desk, house: House) -> None:
    procedure = put_in_force(desk.steersman)
    number = desk.submit(procedure)
    desk.run()
    put_in_force(desk.steersman, TEXT.replace("a moment", "two moments"))
    desk.approve(number)
    assert "start-it@1 is not in force, 2 is" in desk.reasons(number)
    assert house.effects == []


def test_a_version_that_nobody_reviewed_does_nothing(desk: Desk, house: House) -> None:
    desk.steersman.runbooks.propose("start-it", TEXT, by="ann", reason="because")
    desk.submit("runbook:start-it@1")
    desk.run()
    assert house.effects == []


def test_a_value_that_is_not_of_its_type_reaches_no_system(desk: Desk, house: House) -> None:
    procedure = put_in_force(desk.steersman)
    digest = desk.steersman.runbooks.edition("start-it").digest
    params = {"host": "web1", "service": "shop; rm -rf /", "runbook_digest": digest}
    number = desk.submit(procedure, params=params)
    desk.run()
    assert "is not the name of a service" in desk.reasons(number)
    assert house.effects == []


def test_an_approval_is_of_one_text_and_its_values(desk: Desk) -> None:
    one, two = (desk.submit(put_in_force(desk.steersman, text)) for text in (TEXT, OTHER))
    other = desk.submit("runbook:start-it@2", summary="another request of the same")
    desk.run()
    digests = {desk.steersman.desk.work_items.standing(each).digest for each in (one, two, other)}
    assert len(digests) == 3
