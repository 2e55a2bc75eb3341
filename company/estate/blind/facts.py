"""One fact about one item."""

from __future__ import annotations

from collections.abc import Iterator

from company.estate.blind.asking import Asked, fact
from company.estate.blind.draw import Draw
from company.estate.blind.rows import Rows
from company.estate.facts import Row, name_of
from company.estate.questions import Graded


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_owners, _dates, _properties, _versions, _services):
        yield from part(rows, draw)


def _owned(question: str, item: Row, rows: Rows) -> Asked:
    owner = rows.owner(item)
    return fact(question.format(item["name"]), name_of(owner)) if owner else []


def _value(question: str, item: Row, column: str) -> Asked:
    return fact(question.format(item["name"]), item[column])


def _owners(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from _owned("who owns {}?", draw.one(rows.physical, rows.owner), rows)
    yield from _owned("whose vm is {}", draw.one(rows.vms, rows.owner), rows)


def _dates(rows: Rows, draw: Draw) -> Iterator[Graded]:
    patched = [host for host in rows.hosts if host["last_patched_on"]]
    yield from _value("when was {} last patched?", draw.one(patched), "last_patched_on")
    yield from _value("patch date of {} pls", draw.one(patched), "last_patched_on")
    yield from _value("When did we install {}?", draw.one(rows.hosts), "installed_on")


def _properties(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for column, asked in (
        ("ip_address", "{} ip address"),
        ("location", "which city is {} in"),
        ("os", "what OS does {} run?"),
        ("managed_by", "Which team is responsible for {}?"),
        ("environment", "is {} production, staging or test?"),
    ):
        yield from _value(asked, draw.one(rows.hosts), column)
    asked = "could you give me the serial number of {}"
    yield from _value(asked, draw.one(rows.physical), "serial")


def _versions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    known = [package for package in rows.packages if package["version"]]
    package = draw.one(known)
    asked = f"which version of {package['software']} is on {package['host']}?"
    yield from fact(asked, package["version"])
    package = draw.one(known)
    asked = f"{package['software'].lower()} version on {package['host']}?"
    yield from fact(asked, package["version"])


def _services(rows: Rows, draw: Draw) -> Iterator[Graded]:
    host = draw.one(rows.hosts)
    yield from fact(f"which host has the ip {host['ip_address']}?", host["name"])
    service = draw.one(rows.services, rows.owner)
    yield from _owned("Who is the owner of the {} service?", service, rows)
    yield from _value("what team runs {}", draw.one(rows.services), "managed_by")
