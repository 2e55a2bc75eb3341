"""The sample's directory, asked by two outside clients: ldap3 and OpenLDAP's own tools."""

from __future__ import annotations

import socket
from datetime import date
from shutil import which
from typing import Any

import ldap3
import pytest
from ldap3.core.exceptions import LDAPInsufficientAccessRightsResult, LDAPOperationResult

from company.certificates import write_certificate
from company.estate.facts import Row, estate
from company.people import people
from company.process import LOOPBACK, Processes, wait_for
from company.sample.directory_seed import HOSTS
from company.sample.estate import SEED
from company.services.openldap import BASE, GROUPS, PEOPLE, OpenLdapServer
from tests.connectors.ldap.directories import connect as ldap_connector
from tests.connectors.ldap.test_conformance import check_all
from tests.fixtures import needs
from tests.fixtures.sample import start_directory

LOCKED = {"pwdAccountLockedTime": [(ldap3.MODIFY_REPLACE, ["000001010000Z"])]}
ASSERTION = "1.3.6.1.1.12"
PASSWORD_POLICY = "1.3.6.1.4.1.42.2.27.8.5.1"


def connect(server: OpenLdapServer, dn: str = "", password: str = "") -> Any:
    at = ldap3.Server(LOOPBACK, server.port, get_info=ldap3.DSA)
    return ldap3.Connection(
        at, dn or server.ops_dn, password or server.ops_password, auto_bind=True,
        raise_exceptions=True,
    )  # fmt: skip


def ask(connection: Any, filter: str, attributes: list[str] | None = None, **options: Any) -> Any:
    connection.search(BASE, filter, attributes=attributes or [], **options)
    return connection.entries


@pytest.fixture
def tools(sample_directory: OpenLdapServer) -> OpenLdapServer:
    if which("ldapsearch") is None:
        needs.unavailable("ldapsearch is not installed: run `make servers`")
    return sample_directory


def test_it_holds_all_200_people(sample_directory: OpenLdapServer) -> None:
    found = ask(connect(sample_directory), f"(&(objectClass=person)(mail=*@{'meridian.test'}))")
    assert len(found) == len(people()) == 200


def test_a_person_is_found_by_number_and_by_mail(sample_directory: OpenLdapServer) -> None:
    person, connection = people()[17], connect(sample_directory)
    by_number = ask(connection, f"(employeeNumber={person.employee_number})", ["entryUUID"])[0]
    by_mail = ask(connection, f"(mail={person.mail.upper()})", ["entryUUID"])[0]
    assert by_number.entryUUID.value == by_mail.entryUUID.value
    assert ask(connection, f"(entryUUID={by_mail.entryUUID.value})")[0].entry_dn == by_mail.entry_dn


def test_a_manager_stands_in_the_entry(tools: OpenLdapServer) -> None:
    person = people()[1]
    assert tools.values(tools.dn(person.login), "manager") == [tools.dn(people()[0].login)]


def test_groups_are_computed_and_operational(sample_directory: OpenLdapServer) -> None:
    person, connection = people()[0], connect(sample_directory)
    group = f"cn={person.department},{GROUPS}"
    entry = ask(connection, f"(uid={person.login})", ["memberOf"])[0]
    assert set(entry.memberOf.values) == {group, f"cn=mail-users,{GROUPS}"}
    assert "memberOf" not in ask(connection, f"(uid={person.login})", ["*"])[0]
    member = sample_directory.dn(person.login)
    connection.modify(group, {"member": [(ldap3.MODIFY_DELETE, [member])]})
    left = ask(connection, f"(uid={person.login})", ["memberOf"])[0].memberOf.values
    assert left == [f"cn=mail-users,{GROUPS}"]
    assert not ask(connection, f"(&(uid={person.login})(memberOf={group}))")


def test_a_locked_account_cannot_sign_in(tools: OpenLdapServer) -> None:
    person = people()[3]
    assert tools.can_sign_in(person.login, person.password)
    assert not tools.can_sign_in(person.login, "wrong")
    connection = connect(tools)
    connection.modify(tools.dn(person.login), LOCKED)
    assert not tools.can_sign_in(person.login, person.password)
    unlock = {"pwdAccountLockedTime": [(ldap3.MODIFY_DELETE, ["000001010000Z"])]}
    connection.modify(tools.dn(person.login), unlock)
    assert tools.can_sign_in(person.login, person.password)


def test_a_lock_is_announced_to_who_asks_by_control(tools: OpenLdapServer) -> None:
    person = people()[3]
    connect(tools).modify(tools.dn(person.login), LOCKED)
    run = tools._run("ldapwhoami", "-D", tools.dn(person.login), "-w", "any", "-e", "ppolicy")
    assert run.returncode == 49
    assert "Account locked" in run.stderr


