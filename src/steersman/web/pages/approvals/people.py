"""Who asked, who may decide, who did, and why somebody may not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.permissions import Principal
from steersman.records.desk.tables import work_items
from steersman.records.names import Names
from steersman.records.people import people
from steersman.servicedesk.approving import MAY_APPROVE, Answer
from steersman.servicedesk.plans import Decided, decided
from steersman.web.core import Core

NAMED = 8  # people who may decide, by name; more are counted


@dataclass(frozen=True, slots=True)
class Need:
    """``given`` of ``count`` approvals by people of this role."""

    role: str
    count: int
    given: int


@dataclass(frozen=True, slots=True)
class Given:
    """An approval; ``in_force``: it has not lapsed.  Times in seconds."""

    name: str
    at: float
    until: float
    reason: str
    channel: str
    in_force: bool
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who may decide, by name, and how many more; who may not, and how many agreed already."""

    names: Sequence[str]
    more: int
    barred: Sequence[str]
    agreed: int


def approvals_of(core: Core, digest: str, names: Names) -> Sequence[Given]:
    now = core.clock.now()
    rows = sorted(core.desk.approvals.given(digest), key=lambda row: row["given_at"])
    return [
        Given(
            names.of(row["person"]),
            row["given_at"],
            row["expires_at"],
            row["reason"],
            row["channel"],
            row["expires_at"] > now,
            row["not_before"],
        )
        for row in rows
    ]


def needs_of(core: Core, needs: Sequence[Json], people_who_agreed: Sequence[str]) -> Sequence[Need]:
    """What the last decision asked for, the most of each role, and how much has been given."""
    most: dict[str, int] = {}
    for need in needs:
        most[need["role"]] = max(need["count"], most.get(need["role"], 0))
    roles = [core.permissions.principal(person).roles for person in people_who_agreed]
    return [
        Need(role, count, min(count, sum(role in has for has in roles)))
        for role, count in most.items()
    ]


def who_count(core: Core, number: str, found: Decided) -> frozenset[str]:
    """Whose approval in force counts: for this very plan, or covered by its decision."""
    stand = core.desk.approvals.in_force(number)
    this_plan = {each.person for each in stand if each.digest == found.rehearsal.digest}
    covered = {each.person for each in stand}.intersection(found.decision.approved_by)
    return frozenset(this_plan | covered)


def all_agreed(core: Core, number: str) -> bool:
    """Whether nobody else is needed for the plan that was decided on last."""
    found = decided(core.store, core.ledger, number)
    if found is None:
        return False
    needs = [dict(need) for need in found.decision.as_json()["needs"]]
    agreed = sorted(who_count(core, number, found))
    return all(need.given >= need.count for need in needs_of(core, needs, agreed))


def deciders(
    core: Core, row: Mapping[str, Any], needs: Sequence[Json], me: str, agreed: Collection[str]
) -> Deciders:
    """``agreed``: whose approval counts already, so that a second one of theirs adds nothing."""
    roles = {need["role"] for need in needs} or MAY_APPROVE
    holders = {one for role in sorted(roles) for one in core.permissions.holders(role)}
    parties = [one for one in (row["requester"], row["subject"], row["vouched_by"]) if one]
    may = sorted(holders.difference(parties, agreed), key=lambda one: (one != me, one))
    found = [person.full_name for one in may[:NAMED] if (person := core.people.find(one))]
    barred = [one for one in parties if one in holders]
    return Deciders(found, max(0, len(may) - NAMED), barred, len(agreed))


def why_not(core: Core, row: Mapping[str, Any], visitor: Principal, names: Names) -> str:
    """Empty: they may.  Else the rule that stands in the way, in words."""
    answer = Answer(work=row["number"], digest=row["digest"] or "", by=visitor.id)
    try:
        core.approving.check(answer)
    except Permanent as error:
        return names.within(str(error))
    found = core.permissions.visible(visitor, "approve", work_items)
    return "" if found.rules else found.why


def about_person(core: Core, visitor: Principal, person: str) -> str:
    """Title and department, as far as the visitor may know them."""
    if not person:
        return ""
    known = core.people.find(person)
    decision = core.permissions.decide(visitor, "view", people, person)
    if known is None or not decision.allowed:
        return ""
    shown = [name for name in ("title", "department") if _shown(decision.fields, name)]
    return ", ".join(text for name in shown if (text := str(getattr(known, name))))


def _shown(fields: frozenset[str] | None, name: str) -> bool:
    return fields is None or name in fields
