"""The order in which somebody leaves, whatever is offered and whatever breaks on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.work import Work
from steersman.governor.procedure import Outputs, StepFailed
from steersman.governor.resolver import RECORDED_MAIL
from steersman.workflows.leaver import ACCESS_CLOSED, CLOSING, HANDING_OVER, delete_accounts, leave
from tests.workflows.no_checks import NoChecks

RECLAIM = (
    "role.withdraw",
    "group.leave",
    "licence.release",
    "device.request_return",
    "owner.request",
)
ENDING = ("session.end",)
PHASES = (CLOSING, ENDING, HANDING_OVER, RECLAIM)
EVERY = [name for phase in PHASES for name in phase]
OFFERED = {name: (f"{name}-1", f"{name}-2") for name in (*EVERY, "account.delete")}
CUTTING = [f"{name}@{system}" for name in (*CLOSING, *ENDING) for system in OFFERED[name]]
ALL = [f"{name}@{system}" for name in EVERY for system in OFFERED[name]]


@dataclass
class Told(NoChecks):
    """A run that writes down what it is told; ``broken`` steps fail, ``without`` no account."""

    broken: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()  # systems, or one person's account in one
    done: list[str] = field(default_factory=list)
    params: dict[str, Mapping[str, str]] = field(default_factory=dict)
    escalated: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    stage: str = ""

    def systems(self, capability: str) -> tuple[str, ...]:
        return OFFERED[capability]

    def resolve(self, system: str, person: str) -> str:
        account = f"{person}@{system}"
        return "" if {system, account} & self.without else account

    def do(self, capability: str, system: str, **params: str) -> Outputs:
        step = f"{capability}@{system}"
        if step in self.broken:
            raise StepFailed(f"{step} is broken")
        self.done.append(step)
        self.params[step] = params
        return {}

    def enter(self, stage: str) -> None:
        self.stage = stage

    def leave(self) -> None: ...

    def undo_stage(self) -> None:
        self.undone.append(self.stage)

    def escalate(self, reason: str) -> None:
        self.escalated.append(reason)

    def meet(self, obligation: str) -> None:
        self.met.append(f"{obligation} after {len(self.done)} steps")

    def owe(
        self,
        obligation: str,
        text: str,
        *,
        days: float,
        procedure: str,
        params: Mapping[str, str] | None = None,
    ) -> None:
        self.owed.append(f"{procedure} in {days:.0f} days")


def left(run: Told, **params: str) -> Told:
    asked = {"successor": "mary", "effective_at": "2026-06-01T09:00:00Z", **params}
    leave(
        run, Work(number="REQ1", procedure="leaver", requester="hr", subject="jane", params=asked)
    )
    return run


def test_access_closes_then_sessions_end_then_work_is_handed_over_then_things_come_back() -> None:
    run = left(Told())
    assert run.done == ALL
    assert run.escalated == []


def test_nothing_on_the_way_is_irreversible_and_the_deletion_is_only_owed() -> None:
    run = left(Told())
    assert not any(step.startswith("account.delete") for step in run.done)
    assert run.owed == ["leaver_final in 30 days"]


@given(st.sets(st.sampled_from(ALL)))
def test_whatever_breaks_everything_else_is_done_in_the_same_order(broken: set[str]) -> None:
    run = left(Told(broken=frozenset(broken)))
    assert run.done == [step for step in ALL if step not in broken]
    assert len(run.escalated) == len(broken), "and each failure is told"
    assert run.owed == ["leaver_final in 30 days"]


@given(st.sets(st.sampled_from(ALL)))
def test_the_clock_stops_exactly_when_every_access_and_session_is_closed(broken: set[str]) -> None:
    run = left(Told(broken=frozenset(broken)))
    closed = not broken & set(CUTTING)
    assert run.met == [f"{ACCESS_CLOSED} after {len(CUTTING)} steps"] * closed


@given(st.sets(st.sampled_from(ALL)))
def test_what_was_closed_is_never_opened_again_for_a_handover_that_failed(broken: set[str]) -> None:
    run = left(Told(broken=frozenset(broken)))
    assert all(stage.startswith("handover: ") for stage in run.undone)


def test_who_has_no_account_somewhere_needs_no_step_there_and_the_clock_stops() -> None:
    run = left(Told(without=frozenset({"account.disable-1", "session.end-2"})))
    skipped = {"account.disable@account.disable-1", "session.end@session.end-2"}
    assert run.done == [step for step in ALL if step not in skipped]
    assert run.met
    assert run.escalated == []


def test_the_successor_gets_the_work_by_their_account_of_each_system() -> None:
    params = left(Told()).params
    delegated = params["mailbox.delegate@mailbox.delegate-1"]
    assert delegated == {"account": "jane@mailbox.delegate-1", "to": "mary@mailbox.delegate-1"}
    reply = params["mailbox.auto_reply@mailbox.auto_reply-1"]
    assert reply["to"] == f"mary@{RECORDED_MAIL}", "people are told the address on record"


@pytest.mark.parametrize("nobody", ["jane", "mary"])
def test_where_either_of_them_has_no_account_nothing_is_handed_over(nobody: str) -> None:
    run = left(Told(without=frozenset({f"{nobody}@files.hand_over-1"})))
    assert run.done == [step for step in ALL if step != "files.hand_over@files.hand_over-1"]
    assert run.escalated == []


def test_only_meetings_ask_from_when_on() -> None:
    params = left(Told()).params
    dated = {step for step, given in params.items() if "after" in given}
    assert dated == {f"meeting.reassign@{system}" for system in OFFERED["meeting.reassign"]}
    assert params["meeting.reassign@meeting.reassign-1"]["after"] == "2026-06-01T09:00:00Z"


def test_without_a_successor_access_closes_all_the_same_and_people_are_told() -> None:
    run = left(Told(), successor="")
    handed = {f"{name}@{system}" for name in HANDING_OVER for system in OFFERED[name]}
    assert run.done == [step for step in ALL if step not in handed]
    assert run.escalated == ["nobody is named to take the work over: name a successor"]


@pytest.mark.parametrize("broken", ["account.delete@account.delete-1", ""])
def test_the_deletion_deletes_and_does_nothing_else(broken: str) -> None:
    run = Told(broken=frozenset({broken}))
    delete_accounts(run, Work(number="R", procedure="leaver_final", requester="s", subject="jane"))
    every = [f"account.delete@{system}" for system in OFFERED["account.delete"]]
    assert run.done == [step for step in every if step != broken]
    assert run.params[run.done[-1]] == {"account": "jane@account.delete-2"}


def test_who_takes_the_work_over_is_suggested_as_the_new_owner() -> None:
    assert left(Told()).params["owner.request@owner.request-1"]["to"] == "mary"
    alone = left(Told(), successor="")
    assert alone.params["owner.request@owner.request-1"]["to"] == "", (
        "an owner is needed all the more"
    )
