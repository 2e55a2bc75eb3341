"""The programs of the sample company: how each starts, what it is filled with, what it is to us."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from company.people import DOMAIN, people
from company.sample import calendar
from company.sample.mail import api_key
from company.services import dovecot, radicale, scim
from company.services.dovecot import DovecotServer
from company.services.openldap import MAIL_USERS, OpenLdapServer
from company.services.radicale import RadicaleServer
from company.services.scim import ScimServer
from company.systems import System, Value

FIRST_PORT = 8411  # 8400 is Steersman's own


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    ports: tuple[int, ...]
    argv: list[str | Path]
    prepare: Callable[[], None] | None = None  # before the first start
    fill: Callable[[], None] | None = None  # right after the first start


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything of one sample company stands: a state directory and a row of ports."""

    home: Path
    first_port: int = FIRST_PORT

    @property
    def directory(self) -> OpenLdapServer:
        """Described like the test company's: same tree, people and service accounts."""
        return OpenLdapServer(self.first_port, self.home / "directory")

    @property
    def saas(self) -> ScimServer:
        return ScimServer(self.first_port + 1)

    @property
    def calendar(self) -> RadicaleServer:
        return RadicaleServer(self.first_port + 2, self.home / "calendar")

    @property
    def mail(self) -> DovecotServer:
        """Described like the test company's Dovecot, which it is not: IMAP and doveadm's API."""
        home = self.home / "mail"
        home.mkdir(parents=True, exist_ok=True)
        return DovecotServer(home, self.first_port + 4, 0, self.first_port + 6, api_key(home))

    @property
    def smtp_port(self) -> int:
        """Takes mail for the company's people."""
        return self.first_port + 5

    @property
    def outside_port(self) -> int:
        return self.first_port + 3

    @property
    def inbox(self) -> Path:
        """Every mail that left the company, one file each."""
        return self.home / "outside-mail"

    @property
    def hr_file(self) -> Path:
        return self.home / "hr" / "people.csv"

    def parts(self) -> list[Part]:
        outside = self._outside_mail()
        return [self._directory(), self._saas(), self._calendar(), outside, self._mail()]

    def systems(self) -> list[System]:
        return [
            self._directory_system(),
            self._mail_system(),
            self._calendar_system(),
            self._saas_system(),
        ]

    def _directory(self) -> Part:
        at = self.directory
        return Part("directory", (at.port,), _ours("company.sample.directory", at.port, at.home))

    def _saas(self) -> Part:
        argv = _ours("company.sample.saas", self.saas.port, self.home / "saas")
        return Part("saas", (self.saas.port,), argv, fill=lambda: scim.seed(self.saas, people()))

    def _calendar(self) -> Part:
        at = self.calendar
        argv = calendar.command(at.home, at.port, self.directory)
        return Part("calendar", (at.port,), argv, prepare=lambda: calendar.fill(at.home))

    def _mail(self) -> Part:
        at = self.mail
        argv: list[str | Path] = [sys.executable, "-m", "company.sample.mail", "--home", at.home]
        for option, value in {
            "--imap-port": at.imap_port,
            "--smtp-port": self.smtp_port,
            "--doveadm-port": at.doveadm_port,
            "--outgoing-port": self.outside_port,
            "--ldap-url": self.directory.url,
            "--access-group": self.directory.group_dn(MAIL_USERS),
        }.items():
            argv += [option, str(value)]
        return Part("mail", (at.imap_port, self.smtp_port, at.doveadm_port), argv)

    def _outside_mail(self) -> Part:
        self.inbox.mkdir(parents=True, exist_ok=True)
        program: list[str | Path] = [sys.executable, "-m", "company.services.smtp"]
        argv = [*program, "--port", str(self.outside_port), "--inbox", self.inbox]
        return Part("outside-mail", (self.outside_port,), argv)

    def _directory_system(self) -> System:
        at = self.directory
        settings: dict[str, Value] = {
            "flavour": "openldap",  # the same attributes and rules; the program is our own
            "url": at.url,
            "base_dn": at.base_dn,
            "people_base": at.people_base,
            "groups_base": at.groups_base,
            "bind_dn": at.ops_dn,
            "service_bases": [at.services_base],
        }
        return System("directory", "ldap", settings, {"bind_password_secret": at.ops_password})

    def _saas_system(self) -> System:
        return System("crm", "scim", {"base_url": self.saas.url}, {"token_secret": self.saas.token})

    def _mail_system(self) -> System:
        at = self.mail
        settings: dict[str, Value] = {
            "url": at.doveadm_url,
            "domain": DOMAIN,
            "employee_number_field": dovecot.EMPLOYEE_NUMBER_FIELD,
            "mail_field": dovecot.MAIL_FIELD,
            "name_field": dovecot.NAME_FIELD,
        }
        secret = {"api_key_secret": at.api_key}
        return System("mail", "dovecot", settings, secret, access_group=MAIL_USERS)

    def _calendar_system(self) -> System:
        at = self.calendar
        settings: dict[str, Value] = {
            "url": at.url,
            "user": at.user,
            "mail_domain": DOMAIN,
            "mail_property": radicale.MAIL_PROPERTY,
            "employee_number_property": radicale.NUMBER_PROPERTY,
            "mail_from": f"calendar@{DOMAIN}",
            "smtp": {"host": "127.0.0.1", "port": self.smtp_port, "starttls": False},
        }
        return System("calendar", "caldav", settings, {"password_secret": at.password})


def _ours(module: str, port: int, home: Path) -> list[str | Path]:
    return [sys.executable, "-m", module, "--port", str(port), "--home", home]
