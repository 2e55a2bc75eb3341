"""``steersman knowledge``: find what documents say, and measure how well they are found."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli import knowledge_documents, knowledge_sources
from steersman.cli.knowledge_evaluate import evaluate
from steersman.cli.knowledge_folder import IndexFile, opened
from steersman.cli.session import Session, offline, online
from steersman.cli.text import clean

if TYPE_CHECKING:
    from steersman.knowledge.retrieval.search import Found

app = typer.Typer(
    help="Find what documents say, and measure how well they are found.", no_args_is_help=True
)
Folder = Annotated[
    Path, typer.Option("--corpus", help="The folder with the documents.", show_default=False)
]
MOST = 10
offline(app, "evaluate")(evaluate)
offline(app, "add")(knowledge_sources.add)
offline(app, "read")(knowledge_sources.read)
offline(app, "remove")(knowledge_sources.remove)
offline(app, "sources")(knowledge_sources.sources)
for _name in ("documents", "show", "draft", "drafts", "changes", "accept", "refuse", "solved"):
    online(app, _name)(getattr(knowledge_documents, _name))


@offline(app, "search")
def search(session: Session, corpus: Folder, index: IndexFile = None) -> None:
    """Answer questions from standard input, one a line, with the documents that say most about it.

    With --json one JSON line for each question, as soon as it is answered.
    """
    import sqlalchemy as sa

    with opened(session.screen, corpus, index) as found_by:
        for question in _questions():
            found = found_by.find(question, sa.true(), MOST)
            _tell(session, question, found)


def _questions() -> Iterator[str]:
    """Lines of standard input; bytes that are no UTF-8 become a mark, not an error.

    The mark that Windows begins a file with is no part of the first question.
    """
    for line in sys.stdin.buffer:
        yield line.decode("utf-8-sig", errors="replace").rstrip("\r\n")


def _tell(session: Session, question: str, found: tuple[Found, ...]) -> None:
    results = [{"id": each.passage.name, "score": round(each.score, 6)} for each in found]
    if session.screen.as_json:
        sys.stdout.write(json.dumps({"question": question, "results": results}) + "\n")
    else:
        lines = [f"  {each['score']:.3f}  {clean(each['id'])}" for each in results]
        sys.stdout.write("\n".join([clean(question), *(lines or ["  nothing found"])]) + "\n")
    sys.stdout.flush()
