"""People, as far as the caller may see them and as much of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from steersman.domain.canonical import Json
from steersman.domain.people import Person
from steersman.records.accounts import accounts
from steersman.records.people import people
from steersman.records.store import reading
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core
from steersman.web.reaching import unseen

router = APIRouter(prefix="/people", tags=["people"])
Reader = Annotated[Caller, needs("read")]


@router.get("")
def search(
    core: CoreDep,
    caller: Reader,
    q: Annotated[str, Query(max_length=200)] = "",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Json:
    """People by name, mail, login or number, in the order of their names."""
    found = visible(core, caller, "view", people)
    page = core.people.search(q, limit=limit, after=after, visible=found.where)
    shown = (_shown(core, caller, one) for one in page.people)
    return {"people": [one for one in shown if one is not None], "after": page.after}


@router.get("/{person}")
def one_person(core: CoreDep, caller: Reader, person: str) -> Json:
    """One person, with the accounts that the record knows."""
    visible(core, caller, "view", people)  # 403 with the rule, when there is none at all
    found = core.people.find(person)
    told = None if found is None else _shown(core, caller, found)
    if told is None:
        raise unseen(core, caller, f"person {person}", "person")
    return {**told, "accounts": _accounts(core, caller, person)}


def _shown(core: Core, caller: Caller, person: Person) -> Json | None:
    """The fields that some rule shows of this very person; None: no rule shows them."""
    decision = core.permissions.decide(caller.principal, "view", people, person.id)
    if not decision.allowed:
        return None
    told: Json = {**asdict(person), "name": person.full_name}
    named = {"id", *(("name",) if _sees_name(decision.fields) else ())}
    if decision.fields is None:
        return told
    return {name: value for name, value in told.items() if name in decision.fields | named}


def _sees_name(fields: frozenset[str] | None) -> bool:
    return fields is None or {"given_name", "family_name"} <= fields


def _accounts(core: Core, caller: Caller, person: str) -> list[Json]:
    may = core.permissions.visible(caller.principal, "view", accounts)
    wanted = accounts.select().where(accounts.c.person == person, may.where)
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(accounts.c.system, accounts.c.native_id))
        return [dict(row) for row in rows.mappings()]
