"""Who may get in where: the accounts that systems reported, and the groups and roles they hold.

Both are deny by default, as everything on record: an account that the asker may not read is in no
group, and a group of which they may read no holder is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from steersman.domain.accounts import EntitlementKind
from steersman.domain.sources import Fields, Value
from steersman.knowledge.asking.hearing import instant
from steersman.knowledge.queries.schema import Entity, Field, FieldType, Link
from steersman.records.accounts import accounts
from steersman.records.entitlements import entitlements

ACCOUNT, ENTITLEMENT = "account", "entitlement"
_T = FieldType
_OF = (
    *("of", "belonging to", "belongs to", "belong to", "owned by", "held by", "used by", "for"),
    "assigned to",
)
_KINDS = {  # how an entitlement of each kind is called, as a kind of thing that can be asked about
    EntitlementKind.GROUP: ("group", ("group", "security group", "access group")),
    EntitlementKind.ROLE: ("role", ("role", "access role")),
    EntitlementKind.LICENCE: ("assigned_licence", ("assigned licence",)),
}
_ENTITY_OF: Mapping[str, str] = {kind.value: name for kind, (name, _) in _KINDS.items()}
# What a question calls a field, where its columns have another name.
CALLED: Mapping[str, Mapping[str, frozenset[str]]] = {
    ACCOUNT: {
        "name": frozenset({"label", "native_id"}),
        "type": frozenset({"kind"}),
        "owner": frozenset({"person"}),
        "last_seen": frozenset({"seen_at"}),
    },
    ENTITLEMENT: {
        "name": frozenset({"value"}),
        "type": frozenset({"kind"}),
        "system": frozenset({"account"}),
    },
}
Held = tuple[str, str, str, str]  # account, its system, kind and value


def access_entities(people: str) -> Iterator[Entity]:
    owner = Link("owner", people, ("owner", "user", "holder"), _OF)
    yield Entity(
        ACCOUNT,
        ("account", "user account", "login account", "sign-in"),
        fields=(
            Field("name", words=("label", "login")),
            Field("owner", words=("user", "holder")),
            Field("system", _T.CHOICE, ("target system", "application")),
            Field("type", _T.CHOICE, ("kind",)),
            Field("active", _T.FLAG, ("enabled",)),
            Field("last_seen", _T.DATE, ("last seen date",)),
        ),
        links=(owner, Link("entitlements", ENTITLEMENT, ("entitlement",), ("with", "in"))),
    )
    fields = (Field("name"), Field("type", _T.CHOICE), Field("system", _T.CHOICE))
    links = (Link("accounts", ACCOUNT, ("account", "member", "holder")),)
    yield Entity(ENTITLEMENT, ("entitlement", "access right"), fields=fields, links=links)
    for name, words in _KINDS.values():
        yield Entity(name, words, ENTITLEMENT)


def account_rows(
    found: Iterable[sa.RowMapping], called: Callable[[Value], str]
) -> Iterator[tuple[str, Fields]]:
    """``called``: a person's name, as far as the asker may see them."""
    for row in found:
        told: dict[str, Value] = {"entity": ACCOUNT, "name": row["label"] or row["native_id"]}
        told |= {"system": row["system"], "type": row["kind"], "active": row["active"]}
        told |= {"owner": called(row["person"]), "owner_id": row["person"] or ""}
        told |= {"last_seen": instant(row["seen_at"]), "as_of": instant(row["seen_at"])}
        yield row["id"], told


def held(
    connection: sa.Connection,
    seen: sa.ColumnElement[bool],
    accounts_seen: sa.ColumnElement[bool],
) -> Sequence[Held]:
    """What the asker may read of what accounts hold: both the holding and the account."""
    a, e = accounts.c, entitlements.c
    statement = (
        sa.select(a.id, a.system, e.kind, e.value)
        .join_from(entitlements, accounts, e.account == a.id)
        .where(e.id.in_(sa.select(e.id).where(seen)))
        .where(a.id.in_(sa.select(a.id).where(accounts_seen)))
    )
    return [(row.id, row.system, row.kind, row.value) for row in connection.execute(statement)]


def entitlement_id(system: str, kind: str, value: str) -> str:
    return f"{system}:{kind}:{value}"


def entitlement_rows(found: Iterable[Held]) -> Iterator[tuple[str, Fields]]:
    """One for each group, role or licence of a system, however many accounts hold it."""
    for _, system, kind, value in found:
        told = {"name": value, "type": kind, "system": system}
        yield entitlement_id(system, kind, value), {"entity": _ENTITY_OF.get(kind, kind), **told}


def held_by(found: Iterable[Held]) -> Mapping[str, Sequence[str]]:
    """Account to what it holds."""
    by = defaultdict[str, list[str]](list)
    for account, system, kind, value in found:
        by[account].append(entitlement_id(system, kind, value))
    return by
