"""``steersman diagnose``: from a symptom to its cause, from files alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli.session import Session

if TYPE_CHECKING:
    from steersman.signals.diagnosis import Case, Diagnosis

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="DIR",
        help="Holds graph.csv, normal.csv, incident.csv and target.json.",
        show_default=False,
    ),
]


def diagnose(session: Session, folder: Folder) -> None:
    """Say whether something is wrong and which component began it, with the reasons.

    DIR holds who calls whom (graph.csv), metrics of normal running and of the incident
    (normal.csv, incident.csv), and whose metric people complain about (target.json).
    """
    from steersman.signals import diagnosis

    case = diagnosis.read_case(folder)
    found = diagnosis.diagnose(case.graph, case.normal, case.incident, case.target)
    session.show(_body(found), lambda: _tell(session, case, found))


def _body(found: Diagnosis) -> dict[str, object]:
    causes = [{"node": each.node, "score": each.score, "why": each.why} for each in found.findings]
    return {"verdict": "issue" if found.issue else "nothing wrong", "causes": causes}


def _tell(session: Session, case: Case, found: Diagnosis) -> None:
    of = f"the {case.target.metric} of {case.target.node}"
    if not found.issue:
        session.screen.say(f"Nothing wrong: {of} is within what normal running brings.")
        return
    first, *others = found.findings
    session.screen.say(f"Something is wrong with {of}.  Probable cause: {first.node}", "bold")
    session.screen.say(f"  {first.why}")
    if others:
        session.screen.say()
        session.screen.say("Less probable, best first:")
    for each in others:
        session.screen.say(f"  {each.node} (explains {each.score * 100:.0f} %)")
        session.screen.say(f"    {each.why}", "dim")
