"""The first account, made on the server itself by whoever may write to its database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from steersman.cli.where import address_of
from steersman.domain.errors import Permanent
from steersman.records import migrate
from steersman.records.ledger.ledger import Ledger
from steersman.records.people import People
from steersman.records.permissions import Rules
from steersman.records.sign_in import SignIn
from steersman.records.store import connect
from steersman.records.tokens import CONSOLE
from steersman.runtime.clock import SystemClock
from steersman.servicedesk.naming import person_named
from steersman.settings.product import Settings


def created(settings: Settings, person: str, roles: list[str], outside: bool) -> dict[str, Any]:
    """What POST /accounts answers."""
    settings.data.mkdir(parents=True, exist_ok=True)
    engine, clock = connect(settings.records_url), SystemClock()
    migrate.upgrade(engine)
    ledger = Ledger(engine)
    try:
        rules = Rules(engine, clock)
        if not rules.all():  # what an administrator removed since stays removed
            rules.install_defaults(by=CONSOLE)
        sign_in = SignIn(engine, clock, ledger, settings.data / "keys" / "sign-in.key")
        principal, name = _owner(engine, person, outside)
        account, secret = sign_in.create(principal, name, by=CONSOLE)
        for role in roles:
            rules.assign(principal, role, by=CONSOLE)
        held, link = sorted(rules.roles_of(principal)), f"/sign-in/password/{secret}"
        told = {"id": account.id, "name": account.name, "roles": held}
        return {**told, "link": address_of(settings) + link}
    finally:
        ledger.close()
        engine.dispose()


def _owner(engine: sa.Engine, person: str, outside: bool) -> tuple[str, str]:
    if outside:
        return f"console:{person.strip().casefold()}", person
    try:
        found = person_named(People(engine, SystemClock()), person)
    except Permanent as error:
        mend = "import the people first, or add --outside for who is not in the record"
        raise Permanent(f"{error}; {mend}") from error
    if not found.mail:
        raise Permanent(f"{found.full_name} has no mail address to sign in with: add it first")
    return found.id, found.mail
