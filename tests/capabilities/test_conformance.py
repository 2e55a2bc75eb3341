"""The conformance kit goes red for a capability that lies, and says which promise was broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from steersman.capabilities.conformance import check_capability, check_declaration
from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.domain.plan import Change, Plan

SPEC = Spec(
    name="account.disable",
    summary="Disable the account",
    risk=Risk.MEDIUM,
    reversal=Reversal.EXACT,
    permissions=frozenset({"write"}),
    rate_limit=RateLimit(calls=10, per=60.0),
    verify_within=0.0,
)
TARGET = "directory:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    account: int


class Honest(Capability[Account]):
    """Locks the accounts of a directory that is nothing but a dictionary, and a log of writes."""

    system, params, spec = "directory", Account, SPEC

    def __init__(self) -> None:
        self.locked: dict[str, str] = {}
        self.writes: list[str] = []

    def plan(self, params: Account) -> Plan:
        target = f"{self.system}:{params.account}"
        now = self.locked.get(target)
        rows = () if now == "yes" else (Change(target, "locked", now, "yes"),)
        return Plan(self.key, rows)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            if self.locked.get(change.target) != change.after:
                self._write(change.target, change.after)

    def verify(self, plan: Plan) -> bool:
        return all(self.locked.get(change.target) == change.after for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._write(change.target, change.before)

    def _write(self, target: str, value: str | None) -> None:
        self.writes.append(target)
        if value is None:
            self.locked.pop(target, None)
        else:
            self.locked[target] = value

    def snapshot(self) -> object:
        return dict(self.locked)


class WritesWhilePlanning(Honest):
    def plan(self, params: Account) -> Plan:
        self.locked["directory:2"] = "seen"
        return super().plan(params)


class PlansAnewEachTime(Honest):
    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def plan(self, params: Account) -> Plan:
        self.asked += 1
        plan = super().plan(params)
        return replace(plan, warnings=(str(self.asked),))


class PlansNothing(Honest):
    def plan(self, params: Account) -> Plan:
        return Plan(self.key, ())


class SpeaksForAnother(Honest):
    def plan(self, params: Account) -> Plan:
        return replace(super().plan(params), capability="account.delete@directory")


class ReachesIntoAnotherSystem(Honest):
    def plan(self, params: Account) -> Plan:
        rows = super().plan(params).changes
        return Plan(self.key, tuple(replace(row, target="mail:1") for row in rows))


class SaysDoneBeforeItIs(Honest):
    def verify(self, plan: Plan) -> bool:
        return True


class DoesNothing(Honest):
    """It answers 2xx, and nothing has changed."""

    def apply(self, plan: Plan, *, key: str) -> None:
        self.writes.append(key)


class NeverSeesTheChange(Honest):
    def verify(self, plan: Plan) -> bool:
        return False


class DoesItAgainOnARetry(Honest):
    def apply(self, plan: Plan, *, key: str) -> None:
        super().apply(plan, key=key)
        self.locked["directory:log"] = f"{len(self.writes)}"
        self.writes.append(key)


class IsNeverFinished(Honest):
    def plan(self, params: Account) -> Plan:
        target = f"{self.system}:{params.account}"
        return Plan(self.key, (Change(target, "locked", self.locked.get(target), "yes"),))


class DoesNotTakeItBack(Honest):
    def undo(self, plan: Plan, *, key: str) -> None:
        self.writes.append(key)


class TakesTooMuchBack(Honest):
    """What was there before is gone as well."""

    def undo(self, plan: Plan, *, key: str) -> None:
        self.locked.clear()


class StillSeesWhatWasTakenBack(Honest):
    def verify(self, plan: Plan) -> bool:
        return bool(self.writes)


LIES: list[tuple[type[Honest], str]] = [
    (WritesWhilePlanning, "planning must not write"),
    (PlansAnewEachTime, "planning twice must say the same"),
    (PlansNothing, "something is left to do"),
    (SpeaksForAnother, "a plan names its own capability"),
    (ReachesIntoAnotherSystem, "a target of another system"),
    (SaysDoneBeforeItIs, "nothing was applied yet"),
    (DoesNothing, "verify must notice the change"),
    (NeverSeesTheChange, "verify must notice the change"),
    (DoesItAgainOnARetry, "a retry must change nothing"),
    (IsNeverFinished, "a plan for a finished job must be empty"),
    (DoesNotTakeItBack, "an exact reversal must restore everything"),
    (TakesTooMuchBack, "an exact reversal must restore everything"),
    (StillSeesWhatWasTakenBack, "verify must notice that it was taken back"),
]


def tried(kind: type[Honest], settle: Callable[[Callable[[], bool]], bool] | None = None) -> Honest:
    capability = kind()
    capability.locked = {TARGET: "no", "directory:9": "yes"}
    more: dict[str, Any] = {} if settle is None else {"settle": settle}
    check_capability(capability, Account(account="1"), capability.snapshot, **more)
    return capability


def test_an_honest_capability_keeps_every_promise() -> None:
    assert tried(Honest).locked == {TARGET: "no", "directory:9": "yes"}


@pytest.mark.parametrize(("kind", "promise"), LIES, ids=lambda each: getattr(each, "__name__", ""))
def test_a_lie_is_found_out_and_the_broken_promise_named(kind: type[Honest], promise: str) -> None:
    with pytest.raises(AssertionError) as broken:
        tried(kind)
    assert promise in str(broken.value)


def test_what_cannot_be_taken_back_exactly_is_not_asked_to_be() -> None:
    class Best(DoesNotTakeItBack):
        spec = replace(SPEC, reversal=Reversal.BEST_EFFORT)

    tried(Best)


def test_a_slow_target_is_waited_for() -> None:
    waited: list[bool] = []

    def settle(condition: Callable[[], bool]) -> bool:
        waited.append(condition())
        return waited[-1]

    tried(Honest, settle)
    assert waited == [True, True], "for the change, and for its reversal"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "disable"},
        {"name": "account.disable.now"},
        {"summary": ""},
        {"permissions": frozenset()},
        {"rate_limit": RateLimit(calls=0, per=60.0)},
        {"rate_limit": RateLimit(calls=1, per=0.0)},
        {"verify_within": -1.0},
    ],
    ids=str,
)
def test_a_declaration_that_leaves_something_out_is_refused(wrong: dict[str, Any]) -> None:
    class Incomplete(Honest):
        spec = replace(SPEC, **wrong)

    check_declaration(Honest())
    with pytest.raises(AssertionError):
        check_declaration(Incomplete())
    with pytest.raises(AssertionError):
        tried(Incomplete)


def test_one_call_in_a_window_of_a_second_is_a_rate() -> None:
    class Seldom(Honest):
        spec = replace(SPEC, rate_limit=RateLimit(calls=1, per=1.0))

    check_declaration(Seldom())


def test_a_parameter_that_is_no_text_is_refused() -> None:
    class Counts(Honest):
        params: type[Any] = Numbered

    with pytest.raises(AssertionError, match="params are strings"):
        check_declaration(Counts())


def test_the_name_in_the_registry_is_of_the_capability_and_its_system() -> None:
    assert Honest().key == "account.disable@directory"

    class Misnamed(Honest):
        @property
        def key(self) -> str:
            return "account.disable"

    with pytest.raises(AssertionError, match="name@system"):
        check_declaration(Misnamed())
