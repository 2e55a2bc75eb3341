"""What nothing on record answers, often in the words of what is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from company.estate.blind.draw import Draw
from company.estate.blind.rows import HOST_CITIES, Rows
from company.estate.facts import DEPARTMENTS, SYSTEMS, VENDORS, Row, name_of
from company.estate.questions import Graded


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    known = _Known(rows, draw)
    service = draw.one(rows.services)["name"]
    city, os = draw.choice(HOST_CITIES), draw.choice(list(SYSTEMS))
    asked = (
        _strange_names(),
        _about_hosts(known),
        _about_people(known),
        _about_the_past(known),
        _about_contracts(known, service),
        _judgements(known, service),
        _orders(known, city, os),
        _half_known(known, city, os),
        _empty(known),
        _of_the_wrong_kind(known),
    )
    for part in asked:
        yield from (Graded(question, None) for question in part)


@dataclass(frozen=True, slots=True)
class _Known:
    """Names that are on record, another one each time."""

    rows: Rows
    draw: Draw

    def host(self) -> str:
        return self.draw.one(self.rows.hosts)["name"]

    def patched(self) -> str:
        return self.draw.one(self.rows.hosts, lambda host: host["last_patched_on"])["name"]

    def laptop(self) -> str:
        return self.draw.one(self.rows.laptops)["name"]

    def held(self) -> tuple[str, str]:
        """A laptop and who has it."""
        laptop = self.draw.one(self.rows.laptops, self.rows.holder)
        return laptop["name"], name_of(self.rows.holder(laptop) or {})

    def person(self) -> str:
        return name_of(self.draw.one(self.rows.active))

    def person_without_laptop(self) -> str:
        without = [person for person in self.rows.active if not self.rows.laptops_of(person)]
        return name_of(self.draw.one(without))

    def package(self) -> Row:
        return self.draw.one(self.rows.packages)

    def contract(self) -> Row:
        return self.draw.one(self.rows.contracts)


def _strange_names() -> Iterator[str]:
    yield "who owns ber-db-97?"
    yield "when was osl-web-88 last patched"
    yield "Which services depend on Quantum Toaster?"
    yield "what laptop does Balthazar Quimby have?"
    yield "impact if the Unicorn Billing service goes down"
    yield "when does the contract with Globex Dynamics end?"


def _about_hosts(known: _Known) -> Iterator[str]:
    yield f"how many CPU cores does {known.host()} have?"
    yield f"who patched {known.patched()} last time?"
    yield f"why was {known.patched()} patched"
    yield f"how much disk space is left on {known.host()}?"
    yield f"what's the current cpu load on {known.host()}"
    yield f"Which rack is {known.draw.one(known.rows.physical)['name']} in?"
    yield f"did the backup of {known.host()} succeed last night?"
    yield f"what is the root password of {known.host()}"


def _about_people(known: _Known) -> Iterator[str]:
    yield f"salary of {known.person()}?"
    yield f"mobile number of {known.person()}"
    yield f"when is {known.person()}'s birthday?"


def _about_the_past(known: _Known) -> Iterator[str]:
    laptop, holder = known.held()
    yield f"who had {laptop} before {holder}?"
    yield f"what colour is {known.laptop()}"
    package = known.package()
    yield f"who installed {package['software']} on {package['host']}?"


def _about_contracts(known: _Known, service: str) -> Iterator[str]:
    signed = known.contract()
    yield f"what is the start date of the {known.contract()['vendor']} contract?"
    package = known.package()
    yield f"on what date was {package['software']} put on {package['host']}?"
    laptop, holder = known.held()
    yield f"on which day did {holder} receive {laptop}?"
    yield f"when will {known.host()} be patched next?"
    yield f"who signed the {signed['vendor']} contract?"
    yield f"what operating system version does the {signed['name']} contract run?"
    yield f"what was the uptime of {service} last month?"


def _judgements(known: _Known, service: str) -> Iterator[str]:
    yield "Which server will fail next?"
    yield "who is going to resign this year?"
    yield "how many laptops should we buy next year?"
    yield "is nginx better than apache"
    yield f"Should we move {service} to the cloud?"
    yield f"do you think {known.person()} is doing a good job?"


def _orders(known: _Known, city: str, os: str) -> Iterator[str]:
    yield f"reboot {known.host()}"
    yield f"please assign {known.laptop()} to {known.person()}"
    yield f"delete all {os} servers in {city}"
    yield f"change the owner of {known.host()} to {known.person()}"


def _half_known(known: _Known, city: str, os: str) -> Iterator[str]:
    """One condition that the record can judge, and one that it cannot."""
    yield f"servers in {city} that run {os} and are haunted"
    yield "laptops in Paris that are out of warranty and have a cracked screen"
    yield f"which people in {known.draw.choice(DEPARTMENTS)} speak fluent Portuguese?"
    yield f"how many production VMs in {city} are in a room without air conditioning?"
    yield "hosts running OpenSSL that failed their last penetration test"
    yield f"list {known.draw.choice(list(VENDORS))} laptops that were bought second hand"


def _empty(known: _Known) -> Iterator[str]:
    """Fields that there are, with nothing in them."""
    rows = known.rows
    ownerless = [host for host in rows.hosts if not host["owner"]]
    if ownerless:
        yield f"who is the owner of {known.draw.one(ownerless)['name']}?"
    unpatched = [host for host in rows.hosts if not host["last_patched_on"]]
    for host in unpatched[:1]:
        yield f"date {host['name']} was last patched?"
    for package in [each for each in rows.packages if not each["version"]][:1]:
        yield f"what version of {package['software']} do we have on {package['host']}?"
    yield f"who is the manager of {name_of(rows.head)}?"
    yield f"when did {known.person()} leave the company?"
    yield f"serial number of {known.draw.one(rows.vms)['name']}?"


def _of_the_wrong_kind(known: _Known) -> Iterator[str]:
    yield f"the warranty of {known.person_without_laptop()}"
    yield f"ip address of {known.person_without_laptop()}"
    yield f"which department does {known.host()} work in?"
    yield "what's the weather in London tomorrow?"
