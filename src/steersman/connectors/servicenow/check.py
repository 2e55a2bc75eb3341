"""``steersman systems check``: does the instance answer, and what may the account read there?"""

from __future__ import annotations

from collections.abc import Iterator

from steersman.capabilities.connector import Check
from steersman.capabilities.json_errors import BadRequest, Forbidden
from steersman.connectors.servicenow.client import ServiceNowClient
from steersman.connectors.servicenow.collecting import RELATIONS
from steersman.connectors.servicenow.documents import ARTICLES, INCIDENTS
from steersman.connectors.servicenow.papers import ASSET, CONTRACTS, COVERED
from steersman.connectors.servicenow.query import Condition, value
from steersman.connectors.servicenow.settings import ServiceNowSettings
from steersman.connectors.servicenow.table import TableRows
from steersman.domain.errors import Permanent, Transient

UNTOLD = ("writing, which the instance does not tell without trying",)
_ROLES = "sys_user_has_role"
_TOO_MUCH = ("admin", "security_admin", "itil_admin")


def check_instance(client: ServiceNowClient) -> Check:
    """Read one row of each table that is needed; write nothing."""
    missing: list[str] = []
    counted: dict[str, int] = {}
    try:
        for table in needed(client.settings):
            fault, counted[table] = _look(client, table)
            missing += [fault] if fault else []
        roles, untold = _roles(client)
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error), missing=tuple(missing), unknown=UNTOLD)
    told = ", ".join(f"{table} ({count})" for table, count in counted.items() if count)
    return Check(
        reached=True,
        detail=f"an instance with rows in {told}" if told else "an instance without a row to read",
        missing=tuple(missing),
        excessive=tuple(f"the role {role}" for role in roles),
        unknown=(*UNTOLD, *untold),
    )


def needed(settings: ServiceNowSettings) -> Iterator[str]:
    """The tables that these settings read."""
    if settings.tables:
        yield from (*settings.tables, RELATIONS)
        yield from (ASSET,) if settings.assets else ()
        yield from (CONTRACTS, COVERED) if settings.contracts else ()
    yield from (ARTICLES,) if settings.articles else ()
    yield from (INCIDENTS,) if settings.incidents else ()


def _look(client: ServiceNowClient, table: str) -> tuple[str, int]:
    """What lacks to read a table, if anything, and how many rows it has."""
    try:
        page = client.page(table, "", (), limit=1)
    except (Forbidden, BadRequest) as error:
        return f"reading {table}: {error}", 0
    total = page.total or len(page.rows)
    hidden = total > 0 and not page.rows
    return (f"reading {table}: its first row is not shown" if hidden else ""), total


def _roles(client: ServiceNowClient) -> tuple[list[str], tuple[str, ...]]:
    """Roles that nothing here needs, where the account may read its own."""
    user = client.settings.user
    untold = ("roles of the account, which it may not read",)
    if not user or "^" in user or "," in user:
        return [], untold
    rows = TableRows(client, _ROLES, ("role.name",), (Condition("user.user_name", (user,)),))
    try:
        held = {value(row, "role.name") for row in rows}
    except Permanent:
        return [], untold
    return [role for role in _TOO_MUCH if role in held], () if held else untold
