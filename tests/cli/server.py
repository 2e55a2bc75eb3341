"""The small company behind a real server, in a process of its own: ``python -m tests.cli.server``.

Prints one line of JSON (the people's ids, their tokens, the port), then answers until SIGTERM.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from company.process import free_port
from steersman.bootstrap import Steersman
from steersman.domain.roles import ADMINISTRATOR, APPROVER, AUDITOR, HR
from steersman.web.serve import serve
from tests.fixtures.collecting import Shelf, with_shelf
from tests.governor.company import Company

WEEK = 7 * 86400.0
SCOPES = ("read", "act", "approve", "admin", "report")
ROLES = {"helen": HR, "anna": APPROVER, "adam": ADMINISTRATOR, "oscar": AUDITOR}
LEAVERS = ("john", "lena", "omar", "rosa", "theo", "vera", "will", "yuki", "nora", "ivan")
MARKED = "[bold red]Eve[/]"  # the record takes brackets, which are markup to a careless terminal


def main(path: str) -> None:
    company = Company(Path(path), "")
    with company.open(**_inventory(company, Path(path))) as steersman:
        people = _settle(steersman, company)
        tokens = {who: _token(steersman, people[who]) for who in ROLES}
        steersman.start_ticking()
        port = free_port()  # only now, so that nobody else takes it meanwhile
        print(json.dumps({"people": people, "tokens": tokens, "port": port}), flush=True)
        serve(steersman, "127.0.0.1", port)


def _inventory(company: Company, home: Path) -> dict[str, Any]:
    """A system with an inventory, where a test has put one."""
    shelf = Shelf("netbox", home / "netbox.json")
    return {"connected": with_shelf(company, shelf)} if shelf.path.exists() else {}


def _settle(steersman: Steersman, company: Company) -> dict[str, str]:
    people = company.settle_in(steersman)
    names = {**{who: who.title() for who in (*ROLES, *LEAVERS)}, "eve": MARKED}
    for place, (who, given) in enumerate(names.items(), 2000):
        family = "Staff" if who in ROLES else "Leaver"
        people[who] = company.hire(steersman, str(place), given, family)
    for who, role in ROLES.items():
        steersman.permissions.assign(people[who], role, by="system:test")
    return people


def _token(steersman: Steersman, person: str) -> str:
    return steersman.tokens.create(person, SCOPES, "test", steersman.clock.now() + WEEK)


if __name__ == "__main__":
    main(*sys.argv[1:])
