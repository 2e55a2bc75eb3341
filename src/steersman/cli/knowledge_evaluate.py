"""``steersman knowledge evaluate``: how well questions find the documents that answer them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steersman.cli.exits import Misused
from steersman.cli.knowledge_folder import IndexFile, of_record, opened
from steersman.cli.options import Data, DatabaseUrl
from steersman.cli.session import Session

if TYPE_CHECKING:
    from steersman.knowledge.retrieval.evaluation import Asked, Measured
    from steersman.knowledge.retrieval.fusion import By
    from steersman.knowledge.retrieval.search import Search

Questions = Annotated[
    Path,
    typer.Argument(help="Questions and the documents that answer them.", show_default=False),
]
Folder = Annotated[
    Path | None,
    typer.Option("--corpus", help="A folder of documents instead of those in the record."),
]
SHOWN = 5  # documents that are named
Figures = dict[str, "dict[str, Measured]"]


def evaluate(
    session: Session,
    questions: Questions,
    corpus: Folder = None,
    index: IndexFile = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Measure the search with your own questions: by words, by meaning and by both.

    A line is {"question": "…", "ids": ["guide/vpn.md"]}; .csv and .tsv have the columns question
    and id.  A document is named by its path, or by its id in the record.
    """
    from steersman.knowledge.retrieval.questions_file import read_questions

    asked = read_questions(questions)
    if corpus and (data or database_url):
        raise Misused("a corpus has an index of its own: leave out --data and --database-url")
    place = opened(session.screen, corpus, index) if corpus else None
    with place or of_record(session.screen, data, database_url) as search:
        _tell_missing(session, search, asked)
        figures = _figures(search, asked)
    body = {
        "questions": len(asked),
        "systems": {
            system: {name: _rounded(figure) for name, figure in measured.items()}
            for system, measured in figures.items()
        },
    }
    session.show(body, lambda: _tell(session, len(asked), figures))


def _figures(search: Search, asked: Sequence[Asked]) -> Figures:
    import sqlalchemy as sa

    from steersman.knowledge.retrieval.evaluation import DEPTH
    from steersman.knowledge.retrieval.evaluation import evaluate as measure
    from steersman.knowledge.retrieval.fusion import By

    wanted = frozenset(name for each in asked for name in each.right)

    def ranked(question: str, by: By) -> list[str]:
        found = [each.passage for each in search.find(question, sa.true(), DEPTH, by)]
        return [one.document if one.document in wanted else one.name for one in found]

    systems = tuple(By) if search.knows_meaning else (By.WORDS,)
    return {by.value: measure(asked, lambda question: ranked(question, by)) for by in systems}  # noqa: B023  # called before the next round


def _tell_missing(session: Session, search: Search, asked: Sequence[Asked]) -> None:
    missing = sorted(frozenset().union(*(each.right for each in asked)) - search.names())
    if missing:
        shown = ", ".join(missing[:SHOWN]) + (" …" if len(missing) > SHOWN else "")
        session.screen.note(f"Not among the documents, so never found: {shown}.")


def _rounded(figure: Measured) -> dict[str, float]:
    return {name: round(getattr(figure, name), 4) for name in ("mean", "low", "high")}


def _tell(session: Session, questions: int, figures: Figures) -> None:
    names = list(next(iter(figures.values())))
    rows = [
        [by, *(f"{m.mean:.3f}  ({m.low:.3f}–{m.high:.3f})" for m in measured.values())]
        for by, measured in figures.items()
    ]
    session.screen.table(["search by", *names], rows)
    session.screen.note(
        f"{questions:,} questions; in brackets what 95 of 100 other samples of them would give."
    )