def test_only_the_service_account_may_write_and_only_its_attributes(
    sample_directory: OpenLdapServer,
) -> None:
    victim, other = people()[5], people()[6]
    as_other = connect(sample_directory, sample_directory.dn(other.login), other.password)
    with pytest.raises(LDAPInsufficientAccessRightsResult):
        as_other.modify(sample_directory.dn(victim.login), LOCKED)
    title = {"title": [(ldap3.MODIFY_REPLACE, ["Chief"])]}
    with pytest.raises(LDAPInsufficientAccessRightsResult):
        connect(sample_directory).modify(sample_directory.dn(victim.login), title)
    with pytest.raises(LDAPInsufficientAccessRightsResult):
        as_other.delete(sample_directory.dn(victim.login))


def test_nobody_reads_without_signing_in_and_nobody_reads_passwords(
    sample_directory: OpenLdapServer,
) -> None:
    anonymous = ldap3.Connection(
        ldap3.Server(LOOPBACK, sample_directory.port), raise_exceptions=True
    )
    anonymous.bind()
    with pytest.raises(LDAPInsufficientAccessRightsResult):
        anonymous.search(BASE, "(uid=*)")
    entry = ask(connect(sample_directory), f"(uid={people()[0].login})", ["*", "+"])[0]
    assert "userPassword" not in entry.entry_attributes
    assert "uid" in entry.entry_attributes


def test_people_set_their_own_password(tools: OpenLdapServer) -> None:
    person = people()[8]
    own = connect(tools, tools.dn(person.login), person.password)
    own.modify(tools.dn(person.login), {"userPassword": [(ldap3.MODIFY_REPLACE, ["other"])]})
    assert tools.can_sign_in(person.login, "other")
    assert not tools.can_sign_in(person.login, person.password)


def test_an_assertion_that_does_not_hold_stops_the_write(tools: OpenLdapServer) -> None:
    person = people()[9]
    change = f"dn: {tools.dn(person.login)}\nchangetype: modify\nreplace: title\ntitle: Boss\n"

    def modify(asserted: str) -> int:
        run = tools._run(
            "ldapmodify", "-D", tools.admin_dn, "-w", tools.admin_password,
            "-e", f"!assert={asserted}", input=change,
        )  # fmt: skip
        return run.returncode

    assert modify("(title=Nobody)") == 122
    assert tools.values(tools.dn(person.login), "title") == [person.title]
    assert modify(f"(&(title={person.title})(!(pwdAccountLockedTime=*)))") == 0
    assert tools.values(tools.dn(person.login), "title") == ["Boss"]


def test_the_openldap_connector_keeps_its_whole_contract_here(tools: OpenLdapServer) -> None:
    write_certificate(tools.ca_file, tools.home / "server.key", LOOPBACK)  # named, not used
    check_all(tools, "pwdAccountLockedTime")


def test_the_connector_finds_all_its_rights_and_none_too_many(tools: OpenLdapServer) -> None:
    check = ldap_connector(tools, ca_file=None).check()
    assert check.reached
    assert check.missing == check.excessive == ()
    as_reader = ldap_connector(tools, "reader", ca_file=None).check()
    assert as_reader.missing


def test_what_it_can_do_stands_in_the_root_entry(sample_directory: OpenLdapServer) -> None:
    info = connect(sample_directory).server.info
    assert {ASSERTION, PASSWORD_POLICY} <= {oid for oid, *_ in info.supported_controls}
    assert info.naming_contexts == [BASE]


def test_who_am_i_names_the_bound_entry(tools: OpenLdapServer) -> None:
    run = tools._run("ldapwhoami", "-D", tools.ops_dn, "-w", tools.ops_password)
    assert run.stdout.strip() == f"dn:{tools.ops_dn}"


def test_a_size_limit_is_kept_and_announced(tools: OpenLdapServer) -> None:
    as_ops = ("-D", tools.ops_dn, "-w", tools.ops_password)
    run = tools._run("ldapsearch", *as_ops, "-LLL", "-z", "3", "-b", PEOPLE, "(uid=*)", "1.1")
    assert run.returncode == 4
    assert run.stdout.count("dn: ") == 3


def test_pages_together_hold_everybody_once(sample_directory: OpenLdapServer) -> None:
    pages = connect(sample_directory).extend.standard.paged_search(
        PEOPLE, "(uid=*)", paged_size=30, generator=True
    )
    names = [entry["dn"] for entry in pages]
    assert len(names) == len(set(names)) == 200


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("(cn=*o*n*)", lambda p: "n" in p.full_name.lower().partition("o")[2]),
        ("(&(l=Lagos)(!(departmentNumber=traders)))",
         lambda p: p.city == "Lagos" and p.department != "traders"),
        ("(|(sn=Doe)(sn=khan))", lambda p: p.family_name in ("Doe", "Khan")),
        ("(employeeNumber>=1190)", lambda p: int(p.employee_number) >= 1190),
        ("(mail=J*@meridian.test)", lambda p: p.mail.startswith("j")),
    ],
)  # fmt: skip
def test_filters_find_whom_they_say(
    sample_directory: OpenLdapServer, filter: str, expected: Any
) -> None:
    found = ask(connect(sample_directory), f"(&(employeeNumber=*){filter})", ["uid"])
    assert {entry.uid.value for entry in found} == {p.login for p in people() if expected(p)}


