"""A blind set of questions: written without sight of how the product understands questions.

Where a word has two fair readings ("servers" with or without virtual machines, a period with or
without its last day) a question is asked only where both readings give the same answer.  Nothing
here is changed because the product fails it: the set would no longer be blind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from company.estate.blind import (
    contracts,
    counts,
    dates,
    dependencies,
    extremes,
    facts,
    groups,
    hosts,
    laptops,
    people,
    services,
    software,
    unanswerable,
)
from company.estate.blind.days import DAY
from company.estate.blind.draw import Draw
from company.estate.blind.rows import Rows
from company.estate.facts import Estate
from company.estate.questions import Graded

Subject = Callable[[Rows, Draw], Iterator[Graded]]
SUBJECTS: tuple[Subject, ...] = (
    *(hosts.questions, dates.questions, software.questions, counts.questions, facts.questions),
    *(dependencies.questions, services.questions, people.questions, laptops.questions),
    *(contracts.questions, extremes.questions, groups.questions, unanswerable.questions),
)


def blind(made: Estate) -> list[Graded]:
    """About 209 questions, a quarter without an answer on record; the seed decides about what.

    ``ValueError`` for an estate of another day than ``DAY``: the questions name months and years.
    """
    if made.today != DAY:
        raise ValueError(f"make the estate for {DAY}, not for {made.today}: dates are asked about")
    rows, draw = Rows(made), Draw(made.seed)
    return [question for subject in SUBJECTS for question in subject(rows, draw)]
