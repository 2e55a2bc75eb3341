"""The facts of an estate as plain rows: people, items, relations and lent devices."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from company.people import DOMAIN, FAMILY, GIVEN

Row = dict[str, str]
CITIES = ("London", "Paris", "Singapore", "New York", "Zurich", "Lagos", "Toronto", "Madrid")
DEPARTMENTS = ("Trading", "Sales", "Risk", "Operations", "Finance", "Engineering", "Legal")
TEAMS = ("Platform", "Network", "Data Services", "Trading IT", "Workplace", "Security Operations")
_FIRST = (
    *("Order", "Market", "Trade", "Risk", "Client", "Payment", "Settlement", "Reference"),
    *("Price", "Position", "Report", "Mail", "Identity", "Treasury", "Clearing"),
)
_SECOND = ("Gateway", "Data", "Capture", "Engine", "Portal", "Hub", "Ledger", "Feed", "Archive")
ALWAYS = ("Order Gateway", "Market Data")  # so that examples fit every estate
SYSTEMS = {
    "Ubuntu": ("20.04", "22.04", "24.04"),
    "Debian": ("11", "12"),
    "Red Hat Enterprise Linux": ("8.9", "9.4"),
    "Windows Server": ("2019", "2022"),
}
SOFTWARE = {
    "OpenSSL": ("1.1.1w", "3.0.2", "3.0.11", "3.0.13", "3.0.14", "3.2.1"),
    "nginx": ("1.18.0", "1.22.1", "1.24.0", "1.26.0"),
    "PostgreSQL": ("13.14", "14.11", "15.6", "16.2"),
    "Redis": ("6.2.14", "7.0.15", "7.2.4"),
    "Java": ("11.0.22", "17.0.10", "21.0.2"),
}
VENDORS = {"Dell": "Latitude 7420", "Lenovo": "ThinkPad X1", "HP": "EliteBook 840"}
SUPPLIERS = ("Oracle", "Red Hat", "Microsoft", "Cisco", "Bloomberg", "Equinix")

KINDS_OF_CONTRACT = ("support", "maintenance", "licence agreement")


@dataclass
class Estate:
    """Everything as rows of text, as an export has them.  ``needs``: item to what it stands on."""

    seed: int
    today: date
    people: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    assets: list[Row] = field(default_factory=list)

    def of(self, *classes: str) -> list[Row]:
        return [item for item in self.items if item["class"] in classes]

    def named(self, name: str) -> Row:
        (found,) = [item for item in self.items if item["name"] == name]
        return found

    def software_on(self, host: str) -> list[Row]:
        return [item for item in self.of("package") if item["host"] == host]

    def needs(self, name: str) -> set[str]:
        return {child for parent, _, child in self.relations if parent == name}

    def needed_by(self, name: str) -> set[str]:
        return {parent for parent, _, child in self.relations if child == name}


def estate(
    seed: int,
    today: date,
    servers: int = 60,
    staff: int = 80,
    people: Sequence[Row] = (),
) -> Estate:
    """The same estate for the same arguments, on every machine; of these people, where given."""
    made, draw = Estate(seed, today), random.Random(seed)
    if people:
        made.people.extend(people)
    else:
        _people(made, draw, staff)
    _servers(made, draw, servers)
    _services(made, draw)
    _laptops(made, draw)
    _papers(made, draw)
    return made


def _people(made: Estate, draw: random.Random, count: int) -> None:
    names = [(given, family) for given in GIVEN for family in FAMILY]
    for place, (given, family) in enumerate(draw.sample(names, count)):
        gone = draw.random() < 0.12
        start = made.today - timedelta(days=draw.randint(200, 4000))
        end = made.today - timedelta(days=draw.randint(5, 150)) if gone else None
        login = f"{given[0]}{family}{place}".lower()
        made.people.append(
            {
                "employee_number": str(5000 + place),
                "given_name": given,
                "family_name": family,
                "mail": f"{login}@{DOMAIN}",
                "login": login,
                "department": draw.choice(DEPARTMENTS),
                "location": draw.choice(CITIES[:4]),
                "employment_status": "terminated" if gone else "active",
                "start_date": start.isoformat(),
                "end_date": "" if end is None else end.isoformat(),
                "manager": "5000" if place else "",
            }
        )


def name_of(person: Mapping[str, str]) -> str:
    return f"{person['given_name']} {person['family_name']}"


def _servers(made: Estate, draw: random.Random, count: int) -> None:
    for place in range(count):
        os = draw.choice(list(SYSTEMS))
        virtual = draw.random() < 0.3
        city = draw.choice(CITIES[:5])
        name = f"{city[:3].lower()}-{draw.choice(('app', 'db', 'web', 'mq'))}-{place:02}"
        patched = made.today - timedelta(days=draw.randint(1, 200))
        installed = made.today - timedelta(days=draw.randint(30, 2500))
        row = {
            "class": "virtual_machine" if virtual else "server",
            "name": name,
            "os": os,
            "os_version": draw.choice(SYSTEMS[os]),
            "location": city,
            "environment": draw.choice(("production", "production", "staging", "test")),
            "memory_gb": str(draw.choice((8, 16, 32, 64, 128))),
            "managed_by": draw.choice(TEAMS),
            "owner": "" if draw.random() < 0.2 else draw.choice(made.people)["employee_number"],
            "criticality": str(draw.randint(1, 4)),
            "last_patched_on": "" if draw.random() < 0.1 else patched.isoformat(),
            "installed_on": installed.isoformat(),
            "ip_address": f"10.{CITIES.index(city)}.{place // 250}.{place % 250 + 1}",
            "serial": "" if virtual else f"SRV{made.seed}{place:04}",
        }
        made.items.append(row)
        for software in draw.sample(list(SOFTWARE), draw.randint(1, 3)):
            made.items.append(_package(draw, software, name))


def _package(draw: random.Random, software: str, host: str) -> Row:
    version = draw.choice(SOFTWARE[software])
    return {
        "class": "package",
        "name": f"{software} on {host}",
        "software": software,
        "version": "" if draw.random() < 0.04 else version,
        "host": host,
    }


def _services(made: Estate, draw: random.Random) -> None:
    pairs = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    draw.shuffle(pairs)
    services = sorted(pairs, key=lambda name: name not in ALWAYS)[:14]
    hosts = made.of("server", "virtual_machine")
    for place, name in enumerate(services):
        row = {
            "class": "business_service" if place < 6 else "application_service",
            "name": name,
            "criticality": str(draw.randint(1, 3)),
            "owner": "" if draw.random() < 0.2 else draw.choice(made.people)["employee_number"],
            "managed_by": draw.choice(TEAMS),
            "environment": "production",
        }
        made.items.append(row)
        below = services[place + 1 :]
        for other in draw.sample(below, min(len(below), draw.randint(0, 2))):
            made.relations.append((name, "depends_on", other))
        for host in draw.sample(hosts, draw.randint(1, 3)):
            made.relations.append((name, "runs_on", host["name"]))


def _laptops(made: Estate, draw: random.Random) -> None:
    for place in range(40):
        vendor = draw.choice(list(VENDORS))
        ends = made.today + timedelta(days=draw.randint(-700, 900))
        serial = f"LT{made.seed}{place:04}"
        holder = "" if draw.random() < 0.2 else draw.choice(made.people)["employee_number"]
        made.items.append(
            {
                "class": "laptop",
                "name": f"lt-{place:03}",
                "manufacturer": vendor,
                "model": VENDORS[vendor],
                "serial": serial,
                "warranty_ends_on": ends.isoformat(),
                "location": draw.choice(CITIES[:4]),
                "life_cycle_status": "in_use"
                if holder
                else draw.choice(("available", "in_repair")),
            }
        )
        state = "assigned" if holder else "in_stock"
        asset = {"tag": f"A{place:04}", "kind": "laptop", "serial": serial, "state": state}
        made.assets.append({**asset, "assigned_to": holder, "warranty_ends": ends.isoformat()})


def _papers(made: Estate, draw: random.Random) -> None:
    for supplier in SUPPLIERS:
        ends = made.today + timedelta(days=draw.randint(-60, 500))
        made.items.append(
            {
                "class": "contract",
                "name": f"{supplier} {draw.choice(KINDS_OF_CONTRACT)}",
                "vendor": supplier,
                "ends_on": ends.isoformat(),
                "cost": str(draw.randint(5, 400) * 1000),
            }
        )


def holders(made: Estate) -> Mapping[str, Row]:
    """Serial number to who has the device."""
    by_number = {person["employee_number"]: person for person in made.people}
    return {
        asset["serial"]: by_number[asset["assigned_to"]]
        for asset in made.assets
        if asset["assigned_to"]
    }


def reach(made: Estate, name: str, step: str) -> set[str]:
    """Everything that ``name`` needs, or that needs it, however far."""
    follow = made.needs if step == "needs" else made.needed_by
    found, now = set[str](), {name}
    while now:
        now = {other for each in now for other in follow(each)} - found - {name}
        found |= now
    return found


def rows_as(rows: Sequence[Row]) -> list[str]:
    """The columns that any of the rows has."""
    return list(dict.fromkeys(column for row in rows for column in row))
