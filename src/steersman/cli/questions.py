"""``questions`` and ``answer``: what only a person can decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from steersman.cli.output import Screen
from steersman.cli.reading import items, part
from steersman.cli.session import Session
from steersman.cli.text import moment

QuestionId = Annotated[str, typer.Argument(help="Like Q1a2b….", show_default=False)]
Answer = Annotated[str, typer.Argument(help="A candidate's id, none, or done.", show_default=False)]


def questions(session: Session) -> None:
    """Everything that waits for an answer, the oldest first."""
    body = session.api.get("/questions")
    found = items(body, "questions")

    def tell() -> None:
        if not found:
            session.screen.say("Nothing waits for an answer.")
        for question in found:
            show_question(session.screen, question)

    session.show(body, tell)


def answer(session: Session, question: QuestionId, answer: Answer) -> None:
    """Answer a question; the work behind it is tried again at once."""
    body = session.api.post(f"/questions/{part(question)}/answer", {"answer": answer})
    work = body.get("work", "")
    session.show(body, lambda: session.screen.say(f"Answered.  {work} is tried again at once."))


def show_question(screen: Screen, question: Mapping[str, Any]) -> None:
    """The question, its candidates side by side, and the command that answers it."""
    name = question.get("id", "")
    screen.say(f"{name}  {question.get('work', '')}: {question['text']}", "bold")
    asked = question.get("asked_at")
    if asked is not None:
        screen.say(f"asked at {moment(asked)} UTC", "dim")
    candidates = question.get("candidates") or []
    screen.side_by_side(candidates)
    if name:
        choice = "ID|none" if candidates else "done"
        screen.say(f"→ steersman answer {name} {choice}")
    screen.say()
