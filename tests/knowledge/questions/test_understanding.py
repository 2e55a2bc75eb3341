"""Questions as people type them, and the query that each is understood as."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.knowledge.queries.language import read
from steersman.knowledge.queries.model import Query
from steersman.knowledge.queries.running import run
from steersman.knowledge.questions.understanding import Misread, pointing_back, understand
from tests.knowledge.company import TODAY, company

WORLD = company()


def meant(question: str) -> str:
    understood = understand(question, WORLD, TODAY)
    assert isinstance(understood, Query), understood
    assert read(str(understood)) == understood, "what is shown is what is run"
    return str(understood)


def found(question: str) -> set[str]:
    understood = understand(question, WORLD, TODAY)
    assert isinstance(understood, Query), understood
    return set(run(understood, WORLD).ids)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "servers running OpenSSL in a version other than 3.0.13",
            'list server where has software (software = "OpenSSL" and version != "3.0.13")',
        ),
        (
            "servers running a version of OpenSSL other than 3.0.13",
            'list server where has software (software = "OpenSSL" and version != "3.0.13")',
        ),
        (
            "servers with OpenSSL installed on them",
            'list server where has software (software = "OpenSSL")',
        ),
        ("who has more than one laptop", "list person where has 2 devices (is laptop)"),
        ("which people hold at least 2 laptops", "list person where has 2 devices (is laptop)"),
        ("people with three or more laptops", "list person where has 3 devices (is laptop)"),
        (
            "leavers last month",
            "list person where end_date is known and end_date >= 2026-10-01 "
            "and end_date < 2026-11-01",
        ),
        (
            "how many new joiners in 2020",
            "count person where start_date is known and start_date >= 2020-01-01 "
            "and start_date < 2021-01-01",
        ),
        ("have any contracts expired", "list contract where ends_on < 2026-11-23"),
        (
            "which contract ends next",
            "earliest ends_on of contract where ends_on >= 2026-11-23",
        ),
        (
            "the next contract to expire",
            "earliest ends_on of contract where ends_on >= 2026-11-23",
        ),
        (
            "Which laptop's warranty expires next?",
            "earliest warranty_ends_on of laptop where warranty_ends_on >= 2026-11-23",
        ),
        ("which laptop has the longest warranty", "latest warranty_ends_on of laptop"),
        (
            "who has been here longest",
            'earliest start_date of person where employment_status != "terminated"',
        ),
        (
            "since when has Ann Smith been with us",
            'show start_date of person where name = "Ann Smith"',
        ),
        (
            "which servers does nothing depend on",
            "list server where not (supports (is configuration_item) within 1)",
        ),
        (
            "servers that no other service depends on",
            "list server where not (supports (is configuration_item) within 1)",
        ),
        (
            "only the direct dependents of Market Data please",
            'list configuration_item where depends on (name = "Market Data") within 1',
        ),
        (
            "who left today",
            "list person where end_date is known and end_date = 2026-11-23",
        ),
        (
            "how many employees do we have",
            'count person where not (employment_status = "terminated")',
        ),
        (
            "laptops held by employees who left",
            'list laptop where has holder (employment_status = "terminated")',
        ),
        (
            "employees who left in October 2026",
            "list person where end_date is known and end_date >= 2026-10-01 "
            "and end_date < 2026-11-01",
        ),
        (
            "who is Ann Smith",
            "show title, department, manager, mail, employment_status of person "
            'where name = "Ann Smith"',
        ),
        ("what does Ann Smith own", 'list configuration_item where has owner (name = "Ann Smith")'),
        ("how many people work here", 'count person where employment_status != "terminated"'),
        (
            "which servers in London run OpenSSL older than 3.0.13",
            'list server where location = "London" and has software '
            '(software = "OpenSSL" and version < "3.0.13")',
        ),
        (
            "When did we last patch the market-data servers?",
            'latest last_patched_on of server where supports (name = "Market Data")',
        ),
        (
            "laptops out of warranty held by people who left",
            "list laptop where warranty_ends_on < 2026-11-23 "
            'and has holder (employment_status = "terminated")',
        ),
        (
            "what depends on the order gateway",
            'list configuration_item where depends on (name = "Order Gateway")',
        ),
        (
            "What does Order Gateway depend on?",
            'list configuration_item where supports (name = "Order Gateway")',
        ),
        (
            "what breaks if md-01 goes down?",
            'list configuration_item where depends on (name = "md-01")',
        ),
        (
            "which business services depend on md-02 within 2 hops",
            'list business_service where depends on (name = "md-02") within 2',
        ),
        ("How many laptops are in repair?", 'count laptop where life_cycle_status = "in_repair"'),
        ("how many servers per location", "count server by location"),
        ("which servers have no owner?", "list server where owner is unknown"),
        (
            "who owns the order gateway?",
            'show owner of business_service where name = "Order Gateway"',
        ),
        ("where is web-01?", 'show location of server where name = "web-01"'),
        ("what OS does md-02 run", 'show os of server where name = "md-02"'),
        ("what is web-01's serial number", 'show serial of server where name = "web-01"'),
        (
            "Is web-01 in production?",
            'check server where name = "web-01" and environment = "production"',
        ),
        (
            "list all production servers not in London",
            'list server where environment = "production" and location != "London"',
        ),
        (
            "which servers don't run OpenSSL",
            'list server where not (has software (software = "OpenSSL"))',
        ),
        ("servers with more than 32 GB of memory", "list server where memory_gb > 32"),
        (
            "contracts expiring in the next 30 days",
            "list contract where ends_on >= 2026-11-23 and ends_on < 2026-12-24",
        ),
        (
            "Which servers haven't been patched in over 30 days?",
            "list server where not (last_patched_on >= 2026-10-24 "
            "and last_patched_on < 2026-11-24)",
        ),
        ("servers last patched before November", "list server where last_patched_on < 2026-11-01"),
        (
            "which people left in October 2026?",
            "list person where end_date is known and end_date >= 2026-10-01 "
            "and end_date < 2026-11-01",
        ),
        ("who reports to Ann Smith?", 'list person where has manager (name = "Ann Smith")'),
        (
            "which laptops are not assigned or in repair",
            'list laptop where not (has holder) or life_cycle_status = "in_repair"',
        ),
        (
            "Debian 12 servers in London or Paris",
            'list server where os = "Debian" and os_version = "12" '
            'and (location = "London" or location = "Paris")',
        ),
        ("servers older than 4 years", "list server where installed_on < 2022-11-23"),
        (
            "which Dell laptops are unassigned",
            'list laptop where manufacturer = "Dell" and not (has holder)',
        ),
        ("which laptops does Bob Lee have", 'list laptop where has holder (name = "Bob Lee")'),
        (
            "when does the Oracle support contract end",
            'show ends_on of contract where name = "Oracle support"',
        ),
        ("Windows servers", 'list server where os contains "Windows"'),
        (
            "what version of OpenSSL does web-01 run",
            'show version of software_instance where software = "OpenSSL" '
            'and has host (name = "web-01")',
        ),
        ("how many people work in Trading", 'count person where department = "Trading"'),
    ],
)
def test_a_question_is_understood_as_exactly_this(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "Any hosts still on ubuntu 22.04?",
            'list host where os = "Ubuntu" and os_version = "22.04"',
        ),
        (
            "servers that run both OpenSSL and Redis",
            'list server where has software (software = "OpenSSL") '
            'and has software (software = "Redis")',
        ),
        (
            "which servers have OpenSSL but not redis",
            'list server where has software (software = "OpenSSL") '
            'and not (has software (software = "Redis"))',
        ),
        (
            "servers that are neither in London nor in Paris",
            'list server where location != "London" and location != "Paris"',
        ),
        (
            "Hosts whose owner has left the company",
            'list host where has owner (employment_status = "terminated")',
        ),
        (
            "on how many servers is OpenSSL installed",
            'count server where has software (software = "OpenSSL")',
        ),
        ("which team manages the most servers?", "count server by managed_by"),
        ("servers by operating system", "count server by os"),
        ("which host was patched most recently", "latest last_patched_on of host"),
        ("laptop with the earliest warranty end", "earliest warranty_ends_on of laptop"),
        (
            "is md-01 in London or Paris?",
            'check server where name = "md-01" and (location = "London" or location = "Paris")',
        ),
        ("is lt-3 a Dell or a Lenovo?", 'show manufacturer of laptop where name = "lt-3"'),
        (
            "If md-01 goes down, which services are affected, directly or indirectly?",
            'list service where depends on (name = "md-01")',
        ),
        (
            "which services directly depend on md-01",
            'list service where depends on (name = "md-01") within 1',
        ),
        (
            "services that do not depend on any other service",
            "list service where not (depends on (is service))",
        ),
        (
            "what servers does the Platform team look after in London",
            'list server where managed_by = "Platform" and location = "London"',
        ),
        (
            "who joined Trading in 2020",
            'list person where department = "Trading" and start_date >= 2020-01-01 '
            "and start_date < 2021-01-01",
        ),
        ("Ann Smith's laptops", 'list laptop where has holder (name = "Ann Smith")'),
        (
            "who in Trading has a Dell laptop",
            'list person where department = "Trading" '
            'and has devices (is laptop and manufacturer = "Dell")',
        ),
        (
            "laptops whose warranty runs out in the next 6 months",
            "list laptop where warranty_ends_on >= 2026-11-23 and warranty_ends_on < 2027-05-24",
        ),
    ],
)
def test_as_people_in_a_hurry_type_it(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Linux servers", "servers that run Ubuntu or Debian"),
        ("how many servers do we have in London", "how many servers in London"),
        ("servers in London, please", "Show me the servers located in London"),
        ("servers without OpenSSL", "servers that do not run OpenSSL"),
        ("What would be affected if md-01 fails?", "impact of losing md-01"),
        ("hardware of Order Gateway", "which devices does the Order Gateway depend on"),
    ],
)
def test_two_ways_to_say_the_same(one: str, other: str) -> None:
    assert found(one) == found(other)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("servers in Berlin", "Berlin"),
        ("which servers in London are purple", "purple"),
        ("which servers run OpenSSL and nginx", "nginx"),
        ("what percentile of servers run Linux", "percentile"),
        ("delete all servers in London", "delete"),
        ("which servers", ""),
        ("", ""),
    ],
)
def test_a_word_that_is_not_understood_is_never_passed_over(question: str, word: str) -> None:
    understood = understand(question, WORLD, TODAY)
    if word:
        assert understood == Misread(word)
    elif question:
        assert isinstance(understood, Query)
    else:
        assert understood == Misread("")


@pytest.mark.parametrize(
    "more",
    ["painted red", "near the Thames", "unless it rains", "that Bob likes", "except the good ones"],
)
def test_half_understood_is_not_understood(more: str) -> None:
    assert isinstance(understand(f"which servers in London {more}", WORLD, TODAY), Misread)


SAID = """
    which what who how many servers laptops people in London Paris not or and that run OpenSSL
    older than 3.0.13 30 days without an owner held by left depends on Market Data web-01 the
    is are 2026-01-01 before expired , ( ) < whose memory over 16 GB
