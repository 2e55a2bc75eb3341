"""A draft of a post-mortem: facts with time and source from a timeline, the rest as questions.

Nothing is invented: what nobody wrote down is named as not recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from steersman.records.on_call.page import Page
from steersman.records.timeline import ACTION, CAUSE, IMPACT, Event
from steersman.servicedesk.letters import one_line

_MARKED = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")
NOT_RECORDED = "not recorded"
_ASKED = {
    IMPACT: ("Impact", "Who was affected, how, and for how long?"),
    CAUSE: ("Root cause", "Why did it happen? What made it possible?"),
    ACTION: ("Actions", "What will be done so that it does not happen again, by whom, until when?"),
}
_WORDS = {
    "paged": "paged",
    "told": "message taken by",
    "not-told": "message failed",
    "nobody": "nobody to tell",
    "held": "waits for quiet hours to end",
    "unanswered": "nobody answered",
    "acknowledged": "acknowledged",
    "escalated": "escalated by hand",
    "resolved": "resolved",
}


def draft(
    subject: str,
    events: Sequence[Event],
    pages: Sequence[Page],
    named: Callable[[str], str] = str,
) -> str:
    """Markdown.  ``named`` turns an id into a name for whoever reads it."""
    title = pages[0].title if pages else subject
    parts = [f"# Post-mortem (draft): {_text(title)}", ""]
    parts += ["Made from what was recorded. A **fact** names its time (UTC) and its source;"]
    parts += ["a **question** is what nobody wrote down yet. Nothing is filled in.", ""]
    parts += ["## Facts", "", *_facts(subject, events, pages, named), ""]
    for kind, (heading, question) in _ASKED.items():
        parts += [f"## {heading}", "", *_stated(kind, events, question, named), ""]
    parts += ["## Timeline", "", *_table(events, named), ""]
    parts += ["## Open questions", "", *_questions(events, pages), ""]
    return "\n".join(parts)


def _facts(
    subject: str, events: Sequence[Event], pages: Sequence[Page], named: Callable[[str], str]
) -> list[str]:
    told = [f"- **Fact:** about `{subject.replace('`', '')}`."]
    if events:
        first, last = events[0], events[-1]
        told.append(f"- **Fact:** first entry {_at(first.at)}, last entry {_at(last.at)}.")
    for page in pages:
        told.append(
            f"- **Fact:** {page.id} opened {_at(page.opened_at)} by {_who(page.opened_by, named)}"
            f" ({_text(page.policy_name)})."
        )
        if page.acknowledged_at is not None:
            after = _span(page.acknowledged_at - page.opened_at)
            who = _who(page.acknowledged_by, named)
            told.append(f"- **Fact:** {page.id} acknowledged after {after} by {who}.")
        if page.exhausted_at is not None:
            told.append(
                f"- **Fact:** {page.id}: every step was gone through by {_at(page.exhausted_at)}."
            )
        if page.resolved_at is not None:
            after = _span(page.resolved_at - page.opened_at)
            told.append(
                f"- **Fact:** {page.id} resolved after {after} by {_who(page.resolved_by, named)}."
            )
    return told


def _stated(
    kind: str, events: Sequence[Event], question: str, named: Callable[[str], str]
) -> list[str]:
    found = [each for each in events if each.kind == kind]
    if not found:
        return [f"**Question:** {NOT_RECORDED}. {question}"]
    return [
        f"- **Stated** {_at(each.at)} by {_who(each.by, named)}: {_text(named(each.text))}"
        for each in found
    ]


def _table(events: Sequence[Event], named: Callable[[str], str]) -> list[str]:
    if not events:
        return [f"**Question:** {NOT_RECORDED}. What happened, and when?"]
    rows = ["| time (UTC) | what | details | source |", "| --- | --- | --- | --- |"]
    for each in events:
        late = each.written_at - each.at
        note = f" (written {_span(late)} later)" if late >= 60 else ""
        what, who = _text(_WORDS.get(each.kind, each.kind)), _who(each.by, named)
        rows.append(f"| {_at(each.at)} | {what} | {_text(named(each.text))} | {who}{note} |")
    return rows


def _questions(events: Sequence[Event], pages: Sequence[Page]) -> list[str]:
    kinds = {each.kind for each in events}
    asked = [
        f"- {heading}: {NOT_RECORDED}. {question}"
        for kind, (heading, question) in _ASKED.items()
        if kind not in kinds
    ]
    if not pages:
        asked.append(f"- Paging: {NOT_RECORDED}. Was anybody told, and how?")
    for page in pages:
        if page.acknowledged_at is None:
            asked.append(
                f"- {page.id} was never acknowledged: who looked after it, and since when?"
            )
        if page.resolved_at is None:
            asked.append(f"- {page.id} is not resolved: is it over, and since when?")
    asked.append(f"- Beginning: {NOT_RECORDED}. When did it start, before the first entry?")
    asked.append(f"- What went well, and what was luck: {NOT_RECORDED}.")
    return asked


def _who(principal: str, named: Callable[[str], str]) -> str:
    if principal.startswith("system:"):
        return f"{_text(principal.removeprefix('system:'))} (automatic)"
    return _text(named(principal)) or "unknown"


def _text(text: str) -> str:
    """On one line, with nothing in it that Markdown or HTML would obey."""
    line = one_line(text) if len(text) <= 120 else " ".join(one_line(p) for p in _pieces(text))
    return _MARKED.sub(r"\\\1", line)


def _pieces(text: str) -> list[str]:
    return [text[at : at + 110] for at in range(0, min(len(text), 2000), 110)]


def _at(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S}"


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(max(seconds, 0)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
