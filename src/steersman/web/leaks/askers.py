"""Who asks in the leak test: each role, somebody without any, and some people as they are."""

from __future__ import annotations

import random
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.people import EmploymentStatus
from steersman.domain.permissions import Principal
from steersman.domain.roles import EMPLOYEE, ROLES
from steersman.records.people import people
from steersman.records.permissions import Rules, role_assignments
from steersman.records.tokens import SCOPES, Bearer
from steersman.web.auth import Caller

FRONT = "leak-check:"
PEOPLE = 4  # of those who work here


@dataclass(frozen=True, slots=True)
class Asker:
    """``name``: as the report tells it."""

    name: str
    principal: Principal

    @property
    def caller(self) -> Caller:
        """As the web sees somebody whose token may do everything, so that only rules refuse."""
        who = self.principal.id
        return Caller(self.principal, Bearer("tok_leak_check", who, frozenset(SCOPES), who))


def askers(rules: Rules, connection: sa.Connection, draw: random.Random) -> tuple[Asker, ...]:
    """One for each role with nothing of their own, a stranger, and people with what is theirs."""
    roles = [
        Asker(role, Principal(f"{FRONT}{role}", frozenset({EMPLOYEE, role}))) for role in ROLES
    ]
    stranger = Asker("stranger", Principal(f"{FRONT}stranger"))
    chosen = sorted(_managers_first(connection, draw))
    return (*roles, stranger, *(Asker(each, rules.principal(each)) for each in chosen))


def _managers_first(connection: sa.Connection, draw: random.Random) -> list[str]:
    """People without a role of their own: half of them lead somebody, and see more than others."""
    c = people.c
    left = EmploymentStatus.TERMINATED.value
    plain = c.id.not_in(sa.select(role_assignments.c.principal)) & (c.employment_status != left)
    leads = c.id.in_(sa.select(c.manager).where(c.manager != ""))
    found: list[str] = []
    for where, count in ((plain & leads, PEOPLE // 2), (plain & ~leads, PEOPLE // 2)):
        known = list(connection.scalars(sa.select(c.id).where(where).order_by(c.id)))
        found += draw.sample(known, min(count, len(known)))
    return found
