"""``systems check``: what it tells about rights and TLS, and that it changes nothing."""

from __future__ import annotations

from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.connectors.ldap.check import check
from steersman.connectors.ldap.connector import LdapConnector
from steersman.domain.errors import Transient
from tests.connectors.ldap.directories import connect, fake_company, settings


def test_openldap_rights_are_told_without_writing(openldap_server: OpenLdapServer) -> None:
    before = openldap_server.ldapsearch("(objectClass=*)", "*", "+")
    enough, reader, admin = (connect(openldap_server, who).check() for who in NAMES)
    after = openldap_server.ldapsearch("(objectClass=*)", "*", "+")
    assert after == before, "not even a modification time moved"
    assert (enough.reached, enough.missing, enough.excessive) == (True, (), ())
    assert set(reader.missing) == {
        "write pwdAccountLockedTime of people",
        "write manager of people",
        "write member of groups",
    }
    assert "write userPassword of people" in admin.excessive


NAMES = ("ops", "reader", "admin")


def test_active_directory_lists_the_rights(samba_ad_server: SambaAdServer) -> None:
    enough, reader, admin = (connect(samba_ad_server, who).check() for who in NAMES)
    assert (enough.reached, enough.missing, enough.excessive) == (True, (), ())
    assert set(reader.missing) == {
        "write userAccountControl of people",
        "write manager of people",
        "write member of groups",
    }
    assert "write servicePrincipalName of people" in admin.excessive
    assert samba_ad_server.address in enough.detail
    assert "over TLS" in enough.detail


def test_the_right_to_delete_is_reported_as_unknown(openldap_server: OpenLdapServer) -> None:
    assert any("delete" in right for right in connect(openldap_server).check().unknown)


def test_a_refused_password_says_so(openldap_server: OpenLdapServer) -> None:
    found = connect(openldap_server, password="wrong").check()
    assert not found.reached
    assert "bind DN or its password" in found.detail


def test_start_tls_is_used_and_told(openldap_server: OpenLdapServer) -> None:
    assert "over TLS" in connect(openldap_server, start_tls=True).check().detail


def test_an_untrusted_certificate_stops_before_the_password(
    openldap_server: OpenLdapServer,
) -> None:
    found = connect(openldap_server, start_tls=True, ca_file=None).check()
    assert not found.reached
    assert "set ca_file" in found.detail


def test_a_password_in_the_clear_is_warned_of_past_loopback() -> None:
    company = fake_company()
    far = settings(url="ldap://directory.meridian.test")
    assert "in the clear" in LdapConnector("d", far, company.directory).check().detail
    assert "in the clear" not in company.connector.check().detail


def test_without_anybody_to_look_at_the_rights_are_unknown() -> None:
    company = fake_company()
    company.directory.entries.clear()
    found = check(company.connector.accounts)
    assert found.reached
    assert "write manager of people" in found.unknown


def test_a_directory_that_does_not_answer_is_not_reached() -> None:
    company = fake_company()
    company.directory.broken = Transient("ldap://x: no answer")
    assert company.connector.check().detail == "ldap://x: no answer"
