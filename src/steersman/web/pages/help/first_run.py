"""How far this installation is on the way to its first automated leaver, asked of the record."""

from __future__ import annotations

from collections.abc import Sequence
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
    declared, checks = core.declared.systems, core.system_checks.all()
    sources = [each.name for each in declared if each.identity_source]
    answering = [
        each.name for each in declared if each.name in checks and checks[each.name].reached
    ]
    working, asked, ended = _counts(core)
    approvers = len(core.permissions.holders(APPROVER))
    return (
        Step(
            "Connect the directory",
            bool(sources),
            ", ".join(sources) or "its accounts prove who somebody is elsewhere",
            "/systems/new/ldap",
            "Connect",
            "steersman run --systems systems.toml",
        ),
        Step(
            "Ask every system what we may do there",
            bool(declared) and len(answering) == len(declared),
            f"{len(answering)} of {len(declared)} answer",
            "/systems",
            "Check all",
            "steersman systems check",
        ),
        Step(
            "Bring people in",
            working > 0,
            f"{working:,} work here" if working else "from HR's list, or from its feed",
            "/import",
            "Import",
            "steersman import people people.csv --source hr",
        ),
        Step(
            "Name somebody who approves",
            approvers > 0,
            f"{approvers} may approve" if approvers else "a plan needs other eyes than who asked",
            "/help/guide/approvals",
            "How",
            "steersman accounts create --person … --role approver",
        ),
        Step(
            "Rehearse a leaver",
            asked > 0,
            f"{asked:,} asked for" if asked else "the whole plan is shown, nothing is written",
            "/work/new#leaver",
            "Rehearse",
            "steersman plan --leave …",
        ),
        Step(
            "Approve it, and see it verified",
            ended > 0,
            f"{ended:,} done and verified" if ended else "each effect is read back from outside",
            "/approvals",
            "Approvals",
            "steersman approve …",
        ),
    )


def _counts(core: Core) -> tuple[int, int, int]:
    """People who work here, leavers asked for, leavers done."""
    count, c = sa.func.count(), work_items.c
    working = people.c.employment_status != EmploymentStatus.TERMINATED.value
    leavers = sa.select(count).where(c.procedure == "leaver")
    with reading(core.store) as connection:
        return (
            connection.scalar(sa.select(count).select_from(people).where(working)) or 0,
            connection.scalar(leavers) or 0,
            connection.scalar(leavers.where(c.status == Status.DONE.value)) or 0,
        )
