"""Which source is right about which attribute, and the attributes of this installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ValidationError

from steersman.domain.canonical import Json
from steersman.domain.cmdb.attributes import AttributeType, Mark
from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.web.api import ci_schema
from steersman.web.auth import CoreDep, check_rule
from steersman.web.console.render import redirect
from steersman.web.core import Core
from steersman.web.errors import invalid
from steersman.web.pages.ci.model import title_of
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """The view model of ``pages/quality/rules.html``."""

    rules: Sequence[Json]
    attributes: Sequence[Json]
    may_configure: bool
    classes: Sequence[tuple[str, str]]
    types: Sequence[str] = tuple(each.value for each in AttributeType if each.value != "reference")
    marks: Sequence[str] = tuple(each.value for each in Mark)


def kept_rules(core: Core, visitor: Visitor) -> Kept:
    caller = visitor.caller
    told = ci_schema.custom_attributes(core, caller)["attributes"]
    may = core.permissions.may(caller.principal, "configure", "configuration_item")
    return Kept(
        rules=[
            each
            for each in ci_schema.reconciliation_rules(core, caller)["rules"]
            if not each["shipped"]
        ],
        attributes=[{**each, "class": title_of(each["class"])} for each in told],
        may_configure=may.allowed,
        classes=[(name, each.title) for name, each in CLASS_NAMES.items()],
    )


@router.post("/quality/rules")
def add_rule(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """It holds from the next statement on."""
    check_rule(core.permissions, visitor.caller, "configure", "configuration_item")
    try:
        body = ci_schema.NewRule(
            name=form.get("name").strip(),
            fields=_listed(form, "fields"),
            sources=_listed(form, "sources"),
            exclusive=form.get("exclusive") == "yes",
        )
    except ValidationError as error:
        raise _incomplete("a rule needs a name, attributes and sources") from error
    ci_schema.new_rule(core, visitor.caller, body)
    return redirect("/quality#rules", f"The rule {body.name} holds from now on.")


@router.post("/quality/rules/remove")
def remove_rule(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    ci_schema.remove_rule(core, visitor.caller, form.get("name"))
    return redirect("/quality#rules", "The rule is removed. What it settled stays.")


@router.post("/quality/attributes")
def add_attribute(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Values are checked from now on."""
    check_rule(core.permissions, visitor.caller, "configure", "configuration_item")
    told = {name: form.get(name).strip() for name in ("ci_class", "name", "title", "type", "mark")}
    try:
        body = ci_schema.NewAttribute.model_validate({**told, "choices": _listed(form, "choices")})
    except ValidationError as error:
        raise _incomplete("an attribute needs a class, a name and a title") from error
    ci_schema.new_attribute(core, visitor.caller, body)
    return redirect("/quality#attributes", f"{body.title} is an attribute from now on.")


def _listed(form: Form, name: str) -> list[str]:
    """What stands there, by commas."""
    return [each.strip() for each in form.get(name).split(",") if each.strip()]


def _incomplete(told: str) -> Exception:
    return invalid(told, "go back and fill it in")
