"""Moments of a piece of work that are no steps: decided, approved, answered, ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from steersman.domain.canonical import Json
from steersman.governor.checking import Found
from steersman.records.ledger.entry import Link
from steersman.records.names import Names

SHORT = 8  # characters of a digest that people compare by eye
WORDS = {"ALLOW": "allowed", "HOLD": "held", "DEFER": "put off", "REFUSE": "refused"}
FEW = 2  # capabilities that a sentence names
LEVEL, POLICIES = "level", "policies"
_PERMITS = {LEVEL: "level", POLICIES: "policy"}
# Rule → the page, and the place on it, where its limit or its text stands.
_PAGES = {
    LEVEL: "/levels",
    POLICIES: "/policies",
    "kill-switch": "/levels#switches",
    "change-freeze": "/policies#freezes",
    "live-session": "/policies#trading",
    **dict.fromkeys(
        ("people", "blast-radius", "dependents", "oscillation", "causation"), "/policies#budgets"
    ),
}
_PROOFS = {
    "proven": ("Proven: it helped", "allow"),
    "open": ("Being watched: the proof goes on", "clock"),
    "failed": ("Not proven: it did not help", "refuse"),
    "unknown": ("Not proven: what must hold could not be told", "warn"),
}
_CALM = ("done", "held", "canceled")


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule said.  ``verdict`` of its own; ``lifted``: an approval outweighs it."""

    rule: str
    text: str
    verdict: str
    lifted: bool = False

    @property
    def page(self) -> str:
        """Where the rule itself is read; empty: it has no page."""
        return _PAGES.get(self.rule, "")


@dataclass(frozen=True, slots=True)
class Event:
    """``mark``: allow, hold, defer, refuse, user, warn or next; it is the name of an icon too."""

    seq: int
    at: float
    title: str
    told: str
    mark: str
    verdict: str = ""
    digest: str = ""
    again_at: float | None = None
    reasons: Sequence[Reason] = ()
    permits: Sequence[Reason] = ()
    lines: Sequence[str] = ()


def event_of(link: Link, names: Names) -> Event:
    return _KINDS.get(link.kind, _other)(link, link.body, names)


def reasons_of(decision: Json, names: Names) -> Sequence[Reason]:
    """Every rule that spoke, by name, with its own verdict."""
    told = decision["reasons"]
    verdicts = [*decision.get("verdicts", ()), *[""] * len(told)]
    allowed = decision["verdict"] == "ALLOW"
    found = []
    for text, verdict in zip(told, verdicts, strict=False):
        rule, _, reason = text.partition(": ")
        lifted = allowed and verdict not in ("ALLOW", "")
        found.append(Reason(rule, names.within(reason), verdict, lifted))
    return found


def permits_of(decision: Json) -> Sequence[Reason]:
    """What permits it: the level and the policies, by name.  Empty: decided before they said so."""
    told = (text.partition(": ") for text in decision.get("permits", ()))
    return [Reason(rule, f"{_PERMITS.get(rule, rule)} {text}", "ALLOW") for rule, _, text in told]


def permits_in_short(decision: Json) -> Sequence[Reason]:
    """The same, with many capabilities counted: each step names the level of its own."""
    return [_counted(each) if each.rule == LEVEL else each for each in permits_of(decision)]


def _counted(reason: Reason) -> Reason:
    """“level L3 for account.disable, … in leaver” → “level L3 for 7 capabilities in leaver”."""
    front, _, rest = reason.text.partition(" for ")
    names, _, where = rest.rpartition(" in ")
    many = names.count(", ") + 1
    if ";" in rest or many <= FEW:
        return reason
    return replace(reason, text=f"{front} for {many} capabilities in {where}")


def permits_for(permits: Sequence[Reason], capability: str) -> Sequence[Reason]:
    """The same for one step: of the levels, only the one of its capability."""
    return [_for(reason, capability) if reason.rule == LEVEL else reason for reason in permits]


def _for(reason: Reason, capability: str) -> Reason:
    levels, _, where = reason.text.removeprefix("level ").rpartition(" in ")
    mine = (each.partition(" for ")[0] for each in levels.split("; ") if capability in each)
    at = next(mine, "")
    return Reason(LEVEL, f"level {at} for {capability} in {where}", "ALLOW") if at else reason


