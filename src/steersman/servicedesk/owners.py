"""What a leaver answers for needs somebody else: asked of people, and never changed by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.domain.canonical import digest_of
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Kind
from steersman.records.desk.work import MANUAL, Request, WorkItems
from steersman.records.owned import Owned, owned_by

SYSTEM, BY = "record", "system:steersman"
NEW_OWNER = "new owner of "  # and the id of the thing
ASKED = "asked for "  # and the mark of everything that is asked for together
MARK = 16  # characters of that mark
NAMED = 3  # things that a title names; the rest is counted
LISTED = 40  # things that the work item lists


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersParams:
    account: str  # our own id of the person
    to: str = ""  # who takes the work over: suggested, no more than that


class RequestOwners(Capability[OwnersParams]):
    """Ask people to name a new owner for everything that one person answers for.

    One row for each service, server, document … that names them; one work item for all of them.
    No owner is written: whether the successor is the right one, a person knows.
    """

    system, params = SYSTEM, OwnersParams
    spec = Spec(
        name="owner.request",
        summary="Ask for new owners of the items and documents that somebody owns",
        risk=Risk.LOW,
        reversal=Reversal.EXACT,
        permissions=frozenset({"work.open"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=0.0,
    )

    def __init__(self, store: sa.Engine, work_items: WorkItems) -> None:
        self._store, self._work_items = store, work_items

    def plan(self, params: OwnersParams) -> Plan:
        owned = owned_by(self._store, params.account)
        asked = f"{ASKED}({_mark(owned)})"
        target = f"{SYSTEM}:{params.account}"
        rows = tuple(Change(target, f"{NEW_OWNER}{each.id}", None, asked) for each in owned)
        if not owned or self._open(rows[0]) is not None:
            return Plan(self.key, ())
        return Plan(self.key, rows, outputs={}, names=_called(owned, asked, params.to))

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan.changes[:1]:  # one work item for all of them
            person, names = change.target.removeprefix(f"{SYSTEM}:"), _things(plan)
            request = Request(
                procedure=MANUAL,
                requester=BY,
                subject=person,
                kind=Kind.SERVICE_REQUEST,
                summary=f"Name a new owner for {_counted(names)}, which {person} owns",
                params={"what": "; ".join(names[:LISTED]) + _more(names, LISTED)},
                dedup_key=_dedup_key(change),
            )
            self._work_items.submit(request)

    def verify(self, plan: Plan) -> bool:
        return all(self._open(change) is not None for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for number in {self._open(change) for change in plan}:
            if number is not None:
                self._work_items.withdraw(number)

    def _open(self, change: Change) -> str | None:
        return self._work_items.of_event(_dedup_key(change))


def _dedup_key(change: Change) -> str:
    """The same for every thing that is asked for together."""
    return f"{change.target}/owners/{change.after}"


def _mark(owned: Sequence[Owned]) -> str:
    return digest_of(sorted(each.id for each in owned))[:MARK]


def _called(owned: Sequence[Owned], asked: str, to: str) -> Mapping[str, str]:
    rows = {f"{NEW_OWNER}{each.id}": f"new owner of {each.called}" for each in owned}
    return {**rows, asked: f"asked for; {to} is suggested" if to else "asked for"}


def _things(plan: Plan) -> list[str]:
    named = (plan.called(change.attribute) or change.attribute for change in plan)
    return [name.removeprefix(NEW_OWNER) for name in named]


def _counted(names: Sequence[str]) -> str:
    return f"{', '.join(names[:NAMED])}{_more(names, NAMED)}"


def _more(names: Sequence[str], shown: int) -> str:
    return f" and {len(names) - shown} more" if len(names) > shown else ""
