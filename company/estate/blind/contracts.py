"""Contracts: when they end and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from company.estate.blind.asking import fact, listed
from company.estate.blind.days import DAY, expired, starting, within
from company.estate.blind.draw import Draw
from company.estate.blind.rows import Rows
from company.estate.questions import Graded

ENDS = "ends_on"
AHEAD = ((6, date(2026, 12, 15)), (12, date(2027, 6, 15)))


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_one, _ending, _costly):
        yield from part(rows, draw)


def _one(rows: Rows, draw: Draw) -> Iterator[Graded]:
    first = draw.one(rows.contracts)
    yield from fact(f"when does the {first['vendor']} contract end?", first[ENDS])
    other = draw.one(rows.contracts, lambda contract: contract is not first)
    noun = "" if other["name"].endswith("agreement") else " contract"
    yield from fact(f"end date of the {other['name']}{noun}", other[ENDS])


def _ending(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        AHEAD,
        lambda months, end: listed(
            f"contracts expiring in the next {months} months",
            within(rows.contracts, ENDS, DAY, end, late=6) or [],
        ),
    )
    yield from draw.first(
        (2026, 2027),
        lambda year: listed(
            f"which contracts end in {year}?", starting(rows.contracts, ENDS, str(year))
        ),
    )
    yield from listed(
        "have any contracts already run out? which ones", expired(rows.contracts, ENDS) or []
    )


def _costly(rows: Rows, draw: Draw) -> Iterator[Graded]:
    costs = {contract["name"]: int(contract["cost"]) for contract in rows.contracts}
    yield from draw.first(
        (100000, 150000, 200000, 250000),
        lambda bound: (
            []
            if bound in costs.values()
            else listed(
                f"contracts that cost more than {bound}",
                [contract for contract in rows.contracts if int(contract["cost"]) > bound],
            )
        ),
    )
