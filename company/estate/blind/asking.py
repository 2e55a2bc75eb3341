"""One question with its right answer, or none where the estate leaves its meaning open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from company.estate.blind.rows import Rows, matching
from company.estate.facts import Row, name_of
from company.estate.questions import Graded, Right

Asked = list[Graded]  # one question or none
Test = Callable[[Row], object]
LONGEST = 40  # a longer list is nothing that a person would read
SHORT = 25


def fact(question: str, right: Right) -> Asked:
    return [Graded(question, right)]


def listed(question: str, found: Sequence[Row], longest: int = LONGEST) -> Asked:
    return fact(question, names(found)) if 0 < len(found) <= longest else []


def counted(question: str, found: Collection[object]) -> Asked:
    """Nothing to count is not asked: "none" and "not on record" cannot be told apart."""
    return fact(question, len(found)) if found else []


def named(question: str, found: Collection[str]) -> Asked:
    return fact(question, frozenset(found)) if found else []


def servers(rows: Rows, question: str, test: Test | None = None, **values: str) -> Asked:
    """Some say "server" for a virtual machine too: asked only where none would be found."""
    found = _surely_servers(rows, test, values)
    return listed(question, found, SHORT)


def servers_counted(rows: Rows, question: str, **values: str) -> Asked:
    return counted(question, _surely_servers(rows, None, values))


def people(rows: Rows, question: str, test: Test | None = None, **values: str) -> Asked:
    """Staff with or without leavers: asked only where nobody who has left would be found."""
    found = _surely_staff(rows, test, values)
    return fact(question, people_names(found)) if found else []


def people_counted(rows: Rows, question: str, **values: str) -> Asked:
    return counted(question, _surely_staff(rows, None, values))


def names(found: Iterable[Row]) -> frozenset[str]:
    return frozenset(row["name"] for row in found)


def people_names(found: Iterable[Row]) -> frozenset[str]:
    return frozenset(name_of(person) for person in found)


def _surely_servers(rows: Rows, test: Test | None, values: dict[str, str]) -> list[Row]:
    return [] if _found(rows.vms, test, values) else _found(rows.physical, test, values)


def _surely_staff(rows: Rows, test: Test | None, values: dict[str, str]) -> list[Row]:
    found = [] if _found(rows.gone, test, values) else _found(rows.active, test, values)
    return found if len(found) <= SHORT else []


def _found(among: Iterable[Row], test: Test | None, values: dict[str, str]) -> list[Row]:
    return [row for row in matching(among, **values) if test is None or test(row)]
