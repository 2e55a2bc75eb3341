"""The rules in force, the roles of principals, and what somebody may see or do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.accounts import EntitlementKind
from steersman.domain.canonical import canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.people import EmploymentStatus
from steersman.domain.permissions import (
    ANY,
    Constraints,
    Decision,
    Principal,
    Related,
    Rule,
    alternatives,
    decide,
    denied,
)
from steersman.domain.roles import DEFAULT_RULES, EMPLOYEE, ROLES
from steersman.domain.sources import Value
from steersman.records.accounts import accounts
from steersman.records.entitlements import entitlements
from steersman.records.field_changes import RecordedChange, record
from steersman.records.people import PERSON
from steersman.records.permissions.compiler import compile_constraints, fields_of
from steersman.records.permissions.tables import permissions, role_assignments
from steersman.records.store import metadata, writing

# Kept in files, or pages of the console: a rule is for all of them.
WITHOUT_ROWS = frozenset({"system", "policy", "limit", "component", "environment"})
_RULES = sa.select(permissions).order_by(permissions.c.name)
_ROLES_OF = sa.select(role_assignments.c.role).where(
    role_assignments.c.principal == sa.bindparam("principal")
)
_GROUPS_OF = (
    sa.select(accounts.c.system, entitlements.c.value)
    .join_from(accounts, entitlements, entitlements.c.account == accounts.c.id)
    .where(
        accounts.c.person == sa.bindparam("person"),
        accounts.c.active.is_(True),
        entitlements.c.kind == EntitlementKind.GROUP.value,
    )
)
_HOLDERS = (
    sa.select(role_assignments.c.principal)
    .where(role_assignments.c.role == sa.bindparam("role"))
    .order_by(role_assignments.c.principal)
)


@dataclass(frozen=True, slots=True)
class Visible:
    """What a principal may reach in one table.  ``where`` is false when no rule allows any.

    ``fields``: what the broadest rule shows of each object is decided per object by ``decide``;
    here stands what *every* allowed object shows at least.  None: all fields.
    """

    where: sa.ColumnElement[bool]
    rules: tuple[str, ...]
    fields: frozenset[str] | None
    why: str


class Rules:
    """The permissions of this installation.  Nothing is allowed but by a rule kept here."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def all(self) -> tuple[Rule, ...]:
        with self._engine.connect() as connection:
            return tuple(_rule(row) for row in connection.execute(_RULES).mappings())

    def install_defaults(self, *, by: str) -> None:
        """Keep the rules that ship, once; what an administrator changed since stays changed."""
        known = {rule.name for rule in self.all()}
        for rule in DEFAULT_RULES:
            if rule.name not in known:
                self.keep(rule, by=by)

    def keep(self, rule: Rule, *, by: str) -> None:
        """Add or replace a rule.  ``Permanent`` when it names an unknown field or operator."""
        _check(rule)
        body = _body(rule)
        with writing(self._engine, "permissions") as connection:
            same = permissions.c.name == rule.name
            row = connection.execute(sa.select(permissions).where(same)).mappings().first()
            connection.execute(sa.delete(permissions).where(same))
            connection.execute(sa.insert(permissions).values(name=rule.name, **body))
            before = None if row is None else {name: row[name] for name in body}
            self._record(connection, ("permission", rule.name, "rule"), before, body, by)

    def remove(self, name: str, *, by: str) -> None:
        with writing(self._engine, "permissions") as connection:
            same = permissions.c.name == name
            row = connection.execute(sa.select(permissions).where(same)).mappings().first()
            if row is None:
                raise Permanent(f"there is no rule {name!r}")
            connection.execute(sa.delete(permissions).where(same))
            before = {key: row[key] for key in row if key != "name"}
            self._record(connection, ("permission", name, "rule"), before, None, by)

    def assign(self, principal: str, role: str, *, by: str) -> None:
        if role not in ROLES:
            raise Permanent(f"{role!r} is no role; roles are {', '.join(ROLES)}")
        with writing(self._engine, "permissions") as connection:
            if role not in connection.scalars(_ROLES_OF, {"principal": principal}).all():
                row = {"principal": principal, "role": role}
                connection.execute(sa.insert(role_assignments), [row])
                self._record(connection, ("role_assignment", principal, "role"), None, role, by)

    def withdraw(self, principal: str, role: str, *, by: str) -> None:
        c = role_assignments.c
        with writing(self._engine, "permissions") as connection:
            gone = connection.execute(
                sa.delete(role_assignments).where(c.principal == principal, c.role == role)
            )
            if gone.rowcount:
                self._record(connection, ("role_assignment", principal, "role"), role, None, by)

    def roles_of(self, principal_id: str) -> frozenset[str]:
        """The roles that were assigned, whether or not the person still works here."""
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(_ROLES_OF, {"principal": principal_id}))

    def holders(self, role: str) -> tuple[str, ...]:
        """Who was given the role and still works here."""
        with self._engine.connect() as connection:
            given = connection.scalars(_HOLDERS, {"role": role}).all()
        return tuple(one for one in given if role in self.principal(one).roles)

    def known_holders(self, role: str, asker: Principal) -> tuple[str, ...]:
        """The full names of who has the role, as far as ``asker`` may see these people."""
        seen = self.visible(asker, "view", PERSON.table).where
        c = PERSON.table.c
        wanted = sa.select(c.given_name, c.family_name).where(c.id.in_(self.holders(role)), seen)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(c.given_name, c.family_name)).all()
        return tuple(f"{row.given_name} {row.family_name}".strip() for row in rows)

    def principal(self, principal_id: str) -> Principal:
        """A principal with the roles assigned and, for a person, the fields of ``$user.…``.

        Whoever works here is an employee; whoever has left has no role any more.
        """
        with self._engine.connect() as connection:
            roles = frozenset(connection.scalars(_ROLES_OF, {"principal": principal_id}))
            row = connection.execute(PERSON.select_one, {"id": principal_id}).mappings().first()
            groups = connection.execute(_GROUPS_OF, {"person": principal_id}).all()
        if row is None:
            return Principal(principal_id, roles)
        facts = {name: row[name] for name in PERSON.fields}
        if row["employment_status"] == EmploymentStatus.TERMINATED:
            return Principal(principal_id, frozenset(), facts)
        of_groups = frozenset(f"{group.system}/{group.value}" for group in groups)
        return Principal(principal_id, roles | {EMPLOYEE}, facts, of_groups)

    def visible(self, principal: Principal, action: str, table: sa.Table) -> Visible:
        """The WHERE clause for a repository's ``get`` and ``search``; false without a rule."""
        object_type = object_type_of(table)
        speaking = [
            rule
            for rule in self.all()
            if rule.concerns(principal) and rule.speaks_of(action, object_type)
        ]
        if not speaking:
            why = denied(principal, action, object_type, speaking).why
            return Visible(sa.false(), (), frozenset(), why)
        clauses = [compile_constraints(rule.constraints, table, principal) for rule in speaking]
        names = tuple(rule.name for rule in speaking)
        return Visible(sa.or_(*clauses), names, _shown(speaking), f"by {', '.join(names)}")

    def decide(
        self, principal: Principal, action: str, table: sa.Table, object_id: str
    ) -> Decision:
        """Whether this one object may be acted on; the decision names the rules that spoke."""
        rules = self.all()
        with self._engine.connect() as connection:
            thing = related(connection, table, object_id)
            if thing is None:
                return denied(principal, action, object_type_of(table), ())
            return decide(rules, principal, action, object_type_of(table), thing)

    def may(self, principal: Principal, action: str, object_type: str) -> Decision:
        """Whether every object of this type may be acted on, as adding one needs."""
        near = [rule for rule in self.all() if rule.concerns(principal)]
        speaking = [rule for rule in near if rule.speaks_of(action, object_type)]
        names = tuple(rule.name for rule in speaking if _is_for_all(rule.constraints))
        if names:
            return Decision(True, names, f"allowed by {', '.join(names)}", None)
        return denied(principal, action, object_type, speaking)

    def may_all(
        self, principal: Principal, action: str, object_types: Iterable[str]
    ) -> frozenset[str]:
        """Those of the types of which every object may be acted on, by one look at the rules."""
        near = [
            rule
            for rule in self.all()
            if rule.concerns(principal) and _is_for_all(rule.constraints)
        ]
        return frozenset(
            kind for kind in object_types if any(rule.speaks_of(action, kind) for rule in near)
        )

    def roles_that_may(self, action: str, object_type: str) -> tuple[str, ...]:
        """Which roles some rule lets do this: what a refusal tells people to ask for."""
        speaking = (rule for rule in self.all() if rule.speaks_of(action, object_type))
        return tuple(sorted({role for rule in speaking for role in rule.roles}))

    def _record(
        self,
        connection: sa.Connection,
        about: tuple[str, str, str],
        before: object,
        after: object,
        by: str,
    ) -> None:
        change = RecordedChange(
            object_type=about[0],
            object_id=about[1],
            field=about[2],
            before=_text(before),
            after=_text(after),
            at=self._clock.now(),
            by=by,
            source="console",
        )
        record(connection, [change])


