"""The rows of an estate, with the look-ups by which the right answers are found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from company.estate.facts import CITIES, Estate, Row, holders, reach

HOST_CITIES = CITIES[:5]
STAFF_CITIES = CITIES[:4]
ENVIRONMENTS = ("production", "staging", "test")


class Rows:
    """Rows by what they are.  People, hosts and laptops are the estate's own rows, never copies."""

    def __init__(self, made: Estate) -> None:
        self.made = made
        self.physical = made.of("server")
        self.vms = made.of("virtual_machine")
        self.hosts = made.of("server", "virtual_machine")
        self.laptops = made.of("laptop")
        self.services = made.of("business_service", "application_service")
        self.business = made.of("business_service")
        self.applications = made.of("application_service")
        self.contracts = made.of("contract")
        self.packages = made.of("package")
        self.people = made.people
        self.active = matching(made.people, employment_status="active")
        self.gone = [person for person in made.people if person not in self.active]
        self.service_names = [service["name"] for service in self.services]
        self._by_number = {person["employee_number"]: person for person in made.people}
        self._held = holders(made)

    @property
    def head(self) -> Row:
        """Everybody's manager."""
        return self._by_number["5000"]

    def owner(self, item: Row) -> Row | None:
        return self._by_number.get(item["owner"])

    def owned_by_leaver(self, item: Row) -> bool:
        return self.owner(item) in self.gone

    def owner_department(self, item: Row) -> str:
        return (self.owner(item) or {}).get("department", "")

    def holder(self, laptop: Row) -> Row | None:
        return self._held.get(laptop["serial"])

    def held_by_leaver(self, laptop: Row) -> bool:
        return self.holder(laptop) in self.gone

    def holder_department(self, laptop: Row) -> str:
        return (self.holder(laptop) or {}).get("department", "")

    def laptops_of(self, person: Row) -> list[Row]:
        return [laptop for laptop in self.laptops if self.holder(laptop) is person]

    def packages_on(self, host: Row) -> list[Row]:
        return self.made.software_on(host["name"])

    def runs(self, host: Row, *software: str) -> bool:
        """Whether the host has all of them."""
        return {each["software"] for each in self.packages_on(host)}.issuperset(software)

    def runs_none(self, host: Row, *software: str) -> bool:
        return not any(self.runs(host, each) for each in software)

    def version(self, host: Row, software: str) -> str:
        """Empty: the host does not have it, or nobody wrote down which version."""
        found = matching(self.packages_on(host), software=software)
        return found[0]["version"] if found else ""

    def older(self, host: Row, software: str, than: str) -> bool:
        have = self.version(host, software)
        return bool(have) and version_key(have) < version_key(than)

    def hosts_of(self, service: str) -> set[str]:
        return self._steps(service, "runs_on")

    def uses(self, service: str) -> set[str]:
        """The services that it needs directly."""
        return self._steps(service, "depends_on")

    def used_by(self, service: str) -> set[str]:
        return self.made.needed_by(service)

    def hosted_by(self, host: str) -> set[str]:
        return self.made.needed_by(host)

    def all_needed(self, name: str) -> set[str]:
        """The services that it needs directly or indirectly."""
        return reach(self.made, name, "needs").intersection(self.service_names)

    def all_affected(self, name: str) -> set[str]:
        """The services that need it directly or indirectly."""
        return reach(self.made, name, "needed by").intersection(self.service_names)

    def _steps(self, name: str, kind: str) -> set[str]:
        return {
            child for parent, step, child in self.made.relations if (parent, step) == (name, kind)
        }


def matching(rows: Iterable[Row], **values: str) -> list[Row]:
    """The rows that have exactly these values."""
    return [row for row in rows if all(row[column] == value for column, value in values.items())]


def version_key(version: str) -> tuple[int, ...]:
    """By numbers alone: of "1.1.1w" the letter decides nothing in any of the questions."""
    return tuple(int(number) for number in re.findall(r"(?:^|\.)(\d+)", version))
