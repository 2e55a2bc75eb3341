"""The help pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.web.auth import CoreDep
from steersman.web.console.frame import PLACES, Crumb, Place
from steersman.web.console.render import page
from steersman.web.errors import not_found
from steersman.web.pages.help.first_run import Step, steps
from steersman.web.pages.help.guides import Guide, guides
from steersman.web.sign_in.session import SignedIn

router = APIRouter(prefix="/help", include_in_schema=False)
KEYS = (
    ("Ctrl K", "find a person, a work item, a system, a page or a command"),
    ("G, then a letter", "go to a page; the letters stand below"),
    ("J and K", "move through rows"),
    ("X", "select the row"),
    ("Enter", "open it"),
    ("/", "filter"),
    ("S", "stop automation: opens the dialog, decides nothing"),
    ("A, B, R", "on an approval: approve, ask back, refuse; each asks once more"),
    ("?", "this page"),
)


@dataclass(frozen=True, slots=True)
class View:
    """``about``: the guide to the page that the visitor came from, if there is one."""

    guides: Sequence[Guide]
    pages: Sequence[Guide]
    keys: Sequence[tuple[str, str]]
    places: Sequence[Place]
    about: Guide | None


@dataclass(frozen=True, slots=True)
class FirstRun:
    steps: Sequence[Step]

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.done), None)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


@router.get("")
def show(request: Request, core: CoreDep, visitor: SignedIn, about: str = "") -> HTMLResponse:
    """Guides, keys, and what belongs to the page one came from."""
    known = guides()
    view = View(
        guides=[each for each in known.values() if each.shelf == "guide"],
        pages=[each for each in known.values() if each.shelf == "console"],
        keys=KEYS,
        places=[place for place in PLACES if place.key],
        about=known.get(f"console/{about}"),
    )
    return page(request, core, visitor, "pages/help/page.html", view, place="help", title="Help")


@router.get("/first-run")
def first_run(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """From an empty installation to the first automated leaver, with what is done already."""
    view, template = FirstRun(steps(core, visitor.id)), "pages/help/first_run.html"
    crumbs, title = [Crumb("Help", "/help")], "Your first automated leaver"
    return page(request, core, visitor, template, view, place="help", title=title, crumbs=crumbs)


@router.get("/{shelf}/{name}")
def guide(
    request: Request, core: CoreDep, visitor: SignedIn, shelf: str, name: str
) -> HTMLResponse:
    """One page of the documentation."""
    found = guides().get(f"{shelf}/{name}")
    if found is None:
        raise not_found(f"guide {name}", "the guides are listed on the help page")
    template, crumbs = "pages/help/guide.html", [Crumb("Help", "/help")]
    return page(
        request, core, visitor, template, found, place="help", title=found.title, crumbs=crumbs
    )
