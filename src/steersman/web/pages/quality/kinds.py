"""Words of sources that no class is known for, each with the way to name it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ValidationError

from steersman.domain.canonical import Json
from steersman.domain.cmdb.class_parts import UNCLASSIFIED
from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.web.api import ci_kinds
from steersman.web.auth import CoreDep, check_rule
from steersman.web.console.render import redirect
from steersman.web.core import Core
from steersman.web.errors import invalid
from steersman.web.pages.ci.model import person_of, title_of
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
SHOWN = 20  # words that the page names


@dataclass(frozen=True, slots=True)
class Unknown:
    """``query``: the list of its source's unclassified items."""

    source: str
    word: str
    items: int
    examples: str
    query: str


@dataclass(frozen=True, slots=True)
class Naming:
    """The view model of ``pages/quality/kinds.html``."""

    unknown: Sequence[Unknown] = ()
    more: int = 0  # words that the page does not name
    said: Sequence[Json] = ()
    classes: Sequence[tuple[str, str]] = ()
    may_configure: bool = False


def naming(core: Core, visitor: Visitor) -> Naming:
    told = ci_kinds.kinds(core, visitor.caller)
    may = core.permissions.may(visitor.caller.principal, "configure", "configuration_item")
    return Naming(
        unknown=[_unknown(each) for each in told["unknown"][:SHOWN]],
        more=max(0, len(told["unknown"]) - SHOWN),
        said=[
            {**each, "class": title_of(each["ci_class"]), "by": _name(core, visitor, each["by"])}
            for each in told["said"]
        ],
        classes=[
            (name, each.title)
            for name, each in CLASS_NAMES.items()
            if not each.abstract and name != UNCLASSIFIED
        ],
        may_configure=may.allowed,
    )


@router.post("/quality/kinds")
def name_kind(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """The items become it now; each change is in their history and can be taken back."""
    check_rule(core.permissions, visitor.caller, "configure", "configuration_item")
    name = form.get("ci_class")
    try:
        body = ci_kinds.Kind(source=form.get("source"), word=form.get("word"), ci_class=name)
    except ValidationError as error:
        raise invalid("it does not say which word", "go back and try again") from error
    done = ci_kinds.say(core, visitor.caller, body)
    if not name:
        return redirect("/quality#kinds", f"{body.word} means nothing any more. Items stay.")
    told = f"{body.word} of {body.source} is {title_of(name)} from now on."
    many = f" {done['items']} items are changed; Edits on the CMDB page takes that back."
    return redirect("/quality#kinds", told + many)


def _unknown(told: Json) -> Unknown:
    where = {"class": UNCLASSIFIED, "source": told["source"]}
    if told["word"]:
        where["where"] = f"stated_kind:{told['word']}"
    return Unknown(
        told["source"], told["word"], told["items"], ", ".join(told["examples"]), urlencode(where)
    )


def _name(core: Core, visitor: Visitor, person: str) -> str:
    return person_of(core, visitor, person)[0]
