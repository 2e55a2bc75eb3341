"""For each capability of each kind of system, a case on its behaving fake.

A case starts from a fake in which something is left to do.  A new capability needs a row in
``CASES``; without one ``test_registry.py`` fails and names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from company.people import people
from company.services.meetings import meetings_of
from steersman.capabilities.connector import Connector
from steersman.capabilities.contract import Capability
from steersman.connectors.dovecot.fake import FakeDovecot, connect_fake
from steersman.connectors.linux.accounts import Account
from steersman.connectors.linux.connector import LinuxConnector
from steersman.connectors.linux.fake import FakeHost
from steersman.connectors.linux.settings import LinuxSettings
from steersman.connectors.postgresql.connector import PostgresqlConnector
from steersman.connectors.postgresql.fake import FakeServer
from steersman.connectors.scim.fake import FakeScim
from steersman.connectors.services.connector import ServicesConnector
from steersman.connectors.services.fake import broken_shop
from steersman.connectors.services.settings import ServicesSettings
from steersman.connectors.slack.fake import FakeSlack
from steersman.connectors.slack.resources import User
from steersman.connectors.wireguard.connector import WireguardConnector
from steersman.connectors.wireguard.fake import FakeGateway
from steersman.connectors.wireguard.peers import Owner, Peer
from steersman.connectors.wireguard.settings import WireguardSettings
from steersman.runtime.clock import ManualClock
from tests.conformance.own_record import OwnRecord
from tests.connectors.caldav.conftest import NOW, PARAMS, Desk
from tests.connectors.ldap.directories import BASE, FakeCompany, fake_company
from tests.connectors.postgresql.conftest import FORGOTTEN, RUNAWAY
from tests.connectors.postgresql.conftest import given as database_settings
from tests.connectors.services.cases import PARAMS as ON_SERVICES
from tests.connectors.terraform.environments.workshops import ENVIRONMENT, site_in_memory

REACHED = {
    "address": "host.meridian.test",
    "user": "steersman",
    "key_file": Path("key"),
    "known_hosts": Path("known_hosts"),
}


@dataclass(frozen=True)
class Case:
    """One capability, what is asked of it, and how its target looks from outside."""

    capability: Capability[Any]
    params: Any
    snapshot: Callable[[], object]


Make = Callable[[Path], Case]  # the folder is the case's own, for those that need a file


def chosen(connector: Connector, name: str, **params: str) -> tuple[Capability[Any], Any]:
    (capability,) = [each for each in connector.capabilities() if each.spec.name == name]
    return capability, capability.params(**params)


def in_directory(name: str, **params: Callable[[FakeCompany], str]) -> Make:
    def make(_: Path) -> Case:
        company = fake_company()
        told = {key: value(company) for key, value in params.items()}
        return Case(*chosen(company.connector, name, **told), company.state)

    return make


def bob(company: FakeCompany) -> str:
    return company.bob.id


def ann(company: FakeCompany) -> str:
    return company.ann.id


def traders(_: FakeCompany) -> str:
    return "traders"


def new_manager(company: FakeCompany) -> str:
    return company.directory.add(f"uid=new,ou=people,{BASE}", objectClass="person").id


def closed_bob(company: FakeCompany) -> str:
    """Only a disabled account without groups may be deleted."""
    for name in ("account.disable", "group.leave"):
        capability, params = chosen(company.connector, name, account=company.bob.id)
        capability.apply(capability.plan(params), key="closed")
    return company.bob.id


def on_host(name: str, **params: str) -> Make:
    def make(_: Path) -> Case:
        host = FakeHost(
            people={
                "jdoe": Account(uid=1042, login="jdoe", gecos="John Doe,,,,1007"),
                "asato": Account(uid=1043, login="asato", gecos="Ann Sato,,,,1008"),
            },
            running={1042: ("bash", "tmux: server"), 1043: ("bash",)},
            owned={b"/srv/shared/plan.txt": 1042, b"/srv/shared/other": 1043},
        )
        settings = LinuxSettings.model_validate(
            {**REACHED, "gecos_employee_number": True, "shared_directories": ("/srv/shared",)}
        )

        def state() -> object:
            return dict(host.people), dict(host.running), dict(host.owned)

        return Case(*chosen(LinuxConnector("web1", host, settings), name, **params), state)

    return make


def on_services(name: str) -> Make:
    def make(_: Path) -> Case:
        host, settings = broken_shop(), ServicesSettings.model_validate(REACHED)
        connector = ServicesConnector("web1", host, settings, ManualClock(NOW.timestamp()))
        return Case(*chosen(connector, name, **ON_SERVICES[name]), lambda: dict(host.now))

    return make


def in_database(name: str, session: str) -> Make:
    def make(_: Path) -> Case:
        settings = database_settings()
        server = FakeServer(settings, [RUNAWAY, FORGOTTEN])
        connector = PostgresqlConnector("db", server, settings, ManualClock(NOW.timestamp()))
        return Case(*chosen(connector, name, session=session), lambda: list(server.running))

    return make


ON_ENVIRONMENTS = tuple(f"environment.{verb}" for verb in ("create", "correct", "remove", "expire"))


def in_environments(name: str) -> Make:
    def make(path: Path) -> Case:
        site = site_in_memory(path)
        capability = site.capability(name)
        if name == "environment.create":
            return Case(capability, site.create(), site.workshop.state)
        site.built()
        if name == "environment.correct":
            site.workshop.standing[ENVIRONMENT]["aws_vpc.net"]["cidr_block"] = "10.9.0.0/16"
        return Case(capability, capability.params(environment=ENVIRONMENT), site.workshop.state)

    return make


def on_gateway(_: Path) -> Case:
    owner = Owner(employee_number="1042", login="jdoe", mail="jdoe@meridian.test")
    peers = [Peer(key="laptop=", owner=owner), Peer(key="phone=", owner=owner)]
    peers.append(Peer(key="hers=", owner=Owner(employee_number="1043", login="asato")))
    gateway = FakeGateway(peers=peers, interface={peer.key for peer in peers})
    connector = WireguardConnector("vpn", gateway, WireguardSettings.model_validate(REACHED))
    asked = chosen(connector, "vpn.revoke", account="owner:1042/jdoe")
    return Case(*asked, lambda: (list(gateway.peers), set(gateway.interface)))


def in_saas(name: str, *, active: bool = True) -> Make:
    def make(_: Path) -> Case:
        saas = FakeScim()
        saas.add_user("ann", userName="ann@meridian.test", entitlements=[{"value": "seat"}])
        saas.add_group("g1", "licence-crm", "ann")
        saas.users["ann"]["active"] = active
        return Case(*chosen(saas.connector(), name, account="ann"), saas.state)

    return make


def in_slack(name: str) -> Make:
    def make(_: Path) -> Case:
        slack = FakeSlack()
        slack.add(User(id="W1", user_name="ann", active=True), sessions=3)
        return Case(*chosen(slack.connector(), name, account="W1"), slack.state)

    return make


def in_mail(name: str, **params: Callable[[FakeDovecot], str]) -> Make:
    def make(_: Path) -> Case:
        server = FakeDovecot("alice", "bob")
        alice = server.mailboxes["alice"]
        alice.sessions = ["imap", "imap", "pop3"]
        alice.acl["Projects/2026"] = {"user=carol": "lookup"}
        told = {key: value(server) for key, value in params.items()}

        def state() -> object:
            return list(alice.sessions), str(alice.acl), dict(alice.scripts), alice.active

        return Case(*chosen(connect_fake(server), name, **told), state)

    return make


def alice(server: FakeDovecot) -> str:
    return server.id("alice")


def bob_s_mailbox(server: FakeDovecot) -> str:
    return server.id("bob")


def successor(_: FakeDovecot) -> str:
    return "bob@meridian.test"


def in_calendar(_: Path) -> Case:
    desk, (john, colleague) = Desk(), people()[:2]
    addresses = {john.mail: "john@meridian.test", colleague.mail: "ann@meridian.test"}
    for name, text in meetings_of(john, colleague, NOW).items():
        for before, after in addresses.items():
            text = text.replace(before, after)
        desk.put(f"/john/c/{name}", text)
    return Case(desk.capability, PARAMS, desk.snapshot)


def in_record(name: str) -> Make:
    def make(folder: Path) -> Case:
        record = OwnRecord(folder)
        return Case(*record.asked(name), record.state)

    return make


OWN = "record"  # not a connector: what a leaver hands over in Steersman itself
CASES: Mapping[str, Mapping[str, Make]] = {
    "caldav": {"meeting.reassign": in_calendar},
    "discovery": {},  # it only reads
    "dovecot": {
        "session.end": in_mail("session.end", account=alice),
        "mailbox.delegate": in_mail("mailbox.delegate", account=alice, to=bob_s_mailbox),
        "mailbox.auto_reply": in_mail("mailbox.auto_reply", account=alice, to=successor),
    },
    "jira_assets": {},  # it only reads
    "ldap": {
        "account.disable": in_directory("account.disable", account=bob),
        "group.leave": in_directory("group.leave", account=bob),
        "access.revoke": in_directory("access.revoke", account=bob, group=traders),
        "reports.reassign": in_directory("reports.reassign", account=ann, to=new_manager),
        "account.delete": in_directory("account.delete", account=closed_bob),
    },
    "linux": {
        "account.disable": on_host("account.disable", account="1042/jdoe"),
        "session.end": on_host("session.end", account="1042/jdoe"),
        "files.hand_over": on_host("files.hand_over", account="1042/jdoe", to="1043/asato"),
    },
    "confluence": {},  # it only reads
    "mediawiki": {},  # it only reads
    "netbox": {},  # it only reads
    "request_tracker": {},  # it only reads
    "postgresql": {
        "query.cancel": in_database("query.cancel", RUNAWAY.id),
        "session.terminate": in_database("session.terminate", FORGOTTEN.id),
    },
    "exporter": {},  # it only reads
    "prometheus": {},  # it only reads
    "scim": {
        "account.disable": in_saas("account.disable"),
        "licence.release": in_saas("licence.release"),
        "account.delete": in_saas("account.delete", active=False),
    },
    "servicenow": {},  # it only reads
    "services": {name: on_services(name) for name in ON_SERVICES},
    "slack": {
        "account.disable": in_slack("account.disable"),
        "session.end": in_slack("session.end"),
    },
    "terraform": {name: in_environments(name) for name in ON_ENVIRONMENTS},
    "wireguard": {"vpn.revoke": on_gateway},
    OWN: {
        "on_call.hand_over": in_record("on_call.hand_over"),
        "role.withdraw": in_record("role.withdraw"),
        "device.request_return": in_record("device.request_return"),
        "owner.request": in_record("owner.request"),
    },
}
