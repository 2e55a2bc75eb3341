"""Taking one account out of the one group that opens a system."""

from __future__ import annotations

import pytest

from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.capabilities.conformance import check_capability
from steersman.connectors.ldap import LdapConnector
from steersman.connectors.ldap.access import RevokeAccess, RevokeParams
from steersman.connectors.ldap.settings import FlavourName
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from tests.connectors.ldap.directories import (
    BASE,
    connect,
    fake_company,
    found_group,
    hire,
    with_somebody,
)


def revoke(connector: LdapConnector) -> RevokeAccess:
    (found,) = (c for c in connector.capabilities() if isinstance(c, RevokeAccess))
    return found


def cn(dn: str) -> str:
    return dn.partition(",")[0].partition("=")[2]


@pytest.mark.parametrize("flavour", ["openldap", "active_directory"])
def test_it_keeps_the_contract_on_the_fake(flavour: FlavourName) -> None:
    company = fake_company(flavour)
    params = RevokeParams(account=company.bob.id, group="traders")
    check_capability(revoke(company.connector), params, company.state)


def test_it_keeps_the_contract_on_openldap(openldap_server: OpenLdapServer) -> None:
    check_on_a_real_server(openldap_server)


def test_it_keeps_the_contract_on_samba_ad(samba_ad_server: SambaAdServer) -> None:
    check_on_a_real_server(samba_ad_server)


def check_on_a_real_server(server: OpenLdapServer | SambaAdServer) -> None:
    john, colleague = hire(server), hire(server)
    mail, other = (found_group(server, john, colleague) for _ in range(2))
    params = RevokeParams(account=john.id, group=cn(mail))
    access = revoke(connect(server))
    check_capability(access, params, lambda: server.values(mail, "member"))
    access.apply(access.plan(params), key="k")
    assert server.values(mail, "member") == [colleague.dn]
    assert server.values(other, "member") == sorted([john.dn, colleague.dn])
    assert server.values(john.dn, "memberOf") == [other]


def test_the_sign_in_elsewhere_still_works(openldap_server: OpenLdapServer) -> None:
    john, colleague = hire(openldap_server), hire(openldap_server)
    group = found_group(openldap_server, john, colleague)
    access = revoke(connect(openldap_server))
    access.apply(access.plan(RevokeParams(account=john.id, group=cn(group))), key="k")
    assert openldap_server.can_sign_in(john.login, john.password)


def test_there_is_one_row_and_it_stands_on_the_account() -> None:
    company = fake_company()
    plan = revoke(company.connector).plan(RevokeParams(account=company.bob.id, group="traders"))
    (row,) = plan.changes
    assert row.target == f"directory:{company.bob.id}"
    assert (row.before, row.after) == (f"cn=traders,ou=groups,{BASE}", None)


def test_who_is_no_member_loses_nothing() -> None:
    company = fake_company()
    plan = revoke(company.connector).plan(RevokeParams(account=company.ann.id, group="traders"))
    assert plan.changes == ()


@pytest.mark.parametrize("name", ["nobody", "*", "traders)(cn=gym", ""])
def test_an_unknown_group_names_the_setting(name: str) -> None:
    company = fake_company()
    with pytest.raises(Permanent, match="mend access_group"):
        revoke(company.connector).plan(RevokeParams(account=company.bob.id, group=name))


def test_two_groups_of_one_name_are_a_question() -> None:
    company = fake_company()
    twin = f"cn=traders,ou=old,{BASE}"
    company.directory.add(
        twin, objectClass="groupOfNames", cn="traders", member=[company.bob.dn, company.cy.dn]
    )
    with pytest.raises(NeedsPerson, match="which group"):
        revoke(company.connector).plan(RevokeParams(account=company.bob.id, group="traders"))


def test_the_last_member_is_a_question(openldap_server: OpenLdapServer) -> None:
    john = hire(openldap_server)
    group = found_group(openldap_server, john)
    with pytest.raises(NeedsPerson, match="last member"):
        revoke(connect(openldap_server)).plan(RevokeParams(account=john.id, group=cn(group)))


def test_a_way_through_another_group_is_a_question(samba_ad_server: SambaAdServer) -> None:
    john = hire(samba_ad_server)
    outer, inner = found_group(samba_ad_server, john), found_group(samba_ad_server, john)
    samba_ad_server.modify(f"dn: {outer}\nchangetype: modify\nadd: member\nmember: {inner}\n")
    with pytest.raises(NeedsPerson, match="through"):
        revoke(connect(samba_ad_server)).plan(RevokeParams(account=john.id, group=cn(outer)))


def test_the_primary_group_is_a_question(samba_ad_server: SambaAdServer) -> None:
    john = hire(samba_ad_server)
    settings = {"groups_base": samba_ad_server.base_dn}
    with pytest.raises(NeedsPerson, match="primary group"):
        revoke(connect(samba_ad_server, **settings)).plan(
            RevokeParams(account=john.id, group="Domain Users")
        )


def test_somebody_faster_is_noticed_by_the_server(openldap_server: OpenLdapServer) -> None:
    john, colleague, third = (hire(openldap_server) for _ in range(3))
    group = found_group(openldap_server, john, colleague, third)
    gone = f"dn: {group}\nchangetype: modify\ndelete: member\nmember: {john.dn}\n"
    connector = with_somebody(connect(openldap_server), lambda: openldap_server.modify(gone))
    access = revoke(connector)
    params = RevokeParams(account=john.id, group=cn(group))
    plan = access.plan(params)
    with pytest.raises(Transient):
        access.apply(plan, key="k")
    assert access.plan(params).changes == ()
    assert openldap_server.values(group, "member") == sorted([colleague.dn, third.dn])


def test_a_server_that_lies_is_noticed() -> None:
    company = fake_company()
    access = revoke(company.connector)
    plan = access.plan(RevokeParams(account=company.bob.id, group="traders"))
    company.directory.lies = True
    access.apply(plan, key="k")
    assert not access.verify(plan)
