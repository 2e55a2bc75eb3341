"""The contract, tried with each capability on the fake and on both real directories."""

from __future__ import annotations

import pytest

from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.capabilities.conformance import check_capability
from steersman.connectors.ldap.delete import DeleteParams
from steersman.connectors.ldap.disable import DisableParams
from steersman.connectors.ldap.groups import LeaveParams
from steersman.connectors.ldap.reports import ReassignParams
from steersman.connectors.ldap.settings import FlavourName
from tests.connectors.ldap.directories import (
    connect,
    fake_company,
    found_group,
    four,
    hire,
    set_manager,
)

FLAVOURS = ("openldap", "active_directory")
SIGN_IN = {"openldap": "pwdAccountLockedTime", "active_directory": "userAccountControl"}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_capability_keeps_the_contract_on_the_fake(flavour: FlavourName) -> None:
    company = fake_company(flavour)
    can, bob = company.can, company.bob.id
    check_capability(can.disable, DisableParams(account=bob), company.state)
    check_capability(can.leave, LeaveParams(account=bob), company.state)
    by = ReassignParams(account=company.ann.id, to=company.directory.add(
        f"uid=new,ou=people,{company.connector.accounts.settings.base_dn}",
        objectClass="person", userAccountControl="512",
    ).id)  # fmt: skip
    check_capability(can.reassign, by, company.state)
    can.disable.apply(can.disable.plan(DisableParams(account=bob)), key="k")
    can.leave.apply(can.leave.plan(LeaveParams(account=bob)), key="k")
    check_capability(can.delete, DeleteParams(account=bob), company.state)


def check_all(server: OpenLdapServer | SambaAdServer, sign_in: str) -> None:
    leaver, colleague, report, heir = (hire(server) for _ in range(4))
    groups = [found_group(server, leaver, colleague) for _ in range(2)]
    set_manager(server, report, leaver)
    can = four(connect(server))

    def state(dn: str, attribute: str) -> object:
        return server.values(dn, attribute)

    check_capability(
        can.disable, DisableParams(account=leaver.id), lambda: state(leaver.dn, sign_in)
    )
    check_capability(
        can.leave,
        LeaveParams(account=leaver.id),
        lambda: [state(group, "member") for group in groups],
    )
    check_capability(
        can.reassign,
        ReassignParams(account=leaver.id, to=heir.id),
        lambda: state(report.dn, "manager"),
    )
    can.disable.apply(can.disable.plan(DisableParams(account=leaver.id)), key="k")
    can.leave.apply(can.leave.plan(LeaveParams(account=leaver.id)), key="k")
    check_capability(can.delete, DeleteParams(account=leaver.id), lambda: server.exists(leaver.dn))
    assert not server.exists(leaver.dn)
    assert server.exists(colleague.dn)


def test_every_capability_keeps_the_contract_on_openldap(openldap_server: OpenLdapServer) -> None:
    check_all(openldap_server, SIGN_IN["openldap"])


def test_every_capability_keeps_the_contract_on_samba_ad(samba_ad_server: SambaAdServer) -> None:
    check_all(samba_ad_server, SIGN_IN["active_directory"])
