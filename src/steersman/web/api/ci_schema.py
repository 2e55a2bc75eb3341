"""What items may be: classes, attributes, relation types, and which source is right about what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.cmdb.attributes import Attribute, AttributeType, Mark
from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.domain.cmdb.relations import RELATION_TYPES
from steersman.domain.sources import AUTHORITIES, Authority
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.reconciliation import forget_rule, keep_rule, rules_kept
from steersman.records.cmdb.schema import add_attribute, load
from steersman.records.cmdb.tables import configuration_items
from steersman.records.store import reading
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, check_rule, needs, visible
from steersman.web.errors import not_found

router = APIRouter(prefix="/ci", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Admin = Annotated[Caller, needs("admin")]


class NewAttribute(Body):
    """``refers_to``: of a reference, a class or "person"; ``choices``: the words of a choice."""

    ci_class: Short
    name: Short
    title: Short
    type: AttributeType = AttributeType.TEXT
    mark: Mark = Mark.OPTIONAL
    choices: Annotated[list[Short], Field(max_length=200)] = Field(default_factory=list)
    refers_to: Annotated[str, Field(max_length=200)] = ""


class NewRule(Body):
    """``sources``: the best first.  ``exclusive``: nobody else may set these attributes."""

    name: Short
    fields: Annotated[list[Short], Field(min_length=1, max_length=200)]
    sources: Annotated[list[Short], Field(min_length=1, max_length=50)]
    exclusive: bool = False
    blank_counts: bool = False


@router.get("/classes")
def classes(core: CoreDep, caller: Reader) -> Json:
    """Every class with its attributes, those of this installation too."""
    visible(core, caller, "view", configuration_items)
    with reading(core.store) as connection:
        schema = load(connection)
    return {
        "classes": [
            {
                "name": each.name,
                "title": each.title,
                "parent": each.parent,
                "abstract": each.abstract,
                "wire": each.wire,
                "attributes": [_attribute(a) for a in schema.attributes(each.name).values()],
            }
            for each in CLASS_NAMES.values()
        ]
    }


@router.get("/relation-types")
def relation_types(core: CoreDep, caller: Reader) -> Json:
    """How items relate, and which end suffers when the other one fails."""
    visible(core, caller, "view", configuration_items)
    return {
        "types": [
            {
                "name": each.name,
                "forward": each.forward,
                "backward": each.backward,
                "impact": each.impact.value,
                "hierarchy": each.hierarchy,
                "wire": each.wire,
            }
            for each in RELATION_TYPES.values()
        ]
    }


@router.get("/attributes")
def custom_attributes(core: CoreDep, caller: Reader) -> Json:
    """The attributes that this installation added, with the class that has each."""
    visible(core, caller, "view", configuration_items)
    with reading(core.store) as connection:
        custom = load(connection).custom
    return {
        "attributes": [
            {"class": name, **_attribute(each)}
            for name, found in sorted(custom.items())
            for each in found.values()
        ]
    }


@router.post("/attributes", status_code=201)
def new_attribute(core: CoreDep, caller: Admin, body: NewAttribute) -> Json:
    """Give a class, and those below it, an attribute of this installation."""
    check_rule(core.permissions, caller, "configure", CI.name)
    attribute = Attribute(
        name=body.name,
        title=body.title,
        type=body.type,
        mark=body.mark,
        choices=tuple(body.choices),
        refers_to=body.refers_to,
    )
    add_attribute(core.store, core.clock, body.ci_class, attribute, by=caller.id)
    return {"class": body.ci_class, "attribute": _attribute(attribute)}


@router.get("/reconciliation-rules")
def reconciliation_rules(core: CoreDep, caller: Reader) -> Json:
    """Which source is right about which attribute, in the order in which rules are asked."""
    visible(core, caller, "view", configuration_items)
    with reading(core.store) as connection:
        kept = rules_kept(connection)
    own = [{"name": name, "shipped": False, **_rule(each)} for name, each in kept.items()]
    shipped = [each for each in AUTHORITIES if each.object_type == CI.name]
    return {"rules": [*own, *({"name": "", "shipped": True, **_rule(each)} for each in shipped)]}


@router.post("/reconciliation-rules", status_code=201)
def new_rule(core: CoreDep, caller: Admin, body: NewRule) -> Json:
    """Say which source is right; it holds from the next statement on."""
    check_rule(core.permissions, caller, "configure", CI.name)
    rule = Authority(
        object_type=CI.name,
        fields=frozenset(body.fields),
        sources=tuple(body.sources),
        exclusive=body.exclusive,
        blank_counts=body.blank_counts,
    )
    keep_rule(core.store, core.clock, body.name, rule, by=caller.id)
    return {"name": body.name, **_rule(rule)}


@router.delete("/reconciliation-rules/{rule}")
def remove_rule(core: CoreDep, caller: Admin, rule: str) -> Json:
    """Take a rule out; what it settled stays until a source says more."""
    check_rule(core.permissions, caller, "configure", CI.name)
    with reading(core.store) as connection:
        if rule not in rules_kept(connection):
            raise not_found(f"rule {rule}", "GET /ci/reconciliation-rules lists all")
    forget_rule(core.store, core.clock, rule, by=caller.id)
    return {"removed": rule}


def _rule(rule: Authority) -> Json:
    return {
        "fields": sorted(rule.fields),
        "sources": list(rule.sources),
        "exclusive": rule.exclusive,
        "blank_counts": rule.blank_counts,
    }


def _attribute(attribute: Attribute) -> Json:
    return {
        "name": attribute.name,
        "title": attribute.title,
        "type": attribute.type.value,
        "mark": attribute.mark.value,
        "choices": list(attribute.choices),
        "refers_to": attribute.refers_to,
    }
