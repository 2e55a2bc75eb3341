"""What an approver must know before the plan: the rules that warn, and what the systems told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steersman.governor.rehearsal import PUT_OFF, UNREACHABLE
from steersman.records.names import Names
from steersman.servicedesk.owners import NEW_OWNER
from steersman.servicedesk.plans import Decided
from steersman.servicedesk.reading import read_step, system_title
from steersman.web.console.templates import plural

BAD, HOLD = "bad", "hold"
# Rule → how bad it is, and what it means in a person's words; {} is whom the work is about.
_RULES = {
    "protected": (BAD, "{} is protected"),
    "live-session": (BAD, "{} is at work now, in market hours"),
    "for-cause": (BAD, "{} is dismissed for cause"),
    "grave": (BAD, "Not everything comes back"),
    "disappeared": (HOLD, "HR no longer lists {}, and nobody said why"),
    "business-obligations": (HOLD, "{} still owes something that only they may settle"),
    "change-freeze": (HOLD, "There is a change freeze"),
    "people": (HOLD, "Many people at once"),
    "blast-radius": (HOLD, "Many objects at once"),
    "dependents": (HOLD, "Other things depend on this"),
    "causation": (HOLD, "Automation set this off"),
    "attempts": (HOLD, "It keeps failing or changing"),
    "oscillation": (HOLD, "The same was done to {} again and again"),
    "kill-switch": (HOLD, "Automation is stopped here"),
}
OWNERS, NAMED = "owner.request@record", 5  # things that are named; the rest is counted
WITHOUT = {UNREACHABLE: "does not answer", PUT_OFF: "is put off"}


@dataclass(frozen=True, slots=True)
class Caution:
    """``kind``: bad or hold.  ``lines``: the facts.  ``rule``: who warns, when it is a rule."""

    kind: str
    title: str
    lines: Sequence[str]
    rule: str = ""


def cautions(found: Decided, subject: str, names: Names) -> Sequence[Caution]:
    """The worst first."""
    every = [
        *_by_rules(found, subject, names),
        *_owned(found, subject, names),
        *_by_systems(found, names),
        *_left_out(found, names),
    ]
    return sorted(every, key=lambda each: each.kind != BAD)


def _by_rules(found: Decided, subject: str, names: Names) -> Iterator[Caution]:
    for told in found.decision.reasons:
        rule, _, reason = told.partition(": ")
        if rule in _RULES:
            kind, title = _RULES[rule]
            person = subject or "Somebody"
            yield Caution(kind, title.format(person), [names.within(reason)], rule)


def _by_systems(found: Decided, names: Names) -> Iterator[Caution]:
    told: dict[str, list[str]] = {}
    for step in found.rehearsal.steps:
        system = system_title(step.plan.capability.partition("@")[2])
        told.setdefault(system, []).extend(names.within(text) for text in step.plan.warnings)
    lines = [f"{system}: {text}" for system, texts in told.items() for text in dict.fromkeys(texts)]
    if lines:
        yield Caution(HOLD, "What the systems say", lines)


def _owned(found: Decided, subject: str, names: Names) -> Iterator[Caution]:
    """What they answer for is left without anybody until a person names somebody else."""
    asking = (step for step in found.rehearsal.steps if step.plan.capability == OWNERS)
    for step in asking:
        rows = read_step(step, found.rehearsal, names.within).changes
        if rows:
            things = [row.attribute.removeprefix(NEW_OWNER) for row in rows]
            more = [f"and {len(things) - NAMED} more in the plan"] if len(things) > NAMED else []
            title = f"{subject or 'Somebody'} answers for {plural(len(things), 'thing')}"
            told = f"{', '.join([*things[:NAMED], *more])}. Nothing changes hands by itself:"
            asked = "once this is carried out, people are asked to name a new owner."
            yield Caution(HOLD, title, [f"{told} {asked}"])


def _left_out(found: Decided, names: Names) -> Iterator[Caution]:
    """Unknown is a value: what could not be planned is named, with the reason."""
    failed = found.rehearsal.failed.items()
    silent = [names.within(why) for _, (kind, why) in failed if kind in WITHOUT]
    if silent:
        yield Caution(HOLD, "Not in this plan", list(dict.fromkeys(silent)))
    asked = [names.within(question.text) for question in found.rehearsal.questions]
    if asked:
        yield Caution(HOLD, "Still a question", list(dict.fromkeys(asked)))
    if found.rehearsal.blocked:
        yield Caution(HOLD, "The plan is not whole", [names.within(found.rehearsal.blocked)])