def _decision(link: Link, body: Json, names: Names) -> Event:
    decision, rehearsal = body["decision"], body["rehearsal"]
    steps = [plan for _, plan in rehearsal["steps"] if plan["changes"]]
    changes = sum(len(plan["changes"]) for plan in steps)
    systems = {plan["capability"].partition("@")[2] for plan in steps}
    told = f"{_many(len(steps), 'step')}, {_many(changes, 'change')}"
    told += f", {_many(len(systems), 'system')}"
    word = decision["verdict"]
    approved = [names.of(person) for person in decision["approved_by"]]
    lines = [f"Approved by {' and '.join(approved)}"] if approved and word == "ALLOW" else []
    questions = len(rehearsal["questions"])
    lines += [f"{_many(questions, 'question')} for people"] if questions else []
    lines += [names.within(rehearsal["blocked"])] if rehearsal["blocked"] else []
    return Event(
        link.seq,
        link.at,
        f"Rehearsed and {WORDS.get(word, 'decided')}",
        told,
        word.lower(),
        verdict=word,
        digest=decision["digest"],
        again_at=decision["until"],
        reasons=reasons_of(decision, names),
        permits=permits_in_short(decision) if word == "ALLOW" else (),
        lines=lines,
    )


def _end(link: Link, body: Json, names: Names) -> Event:
    status = body["status"]
    mark = {"done": "allow", "canceled": "close"}.get(status, "warn")
    titles = {"done": "Done", "canceled": "Canceled", "incomplete": "Not everything is done"}
    lines = [names.within(text) for text in body["escalations"]]
    if status not in _CALM and not lines:
        lines = [names.within(text) for text in body["reasons"]]
    return Event(
        link.seq,
        link.at,
        titles.get(status, status.capitalize()),
        "",
        mark,
        again_at=body["again_at"],
        lines=lines,
    )


def _approval(link: Link, body: Json, names: Names) -> Event:
    return _said(link, f"{names.of(body['by'])} approved", body, "approve")


def _refusal(link: Link, body: Json, names: Names) -> Event:
    return _said(link, f"{names.of(body['by'])} refused", body, "refuse")


def _stopped(link: Link, body: Json, names: Names) -> Event:
    lines = [f"“{body['reason']}”"]
    return Event(link.seq, link.at, f"{names.of(body['by'])} stopped it", "", "close", lines=lines)


def _said(link: Link, title: str, body: Json, mark: str) -> Event:
    told = f"plan {body['digest'][:SHORT]}, by {body['channel']}"
    lines = [f"“{body['reason']}”"] if body.get("reason") else []
    return Event(link.seq, link.at, title, told, mark, digest=body["digest"], lines=lines)


def _answer(link: Link, body: Json, names: Names) -> Event:
    title = f"{names.of(body['by'])} answered {body['question']}"
    return Event(link.seq, link.at, title, "", "user", lines=[f"“{body['answer']}”"])


def _asked(link: Link, body: Json, names: Names) -> Event:
    title = f"{names.of(body['by'])} asked back"
    lines = [f"“{body['reason']}”"] if body.get("reason") else []
    return Event(link.seq, link.at, title, "", "ask", lines=lines)


def _reading(link: Link, body: Json, names: Names) -> Event:
    """What a check of a runbook found, and what it did not tell."""
    found = [Found.from_json(each) for each in body["found"]]
    holds = not body["faults"] and all(found)
    title = f"Checked: {body['step'].rpartition('/')[0]}"
    lines = [str(each) for each in found] + list(body["faults"])
    return Event(link.seq, link.at, title, "", "allow" if holds else "warn", lines=lines)


def _proof(link: Link, body: Json, names: Names) -> Event:
    title, mark = _PROOFS.get(body["verdict"], (body["verdict"], "warn"))
    return Event(link.seq, link.at, title, "", mark, lines=body["missed"])


def _other(link: Link, body: Json, names: Names) -> Event:
    """A kind that this version has no words for is named all the same."""
    by = names.of(str(body.get("by", "")))
    return Event(link.seq, link.at, link.kind.replace("-", " ").capitalize(), by, "next")


def _many(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


_KINDS: Mapping[str, Callable[[Link, Json, Names], Event]] = {
    "decision": _decision,
    "end": _end,
    "approval": _approval,
    "refusal": _refusal,
    "answer": _answer,
    "work-stopped": _stopped,
    "asked_back": _asked,
    "answered_back": _answer,
    "reading": _reading,
    "proof": _proof,
}
