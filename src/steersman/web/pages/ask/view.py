"""The page to ask: a question or a query in the address, so that an answer can be passed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from steersman.domain.sources import Value
from steersman.knowledge.asking.answer import Answer, Citation, Heard, State
from steersman.web.api.ask import answer
from steersman.web.auth import CoreDep
from steersman.web.console.render import page
from steersman.web.errors import Problem
from steersman.web.pages.knowledge.rendering import Shown, blocks_of
from steersman.web.sign_in.session import SignedIn

router = APIRouter(prefix="/ask", include_in_schema=False)
DOCUMENT = "document"
SHOWN = 100  # rows of a table; the API gives the rest
EXAMPLES = (
    "How many people work in Trading?",
    "Which servers in London run OpenSSL older than 3.0.13?",
    "Laptops out of warranty held by people who left",
    "What depends on the order gateway?",
    "When did we last patch the market-data servers?",
    "Which contracts end in the next 90 days?",
)


@dataclass(frozen=True, slots=True)
class Row:
    """``path``: where the object is shown; empty: it has no page.  ``sources``: who states it."""

    path: str
    cells: tuple[str, ...]
    sources: str = ""
    heard_at: float = 0.0  # seconds; 0: no source is told


def asking(question: str) -> str:
    """The address that asks it."""
    return f"/ask?{urlencode({'q': question})}"


@dataclass(frozen=True, slots=True)
class View:
    """``fault``: what is wrong with the query that was typed."""

    question: str
    query: str
    answer: Answer | None
    rows: tuple[Row, ...]
    fault: str = ""
    examples: tuple[tuple[str, str], ...] = tuple((each, asking(each)) for each in EXAMPLES)

    @property
    def instead(self) -> tuple[tuple[str, str], ...]:
        """What may have been meant, each with where it is asked."""
        return tuple((each, asking(each)) for each in (self.answer.instead if self.answer else ()))

    @property
    def tone(self) -> str:
        told = None if self.answer is None else self.answer.state
        if told is State.ANSWERED and any(each.note for each, *_ in self.sources):
            return "hold"  # what it rests on is superseded, stale or a draft
        return {State.ANSWERED: "ok", State.FORBIDDEN: "bad"}.get(told or State.UNKNOWN, "hold")

    @property
    def columns(self) -> tuple[str, ...]:
        table = None if self.answer is None else self.answer.table
        return () if table is None else tuple(_words(name) for name in table.columns)

    @property
    def sources(self) -> tuple[tuple[Citation, str, float], ...]:
        """The documents that are cited, each with where it is shown and when it was of."""
        cited = () if self.answer is None else self.answer.citations
        documents = [each for each in cited if each.kind == DOCUMENT]
        return tuple(
            (each, path_of(each.kind, each.id), _seconds(each.as_of)) for each in documents
        )

    @property
    def passage(self) -> tuple[Shown, ...]:
        """The passage that was quoted, line by line; nothing where the answer is a sentence."""
        told = self.answer
        quoted = told is not None and told.state is State.ANSWERED and told.table is None
        return tuple(blocks_of(told.text)) if told and quoted and self.sources else ()

    @property
    def asks_back(self) -> str:
        """The document that answered: whether it solved the question is asked; empty: nothing."""
        answered = self.answer is not None and self.answer.state is State.ANSWERED
        return self.sources[0][0].id if answered and self.sources and self.question else ""

    @property
    def is_sourced(self) -> bool:
        return any(row.heard_at for row in self.rows)

    @property
    def total(self) -> int:
        return 0 if self.answer is None or self.answer.table is None else self.answer.table.total


@router.get("")
def ask(
    request: Request, core: CoreDep, visitor: SignedIn, q: str = "", query: str = ""
) -> HTMLResponse:
    """The field to ask in and, when something was asked, the answer and how it was understood."""
    told, fault = None, ""
    try:
        if q.strip() or query.strip():
            told = answer(core, visitor.caller, "" if query.strip() else q, query)
    except Problem as problem:
        fault = problem.message
    view = View(q, query or (told.query if told else ""), told, rows_of(told), fault)
    template = "pages/ask/page.html"
    status = 422 if fault else 200
    return page(request, core, visitor, template, view, place="ask", title="Ask", status=status)


def rows_of(told: Answer | None) -> tuple[Row, ...]:
    """The table of an answer; each row leads to its object where that has a page."""
    if told is None or told.table is None:
        return ()
    table = told.table
    rows = zip_longest(table.rows[:SHOWN], table.objects[:SHOWN], table.heard[:SHOWN])
    return tuple(
        Row(path_of(*about) if about else "", tuple(map(_plain, row)), *_told(heard))
        for row, about, heard in rows
    )


def _told(heard: Heard | None) -> tuple[str, float]:
    return (", ".join(heard.sources), _seconds(heard.as_of)) if heard else ("", 0.0)


def _seconds(as_of: str) -> float:
    """0 for what is not known.  A day without a time is its beginning in UTC."""
    if not as_of:
        return 0.0
    moment = datetime.fromisoformat(as_of)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def path_of(kind: str, object_id: str) -> str:
    """Where an object is shown; empty: it has no page of its own."""
    if kind in ("incident", "service_request", "change", "problem", "event"):
        return f"/work/{quote(object_id)}"
    fronts = {"person": "/people/", "document": "/knowledge/", "asset": ""}
    front = fronts.get(kind, "/ci/")
    return f"{front}{quote(object_id)}" if front else ""


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _words(column: str) -> str:
    return {"entity": "kind"}.get(column, column.replace("_", " "))
