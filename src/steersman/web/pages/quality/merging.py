"""Two items that may be one, side by side; merged, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from steersman.domain.cmdb.classes import CLASS_NAMES, attributes_of
from steersman.web.api import ci, ci_quality
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.errors import invalid
from steersman.web.pages.ci.model import NEVER, person_of, title_of, words_of
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
_LEFT_OUT = ("id", "created_at", "updated_at", "last_seen", "attributes", "ci_class")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two.  ``sources``: who states it, and by which key."""

    id: str
    name: str
    kind: str
    last_seen: float
    sources: Sequence[str]
    relations: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One attribute of both."""

    title: str
    kept: str
    gone: str

    @property
    def differs(self) -> bool:
        return bool(self.kept and self.gone) and self.kept != self.gone


@dataclass(frozen=True, slots=True)
class Pair:
    """The view model of ``pages/quality/compare.html``."""

    kept: Side
    gone: Side
    rows: Sequence[Compared]
    may_change: bool


@router.get("/quality/compare")
def compare(
    request: Request, core: CoreDep, visitor: SignedIn, kept: str, gone: str
) -> HTMLResponse:
    """Everything that is known of both, attribute by attribute."""
    told = [ci.one_item(core, visitor.caller, each) for each in (kept, gone)]
    flat = [_flat(each["item"]) for each in told]
    names = list(dict.fromkeys(name for each in flat for name in each))
    kind = str(told[0]["item"].get("ci_class", ""))
    titles = attributes_of(kind) if kind in CLASS_NAMES else {}
    rows = [
        Compared(
            titles[name].title if name in titles else words_of(name).capitalize(),
            *(_said(core, visitor, name, each.get(name, "")) for each in flat),
        )
        for name in names
    ]
    may = core.permissions.may(visitor.caller.principal, "change", "configuration_item").allowed
    view = Pair(_side(told[0]), _side(told[1]), rows, may)
    crumbs = [Crumb("CMDB", "/ci"), Crumb("Quality", "/quality")]
    template = "pages/quality/compare.html"
    return page(request, core, visitor, template, view, place="ci", title="Compare", crumbs=crumbs)


@router.post("/quality/merge")
def merge(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Make two items one; the page of the one that stays offers to undo it."""
    try:
        asked = ci_quality.Merge(
            kept=form.get("kept"), gone=form.get("gone"), reason=form.get("reason")[:1000]
        )
    except ValidationError as error:
        raise invalid("it does not say which two items", "open the comparison again") from error
    done = ci_quality.merge(core, visitor.caller, asked)
    return redirect(f"/ci/{done['kept']}", "Merged. It can be undone here, under Merges.")


@router.post("/quality/merges/undo")
def undo(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    back = ci_quality.unmerge(core, visitor.caller, form.get("merge"))
    return redirect(f"/ci/{back['item']}", "The item is back as it was before the merge.")


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """What is known, without what is only about the record."""
    both = {**item, **item.get("attributes", {})}
    return {n: v for n, v in both.items() if n not in _LEFT_OUT and v not in ("", None)}


def _said(core: Core, visitor: Visitor, name: str, value: object) -> str:
    if name == "owner" and value:
        return person_of(core, visitor, str(value))[0]
    return "yes" if value is True else "no" if value is False else str(value)


def _side(told: Mapping[str, Any]) -> Side:
    item = told["item"]
    return Side(
        id=item["id"],
        name=str(item.get("name", item["id"])),
        kind=title_of(str(item.get("ci_class", ""))),
        last_seen=float(item.get("last_seen", NEVER)),
        sources=[f"{each['source']} ({each['key']})" for each in told.get("sources", ())],
        relations=len(told["relations"]),
    )
