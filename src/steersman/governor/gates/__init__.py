"""Gates: what recorded evidence must show before a level may be raised.

A gate is one small file here (or an entry point in ``steersman.gates``) that answers for a
capability, a scope and the level asked for.  Where no gate answers, the verdict is *unknown*, and
unknown is not met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

ENTRY_POINTS = "steersman.gates"


class GateVerdict(Enum):
    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: GateVerdict
    reason: str


class Gate(Protocol):
    def judge(self, capability: str, scope: str, level: int) -> Judgement | None:
        """None: the gate has nothing to say about this capability."""
        ...


def judge_all(gates: Mapping[str, Gate], capability: str, scope: str, level: int) -> Judgement:
    """Met only when at least one gate speaks of it and each that does is met."""
    judged = {name: gate.judge(capability, scope, level) for name, gate in gates.items()}
    spoken = {name: told for name, told in judged.items() if told is not None}
    for name, told in spoken.items():
        if told.verdict is not GateVerdict.MET:
            return Judgement(told.verdict, f"{name}: {told.reason}")
    if not spoken:
        return Judgement(GateVerdict.UNKNOWN, "no gate answers for it yet")
    return Judgement(GateVerdict.MET, "every gate is met")
