"""A plan as a table: what would change before and after, system by system, warnings first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from steersman.cli.exits import Misused
from steersman.cli.output import BAD, Screen
from steersman.cli.questions import show_question
from steersman.cli.reading import part
from steersman.cli.session import Session
from steersman.cli.text import moment

ABSENT = "—"
COLUMNS = ("system", "account (proof)", "attribute", "before", "after")
PROOFS = ("whose account", "in", "proven by")
IN_WORDS = ("what is done", "what changes", "before", "after")
Plan = Mapping[str, Any]
MaybeNumber = Annotated[
    str | None, typer.Argument(help="A work item, REQ0000012.", show_default=False)
]
Leave = Annotated[
    str | None,
    typer.Option("--leave", help="A person: id, employee number, mail address or full name."),
]
Successor = Annotated[str | None, typer.Option(help="With --leave: who takes the work over.")]
Ids = Annotated[bool, typer.Option("--ids", help="Show ids and values as they are.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Rehearse it again instead.")]


def plan(
    session: Session,
    number: MaybeNumber = None,
    fresh: Fresh = False,
    leave: Leave = None,
    successor: Successor = None,
    ids: Ids = False,
) -> None:
    """What would change, before and after, and what policies and levels want; writes nothing.

    With --leave it needs no work item: what would happen if that person left now.  Things are
    called by their names; --ids shows the ids and the very values that are decided on.
    """
    if leave is not None:
        if number is not None or fresh:
            raise Misused("--leave takes no work item", "give one of the two")
        _rehearse(session, leave, successor, ids=ids)
        return
    if number is None or successor is not None:
        raise Misused("name a work item, or --leave PERSON", "see `steersman plan --help`")
    body = session.api.get(f"/work/{part(number)}/plan", {"fresh": "true" if fresh else None})
    session.show(body, lambda: show_plan(session.screen, body, ids=ids))


def _rehearse(session: Session, person: str, successor: str | None, *, ids: bool) -> None:
    body = session.api.post("/leave/rehearse", {"person": person, "successor": successor})
    session.show(body, lambda: _show_rehearsed(session.screen, body, ids=ids))


def _show_rehearsed(screen: Screen, body: Plan, *, ids: bool = False) -> None:
    """What is silent is unknown, not empty: it is told before the table."""
    screen.say(f"If {body['name']} left now; nothing was opened or changed.")
    for reason in body["unknown"]:
        screen.say(f"? not known, because it does not answer: {reason}", BAD)
    failed = [each for each in body["failed"] if each["reason"] not in body["unknown"]]
    show_plan(screen, {**body, "failed": failed, "work": body["name"]}, ids=ids)


def show_plan(screen: Screen, plan: Plan, *, ids: bool = False) -> None:
    for warning in warnings(plan):
        screen.say(f"! {warning}", BAD)
    rows = list(changes(plan) if ids else steps_in_words(plan))
    if rows:
        heads = COLUMNS if ids else IN_WORDS
        screen.table(heads, rows, title=f"{plan['work']}  {plan['procedure']}")
        if not ids:
            screen.table(PROOFS, proofs(plan))
    else:
        screen.say(f"{plan['work']}  {plan['procedure']}: nothing is left to change.")
    for question in plan["questions"]:
        show_question(screen, question)
    _show_decision(screen, plan)


def warnings(plan: Plan) -> Iterator[str]:
    """What must be read before the table."""
    if plan["blocked"]:
        yield str(plan["blocked"])
    for failed in plan["failed"]:
        yield f"{failed['step']}: {failed['reason']}"
    for step in plan["steps"]:
        for warning in step["warnings"]:
            yield f"{step['capability']}@{step['system']}: {warning}"


def steps_in_words(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    """One row for each change, under the title of its step."""
    for step in sorted(plan["steps"], key=lambda step: _order(plan, step["system"])):
        shown = step["title"]
        for change in step["changes"]:
            reads = change["reads"]
            named = reads["target"] in step["title"]
            what = reads["attribute"] if named else f"{reads['target']}: {reads['attribute']}"
            yield shown, what, _value(reads["before"]), _value(reads["after"])
            shown = ""


def changes(plan: Plan) -> Iterator[tuple[str, str, str, str, str]]:
    """One row for each change, grouped by system; its name stands in the first row only."""
    named = _accounts(plan)
    shown = ""
    for step in sorted(plan["steps"], key=lambda step: _order(plan, step["system"])):
        for change in step["changes"]:
            system = "" if step["system"] == shown else step["system"]
            shown = step["system"]
            target = change["target"]
            account = named.get(target, target)
            before, after = _value(change["before"]), _value(change["after"])
            yield system, account, change["attribute"], before, after


def proofs(plan: Plan) -> list[tuple[str, str, str]]:
    """Each account that would change or take something over, once."""
    found = [
        (each["label"] or each["account"], each["system"], each["proof"])
        for each in plan["resolved"]
        if each["account"] and each["proof"]
    ]
    return list(dict.fromkeys(found))


def _order(plan: Plan, system: str) -> int:
    """The order in which the systems come first, so that the sort only groups."""
    return [step["system"] for step in plan["steps"]].index(system)


def _accounts(plan: Plan) -> dict[str, str]:
    """target → how a person recognises the account, and what proves whose it is."""
    named = {}
    for each in plan["resolved"]:
        label = each["label"] or each["account"]
        proof = f" ({each['proof']})" if each["proof"] else ""
        named[f"{each['system']}:{each['account']}"] = f"{label}{proof}"
    return named


def _value(value: str | None) -> str:
    return ABSENT if value is None else value


def _show_decision(screen: Screen, plan: Plan) -> None:
    needs = ", ".join(f"{need['count']} × {need['role']}" for need in plan["needs"])
    until = moment(plan["until"]) if plan["until"] is not None else ""
    facts = {"verdict": plan["verdict"].lower(), "tried again (UTC)": until, "needs": needs}
    facts |= {"approved by": plan["approved_by"], "digest": plan["digest"]}
    if plan["verdict"] == "ALLOW":
        facts["permitted by"] = " and ".join(plan["permits"])
    screen.facts(facts)
    for reason in plan["why"]:
        screen.say(f"  · {reason}")
