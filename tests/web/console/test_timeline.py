"""The timeline tells what the ledger holds, in its order, and claims nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from steersman.records.ledger.entry import Link
from steersman.records.names import Names
from steersman.web.console.timeline import Timeline, timeline_of
from steersman.web.console.timeline_events import reasons_of
from steersman.web.console.timeline_steps import Back, stage_of
from tests.governor.company import capabilities
from tests.governor.outside import Outside

NOBODY = Names({})
RUN, CUT, OTHER = "REQ0000001#1", "access: account.disable in saas/2", "reclaim: group.leave in x/2"


def specs() -> Mapping[str, Any]:
    registry = capabilities(Outside.__new__(Outside))
    return {key: each.spec for key, each in registry.items()}


class Book:
    """A ledger of one work item, written by hand."""

    def __init__(self) -> None:
        self.links: list[Link] = []

    def write(self, key: str, kind: str, body: Any, at: float | None = None) -> Book:
        seq = len(self.links) + 1
        moment = float(seq) if at is None else at
        self.links.append(Link(seq, key, kind, moment, json.dumps(body), "hash"))
        return self

    def decided(self, verdict: str = "ALLOW", run: str = RUN, **more: Any) -> Book:
        steps = more.pop("steps", [[CUT, plan()]])
        rehearsal = {"work": "REQ0000001", "procedure": "leaver", "request": "r", "steps": steps}
        rehearsal |= {"resolved": {}, "failed": {}, "questions": [], "blocked": ""}
        decision: dict[str, Any] = {
            "verdict": verdict,
            "digest": "d" * 64,
            "reasons": [],
            "until": None,
        }
        decision |= {"needs": [], "approved_by": [], "verdicts": []}
        body = {
            "decision": {**decision, **more.pop("decision", {})},
            "rehearsal": {**rehearsal, **more},
        }
        return self.write(f"{run}/decision", "decision", body)

    def intends(self, step: str = CUT, run: str = RUN, at: float | None = None) -> Book:
        return self.write(f"{run}/{step}/intent", "intent", {"plan": plan()}, at)

    def became(self, status: str = "done", run: str = RUN, **more: Any) -> Book:
        at = more.pop("at", None)
        body = {"status": status, "reason": "", "applied": plan(), "outputs": {}, **more}
        return self.write(f"{run}/{CUT}/outcome", "outcome", body, at)

    def ended(self, status: str = "done", run: str = RUN, **more: Any) -> Book:
        body = {"status": status, "reasons": [], "escalations": [], "again_at": None, **more}
        return self.write(f"{run}/end", "end", body)

    def told(self, **more: Any) -> Timeline:
        return timeline_of(self.links, specs(), NOBODY, **more)


def plan(capability: str = "account.disable@saas", changes: int = 1) -> dict[str, Any]:
    rows = [[f"saas:s-{n}", "sign-in", "enabled", "disabled"] for n in range(changes)]
    return {"capability": capability, "changes": rows, "outputs": {}, "warnings": []}


def test_nothing_in_the_ledger_is_an_empty_timeline() -> None:
    assert timeline_of([], {}, NOBODY).sections == ()


def test_a_step_is_verified_only_when_its_outcome_says_so() -> None:
    (step,) = Book().decided().intends(at=10.0).became(at=12.5).ended().told().steps

    assert (step.state, step.proven) == ("done", True)
    assert step.effect == "1 change written, as planned"
    assert "2.5 s after the write began" in step.verified


def test_a_failed_step_is_not_verified_and_says_what_may_stand() -> None:
    (step,) = Book().decided().intends().became("failed", reason="no answer").ended().told().steps

    assert (step.state, step.proven) == ("failed", False)
    assert "1 change may stand there" in step.effect
    assert step.verified == "Not verified: no answer"
    assert step.stands


def test_a_change_that_stood_already_is_not_counted_as_written() -> None:
    book = Book().decided(steps=[[CUT, plan(changes=3)]]).intends()
    (step,) = book.became(applied=plan(changes=2)).told().steps

    assert step.effect == "2 changes written, 1 stood so already"


def test_a_step_without_anything_to_do_claims_no_proof() -> None:
    (step,) = Book().decided(steps=[[CUT, plan(changes=0)]]).became(applied=None).told().steps

    assert (step.state, step.proven, step.stands) == ("nothing", False, False)


def test_the_step_that_is_being_written_is_the_current_one() -> None:
    timeline = Book().decided(steps=[[CUT, plan()], [OTHER, plan()]]).intends().told(active=True)

    assert [step.state for step in timeline.steps] == ["running", "next"]
    assert timeline.now == "Close the account s-0 in Saas: 0 of 2 steps are through"


def test_between_two_steps_the_next_one_is_current() -> None:
    book = Book().decided(steps=[[CUT, plan()], [OTHER, plan()]]).intends().became()

    assert [step.state for step in book.told(active=True).steps] == ["done", "running"]


def test_a_write_that_no_worker_follows_is_unknown() -> None:
    (step,) = Book().decided().intends().told(active=False).steps

    assert step.state == "unknown"
    assert not step.proven


def test_a_write_whose_run_broke_is_unknown_and_may_stand() -> None:
    (step,) = Book().decided().intends().ended("incomplete").told().steps

    assert step.state == "unknown"
    assert "Unknown" in step.effect
    assert step.stands


def test_what_was_never_begun_is_left_out_with_its_reason() -> None:
    book = Book().decided(steps=[[CUT, plan()], [OTHER, plan()]]).intends().became("failed")
    last = book.ended("incomplete").told().steps[-1]

    assert last.state == "left out"
    assert "Not begun" in last.why


def test_what_could_not_be_planned_is_named_in_its_stage() -> None:
    failed = {"access: vpn.revoke in gate/1": ["unreachable", "gate does not answer"]}
    timeline = Book().decided(failed=failed).told()

    assert [section.title for section in timeline.sections] == [
        "Before anything was written",
        "Cut access",
    ]
    step = timeline.steps[-1]
    assert (step.capability, step.system, step.verdict) == ("vpn.revoke", "Gate", "DEFER")
    assert step.why == "gate does not answer"


def test_a_held_plan_shows_its_steps_as_waiting() -> None:
    (step,) = Book().decided("HOLD").ended("held").told().steps

    assert (step.state, step.verdict, step.effect) == ("waits", "HOLD", "")


def test_a_plan_that_was_decided_again_shows_its_steps_once() -> None:
    second = "REQ0000001#2"
    book = Book().decided("HOLD").ended("held")
    book.write("REQ0000001/approval/x", "approval", answer()).decided(run=second)
    timeline = book.intends(run=second).became(run=second).ended(run=second).told()

    assert len(timeline.steps) == 1
    titles = [event.title for section in timeline.sections for event in section.events]
    assert titles == ["Rehearsed and held", "per_x approved", "Rehearsed and allowed", "Done"]


def test_what_came_after_the_last_run_stands_last() -> None:
    book = Book().decided("HOLD").ended("held").write("REQ0000001/refusal/x", "refusal", answer())
    events = book.told().sections[-1].events

    assert events[-1].title == "per_x refused"
    assert events[-1].lines == ["“no”"]


def test_an_effect_that_another_item_took_back_no_longer_stands() -> None:
    book = Book().decided().intends().became().ended()
    back = Back("CHG0000002", 9.0, undone=True, reason="")
    (step,) = book.told(taken_back={f"{RUN}/{CUT}": back}).steps

    assert (step.state, step.stands, step.back) == ("undone", False, back)


def test_an_undo_that_did_not_work_leaves_the_effect_standing() -> None:
    book = Book().decided().intends().became().ended()
    back = Back("CHG0000002", 9.0, undone=False, reason="no answer")
    (step,) = book.told(taken_back={f"{RUN}/{CUT}": back}).steps

    assert (step.state, step.stands) == ("done", True)


def test_the_steps_of_an_undo_stand_under_one_heading() -> None:
    of = f"REQ0000001#1/{CUT}"
    book = Book().decided(procedure="undo", steps=[[of, plan()]])
    book.write(f"{RUN}/{of}/undo-intent", "undo-intent", {})
    book.write(f"{RUN}/{of}/undo", "undo", {"step": of, "undone": True, "reason": ""})
    timeline = book.told()

    assert timeline.sections[-1].title == "Take back"
    assert timeline.steps[0].verified == "Read back from Saas: what we wrote is gone"


def test_a_rule_that_an_approval_outweighs_is_told_so() -> None:
    decision = {"verdict": "ALLOW", "reasons": ["levels: too low", "odd"], "verdicts": ["HOLD"]}
    lifted, old = reasons_of(decision, NOBODY)

    assert (lifted.rule, lifted.text, lifted.lifted) == ("levels", "too low", True)
    assert not old.lifted


def test_a_rule_about_one_capability_stands_at_its_steps_only() -> None:
    told = {"reasons": ["levels: account.disable@directory acts on approval"], "verdicts": ["HOLD"]}
    steps = [[CUT, plan()], [OTHER, plan("account.disable@directory")]]
    here, there = Book().decided("HOLD", steps=steps, decision=told).told().steps

    assert [len(step.reasons) for step in (here, there)] == [0, 1]


def test_a_kind_without_words_is_named_all_the_same() -> None:
    book = Book().decided("HOLD").write("REQ0000001/other/x", "brand-new", {"by": "per_x"})

    assert book.told().sections[-1].events[-1].title == "Brand new"


def test_the_stage_of_a_step_is_read_from_its_name() -> None:
    assert stage_of("access: account.disable in saas/2") == "access"
    assert stage_of("REQ0000001#2/handover: mailbox.delegate in mail/3") == "handover"


def answer() -> dict[str, str]:
    return {"by": "per_x", "digest": "d" * 64, "channel": "api", "reason": "no"}
