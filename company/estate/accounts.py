"""The accounts and groups of an estate's people, and bringing them into a record."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from company.estate.facts import Estate, Row
from steersman.domain.accounts import AccountKind, EntitlementKind
from steersman.domain.clock import Clock
from steersman.domain.sources import Source
from steersman.records.accounts import Accounts
from steersman.records.entitlements import Entitlements
from steersman.records.people import people

SYSTEMS = ("directory", "mail", "ledger")
GROUPS = ("vpn-users", "domain-admins", "treasury-share", "helpdesk")
BY = "system:estate"


@dataclass(frozen=True, slots=True)
class Held:
    """An account.  ``person``: the row of who owns it; None: nobody is known to."""

    system: str
    label: str
    person: Row | None
    active: bool
    groups: frozenset[str]
    kind: AccountKind = AccountKind.PERSON


def accounts_of(made: Estate) -> Sequence[Held]:
    """The same for the same seed; two service accounts belong to nobody."""
    draw = random.Random(f"accounts {made.seed}")
    found = [
        Held("directory", label, None, True, frozenset(groups), AccountKind.SERVICE)
        for label, groups in (("svc-backup", ("domain-admins",)), ("svc-scan", ()))
    ]
    for person in made.people:
        for system in SYSTEMS:
            if draw.random() < (0.95 if system == "directory" else 0.5):
                here = person["employment_status"] == "active"
                groups = [each for each in GROUPS if draw.random() < 0.25]
                held = frozenset(groups if system == "directory" else ())
                found.append(
                    Held(system, person["login"], person, here or draw.random() < 0.3, held)
                )
    return found


def bring_accounts(held: Sequence[Held], engine: sa.Engine, clock: Clock) -> None:
    """After the people they belong to."""
    with engine.connect() as connection:
        known = sa.select(people.c.employee_number, people.c.id)
        ids = {number: each for number, each in connection.execute(known)}
    accounts, holdings = Accounts(engine, clock), Entitlements(engine, clock)
    for place, each in enumerate(held):
        owner = ids[each.person["employee_number"]] if each.person else None
        values = {"system": each.system, "native_id": f"u{place:04}", "person": owner}
        values |= {"label": each.label, "active": each.active, "kind": each.kind.value}
        source = Source(name=each.system, recency=clock.now())
        id = f"{each.system}:u{place:04}"
        accounts.add(values, by=BY, source=source, object_id=id)
        holdings.observed(id, EntitlementKind.GROUP, each.groups, by=BY)
