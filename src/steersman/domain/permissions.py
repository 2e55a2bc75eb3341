"""Who may do what with which objects: rules, and what a rule's filter means.

The shape is NetBox's object permission: object types, actions, who, and constraints, a filter in
JSON.  An object of conditions is AND, a list of such objects is OR, ``{}`` is every object:
``{"department": "it", "manager__id": "$user.id", "start_date__gte": "2026-01-01"}``.
``has`` looks for a whole line of a text: ``{"readers__has": "$user.readers"}``.
Whatever no rule allows is denied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from steersman.domain.errors import Permanent
from steersman.domain.sources import Value

Constraint = Mapping[str, object]
Constraints = Constraint | Sequence[Constraint]
Facts = Mapping[str, Value]  # the fields of one object
LookUp = Callable[[str, Value], "Related | None"]  # (field that holds an id, the id)

OPERATORS = ("eq", "in", "gt", "gte", "lt", "lte", "startswith", "null", "has")
ANY = "*"
USER = "$user."
READERS = "$user.readers"  # everybody that a document may name and that means the asker


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a person or a named system principal, with what ``$user.…`` stands for."""

    id: str
    roles: frozenset[str] = frozenset()
    attributes: Facts = field(default_factory=dict)  # the person's own fields
    groups: frozenset[str] = frozenset()  # "system/group" of the accounts that are active

    @property
    def readers(self) -> tuple[str, ...]:
        """As which readers of a document the principal counts, by what is on record now."""
        department = self.attribute("department")
        return (
            "everyone",
            f"person:{self.id}",
            *([f"department:{department}"] if department else []),
            *(f"role:{name}" for name in sorted(self.roles)),
            *(f"group:{name}" for name in sorted(self.groups)),
        )

    def attribute(self, name: str) -> Value:
        """None when it is not known: then the condition fits nothing, not everything."""
        return self.id if name == "id" else self.attributes.get(name) or None


@dataclass(frozen=True, slots=True)
class Related:
    """Another object that a relation leads to, and how to go on from there."""

    facts: Facts
    look_up: LookUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What some roles or principals may do.  ``fields``: which they may see; empty: all."""

    name: str
    object_types: tuple[str, ...]
    actions: tuple[str, ...]
    constraints: Constraints
    roles: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def concerns(self, principal: Principal) -> bool:
        return principal.id in self.principals or bool(principal.roles & set(self.roles))

    def speaks_of(self, action: str, object_type: str) -> bool:
        acts = action in self.actions or ANY in self.actions
        return acts and (object_type in self.object_types or ANY in self.object_types)


@dataclass(frozen=True, slots=True)
class Decision:
    """``rules`` are those that allowed it, or those that came close.  ``why`` is a sentence.

    ``fields`` are those that may be seen; None: all of them.
    """

    allowed: bool
    rules: tuple[str, ...]
    why: str
    fields: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a constraint: follow ``path`` to a field, then compare."""

    path: tuple[str, ...]  # relations, then the field
    operator: str
    wanted: object

    def bind(self, principal: Principal) -> Condition:
        """The same condition with ``$user.…`` replaced; an unknown attribute becomes None."""
        return Condition(self.path, self.operator, _bound(self.wanted, principal))


def conditions(constraint: Constraint) -> tuple[Condition, ...]:
    """The conditions of one object of a filter, all of which must hold."""
    return tuple(_condition(key, wanted) for key, wanted in constraint.items())


def alternatives(constraints: Constraints) -> tuple[Constraint, ...]:
    """The objects of a filter, of which one must hold.  An empty list is a mistake."""
    if isinstance(constraints, Mapping):
        return (constraints,)
    if isinstance(constraints, str) or not constraints:
        raise Permanent("a list of constraints must not be empty: write {} for every object")
    if not all(isinstance(constraint, Mapping) for constraint in constraints):
        raise Permanent("constraints are an object, or a list of objects")
    return tuple(constraints)


