"""How a document stands: from its source, what the source says of it, and what it says itself."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.readers import kept, narrowed, readers
from steersman.knowledge.documents import Document
from steersman.records.knowledge import Standing

A_YEAR = 365  # days after which a document must be looked at again when nothing else is said
CURRENT, SUPERSEDED, OBSOLETE = "current", "superseded", "obsolete"
ARCHIVED, DRAFT = "archived", "draft"
PAST = (SUPERSEDED, OBSOLETE, ARCHIVED)
# The first of these words in what is written as a status decides.
_WORDS = {
    **dict.fromkeys(("superseded", "supersedes", "replaced"), SUPERSEDED),
    **dict.fromkeys(("obsolete", "deprecated", "outdated", "rejected", "invalid"), OBSOLETE),
    **dict.fromkeys(("archived", "retired", "withdrawn", "decommissioned"), ARCHIVED),
    **dict.fromkeys(("draft", "proposed", "wip", "review", "unreviewed"), DRAFT),
    **dict.fromkeys(
        ("current", "active", "approved", "published", "accepted", "final", "valid", "reviewed"),
        CURRENT,
    ),
}
_BY = re.compile(r"\b(?:superseded|replaced) by\s+(.+?)[\s.]*$", re.IGNORECASE)
_NO_MORE = re.compile(r"\bno longer (valid|maintained|in use)\b", re.IGNORECASE)
_NOTHING = frozenset(["", "-", "–", "none", "no", "n/a", "null", "false", "~"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where documents come from, and who may read them at most: one a line, or with commas.

    Without readers only administrators find them.  ``stale_after``: days; 0: never stale.
    """

    name: str
    readers: str = ""
    owner: str = ""
    stale_after: int = A_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a source says of one of its documents.  ``readers`` empty: those of the source."""

    title: str = ""
    link: str = ""
    owner: str = ""
    kept_by: str = ""
    readers: tuple[str, ...] = ()
    status: str = ""
    dated: str = ""
    work: str = ""

    def as_json(self) -> Json:
        return {**asdict(self), "readers": list(self.readers)}


def stated_of(document: Document) -> Json:
    """What a document says of itself, as it is kept beside it."""
    told = {
        "owner": document.owner,
        "status": document.status,
        "superseded_by": document.superseded_by,
        "readers": document.readers,
        "dated": document.date and document.date.isoformat(),
        "review_by": document.review_by and document.review_by.isoformat(),
    }
    return {name: value for name, value in told.items() if value}


def settled(source: Source, told: Json, stated: Json) -> Standing:
    """``told`` is ``Told.as_json()``.  The document's own word on its state comes first."""

    def said(name: str) -> str:
        return str(stated.get(name) or told.get(name) or "")

    status, successor = standing_of(said("status"), str(stated.get("superseded_by") or ""))
    dated = said("dated")
    return Standing(
        readers=kept(_readers(source, told, stated)),
        owner=str(told.get("owner") or source.owner),
        kept_by=str(stated.get("owner") or told.get("kept_by") or ""),
        link=_link(str(told.get("link") or "")),
        status=status,
        superseded_by=successor,
        dated=dated,
        stale_on="" if status in PAST else _stale_on(source, dated, stated),
        work=str(told.get("work") or ""),
    )


def standing_of(status: str, superseded_by: str = "") -> tuple[str, str]:
    """The status in one of five words, and what replaces the document, as it is written."""
    successor = superseded_by.strip()
    if successor.casefold() in _NOTHING:
        found = _BY.search(status)
        successor = found[1].strip("[]() ") if found else ""
    if successor:
        return SUPERSEDED, successor
    if _NO_MORE.search(status):
        return OBSOLETE, ""
    words = re.findall(r"[a-z]+", status.lower())
    return next((_WORDS[word] for word in words if word in _WORDS), ""), ""


def _readers(source: Source, told: Json, stated: Json) -> tuple[str, ...]:
    """Those of the source, less whoever its system and the document itself leave out."""
    allowed = readers(source.readers)
    for given in (tuple(told.get("readers") or ()), str(stated.get("readers") or "")):
        try:
            wanted = readers(given)
        except Permanent:
            return ()  # nobody knows whom it means: only administrators
        allowed = narrowed(allowed, wanted)
    return allowed


def _stale_on(source: Source, dated: str, stated: Json) -> str:
    if term := str(stated.get("review_by") or ""):
        return term
    if not dated or not source.stale_after:
        return ""
    try:
        return (date.fromisoformat(dated[:10]) + timedelta(days=source.stale_after)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _link(given: str) -> str:
    return given if given.startswith(("https://", "http://")) else ""
