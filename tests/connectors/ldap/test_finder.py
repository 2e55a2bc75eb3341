"""Finding people: by each identifier, with namesakes, and never a silent part of the answer."""

from __future__ import annotations

import pytest

from company.people import people
from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.connectors.ldap.disable import DisableParams
from steersman.domain.errors import Permanent, Transient
from steersman.domain.identity import Identifiers
from tests.connectors.ldap.directories import connect, fake_company, four, hire

SOMEBODY = people()[3]


@pytest.mark.parametrize(
    "known",
    [
        Identifiers(person="p", employee_number=SOMEBODY.employee_number),
        Identifiers(person="p", mail=SOMEBODY.mail.upper()),
        Identifiers(person="p", login=SOMEBODY.login),
    ],
    ids=["employee number", "mail", "login"],
)
def test_one_identifier_is_enough_on_both_directories(
    known: Identifiers, openldap_server: OpenLdapServer, samba_ad_server: SambaAdServer
) -> None:
    for server in (openldap_server, samba_ad_server):
        (found,) = connect(server).finder().candidates(known)
        assert found.identifiers == {
            "employee_number": SOMEBODY.employee_number,
            "mail": SOMEBODY.mail,
            "login": SOMEBODY.login,
        }
        assert found.label == server.dn(SOMEBODY.login)
        assert found.name == SOMEBODY.full_name
        assert found.active


def test_all_namesakes_are_reported(openldap_server: OpenLdapServer) -> None:
    name = ("Twice", "Seen")
    two = {hire(openldap_server, name=name).id for _ in range(2)}
    known = Identifiers(person="p", given_name="twice", family_name="seen")
    found = connect(openldap_server).finder().candidates(known)
    assert {candidate.id for candidate in found} == two


@pytest.mark.parametrize("attack", ["*", "*)(uid=*", "x)(|(objectClass=*))", "\\2a", "a\x00"])
def test_an_attack_finds_nobody(attack: str, openldap_server: OpenLdapServer) -> None:
    finder = connect(openldap_server).finder()
    for known in (
        Identifiers(person="p", mail=attack),
        Identifiers(person="p", login=attack),
        Identifiers(person="p", employee_number=attack),
        Identifiers(person="p", given_name=attack, family_name=attack),
    ):
        assert finder.candidates(known) == ()


def test_nothing_known_finds_nobody() -> None:
    assert fake_company().connector.finder().candidates(Identifiers(person="p")) == ()


def test_of_several_values_the_one_that_agrees_is_reported(
    openldap_server: OpenLdapServer,
) -> None:
    person = hire(openldap_server)
    alias = f"alias-{person.login}@meridian.test"
    openldap_server.modify(f"dn: {person.dn}\nchangetype: modify\nadd: mail\nmail: {alias}\n")
    finder = connect(openldap_server).finder()
    (by_alias,) = finder.candidates(Identifiers(person="p", mail=alias))
    assert by_alias.identifiers["mail"] == alias
    (by_login,) = finder.candidates(Identifiers(person="p", login=person.login, mail="x@y.test"))
    assert by_login.identifiers["mail"] == f"{person.login}@meridian.test"


def test_proxy_addresses_count_as_mail(samba_ad_server: SambaAdServer) -> None:
    person = hire(samba_ad_server)
    alias = f"alias-{person.login}@meridian.test"
    edit = f"changetype: modify\nadd: proxyAddresses\nproxyAddresses: smtp:{alias}"
    samba_ad_server.modify(f"dn: {person.dn}\n{edit}\n")
    (found,) = connect(samba_ad_server).finder().candidates(Identifiers(person="p", mail=alias))
    assert (found.id, found.identifiers["mail"]) == (person.id, alias)


def test_a_disabled_account_is_reported_as_inactive(openldap_server: OpenLdapServer) -> None:
    person, connector = hire(openldap_server), connect(openldap_server)
    disable = four(connector).disable
    disable.apply(disable.plan(DisableParams(account=person.id)), key="k")
    (found,) = connector.finder().candidates(Identifiers(person="p", login=person.login))
    assert not found.active


def test_service_accounts_are_marked(openldap_server: OpenLdapServer) -> None:
    finder = connect(openldap_server).finder()
    (found,) = finder.candidates(Identifiers(person="p", login="ops"))
    assert found.marks == {"service"}


def test_administrators_of_the_domain_are_protected(samba_ad_server: SambaAdServer) -> None:
    person = hire(samba_ad_server)
    admins = f"CN=Domain Admins,CN=Users,{samba_ad_server.base_dn}"
    between = samba_ad_server.group_dn(f"x{person.login}")
    own = f"dn: {between}\nchangetype: add\nobjectClass: group\nmember: {person.dn}\n"
    nested = f"dn: {admins}\nchangetype: modify\nadd: member\nmember: {between}\n"
    samba_ad_server.modify(f"{own}\n{nested}")
    known = Identifiers(person="p", login=person.login)
    (found,) = connect(samba_ad_server, protected=(admins,)).finder().candidates(known)
    assert found.marks == {"protected"}, "through a nested group too"


def test_members_of_protected_groups_and_shared_accounts_are_marked() -> None:
    traders = "CN=Traders,ou=groups,dc=meridian,dc=test"
    company = fake_company(protected=(traders,), shared=("uid=ann,ou=people,dc=meridian,dc=test",))
    finder = company.connector.finder()
    assert finder.candidates(Identifiers(person="p", login="bob"))[0].marks == {"protected"}
    assert finder.candidates(Identifiers(person="p", login="ann"))[0].marks == {"shared"}


def test_an_answer_cut_short_is_an_error(openldap_server: OpenLdapServer) -> None:
    limited = connect(openldap_server, openldap_server.limited_dn, openldap_server.limited_password)
    for _ in range(3):
        hire(openldap_server, name=("Many", "Alike"))
    known = Identifiers(person="p", given_name="Many", family_name="Alike")
    with pytest.raises(Permanent, match="size limit"):
        limited.finder().candidates(known)


def test_more_people_than_one_page_are_all_found(openldap_server: OpenLdapServer) -> None:
    accounts = connect(openldap_server).accounts
    found = accounts.directory.search(openldap_server.people_base, accounts.flavour.person, ())
    assert {entry.dn for entry in found} >= {openldap_server.dn(p.login) for p in people()}


def test_no_answer_is_not_nobody() -> None:
    company = fake_company()
    company.directory.broken = Transient("the directory does not answer")
    with pytest.raises(Transient):
        company.connector.finder().candidates(Identifiers(person="p", login="bob"))