def fits(constraints: Constraints, thing: Related, principal: Principal) -> bool:
    """Whether an object passes the filter: what the SQL of ``records.permissions`` also says."""
    return any(
        all(_holds(condition.bind(principal), thing) for condition in conditions(constraint))
        for constraint in alternatives(constraints)
    )


def decide(
    rules: Sequence[Rule], principal: Principal, action: str, object_type: str, thing: Related
) -> Decision:
    """Whether ``principal`` may do ``action`` with this object, naming the rules that spoke."""
    near = [rule for rule in rules if rule.concerns(principal)]
    speaking = [rule for rule in near if rule.speaks_of(action, object_type)]
    allowing = [rule for rule in speaking if fits(rule.constraints, thing, principal)]
    if allowing:
        names = tuple(rule.name for rule in allowing)
        open_ = any(not rule.fields for rule in allowing)
        shown = None if open_ else frozenset(f for rule in allowing for f in rule.fields)
        return Decision(True, names, f"allowed by {', '.join(names)}", shown)
    return denied(principal, action, object_type, speaking)


def denied(
    principal: Principal, action: str, object_type: str, speaking: Sequence[Rule]
) -> Decision:
    roles = ", ".join(sorted(principal.roles)) or "no role"
    asked = f"{principal.id} ({roles}) may not {action} this {object_type}"
    names = tuple(rule.name for rule in speaking)
    if not names:
        return Decision(False, (), f"{asked}: no rule allows {action} on {object_type}")
    return Decision(False, names, f"{asked}: it is outside the filter of {', '.join(names)}")


def _condition(key: str, wanted: object) -> Condition:
    *path, last = key.split("__")
    operator = last if path and last in OPERATORS else "eq"
    names = tuple(path) if path and last in OPERATORS else (*path, last)
    if not all(names):
        raise Permanent(f"{key!r} in a filter is not field, field__operator or relation__field")
    return Condition(names, operator, wanted)


def _bound(wanted: object, principal: Principal) -> object:
    if wanted == READERS:
        return principal.readers
    if isinstance(wanted, str) and wanted.startswith(USER):
        return principal.attribute(wanted.removeprefix(USER))
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return tuple(_bound(one, principal) for one in wanted)
    return wanted


def _holds(condition: Condition, thing: Related) -> bool:
    here: Related | None = thing
    for relation in condition.path[:-1]:
        here = None if here is None else here.look_up(relation, here.facts[relation])
    return here is not None and _compare(
        condition.operator, here.facts[condition.path[-1]], condition.wanted
    )


def _compare(operator: str, value: Value, wanted: object) -> bool:
    if operator == "null":
        return (value is None or value == "") is bool(wanted)
    if operator == "in":
        return any(_compare("eq", value, one) for one in _sequence(wanted))
    if operator == "has":
        return isinstance(value, str) and _has(value, wanted)
    if value is None or wanted is None:
        return False
    if not _alike(value, wanted):
        return False
    if operator == "startswith":
        return str(value).startswith(str(wanted))
    return _in_order(operator, value, wanted)


def _has(value: str, wanted: object) -> bool:
    """Whether one of the lines of a text is what is wanted, or one of what is."""
    words = wanted if isinstance(wanted, tuple | list) else (wanted,)
    return any(isinstance(word, str) and word and word in value.split("\n") for word in words)


def _alike(value: object, wanted: object) -> bool:
    """Python takes ``True`` for 1 and the stores do not."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return isinstance(value, bool) and isinstance(wanted, bool)
    return isinstance(value, str) == isinstance(wanted, str)


def _in_order(operator: str, value: Value, wanted: object) -> bool:
    """Text compares by code points, numbers by size."""
    sign = (value > wanted) - (value < wanted)  # type: ignore[operator]  # alike, see above
    return {
        "eq": sign == 0,
        "gt": sign > 0,
        "gte": sign >= 0,
        "lt": sign < 0,
        "lte": sign <= 0,
    }[operator]


def _sequence(wanted: object) -> Sequence[object]:
    return wanted if isinstance(wanted, Sequence) and not isinstance(wanted, str) else ()
