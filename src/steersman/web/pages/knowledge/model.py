"""What the pages about documents show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from urllib.parse import quote, urlencode

from steersman.domain.readers import told
from steersman.knowledge.asking.standing import Successor, successor_of
from steersman.records.knowledge.feedback import Solved, Voice
from steersman.records.knowledge.house import OPEN, DocumentDraft
from steersman.records.knowledge.listing import DocumentList, Listed, Only
from steersman.records.knowledge.reviews import asked_of
from steersman.records.names import names_of
from steersman.records.store import reading
from steersman.servicedesk.documents.editing import DRAFT_IT, HOUSE, REVIEW_IT
from steersman.web.api.knowledge import feedback, reach, seen, today_of
from steersman.web.core import Core
from steersman.web.pages.knowledge.rendering import Shown, shown
from steersman.web.sign_in.session import Visitor

SHOWN = 50
FRESH = """---
title: 
readers: everyone
review_by: 
---
# 

"""
_BADGES = {
    "superseded": ("Superseded", "hold", "warn"),
    "obsolete": ("Obsolete", "hold", "warn"),
    "archived": ("Archived", "", "close"),
    "draft": ("Draft", "", "doc"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One document.  ``badge``: word, kind and icon; empty: it holds."""

    it: Listed
    path: str
    owner: str
    readers: str
    badge: tuple[str, str, str] | tuple[()]
    solved: Solved


@dataclass(frozen=True, slots=True)
class Listing:
    lines: Sequence[Line]
    total: int
    asked: Mapping[str, str]
    sources: Sequence[str]
    next: str
    drafts: Sequence[DocumentDraft]
    names: Mapping[str, str]
    may_draft: bool


@dataclass(frozen=True, slots=True)
class Document:
    line: Line
    blocks: Sequence[Shown]
    successor: Successor | None
    is_house: bool
    may_draft: bool
    drafts: Sequence[DocumentDraft]
    history: Sequence[DocumentDraft]
    voices: Sequence[Voice]  # only for its owner and who reviews documents
    names: Mapping[str, str]
    review: str  # the work item that asks for a review


@dataclass(frozen=True, slots=True)
class Draft:
    it: DocumentDraft
    by: str
    decided_by: str
    difference: Sequence[tuple[str, str]]  # "+", "-", "@" or " ", and the line
    is_mine: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Editor:
    """What is typed; ``fresh``: it is a new document, so that its name may be chosen."""

    name: str
    text: str
    reason: str
    fresh: bool
    back: str
    fault: str = ""


def listing(core: Core, visitor: Visitor, asked: Mapping[str, str], after: str) -> Listing:
    may, today = reach(core, visitor.caller), today_of(core)
    documents = DocumentList(core.store)
    only = Only(asked["only"]) if asked["only"] in set(Only) else Only.ALL
    found, total = documents.page(
        may.where,
        today,
        words=asked["q"],
        source=asked["source"],
        only=only,
        after=after,
        limit=SHOWN,
    )
    counts = feedback(core).counts([each.id for each in found])
    drafts = _drafts(core, visitor)
    names = _names(core, [each.owner for each in found], drafts)
    given = {name: value for name, value in asked.items() if value}
    more = urlencode({**given, "after": found[-1].id}) if len(found) == SHOWN else ""
    return Listing(
        lines=[_line(core, each, names, counts.get(each.id, Solved())) for each in found],
        total=total,
        asked=asked,
        sources=documents.sources(may.where),
        next=f"/knowledge?{more}" if more else "",
        drafts=drafts,
        names=names,
        may_draft=_may(core, visitor, DRAFT_IT),
    )


def document(core: Core, visitor: Visitor, id_: str) -> Document:
    found = seen(core, visitor.caller, id_)
    where = reach(core, visitor.caller).where
    counts = feedback(core).counts([id_]).get(id_, Solved())
    with reading(core.store) as connection:
        successor = successor_of(connection, found, where) if found.superseded_by else None
    is_house = found.source == HOUSE
    own = core.library.house.drafts(name=found.name) if is_house else []
    seen_by = [each for each in own if core.editing.may_see(visitor.caller.principal, each)]
    reviews = visitor.id == found.owner or _may(core, visitor, REVIEW_IT)
    voices = feedback(core).of(id_) if reviews else []
    names = _names(core, [found.owner, *(each.person for each in voices)], seen_by)
    return Document(
        line=_line(core, found, names, counts),
        blocks=list(shown(found.title, DocumentList(core.store).pieces(id_, where))),
        successor=successor,
        is_house=is_house,
        may_draft=is_house and _may(core, visitor, DRAFT_IT),
        drafts=[each for each in seen_by if each.state == OPEN],
        history=[each for each in seen_by if each.state != OPEN],
        voices=voices,
        names=names,
        review=asked_of(core.store, id_),
    )


def draft(core: Core, visitor: Visitor, id_: str) -> Draft:
    found = core.editing.seen(visitor.caller.principal, id_)
    names = _names(core, [], [found])
    lines = unified_diff(found.before.splitlines(), found.text.splitlines(), lineterm="", n=3)
    return Draft(
        it=found,
        by=names[found.by],
        decided_by=names[found.decided_by],
        difference=[(line[:1], line[1:]) for line in list(lines)[2:]],
        is_mine=visitor.id == found.by,
        may_decide=core.editing.may_review(visitor.caller.principal, found),
    )


def editor(core: Core, visitor: Visitor, id_: str) -> Editor:
    """The text of a document of our own that the visitor may read, to be changed."""
    found = seen(core, visitor.caller, id_)
    kept = core.library.house.find(found.name) if found.source == HOUSE else None
    if kept is None:
        return Editor("", FRESH, "", True, "/knowledge")
    return Editor(kept.name, kept.text, "", False, path_of(id_))


def path_of(id_: str) -> str:
    return f"/knowledge/{quote(id_, safe='')}"


def _line(core: Core, each: Listed, names: Mapping[str, str], solved: Solved) -> Line:
    badge: tuple[str, str, str] | tuple[()] = _BADGES.get(each.status, ())
    if not badge and each.is_stale(today_of(core)):
        badge = ("Review due", "hold", "clock")
    owner = each.kept_by or names.get(each.owner, "")
    readers = "whoever may see the work item" if each.work else told(each.readers)
    return Line(each, path_of(each.id), owner, readers, badge, solved)


def _drafts(core: Core, visitor: Visitor) -> list[DocumentDraft]:
    waiting = core.library.house.drafts(state=OPEN)
    return [each for each in waiting if core.editing.may_see(visitor.caller.principal, each)]


def _names(core: Core, ids: Sequence[str], drafts: Sequence[DocumentDraft]) -> Mapping[str, str]:
    people = [*ids, *(who for each in drafts for who in (each.by, each.decided_by, each.owner))]
    names = names_of(core.store, people)
    return {each: names.of(each) if each else "" for each in people}


def _may(core: Core, visitor: Visitor, action: str) -> bool:
    return core.permissions.may(visitor.caller.principal, action, "document").allowed
