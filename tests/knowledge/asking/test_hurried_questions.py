"""Access, comparison, order, groups through links, days and slips, graded on invented estates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from company.estate.accounts import Held, accounts_of
from company.estate.facts import Estate, Row, estate, holders, name_of
from company.estate.questions import Graded
from steersman.runtime.clock import ManualClock
from tests.knowledge.asking.test_graded_questions import TODAY, ask_all, failed, wrong_facts

Groups = tuple[str, Counter[str]]


def names(rows: Iterable[Row]) -> frozenset[str]:
    return frozenset(row["name"] for row in rows)


def owners(held: Iterable[Held], test: Callable[[Held], object]) -> frozenset[str]:
    return frozenset(name_of(each.person) for each in held if each.person and test(each))


def about_access(held: Sequence[Held]) -> Iterator[Graded]:
    def gone(each: Held) -> bool:
        return bool(each.person and each.person["employment_status"] == "terminated")

    def admins(each: Held) -> bool:
        return "domain-admins" in each.groups

    yield Graded("who is in domain-admins?", owners(held, admins))
    yield Graded("members of treasury-share", owners(held, lambda e: "treasury-share" in e.groups))
    ledger = owners(held, lambda e: e.system == "ledger" and e.active)
    yield Graded("who has access to the ledger", ledger)
    yield Graded("how many people can log in to the ledger", len(ledger))
    mail = owners(held, lambda e: e.system == "mail" and e.active)
    yield Graded("people with access to both ledger and mail", ledger & mail)
    yield Graded(
        "leavers who still have an active account", owners(held, lambda e: gone(e) and e.active)
    )
    yield Graded("which domain-admins left?", None)  # the group did not
    left = owners(held, lambda e: admins(e) and gone(e))
    yield Graded("members of domain-admins who left", left)
    yield Graded("accounts nobody owns", frozenset(e.label for e in held if not e.person))
    yield Graded("how many accounts are disabled", len([e for e in held if not e.active]))
    (one, *_) = [e.person for e in held if e.person and e.groups]
    own = [e for e in held if e.person is one]
    groups = frozenset(group for e in own for group in e.groups)
    yield Graded(f"which groups is {name_of(one)} in", groups)
    yield Graded(f"{name_of(one)}'s groups", groups)
    yes = "Yes" if any(map(admins, own)) else "No"
    yield Graded(f"is {name_of(one)} in domain-admins", yes)


def beside(made: Estate) -> Iterator[Graded]:
    servers, contracts = made.of("server"), made.of("contract")
    one, other = servers[0], servers[1]
    newer = "Yes" if one["installed_on"] > other["installed_on"] else "No"
    yield Graded(f"is {one['name']} newer than {other['name']}?", newer)
    first = min((one, other), key=lambda each: each["installed_on"])["name"]
    yield Graded(f"which was installed first, {one['name']} or {other['name']}", first)
    older = [each for each in servers if each["installed_on"] < one["installed_on"]]
    yield Graded(f"servers older than {one['name']}", names(older))
    same = "Yes" if one["location"] == other["location"] else "No"
    yield Graded(f"are {one['name']} and {other['name']} in the same location", same)
    dear = max(contracts, key=lambda each: int(each["cost"]))["name"]
    yield Graded("which contract is the most expensive", dear)
    yield Graded("what do we spend on contracts", f"{sum(int(c['cost']) for c in contracts):,}")
    much = [each for each in servers if int(each["memory_gb"]) * 10 >= 1024]
    yield Graded("servers with 0.1 TB of memory or more", names(much))


def days(made: Estate) -> Iterator[Graded]:
    servers, laptops = made.of("server"), made.of("laptop")
    today = TODAY.isoformat()
    ago = (TODAY - timedelta(days=60)).isoformat()
    lately = [each for each in laptops if ago < each["warranty_ends_on"] < today]
    yield Graded("laptops whose warranty expired less than 60 days ago", names(lately))
    long = [each for each in laptops if each["warranty_ends_on"] < "2025-06-15"]
    yield Graded("laptops out of warranty for more than a year", names(long))
    old = [each for each in servers if "" < each["last_patched_on"] < ago]
    yield Graded("servers unpatched for 60 days", names(old))
    yield Graded("severs unpatched > 60d", names(old))
    gone = [each for each in made.people if "2026-04-01" <= each["end_date"] < today]
    yield Graded("who left since April", frozenset(map(name_of, gone)))
    owner = {each["employee_number"]: each for each in made.people}
    left = [
        each
        for each in servers
        if each["owner"] and owner[each["owner"]]["employment_status"] == "terminated"
    ]
    yield Graded("servers owned by leavers", names(left))
    over = [each for each in laptops if each["warranty_ends_on"] < today]
    yield Graded("laptps out of warrenty", names(over))


UNANSWERABLE = (
    *("who has access to the vault", "who had access to the ledger last year", "is it fast?"),
    *("give everyone in Risk access to the ledger", "accounts with weak passwords", "top 5"),
    *("who should be in vpn-users", "groups created last month", "accounts that share a password"),
    *("which is happier, Trading or Sales", "laptops per favourite colour", "sorted by name"),
    *("servers patched before Easter", "ghosts in London", "matched servers", "who owns who"),
    *("servers older than Methuselah", "contracts sorted by mood", "compare the cloud with us"),
)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # the same words on either store
@pytest.mark.parametrize("seed", [8161, 50021])
def test_hurried_questions_are_right_and_none_is_made_up(
    record: sa.Engine, noon: ManualClock, seed: int
) -> None:
    made = estate(seed, TODAY)
    held = accounts_of(made)
    asked = [*about_access(held), *beside(made), *days(made)]
    asked += [Graded(each, None) for each in UNANSWERABLE]
    told = ask_all(asked, made, record, noon, held)
    assert wrong_facts(told) == []
    assert failed(told) == []


def grouped(made: Estate, held: Sequence[Held]) -> Iterator[Groups]:
    servers, hosts = made.of("server"), made.of("server", "virtual_machine")
    kept = [who["department"] for who in holders(made).values()]
    yield "laptops per department", Counter(kept)
    yield "how many laptops does each department have?", Counter(kept)
    sites = Counter(f"{each['location']} / {each['os']}" for each in servers)
    yield "how many servers per location and operating system", sites
    yield "number of accounts per system", Counter(each.system for each in held)
    yield "which operating systems do we run", Counter(each["os"] for each in hosts)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_things_are_counted_for_what_is_linked_to_them(
    record: sa.Engine, noon: ManualClock
) -> None:
    made = estate(61, TODAY)
    held = accounts_of(made)
    right = dict(grouped(made, held))
    told = ask_all([Graded(each, None) for each in right], made, record, noon, held)
    for asked, answer in told.items():
        rows = answer.table.rows if answer.table else ()
        found = {" / ".join(map(str, row[:-1])): row[-1] for row in rows}
        found.pop("not on record", None)
        assert found == right[asked.question], asked.question


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_list_is_in_the_order_that_was_asked_for(record: sa.Engine, noon: ManualClock) -> None:
    made = estate(62, TODAY)
    (answer,) = ask_all([Graded("contracts sorted by end date", None)], made, record, noon).values()
    ends = sorted(each["ends_on"] for each in made.of("contract"))
    assert answer.table is not None
    assert [row[1] for row in answer.table.rows] == ends
