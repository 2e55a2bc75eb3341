"""Deleting: refused in time, and gone by its id afterwards."""

from __future__ import annotations

import pytest

from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.capabilities.contract import Reversal
from steersman.connectors.ldap.delete import DeleteParams
from steersman.connectors.ldap.disable import DisableParams
from steersman.connectors.ldap.groups import LeaveParams
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from tests.connectors.ldap.directories import (
    FakeCompany,
    Newcomer,
    connect,
    fake_company,
    found_group,
    four,
    hire,
    with_somebody,
)


def disabled_newcomer(server: OpenLdapServer | SambaAdServer) -> Newcomer:
    leaver, disable = hire(server), four(connect(server)).disable
    disable.apply(disable.plan(DisableParams(account=leaver.id)), key="k")
    return leaver


def without_bob(*, in_groups: bool = False) -> FakeCompany:
    company = fake_company()
    can, bob = company.can, company.bob.id
    can.disable.apply(can.disable.plan(DisableParams(account=bob)), key="k")
    if not in_groups:
        can.leave.apply(can.leave.plan(LeaveParams(account=bob)), key="k")
    return company


def test_it_is_declared_irreversible() -> None:
    company = without_bob()
    delete = company.can.delete
    assert delete.spec.reversal is Reversal.NONE
    plan = delete.plan(DeleteParams(account=company.bob.id))
    assert [(c.before, c.after) for c in plan] == [(company.bob.dn, None)], "it shows whom"


def test_an_account_that_is_not_disabled_is_refused(openldap_server: OpenLdapServer) -> None:
    active = hire(openldap_server)
    with pytest.raises(Permanent, match="disable it first"):
        four(connect(openldap_server)).delete.plan(DeleteParams(account=active.id))


def test_an_account_enabled_again_since_is_refused(openldap_server: OpenLdapServer) -> None:
    leaver, connector = disabled_newcomer(openldap_server), connect(openldap_server)
    plan = four(connector).delete.plan(DeleteParams(account=leaver.id))
    edit = f"dn: {leaver.dn}\nchangetype: modify\ndelete: pwdAccountLockedTime\n"
    raced = with_somebody(connector, lambda: openldap_server.modify(edit))
    with pytest.raises(Transient, match="changed meanwhile"):
        four(raced).delete.apply(plan, key="k")
    with pytest.raises(Permanent, match="disable it first"):
        four(raced).delete.apply(plan, key="k")
    assert openldap_server.exists(leaver.dn)


def test_an_account_with_entries_below_is_refused(openldap_server: OpenLdapServer) -> None:
    leaver = disabled_newcomer(openldap_server)
    below = f"dn: cn=phone,{leaver.dn}\nobjectClass: device\ncn: phone\n"
    openldap_server.add(below)
    with pytest.raises(Permanent, match="1 entries below"):
        four(connect(openldap_server)).delete.plan(DeleteParams(account=leaver.id))


def test_a_member_of_groups_is_refused_where_the_name_would_stay() -> None:
    company = without_bob(in_groups=True)
    with pytest.raises(Permanent, match="leave the groups first"):
        company.can.delete.plan(DeleteParams(account=company.bob.id))


def test_the_last_member_of_a_group_is_a_question() -> None:
    company = without_bob()
    company.directory.add(
        "cn=solo,dc=meridian,dc=test", objectClass="groupOfNames", member=company.bob.dn
    )
    with pytest.raises(NeedsPerson, match="who takes its place"):
        company.can.delete.plan(DeleteParams(account=company.bob.id))


def test_active_directory_takes_it_out_of_its_groups_itself(
    samba_ad_server: SambaAdServer,
) -> None:
    leaver = disabled_newcomer(samba_ad_server)
    group = found_group(samba_ad_server, leaver)
    delete = four(connect(samba_ad_server)).delete
    plan = delete.plan(DeleteParams(account=leaver.id))
    delete.apply(plan, key="k")
    assert delete.verify(plan)
    assert samba_ad_server.values(group, "member") == []


def test_a_renamed_entry_is_not_what_was_shown() -> None:
    company = without_bob()
    plan = company.can.delete.plan(DeleteParams(account=company.bob.id))
    moved = company.directory.entries[company.bob.id]
    company.directory.entries[company.bob.id] = type(moved)(
        moved.id, "uid=robert,dc=meridian,dc=test", moved.attributes
    )
    with pytest.raises(Transient, match="plan again"):
        company.can.delete.apply(plan, key="k")


def test_people_left_without_a_manager_are_a_warning() -> None:
    company = fake_company()
    disable = company.can.disable
    disable.apply(disable.plan(DisableParams(account=company.ann.id)), key="k")
    plan = company.can.delete.plan(DeleteParams(account=company.ann.id))
    assert "2 people" in plan.warnings[0]


def test_a_directory_that_says_yes_and_does_nothing_is_noticed() -> None:
    company = without_bob()
    plan = company.can.delete.plan(DeleteParams(account=company.bob.id))
    company.directory.lies = True
    company.can.delete.apply(plan, key="k")
    assert not company.can.delete.verify(plan)


def test_the_right_to_delete_is_named(openldap_server: OpenLdapServer) -> None:
    leaver = disabled_newcomer(openldap_server)
    delete = four(connect(openldap_server, "reader")).delete
    plan = delete.plan(DeleteParams(account=leaver.id))
    with pytest.raises(Permanent, match=f"the right to delete {leaver.dn}"):
        delete.apply(plan, key="k")
    assert openldap_server.exists(leaver.dn)