"""
VOCABULARY = st.sampled_from(SAID.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(VOCABULARY, max_size=14))
def test_any_row_of_words_is_a_query_that_runs_or_is_not_understood(words: list[str]) -> None:
    understood = understand(" ".join(words), WORLD, TODAY)
    if isinstance(understood, Query):
        assert read(str(understood)) == understood
        run(understood, WORLD)


def test_a_question_as_long_as_a_letter_is_not_read() -> None:
    assert isinstance(understand("servers and " * 60, WORLD, TODAY), Misread)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "openssl < 3.0.13 london servers",
            'list server where has software (software = "OpenSSL" and version < "3.0.13") '
            'and location = "London"',
        ),
        (
            "is anything still running Debian 12?",
            'list host where os = "Debian" and os_version = "12"',
        ),
        (
            "do we still have any Windows Server 2022 boxes",
            'list host where os = "Windows Server 2022"',
        ),
        (
            "what runs OpenSSL 3.0.2",
            'list host where has software (software = "OpenSSL" and version = "3.0.2")',
        ),
        ("where is OpenSSL installed", 'list host where has software (software = "OpenSSL")'),
        (
            "who do I call about the order gateway",
            'show owner, managed_by of business_service where name = "Order Gateway"',
        ),
        (
            "who should I ask if web-01 is down",
            'show owner, managed_by of server where name = "web-01"',
        ),
        ("what expires next?", "earliest ends_on of expiring_item where ends_on >= 2026-11-23"),
        (
            "which host has gone the longest since its last patch",
            "earliest last_patched_on of host",
        ),
        ("hosts that have not been patched for the longest", "earliest last_patched_on of host"),
        (
            "hosts with OpenSSL between 3.0.0 and 3.0.12",
            'list host where has software (software = "OpenSSL" and version >= "3.0.0" '
            'and version <= "3.0.12")',
        ),
        ("where does Ann Smith sit", 'show location of person where name = "Ann Smith"'),
        (
            "what is the Oracle support contract worth",
            'show cost of contract where name = "Oracle support"',
        ),
        ("three oldest servers", "earliest 3 installed_on of server"),
        ("top 2 servers by memory", "latest 2 memory_gb of server"),
        (
            "contracts ending in the next quarter",
            "list contract where ends_on >= 2027-01-01 and ends_on < 2027-04-01",
        ),
        ("longest unpatched server", "earliest last_patched_on of server"),
        ("London or Paris servers", 'list server where location = "London" or location = "Paris"'),
        ("non-production servers", 'list server where environment != "production"'),
        ("criticality 1 servers", 'list server where criticality = "1"'),
        ("hosts with 16 to 32 GB of memory", "list host where memory_gb >= 16 and memory_gb <= 32"),
        (
            "servers with between 16 and 64 GB of memory",
            "list server where memory_gb >= 16 and memory_gb <= 64",
        ),
        ("servers with 64 GB or more", "list server where memory_gb >= 64"),
        (
            "which server has the most memory and is in production",
            'latest memory_gb of server where environment = "production"',
        ),
        (
            "total memory of the servers in Paris",
            'sum memory_gb of server where location = "Paris"',
        ),
        ("what do all contracts cost together", "sum cost of contract"),
        (
            "how much does the Oracle support contract cost",
            'show cost of contract where name = "Oracle support"',
        ),
        ("what do we pay Oracle", 'show cost of contract where vendor = "Oracle"'),
        ("contracts over 100k", "list contract where cost > 100000"),
        ("contracts that cost more than 1,000", "list contract where cost > 1000"),
        (
            "which versions of OpenSSL are in use",
            'count software_instance where software = "OpenSSL" by version',
        ),
        ("hosts where OpenSSL is installed", 'list host where has software (software = "OpenSSL")'),
        ("laptops nobody has", "list laptop where not (has holder)"),
        ("which contracts does nobody own", "list contract where owner is unknown"),
        ("contracts run by the Platform team", 'list contract where managed_by = "Platform"'),
        ("servers run by the Platform team", 'list server where managed_by = "Platform"'),
        (
            "laptops with warranty ending between January and March 2027",
            "list laptop where warranty_ends_on >= 2027-01-01 and warranty_ends_on < 2027-04-01",
        ),
        (
            "laptops with warranty ending between November and February 2027",
            "list laptop where warranty_ends_on >= 2026-11-01 and warranty_ends_on < 2027-03-01",
        ),
        (
            "contracts ending in January",
            "list contract where ends_on >= 2027-01-01 and ends_on < 2027-02-01",
        ),
        (
            "hosts patched in December",
            "list host where last_patched_on >= 2025-12-01 and last_patched_on < 2026-01-01",
        ),
        ("contracts with an end date in the past", "list contract where ends_on < 2026-11-23"),
        (
            "servers owned by somebody who no longer works here",
            'list server where has owner (employment_status = "terminated")',
        ),
        (
            "is Bob Lee still with us",
            'check person where name = "Bob Lee" and employment_status != "terminated"',
        ),
        ("what does the order gateway run on", 'list host where has runs (name = "Order Gateway")'),
        (
            "tell me about Bob Lee",
            "show location, department, manager, employment_status of person "
            'where name = "Bob Lee"',
        ),
        ("serial number SN1", 'show serial of server where serial = "SN1"'),
        (
            "how critical is the order gateway",
            'show criticality of business_service where name = "Order Gateway"',
        ),
        (
            "when does lt-1's warranty run out",
            'show warranty_ends_on of laptop where name = "lt-1"',
        ),
        ("hosts without any service on them", "list host where not (has runs (is service))"),
        ("virtual machine count by city", "count virtual_machine by location"),
        ("how many servers does each team look after", "count server by managed_by"),
        ("devices of Bob Lee", 'list asset where has holder (name = "Bob Lee")'),
        (
            "ThinkPads in London",
            'list physical_device where model contains "ThinkPad" and location = "London"',
        ),
        ("who has two laptops", "list person where has 2 devices (is laptop)"),
        (
            "people in Sales without a laptop",
            'list person where department = "Sales" and not (has devices (is laptop))',
        ),
        (
            "newest employee",
            'latest start_date of person where not (employment_status = "terminated")',
        ),
        ("is lt-1 a Dell", 'check laptop where name = "lt-1" and manufacturer = "Dell"'),
        ("warranty lt-1", 'show warranty_ends_on of laptop where name = "lt-1"'),
        ("headcount of Trading", 'count person where department = "Trading"'),
        ("laptops being repaired", 'list laptop where life_cycle_status = "in_repair"'),
        (
            "what services would be down if web-01 died",
            'list service where depends on (name = "web-01")',
        ),
        (
            "what would we lose if web-01 failed",
            'list configuration_item where depends on (name = "web-01")',
        ),
        ("I'd like to know which servers are in London", 'list server where location = "London"'),
    ],
)
def test_as_helpdesk_auditors_and_managers_say_it(question: str, query: str) -> None:
    assert meant(question) == query


@pytest.mark.parametrize(
    "question",
    [
        "how many of those are in production?",
        "which of them have no owner",
        "these servers in Paris",
        "the second one",
        "why?",
        "and the other ones",
    ],
)
def test_a_question_that_goes_on_from_an_answer_is_not_read_by_itself(question: str) -> None:
    assert isinstance(understand(question, WORLD, TODAY), Misread)
    assert pointing_back(question)


@pytest.mark.parametrize(
    "question", ["laptops of those who left", "which servers are those that run OpenSSL"]
)
def test_those_who_are_described_are_no_earlier_answer(question: str) -> None:
    assert pointing_back(question) == ""


@pytest.mark.parametrize(
    "question",
    [
        "London Paris servers",
        "servers with OpenSSL older than last week",
        "top 10",
        "oldest employee",
        "when will web-01 be patched next",
    ],
)
def test_what_has_two_readings_or_none_is_not_guessed(question: str) -> None:
    assert isinstance(understand(question, WORLD, TODAY), Misread)


def test_a_sign_is_no_part_of_a_name() -> None:
    assert found("servers with OpenSSL < 3.0.13") == {"web"}
    assert found("servers with OpenSSL = 3.0.13") == {"md1"}
