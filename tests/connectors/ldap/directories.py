"""What the tests of the directory connector start from: fakes, real servers, and newcomers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from company.people import Employee
from company.services import openldap, samba_ad
from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.connectors.ldap import LdapConnector, LdapSettings, connector_type
from steersman.connectors.ldap.connector import LdapConnectorType
from steersman.connectors.ldap.delete import DeleteAccount
from steersman.connectors.ldap.directory import Directory, Edit, Entry
from steersman.connectors.ldap.disable import DisableAccount
from steersman.connectors.ldap.fake import FakeDirectory
from steersman.connectors.ldap.filters import Filter
from steersman.connectors.ldap.flavour import flavour_of
from steersman.connectors.ldap.groups import LeaveGroups
from steersman.connectors.ldap.reports import ReassignReports
from steersman.connectors.ldap.settings import FlavourName
from steersman.domain.identity import Identifiers

BASE = "dc=meridian,dc=test"
SYSTEM = "directory"


def settings(flavour: FlavourName = "openldap", **more: object) -> LdapSettings:
    given = {
        "flavour": flavour,
        "url": "ldap://127.0.0.1:1",
        "base_dn": BASE,
        "bind_dn": f"cn=steersman,{BASE}",
        "bind_password_secret": "env:DIRECTORY_PASSWORD",
    }
    return LdapSettings.model_validate({**given, **more})


@dataclass(frozen=True)
class Four:
    """The four capabilities of one connector by name."""

    disable: DisableAccount
    leave: LeaveGroups
    reassign: ReassignReports
    delete: DeleteAccount


def four(connector: LdapConnector) -> Four:
    accounts = connector.accounts
    return Four(
        DisableAccount(accounts),
        LeaveGroups(accounts),
        ReassignReports(accounts),
        DeleteAccount(accounts),
    )


@dataclass(frozen=True)
class FakeCompany:
    """Ann leads Bob and Cy; Bob and Cy are in two groups together."""

    directory: FakeDirectory
    connector: LdapConnector
    ann: Entry
    bob: Entry
    cy: Entry

    @property
    def can(self) -> Four:
        return four(self.connector)

    def value(self, entry: Entry, attribute: str) -> str | None:
        return self.directory.entries[entry.id].first(attribute)

    def state(self) -> object:
        """All that is stored, independent of order."""
        entries = self.directory.entries.values()
        return {e.id: (e.dn, {k: sorted(v) for k, v in e.attributes.items()}) for e in entries}


def fake_company(flavour: FlavourName = "openldap", **more: object) -> FakeCompany:
    given = settings(flavour, **more)
    directory = FakeDirectory(flavour_of(given))

    def person(login: str, number: str, **others: str) -> Entry:
        kind = "person" if flavour == "openldap" else "user"
        number_attribute, login_attribute = (
            ("employeeNumber", "uid") if flavour == "openldap" else ("employeeID", "sAMAccountName")
        )
        own = {number_attribute: number, login_attribute: login, "cn": login.title()}
        control = {} if flavour == "openldap" else {"userAccountControl": "512"}
        everything = {"objectClass": kind, "mail": f"{login}@meridian.test", **own, **control}
        return directory.add(f"uid={login},ou=people,{BASE}", **everything, **others)

    ann = person("ann", "1")
    bob, cy = (person(name, number, manager=ann.dn) for name, number in (("bob", "2"), ("cy", "3")))
    kind = "groupOfNames" if flavour == "openldap" else "group"
    for name in ("traders", "gym"):
        members = [bob.dn, cy.dn]
        directory.add(f"cn={name},ou=groups,{BASE}", objectClass=kind, cn=name, member=members)
    return FakeCompany(directory, LdapConnector(SYSTEM, given, directory), ann, bob, cy)


def connect(
    server: OpenLdapServer | SambaAdServer,
    who: str = "ops",
    password: str | None = None,
    **more: object,
) -> LdapConnector:
    """A connector to the real server as one of its service accounts."""
    names = {"ops": server.ops_dn, "reader": server.reader_dn, "admin": server.admin_dn}
    on_ad = isinstance(server, SambaAdServer)
    given: dict[str, object] = {
        "flavour": "active_directory" if on_ad else "openldap",
        "url": server.url,
        "base_dn": server.base_dn,
        "people_base": server.people_base,
        "groups_base": server.groups_base,
        "service_bases": (server.services_base,),
        "bind_dn": names.get(who, who),
        "bind_password_secret": f"env:{who}",
        "ca_file": server.ca_file,
        "timeout": 5,
    }
    secret = password or {"admin": server.admin_password}.get(who, f"{who}-pw")
    kind: LdapConnectorType = connector_type
    return kind.connect(
        SYSTEM, LdapSettings.model_validate({**given, **more}), lambda _: lambda: secret
    )


@dataclass(frozen=True)
class Newcomer:
    """Somebody hired for one test, so that tests do not meet in one entry."""

    login: str
    password: str
    number: str
    dn: str
    id: str


def hire(
    server: OpenLdapServer | SambaAdServer, *, name: tuple[str, str] = ("Nova", "Newcomer")
) -> Newcomer:
    login = f"n{uuid4().hex[:10]}"
    person = Employee(
        employee_number=login.upper(),
        login=login,
        given_name=name[0],
        family_name=name[1],
        department="it",
        title="Tester",
        city="London",
        manager="",
    )
    on_ad = isinstance(server, SambaAdServer)
    server.modify((samba_ad if on_ad else openldap).person_entry(person))
    connector = connect(server, "admin")
    found = connector.finder().candidates(Identifiers(person="p", login=login))
    connector.close()
    return Newcomer(login, person.password, login.upper(), server.dn(login), found[0].id)


def found_group(server: OpenLdapServer | SambaAdServer, *members: Newcomer) -> str:
    """A new group of these members; its DN."""
    name = f"g{uuid4().hex[:10]}"
    kind = "group" if isinstance(server, SambaAdServer) else "groupOfNames"
    lines = [f"dn: {server.group_dn(name)}", "changetype: add", f"objectClass: {kind}"]
    server.modify("\n".join([*lines, *(f"member: {member.dn}" for member in members), ""]))
    return server.group_dn(name)


def set_manager(server: OpenLdapServer | SambaAdServer, of: Newcomer, to: Newcomer) -> None:
    change = f"dn: {of.dn}\nchangetype: modify\nreplace: manager\nmanager: {to.dn}\n"
    server.modify(change)


@dataclass
class Meanwhile:
    """A directory in which somebody else acts right before our next write arrives."""

    directory: Directory
    act: Callable[[], None]

    def search(
        self, base: str, where: Filter, attributes: Sequence[str], *, fresh: bool = False
    ) -> tuple[Entry, ...]:
        return self.directory.search(base, where, attributes, fresh=fresh)

    def sample(self, base: str, where: Filter) -> Entry | None:
        return self.directory.sample(base, where)

    def modify(self, entry: Entry, edit: Edit, *, unless_changed: Filter | None) -> None:
        self._act()
        self.directory.modify(entry, edit, unless_changed=unless_changed)

    def delete(self, entry: Entry, *, unless_changed: Filter) -> None:
        self._act()
        self.directory.delete(entry, unless_changed=unless_changed)

    def says_locked(self, entry: Entry) -> bool | None:
        return self.directory.says_locked(entry)

    def base_dse(self) -> Entry:
        return self.directory.base_dse()

    def who_am_i(self) -> str:
        return self.directory.who_am_i()

    def may_write(self, entry: Entry, attribute: str, example: str) -> bool | None:
        return self.directory.may_write(entry, attribute, example)

    def close(self) -> None:
        self.directory.close()

    def _act(self) -> None:
        act, self.act = self.act, lambda: None
        act()


def with_somebody(connector: LdapConnector, act: Callable[[], None]) -> LdapConnector:
    """The same connector, but ``act`` happens between its next reading and writing."""
    accounts = connector.accounts
    directory = Meanwhile(accounts.directory, act)
    return LdapConnector(connector.system, accounts.settings, directory)