def test_a_person_is_removed_and_brought_back_as_another_entry(tools: OpenLdapServer) -> None:
    person, connection = people()[12], connect(tools)
    dn, before = tools.dn(person.login), tools.entry_uuid(person.login)
    connection.delete(dn)
    assert not tools.exists(dn)
    connection.add(dn, "inetOrgPerson", {"cn": "New", "sn": "New"})
    assert tools.values(dn, "uid") == [person.login]  # from the name, as with slapd
    assert tools.entry_uuid(person.login) != before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"member": [(ldap3.MODIFY_REPLACE, [])]}, 65),  # a group needs a member
        ({"member": [(ldap3.MODIFY_DELETE, [f"uid=nobody,{PEOPLE}"])]}, 16),
        ({"member": [(ldap3.MODIFY_ADD, [f"uid={people()[0].login},{PEOPLE}"])]}, 20),
        ({"entryUUID": [(ldap3.MODIFY_REPLACE, ["x"])]}, 19),
        ({"cn": [(ldap3.MODIFY_REPLACE, ["other"])]}, 67),
    ],
)
def test_a_refused_change_says_which_rule_it_breaks(
    sample_directory: OpenLdapServer, changes: Any, code: int
) -> None:
    admin = connect(sample_directory, sample_directory.admin_dn, sample_directory.admin_password)
    with pytest.raises(LDAPOperationResult) as refused:
        admin.modify(sample_directory.group_dn(people()[0].department), changes)
    assert refused.value.result == code


def test_a_second_lock_is_refused(sample_directory: OpenLdapServer) -> None:
    connection, dn = connect(sample_directory), sample_directory.dn(people()[7].login)
    connection.modify(dn, LOCKED)
    other = {"pwdAccountLockedTime": [(ldap3.MODIFY_ADD, ["20260101000000Z"])]}
    with pytest.raises(LDAPOperationResult) as refused:
        connection.modify(dn, other)
    assert refused.value.result == 19


def test_a_half_applied_change_leaves_nothing_behind(tools: OpenLdapServer) -> None:
    dn = tools.dn(people()[2].login)
    with pytest.raises(LDAPOperationResult):
        connect(tools, tools.admin_dn, tools.admin_password).modify(
            dn, {"title": [(ldap3.MODIFY_REPLACE, ["x"])], "mail": [(ldap3.MODIFY_DELETE, ["x"])]}
        )
    assert tools.values(dn, "title") == [people()[2].title]


def test_a_restart_keeps_every_change(sample_processes: Processes) -> None:
    person, first = people()[4], start_directory(sample_processes)
    connect(first).modify(first.dn(person.login), LOCKED)
    (before,) = ask(connect(first), f"(uid={person.login})", ["entryUUID"])
    sample_processes.stop("directory")
    (after,) = ask(
        connect(start_directory(sample_processes)),
        f"(uid={person.login})",
        ["entryUUID", "pwdAccountLockedTime"],
    )
    assert after.entryUUID.value == before.entryUUID.value
    assert after.pwdAccountLockedTime.raw_values == [b"000001010000Z"]


def test_the_kept_file_is_for_its_owner_only(sample_directory: OpenLdapServer) -> None:
    assert (sample_directory.home / "directory.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("junk", [b"GET / HTTP/1.1\r\n\r\n", b"\x30\x03\x02\x01", b"\x30\x80" * 9])
def test_junk_on_one_connection_does_not_disturb_others(
    sample_directory: OpenLdapServer, junk: bytes
) -> None:
    with socket.create_connection((LOOPBACK, sample_directory.port)) as client:
        client.sendall(junk)
        wait_for(lambda: bool(ask(connect(sample_directory), "(uid=ops)")), "an answer", 5)


def test_its_hosts_are_listed_for_the_cmdb(sample_directory: OpenLdapServer) -> None:
    connector = ldap_connector(sample_directory, ca_file=None)
    source = connector.inventory()
    assert source is not None
    found = source.collect()
    connector.close()
    assert found.complete
    hosts = {(item.name, item.ci_class, item.attributes["serial"]) for item in found.items}
    assert hosts == {(name, "server", serial) for name, _, serial, _ in HOSTS}


def test_most_of_its_hosts_are_servers_of_the_estate() -> None:
    staff: list[Row] = [
        {
            "employee_number": each.employee_number,
            "given_name": each.given_name,
            "family_name": each.family_name,
            "employment_status": "active",
        }
        for each in people()
    ]
    made = estate(SEED, date(2026, 11, 23), people=staff)
    known = {
        (row["name"], row["ip_address"], row["serial"], row["location"])
        for row in made.items
        if row["class"] == "server"
    }
    strangers = {name for name, *rest in HOSTS if (name, *rest) not in known}
    assert strangers == {"lon-jump-01", "zur-jump-01"}
