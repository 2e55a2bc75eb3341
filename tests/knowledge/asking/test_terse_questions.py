"""Questions as they are typed in a hurry, about estates of several seeds, graded by their facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from statistics import fmean

import pytest
import sqlalchemy as sa

from company.estate.facts import Estate, Row, estate, holders, name_of
from company.estate.questions import Graded
from steersman.knowledge.asking.answer import Answer
from steersman.runtime.clock import ManualClock
from tests.knowledge.asking.test_graded_questions import TODAY, ask_all, failed, wrong_facts


def names(rows: list[Row]) -> frozenset[str]:
    return frozenset(row["name"] for row in rows)


def listed(made: Estate) -> Iterator[Graded]:
    servers, laptops = made.of("server"), made.of("laptop")
    hosts = made.of("server", "virtual_machine")
    held = holders(made)
    city, other = Counter(each["location"] for each in servers).most_common(2)
    neither = [each for each in servers if each["location"] not in (city[0], other[0])]
    yield Graded(f"servers neither in {city[0]} nor {other[0]}", names(neither))
    yield Graded(f"servers in neither {city[0]} nor {other[0]}", names(neither))
    bare = [each for each in laptops if each["serial"] not in held]
    yield Graded("laptops w/o owner", names(bare))
    over = [each for each in laptops if each["warranty_ends_on"] < TODAY.isoformat()]
    yield Graded("warranty gone laptops", names(over))
    old = [h for h in hosts if h["os"] == "Debian" and h["os_version"] != "12"]
    yield Graded("Debian hosts that aren't on 12", names(old))
    prod = [s for s in servers if s["environment"] == "production" and not s["owner"]]
    yield Graded("unowned prod servers", names(prod))
    running = {
        each["host"]
        for each in made.of("package")
        if each["software"] == "nginx" and each["version"].startswith("1.24")
    }
    yield Graded("nginx hosts 1.24", frozenset(running))
    year = [c for c in made.of("contract") if c["ends_on"].startswith("2027")]
    yield Graded("expiring contracts 2027", names(year))
    much = [s for s in servers if int(s["memory_gb"]) < 32]
    yield Graded("servers with less memory than 32 GB", names(much))
    free = [s for s in hosts if not made.needed_by(s["name"])]
    yield Graded("hosts that no service runs on", names(free))
    soon = (TODAY + timedelta(days=200)).isoformat()
    next_ones = [c for c in made.of("contract") if TODAY.isoformat() <= c["ends_on"] < soon]
    yield Graded("contracts <200 days", names(next_ones))


def told_in_words(made: Estate) -> Iterator[Graded]:
    servers, laptops = made.of("server"), made.of("laptop")
    contracts = made.of("contract")
    mean = fmean(int(each["memory_gb"]) for each in servers)
    yield Graded("average memory of our servers", _figure(mean))
    cost = fmean(int(each["cost"]) for each in contracts)
    yield Graded("what is the average cost of a contract?", _figure(cost))
    over = [each for each in laptops if each["warranty_ends_on"] < TODAY.isoformat()]
    share = f"{100 * len(over) / len(laptops):.3g} %"
    yield Graded("what percentage of our laptops is out of warranty?", share)
    owned = all(each["owner"] for each in servers)
    yield Graded("do all servers have an owner?", "Yes" if owned else "No")
    first, second = servers[0], servers[1]
    yield Graded(
        f"where is {first['name']} and what os does it run?", f"Operating system of {first['name']}"
    )
    yield Graded(f"is {first['name']} a server?", "Yes")
    yield Graded(f"is {first['name']} a laptop?", "No")
    yield Graded(f"{second['name']} os", second["os"])
    gone = [each for each in made.people if each["end_date"]]
    last = max(gone, key=lambda each: each["end_date"])
    yield Graded("last person to leave", name_of(last))
    vendor = contracts[0]["vendor"]
    yield Graded(f"{vendor} end date", contracts[0]["ends_on"])
    yield Graded(f"what does {vendor} cost", contracts[0]["cost"])


def _figure(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")


UNANSWERABLE = (
    "licences with fewer than 20 seats left",
    "servers London Paris",
    "what percentage of servers is patched?",
    "servers without owner or patch date",
    "who owns them and where are they?",
    "average mood of our users",
    "are all servers happy?",
    "sites with more than ten problems",
    "expiring laptops purple",
    "what changed the mood and who owns it?",
)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # the same words on either store
@pytest.mark.parametrize("seed", [1207, 40961])
def test_terse_questions_are_right_and_none_is_made_up(
    record: sa.Engine, noon: ManualClock, seed: int
) -> None:
    made = estate(seed, TODAY)
    asked = [*listed(made), *told_in_words(made), *(Graded(each, None) for each in UNANSWERABLE)]
    told = ask_all(asked, made, record, noon)
    assert wrong_facts(told) == []
    assert failed(told) == []
    grouped(made, told)


def grouped(made: Estate, told: Mapping[Graded, Answer]) -> None:
    """Every answer shows a query that is not cut short."""
    assert all(answer.query for graded, answer in told.items() if graded.right is not None)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_groups_are_counted_and_summed(record: sa.Engine, noon: ManualClock) -> None:
    made = estate(77, date(2026, 6, 15))
    servers = made.of("server")
    questions = (
        "sites with more than 8 servers",
        "total memory per site for our servers",
        "how many servers of each operating system have we got?",
    )
    told = ask_all([Graded(each, None) for each in questions], made, record, noon)
    rows = [
        {str(row[0]): row[1] for row in answer.table.rows} if answer.table else {}
        for answer in told.values()
    ]
    sites = Counter(each["location"] for each in servers)
    memory = Counter[str]()
    for each in servers:
        memory[each["location"]] += int(each["memory_gb"])
    assert rows[0] == {site: count for site, count in sites.items() if count > 8}
    assert rows[1] == memory
    assert rows[2] == Counter(each["os"] for each in servers)
