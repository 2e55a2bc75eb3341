"""What was earned is lost by itself when its gates stop being met; no signature is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from steersman.governor.gates import GateVerdict, judge_all
from steersman.governor.gates.leak_check import ANSWER, LEAKS, LeakChecks
from steersman.governor.ladder import EVERYONE, shipped
from steersman.governor.levels import Levels
from steersman.records.guard.switches import EVERYTHING, Switches

SUGGEST = 1  # after a leak: answers from our own rules, to whoever asks, and no more
Place = tuple[str, str]  # capability, scope


def answers_held_back(levels: Levels, switches: Switches) -> str:
    """Why nothing but our own rules may word an answer now; empty: a language model may help."""
    stopped = {row["scope"] for row in switches.thrown()}
    if stopped & {EVERYTHING, f"capability:{ANSWER.name}"}:
        return "a kill switch is thrown for answers"
    level = levels.stands_at(ANSWER.name, EVERYONE)
    return f"answers stand at L{level}" if level <= SUGGEST else ""


def fall_where_unmet(levels: Levels, checks: LeakChecks) -> Sequence[Place]:
    """Take every level down that its gates do not carry any more.  Returns those that fell."""
    return [place for place in _falls(levels, checks)]


def _falls(levels: Levels, checks: LeakChecks) -> Iterator[Place]:
    stands = {(row["capability"], row["scope"]): int(row["level"]) for row in levels.all()}
    for (capability, scope), level in stands.items():
        spec = levels.specs.get(capability)
        if spec is not None and level > shipped(spec, scope):
            told = judge_all(levels.gates, capability, scope, level)
            if told.verdict is not GateVerdict.MET:
                levels.lower(capability, scope, shipped(spec, scope), reason=told.reason)
                yield capability, scope
    yield from _after_a_leak(levels, checks, stands)


def _after_a_leak(
    levels: Levels, checks: LeakChecks, stands: Mapping[Place, int]
) -> Iterator[Place]:
    """The last test found a leak: answers fall further than what ships, in every scope."""
    last = checks.last()
    if last is None or last.body.get("state") != LEAKS or ANSWER.name not in levels.specs:
        return
    scopes = {EVERYONE, *(scope for name, scope in stands if name == ANSWER.name)}
    for scope in sorted(scopes):
        if levels.stands_at(ANSWER.name, scope) > SUGGEST:
            reason = f"a leak test found {last.body.get('leak_count')} leaks"
            levels.lower(ANSWER.name, scope, SUGGEST, reason=reason)
            yield ANSWER.name, scope
