"""What stands outside: seven behaving systems, filled from the staff, and a full dump of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from steersman.bootstrap.connect import Connected
from steersman.capabilities.connector import Check, Connector
from steersman.capabilities.contract import Capability, RateLimit
from steersman.connectors.caldav.capabilities import ReassignMeetings
from steersman.connectors.caldav.fake import FakeCalendars, FakeOutbox
from steersman.connectors.caldav.finder import CalDavFinder
from steersman.connectors.caldav.store import Principal
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.fake import API_KEY, URL, FakeDovecot
from steersman.connectors.dovecot.settings import DovecotSettings
from steersman.connectors.ldap import LdapConnector, LdapSettings
from steersman.connectors.ldap.directory import Directory, Entry
from steersman.connectors.ldap.fake import FakeDirectory
from steersman.connectors.ldap.flavour import PERMANENTLY, flavour_of
from steersman.connectors.linux.accounts import FIRST_DAY, Account
from steersman.connectors.linux.connector import LinuxConnector
from steersman.connectors.linux.fake import FakeHost
from steersman.connectors.linux.settings import LinuxSettings
from steersman.connectors.scim.connector import ScimConnector
from steersman.connectors.scim.fake import ADDRESS, TOKEN, FakeScim
from steersman.connectors.scim.resources import ENTERPRISE
from steersman.connectors.scim.settings import ScimSettings
from steersman.connectors.slack.fake import FakeSlack
from steersman.connectors.slack.resources import User
from steersman.connectors.wireguard.connector import WireguardConnector
from steersman.connectors.wireguard.fake import FakeGateway
from steersman.connectors.wireguard.peers import Owner, Peer
from steersman.connectors.wireguard.settings import WireguardSettings
from tests.acceptance.hostile.people import DOMAIN, Someone

BASE = "dc=meridian,dc=test"
ADMINS = f"cn=admins,ou=groups,{BASE}"
REACHED = {
    "address": "host.meridian.test",
    "user": "steersman",
    "key_file": Path("key"),
    "known_hosts": Path("known_hosts"),
}
Dump = dict[str, str]  # "system/account" → everything that stands there
Next = Callable[[httpx.Request], httpx.Response]
Fault = Callable[[httpx.Request, Next], httpx.Response]


@dataclass
class Wire(httpx.BaseTransport):
    """The network in front of an HTTP system; ``fault`` may answer in its place."""

    behind: httpx.BaseTransport
    fault: Fault | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.fault is not None:
            return self.fault(request, self.behind.handle_request)
        return self.behind.handle_request(request)


@dataclass
class Outside:
    """``directory`` may be wrapped: ``in_front`` of it stands what the connector talks to."""

    slack: FakeSlack = field(default_factory=FakeSlack)
    crm: FakeScim = field(default_factory=FakeScim)
    mail: FakeDovecot = field(default_factory=FakeDovecot)
    host: FakeHost = field(default_factory=FakeHost)
    gateway: FakeGateway = field(default_factory=FakeGateway)
    calendars: FakeCalendars = field(default_factory=FakeCalendars)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    crm_takes: int = 100  # calls a minute

    def __post_init__(self) -> None:
        self.ldap_settings = LdapSettings.model_validate(
            {
                "flavour": "openldap",
                "url": "ldap://127.0.0.1:1",
                "base_dn": BASE,
                "bind_dn": f"cn=steersman,{BASE}",
                "bind_password_secret": "env:UNUSED",
                "protected": (ADMINS,),
                "shared": (f"ou=shared,{BASE}",),
                "service_bases": (f"ou=services,{BASE}",),
            }
        )
        self.directory = FakeDirectory(flavour_of(self.ldap_settings))
        self.in_front: Directory = self.directory
        self.crm_wire, self.mail_wire = Wire(self.crm), Wire(self.mail)
        self.directory.add(f"cn=staff,ou=groups,{BASE}", objectClass="groupOfNames", cn="staff")
        self.directory.add(ADMINS, objectClass="groupOfNames", cn="admins", member=())

    # --- hiring ---

    def hire(self, who: Someone) -> None:
        """An account in every system, a session where there are any."""
        entry = self.entry(who.account, employeeNumber=who.number, mail=who.mail, cn=who.name)
        self.join("staff", entry)
        self.crm_user(f"c-{who.number}", who)
        user = User(
            id=f"W{who.number}",
            user_name=who.account,
            external_id=who.number,
            given_name=who.given,
            family_name=who.family,
            display_name=who.name,
            emails=(who.mail,),
            active=True,
        )
        self.slack.add(user, sessions=2)
        fields = {"employee_number": who.number, "mail_address": who.mail, "full_name": who.name}
        self.mail.add(who.account, **fields).sessions = ["imap"]
        self.shell(who.account, 10_000 + int(who.number), who.name, who.number)
        self.peer(f"key-{who.account}=", who.number, who.account, who.mail)
        calendar = Principal(
            account=who.account,
            name=who.name,
            mail=who.mail,
            employee_number=who.number,
            calendars=(f"/{who.account}/c/",),
        )
        self.calendars.add_person(calendar)

    def entry(self, login: str, unit: str = "people", **more: str | tuple[str, ...]) -> Entry:
        dn = f"uid={login},ou={unit},{BASE}"
        return self.directory.add(dn, **{"objectClass": "person", "uid": login, **more})

    def join(self, group: str, entry: Entry) -> None:
        (found,) = [e for e in self.directory.entries.values() if e.values("cn") == (group,)]
        self.directory.put(found.id, "member", *found.values("member"), entry.dn)

    def crm_user(self, identifier: str, who: Someone, **more: object) -> None:
        given = {
            "userName": who.mail,
            "externalId": who.number,
            "displayName": who.name,
            "name": {"givenName": who.given, "familyName": who.family},
            "emails": [{"value": who.mail, "primary": True}],
            ENTERPRISE: {"employeeNumber": who.number},
        }
        self.crm.add_user(identifier, **{**given, **more})

    def shell(self, login: str, uid: int, name: str, number: str) -> None:
        self.host.people[login] = Account(uid=uid, login=login, gecos=f"{name},,,,{number}")
        self.host.running[uid] = ("bash",)

    def peer(self, key: str, number: str, login: str, mail: str) -> None:
        owner = Owner(employee_number=number, login=login, mail=mail)
        self.gateway.peers.append(Peer(key=key, owner=owner))
        self.gateway.interface.add(key)

    def found(self, login: str) -> Entry:
        """The directory's entry with this uid, as it stands now."""
        entries = self.directory.entries.values()
        (entry,) = [each for each in entries if each.values("uid") == (login,)]
        return entry

    # --- the product's side ---

    def connected(self) -> Connected:
        ssh = {**REACHED, "gecos_employee_number": True}
        calendar = Calendar(self.calendars, self.outbox)
        connectors: list[Connector] = [
            LdapConnector("directory", self.ldap_settings, self.in_front),
            _crm(self.crm_wire, self.crm_takes),
            self.slack.connector(),
            _mail(self.mail_wire),
            LinuxConnector("web1", self.host, LinuxSettings.model_validate(ssh)),
            WireguardConnector("vpn", self.gateway, WireguardSettings.model_validate(REACHED)),
            calendar,
        ]
        return Connected({connector.system: connector for connector in connectors})

    # --- the judge's side ---

    def dump(self) -> Dump:
        """Everything that stands outside, one line for each account.  Asks no code of ours."""
        dump: Dump = {}
        groups = [e for e in self.directory.entries.values() if not e.values("uid")]
        for entry in self.directory.entries.values():
            if login := entry.first("uid"):
                member_of = sorted(g.dn for g in groups if entry.dn in g.values("member"))
                held = {k: v for k, v in sorted(entry.attributes.items())}
                dump[f"directory/{login}"] = f"{entry.id} {entry.dn} {held} {member_of}"
        for identifier, body in self.crm.users.items():
            shown = {name: value for name, value in body.items() if name != "meta"}
            member = [g["displayName"] for g in self.crm.groups.values() if _in(g, identifier)]
            dump[f"crm/{identifier}"] = f"{shown} {member}"
        for user_id, user in self.slack.accounts.items():
            dump[f"slack/{user_id}"] = f"{user} sessions={self.slack.sessions[user_id]}"
        for login, box in self.mail.mailboxes.items():
            dump[f"mail/{login}"] = f"{box.sessions} {box.acl} {box.scripts} {box.active}"
        for login, account in self.host.people.items():
            owned = sorted(path for path, uid in self.host.owned.items() if uid == account.uid)
            running = self.host.running.get(account.uid, ())
            dump[f"web1/{login}"] = f"{account} {running} {owned}"
        for peer in self.gateway.peers:
            live = peer.key in self.gateway.interface
            dump[f"vpn/{peer.key}"] = f"{peer.active} live={live}"
        for owner in self.calendars.people:
            mine = [t for p, t in sorted(self.calendars.objects.items()) if _below(p, owner)]
            text = hashlib.sha256("".join(mine).encode()).hexdigest()
            dump[f"calendar/{owner}"] = f"{len(mine)} {text}"
        for n, (message, to) in enumerate(self.outbox.sent):
            dump[f"sent/{n}"] = f"{message['Subject']} {to}"
        return dump

    def open_doors(self) -> set[str]:
        """Every account that somebody can use now."""
        entries = self.directory.entries.values()
        doors = {
            f"directory/{e.first('uid')}"
            for e in entries
            if e.values("uid") and e.first("pwdAccountLockedTime") != PERMANENTLY
        }
        doors |= {f"crm/{i}" for i, body in self.crm.users.items() if body["active"]}
        doors |= {
            f"slack/{i}"
            for i, u in self.slack.accounts.items()
            if u.active or self.slack.sessions[i]
        }
        doors |= {f"mail/{login}" for login, box in self.mail.mailboxes.items() if box.sessions}
        doors |= {
            f"web1/{login}"
            for login, a in self.host.people.items()
            if a.expires != FIRST_DAY or self.host.running.get(a.uid)
        }
        live = self.gateway.interface
        doors |= {f"vpn/{p.key}" for p in self.gateway.peers if p.active or p.key in live}
        return doors


