"""``ask-back``: what an approver wants to know before deciding, and the answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from steersman.cli.output import Screen
from steersman.cli.reading import part
from steersman.cli.session import Session
from steersman.cli.text import moment

What = Annotated[str, typer.Argument(help="A work item, like REQ0000012.", show_default=False)]
Words = Annotated[str, typer.Argument(help="The question, or the answer.", show_default=False)]
Which = Annotated[
    str | None, typer.Option("--answer", help="Answer this question, like A1a2b…, with the words.")
]


def ask_back(session: Session, number: What, words: Words, answer: Which = None) -> None:
    """Ask who wants a plan before you decide it; with --answer, answer such a question."""
    if answer is not None:
        path = f"/work/{part(number)}/ask-back/{part(answer)}/answer"
        told = session.api.post(path, {"text": words})
        session.show(told, lambda: session.screen.say("Answered.  Who asked is told."))
        return
    digest = session.api.get(f"/work/{part(number)}")["digest"]
    told = session.api.post(f"/work/{part(number)}/ask-back", {"digest": digest, "text": words})
    session.show(told, lambda: session.screen.say(f"Asked as {told['id']}.  The plan waits."))


def show_ask_back(screen: Screen, asked: Mapping[str, Any]) -> None:
    """The question of an approver with its answer, or the command that answers it."""
    screen.say(f"{asked['id']}  {asked['asked_by']} asks: {asked['text']}", "bold")
    screen.say(f"asked at {moment(asked['asked_at'])} UTC", "dim")
    if asked["answered_at"] is None:
        screen.say(f'→ steersman ask-back {asked["work"]} "…" --answer {asked["id"]}')
    else:
        screen.say(f"{asked['answered_by']} answered: {asked['answer']}")
    screen.say()
