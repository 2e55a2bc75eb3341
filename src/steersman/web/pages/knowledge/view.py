"""The pages of documents: the list, one of them, its editor, and a draft that waits for review."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.errors import Permanent
from steersman.servicedesk.documents.editing import DRAFT_IT, LONGEST
from steersman.web.api.knowledge import check_decides
from steersman.web.api.solved import Said, say
from steersman.web.auth import CoreDep, check_rule
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.errors import invalid
from steersman.web.pages.knowledge import model
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import SignedIn, Visitor, allowed

router = APIRouter(prefix="/knowledge", include_in_schema=False)
Writer = Annotated[Visitor, allowed(DRAFT_IT, "document")]
Words = Annotated[str, Query(max_length=200)]
CRUMBS = (Crumb("Documents", "/knowledge"),)


@router.get("")
def show(
    request: Request,
    core: CoreDep,
    visitor: SignedIn,
    q: Words = "",
    source: Words = "",
    only: Words = "",
    after: Words = "",
) -> HTMLResponse:
    """Every document that the visitor may read."""
    view = model.listing(core, visitor, {"q": q, "source": source, "only": only}, after)
    template = "pages/knowledge/list.html"
    return page(request, core, visitor, template, view, place="knowledge", title="Documents")


@router.get("/new")
def new(request: Request, core: CoreDep, visitor: Writer) -> HTMLResponse:
    """An empty document of our own, with the head that it needs."""
    return _editor(request, core, visitor, model.Editor("", model.FRESH, "", True, "/knowledge"))


@router.post("/new")
def propose(request: Request, core: CoreDep, visitor: Writer, form: FormDep) -> Response:
    """Keep what was typed as a draft, which somebody else has to accept."""
    return _propose(request, core, visitor, form, form.get("name").strip(), fresh=True)


@router.post("/solved")
def solved(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Whether an answer solved what was asked; the visitor goes back to it."""
    question = form.get("question").strip()[:1000]
    if not question or form.get("solved") not in ("yes", "no"):
        raise invalid("say which question it was, and yes or no", "go back and choose")
    said = Said(
        document=form.get("document")[:200],
        question=question,
        solved=form.get("solved") == "yes",
        why=form.get("why")[:1000],
        hand_over=form.get("hand_over") == "yes",
    )
    number = say(core, visitor.caller, said)
    if number:
        return redirect(f"/work/{number}", "Handed over. Whoever takes it reads your question.")
    back = f"/ask?{urlencode({'q': question})}"
    return redirect(back, "Thank you: it is kept with the document.")


@router.get("/drafts/{draft}")
def draft(request: Request, core: CoreDep, visitor: SignedIn, draft: str) -> HTMLResponse:
    """A draft: what it changes, and the buttons for whoever may decide."""
    view = model.draft(core, visitor, draft)
    template = "pages/knowledge/draft.html"
    return page(
        request,
        core,
        visitor,
        template,
        view,
        place="knowledge",
        title=f"Draft of {view.it.name}",
        crumbs=list(CRUMBS),
    )


@router.post("/drafts/{draft}/accept")
def accept(core: CoreDep, visitor: SignedIn, draft: str) -> Response:
    """Put somebody else's draft in force."""
    check_decides(core, visitor.caller, draft)
    principal, eyes = visitor.caller.principal, visitor.caller.bearer.eyes
    done = core.editing.accept(draft, by=principal, eyes=eyes)
    return redirect("/knowledge", f"{done.name} is in force, and found from now on.")


@router.post("/drafts/{draft}/refuse")
def refuse(core: CoreDep, visitor: SignedIn, form: FormDep, draft: str) -> Response:
    """Refuse it with a reason, or withdraw one's own."""
    check_decides(core, visitor.caller, draft)
    why = form.get("reason").strip()[:1000]
    done = core.editing.refuse(draft, by=visitor.caller.principal, why=why)
    return redirect("/knowledge", f"The draft of {done.name} is {done.state}.")


@router.get("/{document}")
def one(request: Request, core: CoreDep, visitor: SignedIn, document: str) -> HTMLResponse:
    """One document as it is indexed, with how it stands."""
    view = model.document(core, visitor, document)
    title = view.line.it.title or view.line.it.name
    template = "pages/knowledge/document.html"
    return page(
        request,
        core,
        visitor,
        template,
        view,
        place="knowledge",
        title=title,
        crumbs=list(CRUMBS),
    )


@router.get("/{document}/edit")
def edit(request: Request, core: CoreDep, visitor: Writer, document: str) -> HTMLResponse:
    """The whole text of one of our own documents, to be changed."""
    view = model.editor(core, visitor, document)
    if view.fresh:
        raise invalid("this document is kept elsewhere", "change it at its source")
    return _editor(request, core, visitor, view)


@router.post("/{document}/edit")
def change(
    request: Request, core: CoreDep, visitor: Writer, form: FormDep, document: str
) -> Response:
    """Keep the change as a draft."""
    kept = model.editor(core, visitor, document)
    if kept.fresh:
        raise invalid("this document is kept elsewhere", "change it at its source")
    return _propose(request, core, visitor, form, kept.name, fresh=False, back=kept.back)


def _propose(
    request: Request,
    core: Core,
    visitor: Visitor,
    form: Form,
    name: str,
    *,
    fresh: bool,
    back: str = "/knowledge",
) -> Response:
    check_rule(core.permissions, visitor.caller, DRAFT_IT, "document")
    text = form.get("text").replace("\r\n", "\n")
    reason = form.get("reason").strip()[:1000]
    try:
        if len(text) > LONGEST:
            raise Permanent(f"a document has {LONGEST:,} characters at most")
        made = core.editing.propose(
            name,
            text,
            owner=visitor.id,
            reason=reason,
            by=visitor.caller.principal,
            eyes=visitor.caller.bearer.eyes,
        )
    except Permanent as error:
        view = model.Editor(name, text, reason, fresh, back, str(error))
        return _editor(request, core, visitor, view, 422)
    return redirect(f"/knowledge/drafts/{made.id}", "Drafted. Somebody else has to accept it.")


def _editor(
    request: Request, core: Core, visitor: Visitor, view: model.Editor, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/knowledge/edit.html",
        view,
        place="knowledge",
        title=f"Change {view.name}" if not view.fresh else "New document",
        crumbs=list(CRUMBS),
        status=status,
    )
