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
from steersman.web.pages.systems.waiting import declared_now, waiting

NOT_YOURS = "made on the server: whom you let in yourself is no second person beside you"


@dataclass(frozen=True, slots=True)
class Step:
    """``path``: where it is done.  ``command``: the same without the console."""

    title: str
    done: bool
    told: str
    path: str
    action: str
    command: str


def steps(core: Core, visitor: str) -> Sequence[Step]:
    """In the order in which they are taken, for ``visitor``."""
    return (*_connecting(core), *_counting(core), _approver(core, visitor), *_leaving(core))


def _connecting(core: Core) -> Iterator[Step]:
    """What stands in the systems file is connected, or is by the restart that comes next."""
    kept, working = declared_now(core), _working(core)
    declared = kept.systems
    sources = [each.name for each in declared if each.identity_source]
    others = [each.name for each in declared if not each.identity_source]
    yield Step(
        "Connect the directory",
        bool(sources),
        ", ".join(sources) or "its accounts prove who somebody is elsewhere",
        "/systems/new/ldap",
        "Connect",
        "steersman run --systems systems.toml",
    )
    yield Step(
        "Connect mail, and whatever else people have accounts in",
        bool(others),
        ", ".join(others) or "what is not connected stays open when somebody leaves",
        "/systems/new",
        "Connect",
        "steersman run --systems systems.toml",
    )
    yield Step(
        "Connect HR: who works here, and who leaves",
        working > 0 or kept.hr is not None,
        f"{working:,} work here" if working else "from the list that HR writes, or pasted once",
        "/systems/new/hr",
        "Connect",
        "steersman import people people.csv --source hr",
    )


def _counting(core: Core) -> Iterator[Step]:
    """The restart, only while something waits for it; then whether all of them answer."""
    declared, checks, waits = core.declared.systems, core.system_checks.all(), waiting(core)
    reached = {name for name, check in checks.items() if check.reached}
    answering = [each.name for each in declared if each.name in reached]
    if waits.title:
        told, path = waits.title, "/systems/restart"
        yield Step("Restart", False, told, path, "Restart…", "steersman systems restart")
    yield Step(
        "Ask every system what we may do there",
        bool(declared) and len(answering) == len(declared),
        f"{len(answering)} of {len(declared)} answer",
        "/systems",
        "Check all",
        "steersman systems check",
    )


def _approver(core: Core, visitor: str) -> Step:
    approvers = other_eyes(core, visitor)
    command = "steersman accounts create --local --data … --role approver --person …"
    return Step(
        "Name somebody who approves",
        approvers > 0,
        f"{approvers} may approve what you ask for" if approvers else NOT_YOURS,
        "/help/guide/first-leaver",
        "How",
        command,
    )


def other_eyes(core: Core, visitor: str) -> int:
    """How many can approve what ``visitor`` asks for: nobody whose way in is in their hands."""
    others = [person for person in core.permissions.holders(APPROVER) if person != visitor]
    accounts = [core.sign_in.accounts.find(person) for person in others]
    return sum(account is None or account.vouched_by != visitor for account in accounts)


def _leaving(core: Core) -> Iterator[Step]:
    asked, ended = _leavers(core)
    yield Step(
        "Rehearse a leaver, then ask for it",
        asked > 0,
        f"{asked:,} asked for" if asked else "the whole plan is shown, nothing is written",
        "/work/new#leaver",
        "Rehearse",
        "steersman plan --leave …",
    )
    yield Step(
        "Approve it, and see it verified",
        ended > 0,
        f"{ended:,} done and verified" if ended else "as that person; each effect is read back",
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
