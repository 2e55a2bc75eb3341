"""``steersman knowledge documents|show|draft|drafts|accept|refuse|solved``: over the API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.exits import Misused
from steersman.cli.output import Screen
from steersman.cli.reading import items, part
from steersman.cli.session import Session
from steersman.cli.text import moment

Id = Annotated[str, typer.Argument(help="A document's id, like doc_1a2b….", show_default=False)]
DraftId = Annotated[str, typer.Argument(help="A draft's id, like dft_1a2b….", show_default=False)]
Words = Annotated[str, typer.Argument(help="Words of the title or the path; all when empty.")]
Only = Annotated[str, typer.Option(help="stale, superseded or draft.")]
FromSource = Annotated[str, typer.Option("--source", help="Only those of one source.")]
File = Annotated[Path, typer.Argument(help="The whole new text, in Markdown.", show_default=False)]
AsName = Annotated[str, typer.Option("--as", help="Its path in the house; else the file's name.")]
Owner = Annotated[str, typer.Option(help="Who answers for a new document; else you.")]
Why = Annotated[str, typer.Option(help="Why; whoever decides, or wrote it, reads this.")]
Verdict = Annotated[str, typer.Argument(help="yes or no.", show_default=False)]
Question = Annotated[str, typer.Option(help="The question that was answered.")]
HandOver = Annotated[bool, typer.Option("--hand-over", help="Let a person answer it instead.")]
SHARE = "solved"


def documents(
    session: Session, words: Words = "", source: FromSource = "", only: Only = ""
) -> None:
    """The documents that you may read: source, owner, age, and how often they solved something."""
    asked = {"q": words, "source": source, "only": only, "limit": "200"}
    body = session.api.get("/knowledge/documents", asked)
    rows = [
        [
            each["id"],
            each["title"] or each["name"],
            f"{each['source']}/{each['name']}",
            _status(each),
            each["dated"] or "undated",
            _share(each),
        ]
        for each in items(body, "documents")
    ]
    columns = ["id", "title", "where", "status", "of", SHARE]

    def tell() -> None:
        session.screen.table(columns, rows)
        session.screen.note(f"{len(rows)} of {body['total']} shown.")

    session.show(body, tell)


def show(session: Session, document: Id) -> None:
    """What one document says, and how it stands."""
    body = session.api.get(f"/knowledge/documents/{part(document)}")
    session.show(body, lambda: _show(session.screen, body["document"]))


def draft(session: Session, file: File, reason: Why, as_: AsName = "", owner: Owner = "") -> None:
    """Write a draft of one of our own documents, or a new one.  Somebody else must accept it."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misused(f"{file} cannot be read as text: {error}") from error
    asked = {"name": as_ or file.name, "text": text, "owner": owner, "reason": reason}
    body = session.api.post("/knowledge/drafts", asked)
    told = f"Drafted as {body['draft']['id']}.  Somebody else has to accept it."
    session.show(body, lambda: session.screen.say(told))


def drafts(session: Session) -> None:
    """Drafts that wait for a decision, as far as you may read them."""
    body = session.api.get("/knowledge/drafts")
    rows = [
        [each["id"], each["name"], each["by"], moment(each["at"]), each["reason"]]
        for each in items(body, "drafts")
    ]
    columns = ["id", "document", "by", "at (UTC)", "why"]
    session.show(body, lambda: session.screen.table(columns, rows))


def changes(session: Session, draft: DraftId) -> None:
    """What a draft would change, line by line."""
    from difflib import unified_diff

    body = session.api.get(f"/knowledge/drafts/{part(draft)}")
    told = body["draft"]
    lines = unified_diff(
        told["before"].splitlines(), told["text"].splitlines(), "now", "as drafted", lineterm=""
    )

    def tell() -> None:
        for line in lines:
            session.screen.say(line)

    session.show(body, tell)


def accept(session: Session, draft: DraftId) -> None:
    """Put somebody else's draft in force."""
    body = session.api.post(f"/knowledge/drafts/{part(draft)}/accept")
    told = f"{body['draft']['name']} is in force, and found from now on."
    session.show(body, lambda: session.screen.say(told))


def refuse(session: Session, draft: DraftId, reason: Why = "") -> None:
    """Refuse a draft with a reason, or withdraw your own."""
    body = session.api.post(f"/knowledge/drafts/{part(draft)}/refuse", {"reason": reason})
    session.show(body, lambda: session.screen.say(f"{draft} is {body['draft']['state']}."))


def solved(
    session: Session,
    document: Id,
    verdict: Verdict,
    question: Question,
    why: Why = "",
    hand_over: HandOver = False,
) -> None:
    """Say whether a document solved what you asked; a no may go to a person."""
    if verdict not in ("yes", "no"):
        raise Misused(f"{verdict!r} is neither yes nor no")
    said = {"document": document, "question": question, "solved": verdict == "yes"}
    body = session.api.post("/ask/solved", {**said, "why": why, "hand_over": hand_over})
    handed = f"  {body['work']} was opened for it." if body["work"] else ""
    session.show(body, lambda: session.screen.say(f"Thank you, it is kept.{handed}"))


def _show(screen: Screen, told: dict[str, Any]) -> None:
    facts = {
        "where": f"{told['source']}/{told['name']}",
        "status": _status(told),
        "superseded by": told["superseded_by"],
        "of": told["dated"] or "undated",
        "review due": told["stale_on"],
        "kept by": told["kept_by"] or told["owner"],
        "readers": ", ".join(told["readers"]),
        SHARE: _share(told),
    }
    screen.say(told["title"] or told["name"], "bold")
    screen.facts({name: value for name, value in facts.items() if value})
    above: list[str] = []
    for piece in told["passages"]:
        screen.say()
        if piece["path"] != above:
            screen.say(" › ".join(piece["path"]), "bold")
            above = piece["path"]
        for line in piece["text"].splitlines():
            screen.say(line)


def _status(told: dict[str, Any]) -> str:
    return ", ".join(filter(None, (told["status"], "stale" if told["stale"] else "")))


def _share(told: dict[str, Any]) -> str:
    said = told["solved"] + told["not_solved"]
    return f"{told['solved']} of {said}" if said else ""
