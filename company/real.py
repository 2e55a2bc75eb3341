"""The test company as a whole: the real servers of ``services/``, started side by side.

It begins anew each time (the tests' own state is temporary too), needs root for the hosts'
network, and writes the same kind of systems file as the sample company.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree

from company import feed, running, systems
from company.people import DOMAIN, Employee, people
from company.process import Processes, ServiceFailed
from company.services import (
    dovecot,
    hosts,
    openldap,
    postgres,
    radicale,
    scim,
    slack_contract,
    smtp,
    wireguard,
)
from company.systems import System, Value
from steersman.connectors.linux import connector as linux
from steersman.connectors.linux.client import host_script
from steersman.connectors.wireguard import connector as vpn
from steersman.connectors.wireguard.client import gateway_script

MARK = "this-is-a-test-company"
HOSTS = ("web1", "gateway1")
ADDRESSES = ("url", "base_url", "api_url", "address")
VPN_USERS = 5  # people with a device; each enrolment is a process and a key
ORDER = ("directory", "mail", "calendar", "crm", "slack", "vpn", *HOSTS)
TITLE = "The test company of `python -m company real`.  Written anew at each start."


@dataclass
class RealCompany:
    home: Path
    processes: Processes = field(init=False)
    declared: list[System] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)  # what an administrator wants to know
    devices: Sequence[Employee] = people()[:VPN_USERS]  # who has a laptop in the VPN
    directory: openldap.OpenLdapServer = field(init=False)  # this and the next ones: once started
    mail: dovecot.DovecotServer = field(init=False)
    calendar: radicale.RadicaleServer = field(init=False)
    saas: scim.ScimServer = field(init=False)
    slack: slack_contract.SlackContract = field(init=False)
    gateway: wireguard.Gateway = field(init=False)
    database: postgres.PostgresServer = field(init=False)
    outside: smtp.SmtpServer = field(init=False)  # takes mail to the world: notices, answers
    _host_processes: Processes = field(init=False)  # ended as one, with their network
    _hosts: hosts.Hosts | None = None

    def __post_init__(self) -> None:
        self.home = self.home.resolve()
        self.processes = Processes(self.home)
        self._host_processes = Processes(self.home)

    @property
    def systems_file(self) -> Path:
        return self.home / "systems.toml"

    def start(self) -> None:
        """Start everything that this machine can run; what it cannot is a ``ServiceFailed``."""
        if os.geteuid() != 0:
            raise ServiceFailed("the real servers need root: use `python -m company sample`")
        running.down(self.home)
        self._begin_anew()
        try:
            with ThreadPoolExecutor(6) as crew:
                self._start_all(crew)
        except BaseException:
            self.stop()
            raise
        running.remember(self.processes, self._host_processes)
        self.declared.sort(key=lambda system: ORDER.index(system.name))
        notices = systems.Notices(self.outside.port)
        systems.write(self.systems_file, self.declared, TITLE, feed=systems.Feed(), notices=notices)
        systems.write_secret(self.home / "secrets" / "hr-webhook", secrets.token_hex(32))
        feed.write(self.home / "hr" / "people.csv")

    def stop(self) -> None:
        network, self._hosts = self._hosts, None
        if network:
            network.close()
        self.processes.stop_all()
        running.forget(self.home)

    @property
    def network(self) -> hosts.Hosts:
        if self._hosts is None:
            raise ServiceFailed("the hosts do not run: start the company first")
        return self._hosts

    def host(self, name: str) -> hosts.Host:
        return next(host for host in self.network.running if host.name == name)

    def ended(self) -> dict[str, str]:
        """Programs that ended by themselves since the last call."""
        return running.ended(self.processes) | running.ended(self._host_processes)

    def _begin_anew(self) -> None:
        mark = self.home / MARK
        if self.home.exists() and any(self.home.iterdir()) and not mark.exists():
            raise ServiceFailed(f"{self.home} holds something else: name an empty directory")
        rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o755)  # the users mail and postgres must be able to enter
        mark.touch()

    def _start_all(self, crew: ThreadPoolExecutor) -> None:
        """What needs the directory waits for it; everything else begins at once."""
        self.outside = smtp.start(self.processes)
        self.notes["outside mail"] = str(self.outside.inbox)
        alone = [
            crew.submit(job) for job in (self._saas, self._postgres, self._slack, self._network)
        ]
        self._directory()
        _all_done([*alone, *(crew.submit(job) for job in (self._mail, self._calendar))])

    def _directory(self) -> None:
        at = self.directory = openldap.start(self.processes)
        at.add(openldap.group_entry(openldap.MAIL_USERS, people()))
        settings: dict[str, Value] = {
            "flavour": "openldap",
            "url": at.url,
            "base_dn": at.base_dn,
            "people_base": at.people_base,
            "groups_base": at.groups_base,
            "bind_dn": at.ops_dn,
            "service_bases": [at.services_base],
        }
        self._declare("directory", "ldap", settings, {"bind_password_secret": at.ops_password})

    def _mail(self) -> None:
        group = self.directory.group_dn(openldap.MAIL_USERS)
        at = dovecot.start(
            self.processes, self.directory, outgoing=self.outside, access_group=group
        )
        self.mail = at
        settings: dict[str, Value] = {
            "url": at.doveadm_url,
            "domain": DOMAIN,
            "employee_number_field": dovecot.EMPLOYEE_NUMBER_FIELD,
            "mail_field": dovecot.MAIL_FIELD,
            "name_field": dovecot.NAME_FIELD,
        }
        secret = {"api_key_secret": dovecot.API_KEY}
        self._declare("mail", "dovecot", settings, secret, access_group=openldap.MAIL_USERS)
        self.notes["IMAP"] = f"127.0.0.1:{at.imap_port}"

    def _calendar(self) -> None:
        at = self.calendar = radicale.start(self.processes, self.directory)
        settings: dict[str, Value] = {
            "url": at.url,
            "user": at.user,
            "mail_domain": DOMAIN,
            "mail_property": radicale.MAIL_PROPERTY,
            "employee_number_property": radicale.NUMBER_PROPERTY,
            "mail_from": f"calendar@{DOMAIN}",
            "smtp": {"host": "127.0.0.1", "port": self.outside.port, "starttls": False},
        }
        self._declare("calendar", "caldav", settings, {"password_secret": at.password})

    def _saas(self) -> None:
        at = self.saas = scim.start(self.processes)
        self._declare("crm", "scim", {"base_url": at.url}, {"token_secret": at.token})

    def _postgres(self) -> None:
        self.database = postgres.start(self.processes)
        self.notes["PostgreSQL"] = self.database.url()

    def _slack(self) -> None:
        """A contract server of ours: Slack's published API, not Slack."""
        at = self.slack = slack_contract.start(self.processes)
        given: dict[str, Value] = {name: str(at.settings[name]) for name in ("scim_url", "api_url")}
        self._declare("slack", "slack", given, {"token_secret": slack_contract.TOKEN})

    def _network(self) -> None:
        """Hosts and the VPN gateway, in network namespaces of their own."""
        if why := hosts.missing() or wireguard.missing():
            raise ServiceFailed(why)
        self._hosts = hosts.Hosts(self._host_processes)
        for name in HOSTS:
            host = self._hosts.start(name, helpers={linux.SCRIPT: host_script()})
            own: dict[str, Value] = {
                "gecos_employee_number": True,
                "shared_directories": [hosts.SHARED],
            }
            self._declare(name, "linux", self._ssh(host, linux.SCRIPT) | own, {})
        gateway = wireguard.start(self._hosts, helpers={vpn.SCRIPT: gateway_script()})
        self.gateway = gateway
        for person in self.devices:
            gateway.enrol(person, "laptop")
        own = {"interface": wireguard.INTERFACE, "config_file": wireguard.CONFIG}
        self._declare("vpn", "wireguard", self._ssh(gateway.host, vpn.SCRIPT) | own, {})

    def _ssh(self, host: hosts.Host, script: str) -> dict[str, Value]:
        """How the connectors that work over SSH reach a host."""
        return {
            "address": host.address,
            "user": "steersman",
            "key_file": str(self.home / "operator_key"),
            "known_hosts": str(self.home / "known_hosts"),
            "helper": f"{hosts.HELPERS}/{script}",
        }

    def _declare(
        self,
        name: str,
        kind: str,
        settings: dict[str, Value],
        hidden: dict[str, str],
        access_group: str = "",
    ) -> None:
        self.declared.append(System(name, kind, settings, hidden, access_group))
        address = (
            settings.get("url")
            or settings.get("base_url")
            or settings.get("api_url")
            or settings.get("address")
        )
        self.notes[name] = str(address)


def _all_done(jobs: list[Future[None]]) -> None:
    """Wait for all, so that none starts anything after the first failure was handled."""
    for job in jobs:
        with suppress(ServiceFailed):
            job.result()
    for job in jobs:
        job.result()
