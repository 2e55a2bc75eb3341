"""Averages, shares, groups, networks, terse words, and what must not be read into them."""

from __future__ import annotations

import pytest

from steersman.knowledge.queries.language import read_all
from steersman.knowledge.queries.model import Query
from steersman.knowledge.questions.several import understand_all
from steersman.knowledge.questions.understanding import Misread, understand
from tests.knowledge.company import TODAY, company

WORLD = company()


def meant(question: str) -> str:
    understood = understand_all(question, WORLD, TODAY)
    assert not isinstance(understood, Misread), understood
    shown = "; ".join(str(each) for each in understood)
    assert read_all(shown) == tuple(understood), "what is shown is what is run"
    return shown


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("average memory of our servers", "average memory_gb of server"),
        ("mean age of the servers", "average installed_on of server"),
        ("average memory of servers by location", "average memory_gb of server by location"),
        (
            "what share of servers has no owner",
            "share server must (owner is unknown)",
        ),
        (
            "are all production servers in London?",
            'every server where environment = "production" must (location = "London")',
        ),
        ("sites with more than 2 servers", "count server by location > 2"),
        (
            "which teams manage at least 3 services",
            "count service by managed_by >= 3",
        ),
        (
            "are there more servers in London than in Paris",
            'count server where location = "London" or location = "Paris" by location',
        ),
        (
            "which operating system is the most common on our servers",
            "count server by os",
        ),
        ("total memory per site for our servers", "sum memory_gb of server by location"),
        (
            "how many laptops of each make have we got?",
            "count laptop by manufacturer",
        ),
    ],
)
def test_figures(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "Ubuntu servers that aren't on 22.04",
            'list server where os = "Ubuntu" and os_version != "22.04"',
        ),
        (
            "openssl servers 3.0.2",
            'list server where has software (software = "OpenSSL" and version = "3.0.2")',
        ),
        (
            "servers where OpenSSL is not at least 3.0.13",
            'list server where has software (software = "OpenSSL" and version < "3.0.13")',
        ),
        ("warranty gone laptops", "list laptop where warranty_ends_on < 2026-11-23"),
        ("laptops w/o owner", "list laptop where not (has holder)"),
        (
            "contracts <30 days",
            "list contract where ends_on >= 2026-11-23 and ends_on < 2026-12-23",
        ),
        ("any Dell laptops left", 'list laptop where manufacturer = "Dell" and not (has holder)'),
        (
            "servers last patched between 1 Sept and 31 Oct 2026",
            "list server where last_patched_on >= 2026-09-01 and last_patched_on < 2026-11-01",
        ),
        (
            "contracts ending by the end of March",
            "list contract where ends_on < 2027-04-01",
        ),
        (
            "contracts whose end date is more than 60 days away",
            "list contract where ends_on > 2027-01-22",
        ),
        (
            "contracts ending in Q1",
            "list contract where ends_on >= 2027-01-01 and ends_on < 2027-04-01",
        ),
        ("licences where used exceeds quantity", "list licence where used > quantity"),
        (
            "servers whose warranty ends before vendor support",
            "list server where warranty_ends_on < support_ends_on",
        ),
        (
            "prod servers in neither London nor Paris",
            'list server where environment = "production" and location != "London" '
            'and location != "Paris"',
        ),
        ("hosts in 10.1.0.0/16", 'list host where ip_address in "10.1.0.0/16"'),
        ("which subnet is 10.1.2.3 in", 'list subnet where cidr covers "10.1.2.3"'),
        ("which department does Ann Smith work in", None),
        ("is the order gateway a business service", None),
    ],
)
def test_terse_and_twisted_words(question: str, query: str | None) -> None:
    expected = (
        query
        or {
            "which department does Ann Smith work in": (
                'show department of person where name = "Ann Smith"'
            ),
            "is the order gateway a business service": (
                'check business_service where name = "Order Gateway" and is business_service'
            ),
        }[question]
    )
    assert meant(question) == expected


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "who owns web-01 and where is it?",
            'show owner of server where name = "web-01"; '
            'show location of server where name = "web-01"',
        ),
        (
            "who owns web-01? When was it last patched?",
            'show owner of server where name = "web-01"; '
            'show last_patched_on of server where name = "web-01"',
        ),
        (
            "which servers run Redis and who owns them?",
            'list server where has software (software = "Redis"); '
            'show owner of server where has software (software = "Redis")',
        ),
        ("how many servers and how many laptops do we have", "count server; count laptop"),
    ],
)
def test_two_questions_in_one(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    "question",
    [
        "servers London Paris Debian",  # a server is in one place
        "licences with fewer than 20 seats left",  # what is left is no field
        "servers without owner or patch date",  # without both, or without one of them
        "what percentage of servers is patched",  # ever, or up to date
        "not laptops in London",
        "who owns web-01 and are they happy",
        "who has lt-1 and are they still employed",  # "they" is who was found, not what was asked
        "which is the oldest server and who owns it",
        "no purple laptops 2027",
        "contracts ending on 01/02/2027",  # January or February
    ],
)
def test_what_cannot_be_told_for_sure_is_not_guessed(question: str) -> None:
    assert isinstance(understand_all(question, WORLD, TODAY), Misread)


def test_a_name_that_is_a_word_for_a_kind_is_taken_for_the_kind() -> None:
    understood = understand("how many servers are in London", WORLD, TODAY)
    assert isinstance(understood, Query)
    assert understood.entity == "server"
