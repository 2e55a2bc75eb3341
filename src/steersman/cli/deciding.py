"""``approve``, ``refuse`` and ``undo``: a person's word about exactly one plan."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from steersman.cli.exits import REFUSED, Misused
from steersman.cli.following import Patience, follow, last_entry
from steersman.cli.options import Number, Wait
from steersman.cli.plans import show_plan
from steersman.cli.reading import number_of, part
from steersman.cli.session import Session

Digest = Annotated[
    str | None, typer.Option(help="The plan that you read, as `steersman plan` shows it.")
]
Why = Annotated[str | None, typer.Option(help="Why; it is kept with your answer.")]
WhyNow = Annotated[str, typer.Option("--reason", help="Why; whoever asked will read it.")]
All = Annotated[bool, typer.Option("--all", help="Every held plan, each by its own digest.")]
Expect = Annotated[
    int | None, typer.Option(min=1, help="With --all: how many there are; else nothing is done.")
]
Procedure = Annotated[str | None, typer.Option(help="With --all: only this procedure.")]
NotBefore = Annotated[
    str | None,
    typer.Option(help="Not before this moment, with its offset: 2026-11-27T18:00+01:00."),
]
Maybe = Annotated[str, typer.Argument(help="A work item, like REQ0000012.", show_default=False)]
Harmful = Annotated[
    bool, typer.Option("--harmful", help="It did harm: what did it needs a person's yes again.")
]


def approve(
    session: Session,
    number: Maybe = "",
    digest: Digest = None,
    reason: Why = None,
    every: All = False,
    expect: Expect = None,
    procedure: Procedure = None,
    not_before: NotBefore = None,
    wait: Wait = False,
    timeout: Patience = 300.0,
) -> None:
    """Say yes to exactly one plan.  Without --digest it is shown and you are asked."""
    if every:
        _approve_all(session, expect, reason, procedure, named=bool(number))
        return
    if not_before and wait:
        raise Misused("--wait waits for the end, which --not-before puts off", "leave one of them")
    if not number or expect is not None or procedure is not None:
        mend = "see `steersman approve --help`"
        raise Misused("name one work item, or say --all with --expect", mend)
    read = digest or _read_and_agree(session, number, "Approve exactly this plan?")
    seen = last_entry(session, number) if wait else 0
    asked = {"digest": read, "reason": reason, "not_before": not_before}
    body = session.api.post(f"/work/{part(number)}/approve", asked)
    if wait:
        follow(session, number, timeout=timeout, since=seen)
        return
    told = "You approved" if body["new"] else "You had already approved"
    session.show(body, lambda: session.screen.say(f"{told} this plan of {number}."))


def refuse(session: Session, number: Number, reason: WhyNow, digest: Digest = None) -> None:
    """Say no to exactly one plan: the work item is canceled and nothing of it is done."""
    read = digest or _read_and_agree(session, number, "Refuse this plan?")
    asked = {"digest": read, "reason": reason}
    body = session.api.post(f"/work/{part(number)}/refuse", asked)
    session.show(body, lambda: session.screen.say(f"You refused {number}: it is canceled."))


def stop_work(session: Session, number: Number, reason: WhyNow) -> None:
    """Cancel a work item before it is carried out; what it has done already stays done."""
    body = session.api.post(f"/work/{part(number)}/stop", {"reason": reason})
    session.show(body, lambda: session.screen.say(f"{number} is stopped: it is canceled."))


def undo(
    session: Session,
    number: Number,
    reason: WhyNow,
    harmful: Harmful = False,
    wait: Wait = True,
    timeout: Patience = 300.0,
) -> None:
    """Take back everything that a work item did and nobody has changed since."""
    asked = {"reason": reason, "harmful": harmful}
    body = session.api.post(f"/work/{part(number)}/undo", asked)
    undoing = number_of(body)
    if wait:
        follow(session, undoing, timeout=timeout)
        return
    session.show(body, lambda: session.screen.say(f"{undoing} takes {number} back."))


def _approve_all(
    session: Session, expect: int | None, reason: str | None, procedure: str | None, *, named: bool
) -> None:
    if named or expect is None or reason is None:
        mend = "say --all --expect N --reason WHY, without a work item"
        raise Misused("--all needs how many you expect, and why", mend)
    asked: dict[str, Any] = {"status": "held", "expect": expect, "reason": reason}
    body = session.api.post("/work/approve-all", {**asked, "procedure": procedure})
    rows = [
        [each["work"], "approved" if each["approved"] else "refused", each["error"]]
        for each in body["results"]
    ]
    session.show(body, lambda: session.screen.table(["work", "", "why not"], rows))
    if body["approved"] != len(rows):
        raise typer.Exit(REFUSED)


def _read_and_agree(session: Session, number: str, ask: str) -> str:
    """Show the plan and ask.  Returns the digest of what was shown."""
    if session.screen.as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        mend = f"read `steersman plan {number}`, then give its digest with --digest"
        raise Misused("nobody can be asked without a terminal", mend)
    plan = session.api.get(f"/work/{part(number)}/plan")
    show_plan(session.screen, plan)
    if not typer.confirm(ask):
        raise typer.Abort()
    return str(plan["digest"])
