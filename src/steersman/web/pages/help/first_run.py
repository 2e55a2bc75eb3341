"""How far this installation is on the way to its first automated leaver, asked of the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.people import EmploymentStatus
from steersman.domain.roles import APPROVER
from steersman.domain.work import Status
from steersman.records.desk.tables import work_items
from steersman.records.people import people
from steersman.records.store import reading
from steersman.web.core import Core


@dataclass(frozen=True, slots=True)
class Step:
    """``path``: where it is done.  ``command``: the same without the console."""

    title: str
    done: bool
    told: str
    path: str
    action: str
    command: str


def steps(core: Core) -> Sequence[Step]:
    """In the order in which they are taken."""
    return (*_connecting(core), *_people(core), *_leaving(core))


def _connecting(core: Core) -> Iterator[Step]:
    declared, checks = core.declared.systems, core.system_checks.all()
    sources = [each.name for each in declared if each.identity_source]
    reached = {name for name, check in checks.items() if check.reached}
    answering = [each.name for each in declared if each.name in reached]
    yield Step(
        "Connect the directory",
        bool(sources),
        ", ".join(sources) or "its accounts prove who somebody is elsewhere",
        "/systems/new/ldap",
        "Connect",
        "steersman run --systems systems.toml",
    )
    yield Step(
        "Ask every system what we may do there",
        bool(declared) and len(answering) == len(declared),
        f"{len(answering)} of {len(declared)} answer",
        "/systems",
        "Check all",
        "steersman systems check",
    )


def _people(core: Core) -> Iterator[Step]:
    working, approvers = _working(core), len(core.permissions.holders(APPROVER))
    yield Step(
        "Bring people in",
        working > 0,
        f"{working:,} work here" if working else "from HR's list, or from its feed",
        "/import",
        "Import",
        "steersman import people people.csv --source hr",
    )
    yield Step(
        "Name somebody who approves",
        approvers > 0,
        f"{approvers} may approve" if approvers else "a plan needs other eyes than who asked",
        "/help/guide/approvals",
        "How",
        "steersman accounts create --person … --role approver",
    )


def _leaving(core: Core) -> Iterator[Step]:
    asked, ended = _leavers(core)
    yield Step(
        "Rehearse a leaver",
        asked > 0,
        f"{asked:,} asked for" if asked else "the whole plan is shown, nothing is written",
        "/work/new#leaver",
        "Rehearse",
        "steersman plan --leave …",
    )
    yield Step(
        "Approve it, and see it verified",
        ended > 0,
        f"{ended:,} done and verified" if ended else "each effect is read back from outside",
        "/approvals",
        "Approvals",
        "steersman approve …",
    )


def _working(core: Core) -> int:
    """How many people work here."""
    works = people.c.employment_status != EmploymentStatus.TERMINATED.value
    with reading(core.store) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(people).where(works)) or 0


def _leavers(core: Core) -> tuple[int, int]:
    """How many were asked for, and how many of those are done."""
    c = work_items.c
    asked = sa.select(sa.func.count()).where(c.procedure == "leaver")
    with reading(core.store) as connection:
        done = connection.scalar(asked.where(c.status == Status.DONE.value)) or 0
        return connection.scalar(asked) or 0, done
