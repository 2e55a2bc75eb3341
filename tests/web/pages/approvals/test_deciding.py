"""Approving, refusing and asking back from the page: the right eyes, the plan that was shown."""

from __future__ import annotations

import pyotp
import pytest

from steersman.records.desk.tables import approvals
from steersman.records.store import writing
from tests.web.office import Office
from tests.web.pages.approvals.plans import (
    change_plan,
    for_cause,
    form,
    given,
    opened,
    path,
    press,
    set_sign_in,
    text_of,
)
from tests.web.visitors import account_of, visit


def test_approving_approves_what_was_shown_and_it_is_done(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    told = press(office, "approver", number, "approve", reason="agreed with Mary")
    assert (told.status_code, told.headers["location"]) == (303, f"/work/{number}")
    office.run()
    assert office.status(number) == "done"
    (row,) = office.ledger("approval")
    assert (row["by"], row["reason"]) == (office.id("approver"), "agreed with Mary")
    assert (row["channel"], "vouched_by" in row) == ("console", False)


def test_where_somebody_else_must_agree_the_page_stays(office: Office) -> None:
    number = for_cause(office)
    told = press(office, "approver", number, "approve", reason="agreed")
    assert told.headers["location"] == path(number)


def test_who_agreed_to_less_has_not_agreed_to_what_was_added(office: Office) -> None:
    set_sign_in(office, "disabled")
    number = for_cause(office)
    press(office, "approver", number, "approve", reason="agreed")
    set_sign_in(office, "enabled", number)
    told = press(office, "approver2", number, "approve", reason="agreed, with the account")
    assert told.headers["location"] == path(number)
    assert "1 of 2 approvals by approver" in text_of(opened(office, "hr", number))
    office.run()
    assert office.status(number) == "held"


def test_refusing_needs_a_reason_and_cancels(office: Office) -> None:
    number = office.leaver()
    told = press(office, "approver", number, "refuse", reason="  ")
    assert told.status_code == 422
    assert "Say why: whoever asked for it will read it." in told.text
    assert 'aria-invalid="true"' in told.text
    assert office.status(number) == "held"
    assert press(office, "approver", number, "refuse", reason="the wrong Jane").status_code == 303
    assert office.status(number) == "canceled"
    assert office.company.effects == []


def test_asking_back_keeps_the_question_and_the_plan_held(office: Office) -> None:
    number = office.leaver()
    assert press(office, "approver", number, "ask").status_code == 422
    assert press(office, "approver", number, "ask", reason="Is it agreed?").status_code == 303
    assert office.status(number) == "held"
    shown = text_of(opened(office, "hr", number))
    assert "Is it agreed?" in shown
    assert "Your answer" in shown
    assert "Not answered yet" in text_of(opened(office, "approver", number))


def test_the_requester_answers_what_was_asked(office: Office) -> None:
    number = office.leaver()
    press(office, "approver", number, "ask", reason="Is it agreed?")
    (asked,) = office.steersman.desk.ask_backs.of(number)
    there = f"{path(number)}/answers/{asked['id']}"
    assert visit(office, "employee").post(there, {"reason": "no"}).status_code == 404
    assert visit(office, "approver").post(there, {"reason": "no"}).status_code == 403
    assert visit(office, "hr").post(there, {"reason": " "}).status_code == 422
    assert visit(office, "hr").post(there, {"reason": "Yes, in writing."}).status_code == 303
    assert "Yes, in writing." in text_of(opened(office, "approver", number))


def test_a_stale_digest_is_refused_and_the_same_page_shows_the_difference(
    each_office: Office,
) -> None:
    office = each_office
    number = office.leaver()
    shown = office.digest(number)
    read = form(office, number, "approve", reason="agreed with Mary")
    change_plan(office, number)
    now = office.digest(number)
    assert now != shown
    told = visit(office, "approver").post(path(number), read)
    assert told.status_code == 409
    assert given(office, number) == []
    page = text_of(told)
    assert "The plan changed since you opened it" in page
    assert shown[:8] in page
    assert now[:8] in page
    assert "1 gone, 0 new" in page
    assert "3 rows are as you read them" in page
    assert '<tr class="removed">' in told.text
    assert ">agreed with Mary</textarea>" in told.text
    assert f'name="read" value="{now}"' in told.text
    assert f'name="was" value="{shown}"' in told.text
    assert 'data-gate="read"' in told.text


def test_a_changed_plan_is_approved_only_once_its_changes_are_confirmed(office: Office) -> None:
    number = office.leaver()
    was = office.digest(number)
    change_plan(office, number)
    told = press(office, "approver", number, "approve", was=was)
    assert told.status_code == 422
    assert "Tick that you have read the changed rows" in told.text
    assert "The plan changed since you opened it" in told.text
    wrong = press(office, "approver", number, "approve", was=was, read=was)
    assert wrong.status_code == 422
    assert given(office, number) == []
    now = office.digest(number)
    assert press(office, "approver", number, "approve", was=was, read=now).status_code == 303
    assert given(office, number) == [office.id("approver")]


def test_a_plan_that_changed_cannot_be_refused_unread(office: Office) -> None:
    number = office.leaver()
    read = form(office, number, "refuse", reason="no")
    change_plan(office, number)
    assert visit(office, "approver").post(path(number), read).status_code == 409
    assert office.status(number) == "held"


@pytest.mark.parametrize("digest", ["", "0" * 64, "nonsense", "<script>"])
def test_a_digest_that_was_never_shown_approves_nothing(office: Office, digest: str) -> None:
    number = office.leaver()
    told = visit(office, "approver").post(path(number), {"digest": digest, "verdict": "approve"})
    assert told.status_code == 409
    assert given(office, number) == []
    assert "<script>" not in told.text.partition("<body")[2]


def test_the_same_form_twice_approves_once(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    body, jane = form(office, number, "approve"), visit(office, "approver")
    assert jane.post(path(number), body).status_code == 303
    assert jane.post(path(number), body).status_code == 303
    assert len(office.ledger("approval")) == 1
    office.run()
    after = jane.post(path(number), body)
    assert (after.status_code, after.headers["location"]) == (303, path(number))
    assert office.status(number) == "done"
    assert len(office.company.effects) == 4


def test_a_form_replayed_after_a_refusal_does_nothing(office: Office) -> None:
    number = office.leaver()
    body = form(office, number, "approve")
    press(office, "approver", number, "refuse", reason="no")
    told = visit(office, "approver2").post(path(number), body)
    assert told.status_code == 409
    assert "Your answer was not taken" in told.text
    assert office.status(number) == "canceled"


def test_the_form_of_one_plan_does_not_approve_another(office: Office) -> None:
    one = office.leaver()
    body = form(office, one, "approve")
    two = office.leaver(subject="mary")
    told = visit(office, "approver").post(path(two), body)
    assert told.status_code in (409, 422)
    assert given(office, one) == given(office, two) == []


@pytest.mark.parametrize("verdict", ["approve", "refuse", "ask"])
@pytest.mark.parametrize("who", ["hr", "approver2"])
def test_whoever_asked_for_it_or_is_its_subject_does_not_decide(
    office: Office, who: str, verdict: str
) -> None:
    """``hr`` asks here, and is an approver too; ``approver2`` is whom it is about."""
    office.steersman.permissions.assign(office.id("hr"), "approver", by="system:test")
    them = office.steersman.people.get(office.id("approver2"))
    about = them.employee_number, them.mail, them.full_name
    office.company.outside.hire("directory", "d-2000", *about)
    number = office.leaver(subject="approver2")
    told = press(office, who, number, verdict, reason="I say so")
    assert told.status_code == 403
    assert "four-eyes" in told.text
    assert office.status(number) == "held"
    assert given(office, number) == []
    page = text_of(opened(office, who, number))
    assert "You cannot decide this" in page
    assert "four-eyes" in page
    assert "per_" not in page


@pytest.mark.parametrize("who", ["technician", "administrator", "auditor", "hr", "employee"])
def test_without_the_role_nothing_is_decided(office: Office, who: str) -> None:
    number = office.leaver()
    for verdict in ("approve", "refuse", "ask"):
        told = press(office, who, number, verdict, reason="I say so")
        assert told.status_code == (404 if who == "employee" else 403), verdict
    assert office.status(number) == "held"
    assert given(office, number) == []
    assert office.steersman.desk.ask_backs.of(number) == []


def test_a_role_lost_between_showing_and_pressing_decides_nothing(office: Office) -> None:
    number = office.leaver()
    them, body = visit(office, "approver"), form(office, number, "approve")
    assert "Your decision" in them.get(path(number)).text
    office.steersman.permissions.withdraw(office.id("approver"), "approver", by="system:test")
    assert them.post(path(number), body).status_code == 404  # they see it no more
    assert given(office, number) == []


def test_a_form_without_our_token_is_refused(office: Office) -> None:
    number = office.leaver()
    them, body = visit(office, "approver"), form(office, number, "approve")
    for csrf in ("", "wrong", visit(office, "approver2").csrf):
        assert them.post(path(number), {**body, "csrf": csrf}).status_code == 403
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert them.post(path(number), body, headers=elsewhere).status_code == 403
    assert given(office, number) == []


def test_a_session_that_ended_decides_nothing(office: Office) -> None:
    number = office.leaver()
    them, body = visit(office, "approver"), form(office, number, "approve")
    office.steersman.sign_in.end(them.session, by="system:test")
    told = them.post(path(number), body)
    assert told.status_code == 303
    assert told.headers["location"].startswith("/sign-in")
    assert given(office, number) == []


def test_an_approval_that_lapsed_counts_no_more_and_is_given_again(office: Office) -> None:
    number = for_cause(office)
    press(office, "approver", number, "approve")
    office.run()
    _lapse(office)
    page = text_of(opened(office, "approver", number))
    assert "lapsed" in page
    assert "0 of 2 approvals" in page
    assert "Approve 4 changes" in page
    assert press(office, "approver", number, "approve").status_code == 303
    assert "1 of 2 approvals" in text_of(opened(office, "approver2", number))


@pytest.mark.parametrize("verdict", ["", "Approve", "yes"])
def test_another_button_does_nothing(office: Office, verdict: str) -> None:
    number = office.leaver()
    assert press(office, "approver", number, verdict, reason="x").status_code == 422
    assert office.status(number) == "held"


def test_a_reason_without_end_is_refused_and_kept(office: Office) -> None:
    number = office.leaver()
    told = press(office, "approver", number, "approve", reason="x" * 1001)
    assert told.status_code == 422
    assert "x" * 1001 in told.text
    assert "Keep it under 1,000 characters" in told.text
    assert given(office, number) == []


def test_what_is_dangerous_asks_for_the_second_factor_again(office: Office) -> None:
    _give_factor(office, "approver")
    number, plain = for_cause(office), office.leaver(subject="mary")
    them = visit(office, "approver", second_factor=False)
    assert "asked for your second factor first" in them.get(path(number)).text
    told = them.post(path(number), form(office, number, "approve"))
    assert told.status_code == 303
    assert told.headers["location"].startswith(f"/sign-in/again?next=/approvals/{number}")
    assert given(office, number) == []
    assert them.post(path(plain), form(office, plain, "approve")).status_code == 303
    assert given(office, plain) == [office.id("approver")]
    proved = visit(office, "approver", second_factor=True)
    assert proved.post(path(number), form(office, number, "approve")).status_code == 303
    assert given(office, number) == [office.id("approver")]


def test_who_has_no_second_factor_is_not_asked_for_one(office: Office) -> None:
    number = for_cause(office)
    them = visit(office, "approver", second_factor=False)
    assert them.post(path(number), form(office, number, "approve")).status_code == 303
    assert given(office, number) == [office.id("approver")]


def _give_factor(office: Office, who: str) -> None:
    account, totp = account_of(office, who).id, office.steersman.sign_in.totp
    code = pyotp.TOTP(totp.begin(account)).at(int(office.steersman.clock.now()))
    assert totp.confirm(account, code)


def _lapse(office: Office) -> None:
    past = approvals.update().values(expires_at=office.steersman.clock.now() - 1)
    with writing(office.steersman.store, "desk") as connection:
        connection.execute(past)