@dataclass
class Calendar(Connector):
    """The calendar connector's own parts on the fake server and the fake post."""

    calendars: FakeCalendars
    outbox: FakeOutbox
    system: str = "calendar"

    def capabilities(self) -> tuple[Capability[Any], ...]:
        return (ReassignMeetings(self.system, self.calendars, self.outbox),)

    def finder(self) -> CalDavFinder:
        return CalDavFinder(self.calendars)

    def check(self) -> Check:
        return Check(True, "calendars in memory")

    def close(self) -> None:
        """Nothing is open."""


def everywhere(who: Someone) -> set[str]:
    """The doors of one person, in the words of the dump."""
    login, number = who.account, who.number
    return {
        f"directory/{login}",
        f"crm/c-{number}",
        f"slack/W{number}",
        f"mail/{login}",
        f"web1/{login}",
        f"vpn/key-{login}=",
    }


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


class Rationed(ScimConnector):
    """The same connector for a server that takes ``calls`` a minute."""

    calls: int

    def capabilities(self) -> Sequence[Capability[Any]]:
        every = super().capabilities()
        for each in every:
            limit = RateLimit(calls=self.calls, per=60.0)
            each.spec = replace(each.spec, rate_limit=limit)
        return every


def _crm(wire: Wire, calls: int) -> ScimConnector:
    given = {"base_url": ADDRESS, "token_secret": "env:FAKE", "external_id": "employee_number"}
    connector = Rationed("crm", ScimSettings.model_validate(given), lambda: TOKEN, wire)
    connector.calls = calls
    return connector


def _mail(wire: Wire) -> DovecotConnector:
    settings = DovecotSettings(
        url=URL,
        api_key_secret="env:UNUSED",
        domain=DOMAIN,
        employee_number_field="employee_number",
        mail_field="mail_address",
        name_field="full_name",
        shared_mailboxes=("sales",),
    )
    return DovecotConnector("mail", settings, lambda: API_KEY, transport=wire)


def _in(group: Mapping[str, Any], identifier: str) -> bool:
    return any(entry["value"] == identifier for entry in group["members"])


def _below(path: str, account: str) -> bool:
    return path.startswith(f"/{account}/")
