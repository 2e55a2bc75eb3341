"""A company whose manager types requests: Mary leads John Doe; Rob leads another John; HR is Hana.

Slack can be closed by itself, mail only through the directory group ``mail-users``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from steersman.bootstrap import Steersman
from steersman.bootstrap.connect import Connected
from steersman.capabilities.contract import Capability
from steersman.domain.canonical import Json
from steersman.domain.identity import Candidate, Identifiers
from steersman.domain.sources import Source
from steersman.servicedesk.requests.intake import ask
from steersman.settings.product import Settings
from tests.governor.company import Company, next_result
from tests.governor.outside import Outside, OutsideFinder, SetValue

SYSTEMS = """\
[[systems]]
name = "directory"
kind = "ldap"
identity_source = true
[[systems]]
name = "mail"
kind = "dovecot"
aliases = ["email"]
accounts_from = "directory"
access_group = "mail-users"
[[systems]]
name = "slack"
kind = "slack"
[[systems]]
name = "calendar"
kind = "caldav"
accounts_from = "directory"
"""
ACCOUNTS = ("directory", "mail", "slack", "calendar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    account: str
    group: str
    to: str = ""


class OfficeFinder(OutsideFinder):
    """Accounts that also carry a login: the local part of the mail address."""

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        return tuple(map(_with_login, super().candidates(person)))


def _with_login(candidate: Candidate) -> Candidate:
    login = candidate.identifiers["mail"].partition("@")[0]
    return replace(candidate, identifiers={**candidate.identifiers, "login": login})


def capabilities(outside: Outside) -> dict[str, Capability[Any]]:
    every: list[Capability[Any]] = [
        SetValue(outside, "directory", "access.revoke", "mail-users", "out", params=Membership),
        SetValue(outside, "slack", "account.disable", "sign-in", "disabled"),
        SetValue(outside, "mail", "session.end", "sessions", "none"),
        SetValue(outside, "slack", "session.end", "sessions", "none"),
    ]
    return {capability.key: capability for capability in every}


@dataclass
class Office:
    steersman: Steersman
    company: OfficeCompany
    ids: dict[str, str] = field(default_factory=dict)

    def hire(self, number: str, given: str, family: str, manager: str = "", **more: str) -> str:
        mail = f"{given}.{family}{number}@meridian.test".lower()
        source = Source(name="hr", recency=0.0, feed="test", native_key=number)
        facts = {"employee_number": number, "given_name": given, "family_name": family}
        login = mail.partition("@")[0]
        rest = {"mail": mail, "login": login, "department": "sales", "title": "Broker", **more}
        values = {**facts, **rest, "manager": self.ids.get(manager, "")}
        hired = self.steersman.people.add(values, by="system:test", source=source)
        for system in ACCOUNTS:
            account, full = f"{system[0]}-{number}", f"{given} {family}"
            self.company.outside.hire(system, account, number, mail, full)
        return hired.id

    def leaves(self, who: str) -> None:
        person = self.steersman.people.get(self.ids[who])
        source = Source(name="hr", recency=1.0, native_key=person.employee_number)
        left = {"employment_status": "terminated"}
        self.steersman.people.change(person.id, left, by="system:test", source=source)

    def ask(self, text: str, by: str = "mary", **more: str) -> Json:
        return ask(self.steersman, text, self.ids[by], **more)

    def approve(self, number: str, by: str) -> Json:
        digest = self.steersman.desk.work_items.standing(number).digest or ""
        self.steersman.desk.approvals.approve(number, digest, by=self.ids[by])
        return dict(next_result(self.steersman))

    @property
    def effects(self) -> list[str]:
        return self.company.effects

    @property
    def work(self) -> list[str]:
        return [row["number"] for row in self.steersman.desk.work_items.search()]


@dataclass
class OfficeCompany(Company):
    def settings(self, worker: str = "local") -> Settings:
        path = self.path / "systems.toml"
        path.write_text(SYSTEMS)
        return super().settings(worker).model_copy(update={"systems_file": path})

    @contextmanager
    def staffed(self) -> Iterator[Office]:
        finders = {system: OfficeFinder(self.outside, system) for system in ACCOUNTS}
        connected = Connected(extra=capabilities(self.outside), extra_finders=finders)
        with self.open(connected=connected) as steersman:
            steersman.permissions.install_defaults(by="system:test")
            office = Office(steersman, self)
            for name, number, given, family, manager in STAFF:
                office.ids[name] = office.hire(number, given, family, manager)
            for who, role in (("hana", "hr"), ("abe", "approver"), ("tess", "technician")):
                steersman.permissions.assign(office.ids[who], role, by="system:test")
            yield office


STAFF = (
    ("mary", "2000", "Mary", "Boss", ""),
    ("rob", "2001", "Rob", "Lead", ""),
    ("hana", "2002", "Hana", "Resources", ""),
    ("abe", "2003", "Abe", "Approver", ""),
    ("tess", "2004", "Tess", "Technician", ""),
    ("john", "1000", "John", "Doe", "mary"),
    ("jane", "1001", "Jane", "Roe", "mary"),
    ("other", "1002", "John", "Smith", "rob"),
)
