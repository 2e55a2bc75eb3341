"""Decisions of Cedar by the governor's own rule: fifty policies, with the schema.

One decision is about one change of a plan; a rehearsal asks about its changes together.
"""

from __future__ import annotations

import time
from statistics import median

from benchmarks.rows import Row, at_least, shown
from steersman.capabilities.contract import RateLimit, Reversal, Risk, Spec
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Work
from steersman.governor.decision import Verdict
from steersman.governor.facts import Facts
from steersman.governor.limits import Limits
from steersman.governor.policies.rule import Policies
from steersman.governor.rehearsal import Rehearsal, Step

POLICIES, CHANGES, LAPS, REHEARSALS = 50, 5, 9, 400
KEY = "account.disable@directory"


def policies(count: int) -> str:
    """One permit and ``count - 1`` forbids that look at everything and do not match."""
    lines = ["permit (principal, action, resource);"]
    for n in range(count - 1):
        lines.append(
            "forbid (principal, action, resource) when { "
            f'context.capability == "cap.{n}" && context.risk > {n % 5} '
            f'&& context.requester != "desk-{n}" }};'
        )
    return "\n".join(lines)


def run(quick: bool) -> list[Row]:
    rule = Policies(policies(POLICIES))
    together, alone = _rehearsal(CHANGES), _rehearsal(1)
    count = 5 if quick else REHEARSALS
    batch = _per_cpu_second(rule, together, count)
    single = _per_cpu_second(rule, alone, count)
    name = f"decisions with {POLICIES} policies"
    return [
        at_least(4_000, f"{name}, {CHANGES} changes at a time", "", batch, "per CPU-second"),
        shown(f"{name}, one change at a time", "", single, "per CPU-second"),
    ]


def _per_cpu_second(rule: Policies, rehearsal: Rehearsal, count: int) -> float:
    facts, rates = _facts(), []
    for _ in range(LAPS):
        began = time.process_time()
        for _ in range(count):
            told = rule(rehearsal, facts)
            assert told is not None
            assert told.verdict is Verdict.ALLOW
        rates.append(count * len(rehearsal.changes) / (time.process_time() - began))
    return median(rates)


def _rehearsal(changes: int) -> Rehearsal:
    steps = [
        Step(f"access/{n}", Plan(KEY, (Change(f"directory:{n}", "sign-in", None, "disabled"),)))
        for n in range(changes)
    ]
    return Rehearsal(work="REQ0000001", procedure="leaver", request="", steps=tuple(steps))


def _facts() -> Facts:
    spec = Spec(
        name="account.disable",
        summary="Disable an account",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"write"}),
        rate_limit=RateLimit(calls=60, per=60.0),
        verify_within=1.0,
    )
    work = Work(number="REQ0000001", procedure="leaver", requester="system:hr-feed")
    return Facts(now=0.0, work=work, specs={KEY: spec}, limits=Limits())
