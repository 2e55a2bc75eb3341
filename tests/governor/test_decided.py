"""What the decision records promise about identity, approvals, questions and deletion."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from steersman.capabilities.connector import Tier
from steersman.capabilities.contract import RateLimit, Reversal, Risk, Spec
from steersman.domain.identity import Candidate, Identifiers
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Question, Work
from steersman.governor.facts import Facts
from steersman.governor.gates import GateVerdict, judge_all
from steersman.governor.guards import AFTER_POLICIES, BEFORE_POLICIES, rules_with
from steersman.governor.guards.identity import open_questions
from steersman.governor.identity import match
from steersman.governor.ladder import Scope, effective
from steersman.governor.limits import Limits
from steersman.governor.rehearsal import Rehearsal, Step
from steersman.settings.product import Settings
from steersman.workflows import PROCEDURES
from steersman.workflows.leaver import delete_accounts, leave
from tests.governor.company import Company, leaver, next_result
from tests.workflows.no_checks import NoChecks

JANE = Identifiers(person="p", employee_number="7", mail="jane.doe@x.test", login="jane.doe")
ROW = Change("directory:1", "sign-in", "open", "locked")
OTHER = Change("directory:1", "mail", "a", "b")
CUT = Plan("account.disable@directory", (ROW,))
WORK = Work(number="REQ1", procedure="leaver", requester="system:hr", subject="p")


def planned(*changes: Change, **more: Any) -> Rehearsal:
    step = Step("access/1", replace(CUT, changes=changes))
    return Rehearsal(work="REQ1", procedure="leaver", request="r", steps=(step,), **more)


def account(**identifiers: str) -> Candidate:
    return Candidate(id="a", label="a", identifiers=identifiers)


# Two independent identifiers


@pytest.mark.parametrize(
    "held",
    [
        {"employee_number": "7"},
        {"mail": "jane.doe@x.test"},
        {"login": "jane.doe", "mail": "jane.doe@x.test"},
        {"employee_number": "7", "mail": "john@x.test"},
    ],
)
def test_less_than_two_independent_identifiers_prove_nothing(held: Mapping[str, str]) -> None:
    found = match(JANE, [account(**held)], {})
    assert found.found is None
    assert found.doubts


def test_two_independent_identifiers_prove_an_account() -> None:
    found = match(JANE, [account(employee_number="7", mail="jane.doe@x.test")], {})
    assert found.found is not None
    assert found.proof == "employee_number and mail"


def test_a_login_that_the_directory_proves_counts_beside_the_mail() -> None:
    proven = replace(JANE, login_proven=True)
    held = account(login="jane.doe", mail="jane.doe@x.test")
    assert match(proven, [held], {}).found is held


# Approvals


def test_warnings_and_questions_are_not_part_of_the_digest() -> None:
    plain = planned(ROW)
    warned = replace(
        plain,
        steps=(Step("access/1", replace(CUT, warnings=("look here",))),),
        questions=(Question(step="access/2", text="which?"),),
    )
    assert warned.digest == plain.digest


@given(st.sets(st.sampled_from([ROW, OTHER])), st.sets(st.sampled_from([ROW, OTHER])))
def test_an_approval_covers_the_same_or_less_and_never_more(
    approved: set[Change], later: set[Change]
) -> None:
    covers = planned(*approved).covers(planned(*later))
    assert covers is (later <= approved)


def test_an_approval_of_another_request_covers_nothing() -> None:
    assert not planned(ROW).covers(replace(planned(ROW), request="another"))


# Questions


def test_a_question_about_one_system_does_not_hold_the_others() -> None:
    asked = Question(step="access/2", text="saas: which is Jane?")
    facts = Facts(now=0.0, work=replace(WORK, subject=""), specs={}, limits=Limits())
    assert open_questions(planned(ROW, questions=(asked,)), facts) is None
    assert open_questions(planned(questions=(asked,)), facts) is not None


# The irreversible


class Recorder(NoChecks):
    """A run in which every system offers everything and each step succeeds."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.owed: list[tuple[str, float, str]] = []

    def systems(self, capability: str) -> tuple[str, ...]:
        return ("directory",)

    def resolve(self, system: str, person: str) -> str:
        return "a"

    def do(self, capability: str, system: str, **params: str) -> Mapping[str, str]:
        self.done.append(capability)
        return {}

    def enter(self, stage: str) -> None: ...

    def leave(self) -> None: ...

    def undo_stage(self) -> None: ...

    def escalate(self, reason: str) -> None: ...

    def meet(self, obligation: str) -> None: ...

    def owe(
        self,
        obligation: str,
        text: str,
        *,
        days: float,
        procedure: str,
        params: Mapping[str, str] | None = None,
    ) -> None:
        self.owed.append((obligation, days, procedure))


