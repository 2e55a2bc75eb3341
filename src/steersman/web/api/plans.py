"""The plan of a work item, and the timeline of what was really done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from steersman.domain.canonical import Json, canonical
from steersman.domain.work import Status
from steersman.governor.decision import Decision
from steersman.governor.rehearsal import Rehearsal
from steersman.records.desk.work import MANUAL
from steersman.records.ledger.actor import actor_of
from steersman.records.ledger.entry import Link
from steersman.records.names import names_in
from steersman.servicedesk.plans import decided, plan_json
from steersman.servicedesk.reading import Naming
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.reaching import reachable

router = APIRouter(prefix="/work/{number}", tags=["work"])
Reader = Annotated[Caller, needs("read")]
# What may still happen differs from what was decided: these are rehearsed anew.
OPEN = frozenset({Status.NEW.value, Status.REFUSED.value, Status.INCOMPLETE.value})


@router.get("/plan")
def plan(core: CoreDep, caller: Reader, number: str, fresh: bool = False) -> Json:
    """What would change, and what is or would be decided about it; writes nothing anywhere.

    Held work shows the decided plan, whose digest is what people approve; ``fresh`` rehearses
    it again.
    """
    row = reachable(core, caller, "view", number)
    if row["procedure"] == MANUAL:
        raise Problem(409, "no_plan", f"{number} is done by people: it has no plan", "close it")
    known = None if fresh or row["status"] in OPEN else decided(core.store, core.ledger, number)
    if known is not None:
        return known.as_json(naming_of(core, known.rehearsal, known.decision))
    rehearsal, decision = core.governor.opinion(core.desk.work_items.work(number))
    told = plan_json(rehearsal, decision, naming_of(core, rehearsal, decision))
    return {**told, "source": "fresh", "at": core.clock.now()}


def naming_of(core: Core, rehearsal: Rehearsal, decision: Decision) -> Naming:
    """The names of everybody whose id stands in a plan or its reasons."""
    return names_in(core.store, canonical([rehearsal.as_json(), decision.as_json()])).within


@router.get("/timeline")
def timeline(core: CoreDep, caller: Reader, number: str) -> Json:
    """Every ledger entry of the work, oldest first: decisions, intents, outcomes, undo, answers."""
    reachable(core, caller, "view", number)
    return {"work": number, "entries": [entry_json(link) for link in entries_of(core, number)]}


def entries_of(core: Core, number: str) -> list[Link]:
    """Everything that the ledger holds about one work item, oldest first."""
    runs = core.ledger.entries(key_prefix=f"{number}#")
    answers = core.ledger.entries(key_prefix=f"{number}/")
    return sorted([*runs, *answers], key=lambda link: link.seq)


def entry_json(link: Link) -> Json:
    return {
        "seq": link.seq,
        "key": link.key,
        "kind": link.kind,
        "at": link.at,
        "by": actor_of(link.kind, link.body),
        "hash": link.hash,
        "body": link.body,
    }
