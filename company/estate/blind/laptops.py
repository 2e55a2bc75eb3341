"""Laptops: who has them, their state and their warranty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from company.estate.blind.asking import Asked, fact, listed, people
from company.estate.blind.days import DAY, expired, iso_month, month, starting, within
from company.estate.blind.draw import Draw
from company.estate.blind.rows import STAFF_CITIES, Rows, matching
from company.estate.facts import DEPARTMENTS, VENDORS, Row, name_of
from company.estate.questions import Graded

ENDS = "warranty_ends_on"
AHEAD = ((6, date(2026, 12, 15)), (12, date(2027, 6, 15)), (3, date(2026, 9, 15)))


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_held, _one, _state, _ending, _out_of_warranty, _holders):
        yield from part(rows, draw)


def _held(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for column, asked in (
        ("name", "who has {}?"),
        ("name", "Which person is {} assigned to"),
        ("serial", "who is using the laptop with serial {}?"),
    ):
        laptop = draw.one(rows.laptops, rows.holder)
        yield from fact(asked.format(laptop[column]), name_of(rows.holder(laptop) or {}))
    yield from draw.first(
        rows.active,
        lambda person: listed(f"what laptop does {name_of(person)} have?", rows.laptops_of(person)),
    )


def _one(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        [person for person in rows.active if len(rows.laptops_of(person)) == 1],
        lambda person: fact(
            f"when does the warranty of {name_of(person)}'s laptop end?",
            rows.laptops_of(person)[0][ENDS],
        ),
    )
    laptop = draw.one(rows.laptops)
    yield from fact(f"warranty end date for {laptop['name']}", laptop[ENDS])
    laptop = draw.one(rows.laptops)
    yield from fact(f"is {laptop['name']} a Dell, an HP or a Lenovo?", laptop["manufacturer"])


def _state(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(STAFF_CITIES, VENDORS),
        lambda city, vendor: listed(
            f"which {vendor} laptops are in {city}?",
            matching(rows.laptops, location=city, manufacturer=vendor),
        ),
    )
    yield from listed("laptops in repair", matching(rows.laptops, life_cycle_status="in_repair"))
    yield from listed(
        "Which laptops are not assigned to anybody?",
        [laptop for laptop in rows.laptops if not rows.holder(laptop)],
    )
    yield from listed(
        "laptops still held by people who have left",
        [laptop for laptop in rows.laptops if rows.held_by_leaver(laptop)],
    )


def _ending(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        AHEAD,
        lambda months, end: listed(
            f"show laptops whose warranty runs out in the next {months} months",
            within(rows.laptops, ENDS, DAY, end, late=6) or [],
        ),
    )
    yield from draw.first(
        (2025, 2027, 2028),
        lambda year: listed(
            f"laptop warranties ending in {year}: which laptops?",
            starting(rows.laptops, ENDS, str(year)),
        ),
    )
    yield from draw.first_of(
        product((2025, 2026, 2027), range(1, 13)),
        lambda year, number: listed(
            f"laptops whose warranty ends in {month(number, year)}",
            starting(rows.laptops, ENDS, iso_month(number, year)),
        ),
    )


def _out_of_warranty(rows: Rows, draw: Draw) -> Iterator[Graded]:
    out = expired(rows.laptops, ENDS)
    if out is None:
        return
    yield from draw.first(
        STAFF_CITIES,
        lambda city: listed(
            f"any laptops in {city} with an expired warranty?", matching(out, location=city)
        ),
    )
    yield from draw.first(DEPARTMENTS, lambda department: _held_in(rows, out, department))
    yield from draw.first(
        VENDORS,
        lambda vendor: listed(
            f"{vendor} laptops still under warranty and assigned to someone",
            [
                laptop
                for laptop in matching(rows.laptops, manufacturer=vendor)
                if rows.holder(laptop) and laptop not in out
            ],
        ),
    )


def _held_in(rows: Rows, out: list[Row], department: str) -> Asked:
    """Only where none of the holders has left: are leavers still people in the department?"""
    found = [laptop for laptop in out if rows.holder_department(laptop) == department]
    left = any(rows.held_by_leaver(laptop) for laptop in found)
    asked = f"laptops of people in {department} that are out of warranty"
    return [] if left else listed(asked, found)


def _holders(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        VENDORS,
        lambda vendor: people(
            rows,
            f"Who in Sales or Trading has {_article(vendor)} {vendor} laptop?",
            lambda person: (
                person["department"] in ("Sales", "Trading")
                and matching(rows.laptops_of(person), manufacturer=vendor)
            ),
        ),
    )


def _article(vendor: str) -> str:
    return "an" if vendor == "HP" else "a"
