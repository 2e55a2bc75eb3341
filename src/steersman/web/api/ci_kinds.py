"""What the words of sources mean that no class is known for: said once, kept for the source."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter

from steersman.domain.canonical import Json
from steersman.domain.cmdb.spellings import CLASS
from steersman.records.cmdb.edit_plans import MOST
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.kinds import items_of_kind, said_kinds, say_kind, unknown_kinds
from steersman.records.cmdb.tables import configuration_items
from steersman.records.ledger.entry import Entry
from steersman.records.store import reading
from steersman.web.api.bodies import Body, OptionalReason, Short
from steersman.web.api.ci_edits import edits_of, reach_of
from steersman.web.auth import Caller, CoreDep, check_rule, needs, visible
from steersman.web.core import Core
from steersman.web.refusals import denied

router = APIRouter(prefix="/ci", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]


class Kind(Body):
    """Items that ``source`` calls ``word`` are of class ``ci_class``; empty: nobody knows."""

    source: Short
    word: Short
    ci_class: OptionalReason = ""


@router.get("/kinds")
def kinds(core: CoreDep, caller: Reader) -> Json:
    """Words that no class is known for, with how many items have them, and those said so far."""
    may = visible(core, caller, "view", configuration_items)
    if may.fields is not None:
        raise denied(core.permissions, caller.principal, "view", CI.name)
    with reading(core.store) as connection:
        unknown = unknown_kinds(connection, may.where)
        said = said_kinds(connection)
    return {"unknown": [asdict(e) for e in unknown], "said": [asdict(e) for e in said]}


@router.post("/kinds")
def say(core: CoreDep, caller: Actor, body: Kind) -> Json:
    """Name the class: the items on record become it now, others when the source lists them.

    ``edits`` name what changed, by which it is taken back; ``left``: items nobody could change.
    """
    check_rule(core.permissions, caller, "configure", CI.name)
    reach = reach_of(core, caller)
    say_kind(core.store, core.clock, body.source, body.word, body.ci_class, by=caller.id)
    _note(core, caller, body)
    if not body.ci_class:
        return {"items": 0, "left": 0, "edits": []}
    with reading(core.store) as connection:
        ids = items_of_kind(connection, body.source, body.word, reach.view)
    edits: list[str] = []
    changed = 0
    for begin in range(0, len(ids), MOST):
        made = _change(core, caller, ids[begin : begin + MOST], body)
        changed += made[1]
        edits += [made[0]] if made[0] else []
    core.wake()
    return {"items": changed, "left": len(ids) - changed, "edits": edits}


def _change(core: Core, caller: Caller, ids: list[str], body: Kind) -> tuple[str, int]:
    """One edit of many items, by which it is taken back; empty where nothing could be changed."""
    edits, reach, values = edits_of(core), reach_of(core, caller), {CLASS: body.ci_class}
    plan = edits.plan(ids, values, reach)
    if not plan.edited:
        return "", 0
    reason = f"{body.source} calls them {body.word!r}"
    edit, done = edits.apply(
        ids, values, reach, digest=plan.digest, by=caller.id, reason=reason[:1000]
    )
    return edit, len(done.edited)


def _note(core: Core, caller: Caller, body: Kind) -> None:
    now = core.clock.now()
    told = {"by": caller.id, "source": body.source, "word": body.word, "ci_class": body.ci_class}
    core.ledger.record(Entry(f"ci-kind/{body.source}/{body.word}/{now!r}", "ci-kind", now, told))
