"""The promises of the contract, tried out on a target that can be described.

Runs over every registered capability in ``tests/conformance``, against the behaving fakes, and
again in each connector's tests against the real server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from steersman.capabilities.contract import Capability, Reversal

Params = TypeVar("Params")


def check_declaration(capability: Capability[Any]) -> None:
    """What can be checked without any target."""
    spec = capability.spec
    assert spec.name.count(".") == 1, f"{spec.name}: object, then verb"
    assert spec.summary, f"{spec.name} has no summary"
    assert spec.permissions, f"{spec.name} needs no right at all: say which it uses"
    assert spec.rate_limit.calls > 0, f"{spec.name}: a rate of no calls at all"
    assert spec.rate_limit.per > 0, f"{spec.name}: a rate needs a window, in seconds"
    assert spec.verify_within >= 0, f"{spec.name}: verify_within is in seconds, not negative"
    assert capability.key == f"{spec.name}@{capability.system}", "the key is name@system"
    assert all(f.type in ("str", str) for f in fields(capability.params)), "params are strings"


def check_capability(
    capability: Capability[Params],
    params: Params,
    snapshot: Callable[[], object],
    *,
    settle: Callable[[Callable[[], bool]], bool] = lambda condition: condition(),
) -> None:
    """Plan, apply, verify, repeat and undo once.  ``snapshot`` describes the target's state.

    ``settle`` waits until its condition holds, for targets that need time (``verify_within``).
    """
    check_declaration(capability)
    before = snapshot()
    plan = capability.plan(params)
    assert snapshot() == before, "planning must not write"
    assert plan.changes, "start from a target in which something is left to do"
    assert plan.capability == capability.key, "a plan names its own capability"
    own = f"{capability.system}:"
    assert all(target.startswith(own) for target in plan.targets), "a target of another system"
    assert capability.plan(params) == plan, "planning twice must say the same"
    assert not capability.verify(plan), "verify must notice that nothing was applied yet"

    capability.apply(plan, key="step-1")
    assert settle(lambda: capability.verify(plan)), "verify must notice the change"
    after = snapshot()
    capability.apply(plan, key="step-1")
    assert snapshot() == after, "a retry must change nothing"
    assert not capability.plan(params).changes, "a plan for a finished job must be empty"

    capability.undo(plan, key="step-1-undo")
    if capability.spec.reversal is Reversal.EXACT:
        assert settle(lambda: snapshot() == before), "an exact reversal must restore everything"
        assert not capability.verify(plan), "verify must notice that it was taken back"
