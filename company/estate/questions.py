"""Graded questions about an estate: how people ask, and what is right by its facts.

``right`` is a set of names, a number or a text; ``None``: nothing on record carries an answer, so
to know it is to be wrong.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from company.estate.facts import (
    DEPARTMENTS,
    SOFTWARE,
    SYSTEMS,
    TEAMS,
    Estate,
    Row,
    holders,
    name_of,
    reach,
)

Right = frozenset[str] | int | str | None


@dataclass(frozen=True, slots=True)
class Graded:
    question: str
    right: Right


def graded(made: Estate, per_kind: int = 8) -> list[Graded]:
    """``per_kind`` of each kind of question; a third of all has no answer on record."""
    draw = random.Random(made.seed + 1)
    answerable = [
        question
        for kind in KINDS
        for question in _several(kind, made, draw, per_kind)
        if question.right is not None
    ]
    unanswerable = [next(_nonsense(made, draw)) for _ in range(len(answerable) // 2)]
    asked = {each.question: each for each in (*answerable, *unanswerable)}
    return list(asked.values())


Kind = Callable[[Estate, random.Random], Graded]


def _several(kind: Kind, made: Estate, draw: random.Random, count: int) -> Iterator[Graded]:
    for _ in range(count):
        yield kind(made, draw)


def _hosts(made: Estate, asked: str) -> list[Row]:
    return made.of("server") if asked == "servers" else made.of("virtual_machine")


def _names(rows: list[Row]) -> frozenset[str]:
    return frozenset(row["name"] for row in rows)


def _older(version: str, than: str) -> bool:
    """By numbers and then letters; the estate has no other versions."""
    return _parts(version) < _parts(than)


def _parts(version: str) -> list[tuple[int, str]]:
    found = re.findall(r"(\d+)([a-z]*)", version)
    return [(int(number), letters) for number, letters in found]


def _software_older(made: Estate, draw: random.Random) -> Graded:
    software = draw.choice(list(SOFTWARE))
    than, city = draw.choice(SOFTWARE[software][1:]), draw.choice(made.of("server"))["location"]
    right = [
        host
        for host in made.of("server")
        if host["location"] == city
        and any(
            each["software"] == software and each["version"] and _older(each["version"], than)
            for each in made.software_on(host["name"])
        )
    ]
    said = draw.choice(
        (
            f"which servers in {city} run {software} older than {than}",
            f"List the servers located in {city} with {software} before {than}",
            f"servers in {city} that have {software} older than {than} installed",
            f"Show me all {city} servers running a {software} version older than {than}",
        )
    )
    return Graded(said, _names(right))


def _software_count(made: Estate, draw: random.Random) -> Graded:
    software = draw.choice(list(SOFTWARE))
    right = [
        host
        for host in made.of("server")
        if any(each["software"] == software for each in made.software_on(host["name"]))
    ]
    said = draw.choice((f"how many servers run {software}?", f"number of servers with {software}"))
    return Graded(said, len(right))


def _software_missing(made: Estate, draw: random.Random) -> Graded:
    software, os = draw.choice(list(SOFTWARE)), draw.choice(list(SYSTEMS))
    right = [
        host
        for host in made.of("server")
        if host["os"] == os
        and not any(each["software"] == software for each in made.software_on(host["name"]))
    ]
    said = draw.choice(
        (
            f"which {os} servers do not run {software}?",
            f"{os} servers without {software}",
            f"Which servers run {os} but don't run {software}?",
        )
    )
    return Graded(said, _names(right))


def _os(made: Estate, draw: random.Random) -> Graded:
    os = draw.choice(list(SYSTEMS))
    version = draw.choice(SYSTEMS[os])
    kind = draw.choice(("servers", "virtual machines"))
    rows = _hosts(made, kind)
    right = [each for each in rows if each["os"] == os and each["os_version"] == version]
    said = draw.choice(
        (f"how many {kind} run {os} {version}", f"How many {os} {version} {kind} do we have?")
    )
    return Graded(said, len(right))


def _environment(made: Estate, draw: random.Random) -> Graded:
    stage = draw.choice(("production", "staging", "test"))
    city = draw.choice(made.of("server"))["location"]
    right = [
        each
        for each in made.of("server")
        if each["environment"] == stage and each["location"] != city
    ]
    said = draw.choice(
        (
            f"list all {stage} servers not in {city}",
            f"Which servers in {stage} are not located in {city}?",
            f"{stage} servers outside of {city}",
        )
    )
    return Graded(said, _names(right))


def _memory(made: Estate, draw: random.Random) -> Graded:
    bound = draw.choice((16, 32, 64))
    more = draw.random() < 0.5
    right = [
        each
        for each in made.of("server")
        if (int(each["memory_gb"]) > bound if more else int(each["memory_gb"]) < bound)
    ]
    word = "more" if more else "less"
    said = draw.choice(
        (
            f"servers with {word} than {bound} GB of memory",
            f"Which servers have {word} than {bound} GB of RAM?",
            f"how many servers have {word} than {bound} GB RAM",
        )
    )
    return Graded(said, len(right) if said.startswith("how many") else _names(right))


def _patched(made: Estate, draw: random.Random) -> Graded:
    days = draw.choice((30, 60, 90))
    limit = (made.today - timedelta(days=days)).isoformat()
    right = [
        each
        for each in made.of("server")
        if each["last_patched_on"] and each["last_patched_on"] < limit
    ]
    said = draw.choice(
        (
            f"which servers were not patched in the last {days} days",
            f"servers last patched more than {days} days ago",
            f"Which servers haven't been patched for over {days} days?",
        )
    )
    return Graded(said, _names(right))


def _last_patched(made: Estate, draw: random.Random) -> Graded:
    service = draw.choice(made.of("business_service", "application_service"))["name"]
    below = reach(made, service, "needs")
    dates = [each["last_patched_on"] for each in made.of("server") if each["name"] in below]
    right = max((each for each in dates if each), default=None)
    said = draw.choice(
        (
            f"when did we last patch the {service.lower()} servers?",
            f"When were the servers of {service} last patched?",
            f"when did we last patch the servers that {service} depends on",
        )
    )
    return Graded(said, right)


def _dependents(made: Estate, draw: random.Random) -> Graded:
    name = draw.choice(made.of("server", "virtual_machine", "application_service"))["name"]
    said = draw.choice(
        (
            f"what depends on {name}?",
            f"Show everything that depends on {name}",
            f"what breaks if {name} goes down",
            f"What is the impact of losing {name}?",
            f"which services depend on {name}",
        )
    )
    found = reach(made, name, "needed_by")
    return Graded(said, frozenset(found) if found else None)


def _dependencies(made: Estate, draw: random.Random) -> Graded:
    name = draw.choice(made.of("business_service", "application_service"))["name"]
    said = draw.choice(
        (
            f"what does {name} depend on?",
            f"everything {name.lower()} relies on",
            f"which systems does the {name} depend on",
        )
    )
    return Graded(said, frozenset(reach(made, name, "needs")))


def _owner(made: Estate, draw: random.Random) -> Graded:
    item = draw.choice(made.of("business_service", "application_service", "server"))
    by_number = {person["employee_number"]: name_of(person) for person in made.people}
    right = by_number.get(item["owner"])
    said = draw.choice((f"who owns {item['name']}?", f"Who is the owner of {item['name']}?"))
    return Graded(said, right)


def _fact(made: Estate, draw: random.Random) -> Graded:
    item = draw.choice(made.of("server"))
    field, asked = draw.choice(
        (
            ("location", "where is {}?"),
            ("ip_address", "what is the IP address of {}"),
            ("os", "what operating system does {} run?"),
            ("serial", "what is {}'s serial number"),
            ("managed_by", "which team manages {}?"),
            ("managed_by", "who looks after {}"),
            ("installed_on", "when was {} installed?"),
            ("memory_gb", "how much memory does {} have"),
        )
    )
    return Graded(asked.format(item["name"]), item[field] or None)


def _unowned(made: Estate, draw: random.Random) -> Graded:
    team = draw.choice(TEAMS)
    right = [each for each in made.of("server") if not each["owner"] and each["managed_by"] == team]
    said = draw.choice(
        (
            f"which servers managed by {team} have no owner?",
            f"servers of the {team} team without an owner",
            f"unowned servers managed by {team}",
        )
    )
    return Graded(said, _names(right))


def _laptops(made: Estate, draw: random.Random) -> Graded:
    held = holders(made)
    right = [
        each
        for each in made.of("laptop")
        if each["warranty_ends_on"] < made.today.isoformat()
        and held.get(each["serial"], {}).get("employment_status") == "terminated"
    ]
    said = draw.choice(
        (
            "laptops out of warranty held by people who left",
            "Which laptops assigned to people who have left are out of warranty?",
            "how many laptops out of warranty are held by people who left the company",
        )
    )
    return Graded(said, len(right) if said.startswith("how many") else _names(right))


def _laptops_of(made: Estate, draw: random.Random) -> Graded:
    held = holders(made)
    person = draw.choice(list(held.values()))
    right = [each for each in made.of("laptop") if held.get(each["serial"]) is person]
    who = name_of(person)
    said = draw.choice((f"which laptops does {who} have?", f"laptops assigned to {who}"))
    return Graded(said, _names(right))


def _warranty(made: Estate, draw: random.Random) -> Graded:
    vendor = draw.choice(made.of("laptop"))["manufacturer"]
    year = made.today.year + draw.choice((0, 1))
    right = [
        each
        for each in made.of("laptop")
        if each["manufacturer"] == vendor and each["warranty_ends_on"] < f"{year}-01-01"
    ]
    said = draw.choice(
        (
            f"which {vendor} laptops have a warranty that ends before {year}",
            f"{vendor} laptops whose warranty ends before {year}",
            f"how many {vendor} laptops have a warranty ending before {year}?",
        )
    )
    return Graded(said, len(right) if said.startswith("how many") else _names(right))


def _contracts(made: Estate, draw: random.Random) -> Graded:
    days = draw.choice((90, 180, 365))
    last = (made.today + timedelta(days=days)).isoformat()
    right = [
        each for each in made.of("contract") if made.today.isoformat() <= each["ends_on"] <= last
    ]
    said = draw.choice(
        (
            f"which contracts end in the next {days} days",
            f"contracts expiring within {days} days",
            f"Are there contracts that expire in the next {days} days?",
        )
    )
    return Graded(said, _names(right))


def _contract_end(made: Estate, draw: random.Random) -> Graded:
    contract = draw.choice(made.of("contract"))
    return Graded(f"when does the {contract['name']} contract end?", contract["ends_on"])


def _people(made: Estate, draw: random.Random) -> Graded:
    department, city = draw.choice(DEPARTMENTS), draw.choice(made.people)["location"]
    right = [
        each
        for each in made.people
        if each["department"] == department and each["location"] == city
    ]
    said = draw.choice(
        (
            f"how many people in {department} are based in {city}",
            f"How many people work in {department} in {city}?",
        )
    )
    return Graded(said, len(right))


def _left(made: Estate, draw: random.Random) -> Graded:
    month = (made.today.replace(day=1) - timedelta(days=draw.choice((1, 32, 63)))).replace(day=1)
    nxt = (month + timedelta(days=32)).replace(day=1)
    right = [
        name_of(each)
        for each in made.people
        if each["end_date"] and month.isoformat() <= each["end_date"] < nxt.isoformat()
    ]
    told = f"{month:%B %Y}"
    said = draw.choice((f"who left in {told}?", f"which people left in {told}"))
    return Graded(said, frozenset(right))


KINDS: tuple[Kind, ...] = (
    *(_software_older, _software_count, _software_missing, _os, _environment, _memory),
    *(_patched, _last_patched, _dependents, _dependencies, _owner, _fact, _unowned, _laptops),
    *(_laptops_of, _warranty, _contracts, _contract_end, _people, _left),
)


def _nonsense(made: Estate, draw: random.Random) -> Iterator[Graded]:
    """What nothing on record answers: strange names, unknown facts, judgements, other years."""
    host = draw.choice(made.of("server"))
    ownerless = [each for each in made.of("server") if not each["owner"]]
    unpatched = [each for each in made.of("server") if not each["last_patched_on"]]
    service = draw.choice(made.of("business_service"))["name"]
    asked = [
        f"who owns {host['name']}x?",
        f"which servers in {draw.choice(('Atlantis', 'Gotham', 'Reykjavik'))} run OpenSSL",
        f"how many servers run {draw.choice(('Zookeeper', 'Haskell', 'COBOL'))}",
        f"what colour is {host['name']}",
        f"which servers are {draw.choice(('slow', 'unreliable', 'expensive', 'lucky'))}?",
        f"who broke {service} yesterday",
        f"how much power does {host['name']} draw",
        f"what is the root password of {host['name']}?",
        f"will {host['name']} fail next week?",
        f"why is {service} slow",
        "which servers should we replace first",
        f"what does {draw.choice(('Flux Capacitor', 'Moon Base', 'Warp Drive'))} depend on?",
        f"what is the salary of {name_of(draw.choice(made.people))}",
        f"which laptops did {name_of(draw.choice(made.people))} use in 2019",
        f"servers in {host['location']} that Bob likes",
        f"delete all servers in {host['location']}",
        f"when will the {service} servers be patched",
        f"how many visitors did {service} have today?",
    ]
    if ownerless:
        asked.append(f"who owns {draw.choice(ownerless)['name']}?")
    if unpatched:
        asked.append(f"when was {draw.choice(unpatched)['name']} last patched?")
    yield Graded(draw.choice(asked), None)


def fits(right: Right, *, state: str, text: str, names: frozenset[str], total: int) -> bool:
    """Whether what was told is what is right.  ``names`` and ``total``: the rows of the answer."""
    if right is None:
        return state != "answered"
    if state != "answered":
        return isinstance(right, frozenset) and not right  # nothing is known to be: fair
    if isinstance(right, frozenset):
        return names == right
    return total == right if isinstance(right, int) else right in text
