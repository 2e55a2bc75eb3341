"""One thing beside another, orders, groups through links, units, days, and who "they" are."""

from __future__ import annotations

import pytest

from steersman.knowledge.questions.several import understand_all
from steersman.knowledge.questions.understanding import Misread
from tests.knowledge.company import TODAY, company
from tests.knowledge.questions.test_more_forms import meant

WORLD = company()


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("servers older than web-01", 'list server where installed_on < that of (name = "web-01")'),
        (
            "servers with more memory than web-01",
            'list server where memory_gb > that of (name = "web-01")',
        ),
        (
            "servers patched before md-01",
            'list server where last_patched_on < that of (name = "md-01")',
        ),
        (
            "servers in the same site as web-01",
            'list server where location = that of (name = "web-01")',
        ),
        (
            "does web-01 have more memory than md-01?",
            'check server where name = "web-01" and memory_gb > that of (name = "md-01")',
        ),
        (
            "is web-01 newer than md-01",
            'check server where name = "web-01" and installed_on > that of (name = "md-01")',
        ),
        (
            "are web-01 and md-02 in the same location?",
            'check server where name = "web-01" and location = that of (name = "md-02")',
        ),
        (
            "which has more memory, web-01 or md-01?",
            'latest memory_gb of server where name = "web-01" or name = "md-01"',
        ),
        (
            "which is older, web-01 or md-01",
            'earliest installed_on of server where name = "web-01" or name = "md-01"',
        ),
        (
            "who joined first, Ann Smith or Bob Lee",
            'earliest start_date of person where name = "Ann Smith" or name = "Bob Lee"',
        ),
    ],
)
def test_one_thing_beside_another(question: str, query: str) -> None:
    assert meant(question) == query


def test_two_things_are_compared_field_by_field() -> None:
    for said in ("compare web-01 and md-01", "web-01 vs md-01", "compare web-01 with md-01"):
        assert meant(said).startswith("show os, ")
        assert meant(said).endswith('of server where name = "web-01" or name = "md-01"')


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("contracts sorted by end date", "list contract sort ends_on"),
        ("list servers ordered by memory", "list server sort memory_gb down"),
        ("servers by memory, smallest first", "list server sort memory_gb"),
        (
            "servers in London by patch date",
            'list server where location = "London" sort last_patched_on',
        ),
        ("which server is the oldest", "earliest installed_on of server"),
    ],
)
def test_lists_have_an_order(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "how many servers per location and operating system",
            "count server by location, os",
        ),
        ("servers by owner department", "count server by owner.department"),
        ("servers per department of the owner", "count server by owner.department"),
        ("how many people in London by department", None),
        (
            "more servers in London or Paris?",
            'count server where location = "London" or location = "Paris" by location',
        ),
        (
            "London vs Paris: which has more servers",
            'count server where location = "London" or location = "Paris" by location',
        ),
    ],
)
def test_things_are_counted_for_what_is_linked(question: str, query: str | None) -> None:
    assert meant(question) == (query or 'count person where location = "London" by department')


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("servers with 1 TB of memory or more", "list server where memory_gb >= 1024"),
        ("servers with over 2 TB of disk", "list server where disk_gb > 2000"),
        ("servers with less than 512 MB of RAM", "list server where memory_gb < 0.5"),
        ("servers with 64GB RAM or more", "list server where memory_gb >= 64"),
        ("VMs 16 cores", "list virtual_machine where cpu_count = 16"),
    ],
)
def test_numbers_are_told_in_the_unit_that_they_are_kept_in(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    "question",
    [
        "servers with 16 GB of cores",
        "servers with 16 cores of memory",
        "servers with 3 TB of processors",
        "which servers have at least 3 GB of happiness",
    ],
)
def test_a_unit_of_something_else_is_no_number_of_it(question: str) -> None:
    assert isinstance(understand_all(question, WORLD, TODAY), Misread)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "contracts that expired less than 20 days ago",
            "list contract where ends_on > 2026-11-03 and ends_on < 2026-11-23",
        ),
        ("contracts expired for more than 30 days", "list contract where ends_on < 2026-10-24"),
        (
            "laptops out of warranty for over a year",
            "list laptop where warranty_ends_on < 2025-11-23",
        ),
        (
            "laptops out of warranty by the end of the year",
            "list laptop where warranty_ends_on < 2027-01-01",
        ),
        (
            "who left since June",
            "list person where end_date is known and end_date >= 2026-06-01"
            " and end_date < 2026-11-23",
        ),
        ("servers installed in 2023 or later", "list server where installed_on >= 2023-01-01"),
        ("servers unpatched for 90 days", "list server where last_patched_on < 2026-08-25"),
        ("servers unpatched > 60d", "list server where last_patched_on < 2026-09-24"),
        (
            "incidents from yesterday",
            "list incident where opened_at = 2026-11-22",
        ),
    ],
)
def test_days_that_are_over_end_today(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "who owns web-01 and where do they sit?",
            'show owner of server where name = "web-01"; '
            'show location of person where has owns (name = "web-01")',
        ),
        (
            "who has lt-1 and who is their manager",
            'show holder of laptop where name = "lt-1"; '
            'show manager of person where has devices (name = "lt-1")',
        ),
        (
            "who owns web-01 and where is it?",
            'show owner of server where name = "web-01"; '
            'show location of server where name = "web-01"',
        ),
    ],
)
def test_they_are_who_was_asked_for_and_it_is_what_was_asked_about(
    question: str, query: str
) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("owner and team of web-01", 'show owner, managed_by of server where name = "web-01"'),
        (
            "servers and VMs in London",
            'list host where (is server or is virtual_machine) and location = "London"',
        ),
        ("whos the owner of web-01", 'show owner of server where name = "web-01"'),
        ("direct reports of Ann Smith", 'list person where has manager (name = "Ann Smith")'),
        ("web-01 last patched when", 'show last_patched_on of server where name = "web-01"'),
    ],
)
def test_in_a_hurry(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    "question",
    [
        "which is happier, web-01 or md-01",
        "servers older than the hills",
        "contracts sorted by mood",
        "laptops per favourite colour",
        "compare web-01 and the moon",
        "servers in the same mood as web-01",
        "who has more servers, Gondor or Mordor",
        "servers patched before Easter",
        "who owns web-01 and how do they feel",
    ],
)
def test_what_nothing_on_record_says_is_not_understood(question: str) -> None:
    assert isinstance(understand_all(question, WORLD, TODAY), Misread)