def test_leaving_deletes_nothing_and_owes_the_deletion() -> None:
    run = Recorder()
    leave(run, replace(WORK, params={"successor": "q"}))
    assert "account.delete" not in run.done
    assert run.owed == [("accounts_deleted", 30.0, "leaver_final")]
    assert PROCEDURES["leaver_final"] is delete_accounts


def test_access_goes_before_the_handover() -> None:
    run = Recorder()
    leave(run, replace(WORK, params={"successor": "q"}))
    assert run.done[:3] == ["account.disable", "vpn.revoke", "session.end"]


# Levels


def spec(risk: Risk = Risk.MEDIUM, reversal: Reversal = Reversal.EXACT) -> Spec:
    return Spec(
        name="account.disable",
        summary="x",
        risk=risk,
        reversal=reversal,
        permissions=frozenset({"x"}),
        rate_limit=RateLimit(calls=1, per=1.0),
        verify_within=0.0,
    )


@pytest.mark.parametrize(
    ("of", "procedure", "ships_at"),
    [
        (spec(), "leaver", 3),
        (spec(), "remove_access", 2),
        (spec(Risk.HIGH), "leaver", 2),
        (spec(reversal=Reversal.NONE), "leaver", 2),
    ],
)
def test_only_the_reversible_half_of_the_leaver_ships_at_three(
    of: Spec, procedure: str, ships_at: int
) -> None:
    assert effective(of, Scope(procedure, "sales"), {}, Tier.GOLD) == ships_at


def test_the_quality_of_a_connector_caps_the_level() -> None:
    assert effective(spec(), Scope("leaver", "sales"), {}, Tier.BRONZE) == 2


def test_a_department_can_only_lower_a_level() -> None:
    rows = {("account.disable", "department:sales"): 4}
    assert effective(spec(), Scope("leaver", "sales"), rows, Tier.GOLD) == 3


def test_without_a_gate_the_verdict_is_unknown() -> None:
    assert judge_all({}, "account.disable", "everyone", 4).verdict is GateVerdict.UNKNOWN


# One transaction, two files, one order


def test_a_run_commits_once_to_decide_once_per_effect_and_once_to_settle(company: Company) -> None:
    with company.open() as steersman:
        people = company.settle_in(steersman)
        company.leaves(steersman, people["jane"])
        steersman.desk.work_items.submit(leaver(people["jane"], people["mary"]))
        commits: list[object] = []

        def count(connection: object) -> None:
            if threading.current_thread().name != "heart":  # which beats on a slow machine
                commits.append(connection)

        sa.event.listen(steersman.store, "commit", count)
        assert next_result(steersman)["status"] == "done"
        effects = len(company.effects)
    assert len(commits) <= 1 + effects + 1 + 1, "the last one marks the run as started"


def test_sqlite_has_two_files_and_postgresql_one_database() -> None:
    files, shared = Settings(database_url=""), Settings(database_url="postgresql+psycopg://x/y")
    assert files.records_url != files.engine_url
    assert shared.records_url == shared.engine_url


def test_the_rules_stand_in_the_order_of_the_verdict() -> None:
    names = list(rules_with(lambda rehearsal, facts: None))
    assert names == [*BEFORE_POLICIES, "policies", *AFTER_POLICIES]
    assert names[0] == "kill-switch"