def related(connection: sa.Connection, table: sa.Table, object_id: Value) -> Related | None:
    """An object with the way to what it refers to, for a filter evaluated in Python."""
    columns = [table.c[name] for name in fields_of(table)]
    row = connection.execute(sa.select(*columns).where(table.c.id == object_id)).mappings().first()
    if row is None:
        return None

    def look_up(name: str, other_id: Value) -> Related | None:
        return related(connection, metadata.tables[table.c[name].info["refers_to"]], other_id)

    return Related({column.name: row[column.name] for column in columns}, look_up)


def object_type_of(table: sa.Table) -> str:
    name = table.info.get("object_type")
    if not isinstance(name, str):
        raise Permanent(f"{table.name} holds no objects that rules speak of")
    return name


def _check(rule: Rule) -> None:
    """Compile the rule against every type it names, so that a misspelling is found now."""
    tables = {t.info["object_type"]: t for t in metadata.tables.values() if "object_type" in t.info}
    if not rule.name or not (rule.roles or rule.principals):
        raise Permanent("a rule needs a name, and roles or principals that it is for")
    named = tables if ANY in rule.object_types else {name: None for name in rule.object_types}
    for name in named:
        if name in WITHOUT_ROWS:
            if not _is_for_all(rule.constraints):
                raise Permanent(f"{rule.name}: {name} has no fields to filter by: write {{}}")
            continue
        if name not in tables:
            raise Permanent(f"{rule.name}: there is no object type {name!r}")
        compile_constraints(rule.constraints, tables[name], Principal("nobody"))
        unknown = set(rule.fields) - set(fields_of(tables[name]))
        if unknown:
            raise Permanent(f"{rule.name}: {name} has no field {', '.join(sorted(unknown))}")


def _is_for_all(constraints: Constraints) -> bool:
    return any(not each for each in alternatives(constraints))


def _shown(rules: Sequence[Rule]) -> frozenset[str] | None:
    limited = [frozenset(rule.fields) for rule in rules if rule.fields]
    return frozenset.intersection(*limited) if limited else None


def _body(rule: Rule) -> dict[str, object]:
    constraints = rule.constraints
    return {
        "object_types": list(rule.object_types),
        "actions": list(rule.actions),
        "roles": list(rule.roles),
        "principals": list(rule.principals),
        "constraints": dict(constraints) if isinstance(constraints, Mapping) else list(constraints),
        "fields": list(rule.fields),
    }


def _rule(row: sa.RowMapping) -> Rule:
    def names(column: str) -> tuple[str, ...]:
        given: Iterable[str] = row[column]
        return tuple(given)

    return Rule(
        name=row["name"],
        object_types=names("object_types"),
        actions=names("actions"),
        roles=names("roles"),
        principals=names("principals"),
        constraints=row["constraints"],
        fields=names("fields"),
    )


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else canonical(value)
