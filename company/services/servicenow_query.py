"""Encoded queries as the Table API understands them: what it does not know, it ignores.

Source: ServiceNow's *Operators available for filters and queries* and *Table API* references.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Look = Callable[[str], str | None]  # the value of a field, dot-walked; ``None``: no such field
_TERM = re.compile(
    r"(?P<field>[a-z_][a-z0-9_.]*?)"
    r"(?P<operator>ISNOTEMPTY|ISEMPTY|NOT IN|IN|STARTSWITH|LIKE|!=|>=|<=|=|>|<)(?P<value>.*)",
    re.DOTALL,
)
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda held, asked: held == asked,
    "!=": lambda held, asked: held != asked,
    ">": lambda held, asked: held > asked,
    "<": lambda held, asked: held < asked,
    ">=": lambda held, asked: held >= asked,
    "<=": lambda held, asked: held <= asked,
    "IN": lambda held, asked: held in asked.split(","),
    "NOT IN": lambda held, asked: held not in asked.split(","),
    "LIKE": lambda held, asked: asked.casefold() in held.casefold(),
    "STARTSWITH": lambda held, asked: held.casefold().startswith(asked.casefold()),
    "ISEMPTY": lambda held, _: not held,
    "ISNOTEMPTY": lambda held, _: bool(held),
}


@dataclass(frozen=True, slots=True)
class Term:
    field: str
    operator: str
    value: str
    alternative: bool  # ``^OR`` to the one before


@dataclass(frozen=True, slots=True)
class Query:
    """``order`` holds (field, descending); ``faulty``: a part of it was not understood."""

    terms: tuple[Term, ...]
    order: tuple[tuple[str, bool], ...]
    faulty: bool

    def fits(self, look: Look) -> bool:
        groups: list[bool] = []
        for term in self.terms:
            held = _OPERATORS[term.operator](look(term.field) or "", term.value)
            if term.alternative and groups:
                groups[-1] = groups[-1] or held
            else:
                groups.append(held)
        return all(groups)


def parse(encoded: str, knows: Callable[[str], bool]) -> Query:
    """``knows``: whether the table has a field of that name, which may be dot-walked."""
    terms: list[Term] = []
    order: list[tuple[str, bool]] = []
    faulty = False
    for part in filter(None, encoded.split("^")):
        if part.startswith("ORDERBY"):
            descending = part.startswith("ORDERBYDESC")
            order.append((part.removeprefix("ORDERBYDESC").removeprefix("ORDERBY"), descending))
            continue
        alternative = part.startswith("OR")
        found = _TERM.fullmatch(part.removeprefix("OR") if alternative else part)
        if found is None or not knows(found["field"]):
            faulty = True
            continue
        terms.append(Term(found["field"], found["operator"], found["value"], alternative))
    return Query(tuple(terms), tuple(each for each in order if knows(each[0])), faulty)


def fields_of(asked: str) -> Sequence[str]:
    return [each for each in asked.split(",") if each]
