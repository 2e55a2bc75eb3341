"""Leaving groups: all that name the account, never the last member, and back again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.connectors.ldap.groups import LeaveParams
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import Plan
from tests.connectors.ldap.directories import (
    connect,
    fake_company,
    found_group,
    four,
    hire,
    with_somebody,
)


def test_each_row_stands_on_the_account() -> None:
    company = fake_company()
    plan = company.can.leave.plan(LeaveParams(account=company.bob.id))
    assert plan.targets == {f"directory:{company.bob.id}"}, "two leavers do not share a lease"
    assert {change.before for change in plan} == {
        "cn=traders,ou=groups,dc=meridian,dc=test",
        "cn=gym,ou=groups,dc=meridian,dc=test",
    }
    assert len({change.attribute for change in plan}) == 2


def test_member_of_follows_on_the_real_server(openldap_server: OpenLdapServer) -> None:
    leaver, colleague = hire(openldap_server), hire(openldap_server)
    group = found_group(openldap_server, leaver, colleague)
    leave = four(connect(openldap_server)).leave
    assert openldap_server.values(leaver.dn, "memberOf") == [group]
    plan = leave.plan(LeaveParams(account=leaver.id))
    leave.apply(plan, key="k")
    assert openldap_server.values(leaver.dn, "memberOf") == []
    assert openldap_server.values(group, "member") == [colleague.dn]
    leave.undo(plan, key="k")
    assert openldap_server.values(leaver.dn, "memberOf") == [group]


def test_the_last_member_stays_with_a_warning(openldap_server: OpenLdapServer) -> None:
    leaver, colleague = hire(openldap_server), hire(openldap_server)
    alone = found_group(openldap_server, leaver)
    shared = found_group(openldap_server, leaver, colleague)
    leave = four(connect(openldap_server)).leave
    plan = leave.plan(LeaveParams(account=leaver.id))
    assert [change.before for change in plan] == [shared]
    assert alone in plan.warnings[0]
    leave.apply(plan, key="k")
    assert leave.verify(plan)
    assert openldap_server.values(alone, "member") == [leaver.dn]


def test_somebody_who_became_the_last_member_is_a_question(
    openldap_server: OpenLdapServer,
) -> None:
    leaver, colleague = hire(openldap_server), hire(openldap_server)
    group = found_group(openldap_server, leaver, colleague)
    leave = four(connect(openldap_server)).leave
    plan = leave.plan(LeaveParams(account=leaver.id))
    gone = f"changetype: modify\ndelete: member\nmember: {colleague.dn}"
    openldap_server.modify(f"dn: {group}\n{gone}\n")
    with pytest.raises(NeedsPerson):
        leave.apply(plan, key="k")
    assert openldap_server.values(group, "member") == [leaver.dn]


def test_active_directory_keeps_the_primary_group(samba_ad_server: SambaAdServer) -> None:
    leaver = hire(samba_ad_server)
    group = found_group(samba_ad_server, leaver)
    leave = four(connect(samba_ad_server)).leave
    plan = leave.plan(LeaveParams(account=leaver.id))
    assert [change.before for change in plan] == [group], "an empty group is fine there"
    assert plan.warnings == (), "everybody is a domain user"
    leave.apply(plan, key="k")
    assert samba_ad_server.values(group, "member") == []
    assert samba_ad_server.values(leaver.dn, "primaryGroupID") == ["513"]


def test_an_unusual_primary_group_is_a_warning() -> None:
    company = fake_company("active_directory")
    company.directory.put(company.bob.id, "primaryGroupID", "512")
    plan = company.can.leave.plan(LeaveParams(account=company.bob.id))
    assert "RID 512" in plan.warnings[0]


def test_undo_adds_nobody_twice_and_keeps_who_was_put_back(
    openldap_server: OpenLdapServer,
) -> None:
    leaver, colleague = hire(openldap_server), hire(openldap_server)
    groups = [found_group(openldap_server, leaver, colleague) for _ in range(2)]
    leave = four(connect(openldap_server)).leave
    plan = leave.plan(LeaveParams(account=leaver.id))
    leave.apply(plan, key="k")
    back = f"changetype: modify\nadd: member\nmember: {leaver.dn}"
    openldap_server.modify(f"dn: {groups[0]}\n{back}\n")
    leave.undo(plan, key="k")
    for group in groups:
        assert openldap_server.values(group, "member") == sorted([leaver.dn, colleague.dn])


def test_undo_leaves_a_deleted_group_deleted() -> None:
    company = fake_company()
    plan = company.can.leave.plan(LeaveParams(account=company.bob.id))
    company.can.leave.apply(plan, key="k")
    gone, kept = (change.attribute.removeprefix("member of ") for change in plan)
    del company.directory.entries[gone]
    company.can.leave.undo(plan, key="k")
    assert gone not in company.directory.entries
    assert company.bob.dn in company.directory.entries[kept].values("member")


def test_two_leavers_of_one_group_do_not_disturb_each_other(
    openldap_server: OpenLdapServer,
) -> None:
    one, other, stayer = (hire(openldap_server) for _ in range(3))
    group = found_group(openldap_server, one, other, stayer)
    connector = connect(openldap_server)
    leave = four(connector).leave
    plans = [leave.plan(LeaveParams(account=person.id)) for person in (one, other)]
    raced = with_somebody(connector, lambda: leave.apply(plans[1], key="k2"))
    four(raced).leave.apply(plans[0], key="k1")
    assert openldap_server.values(group, "member") == [stayer.dn]


def test_a_member_taken_out_by_somebody_else_is_not_an_error_after_all() -> None:
    company = fake_company()
    plan = company.can.leave.plan(LeaveParams(account=company.bob.id))
    first = plan.changes[0].attribute.removeprefix("member of ")
    raced = with_somebody(
        company.connector, lambda: company.directory.put(first, "member", company.cy.dn)
    )
    with pytest.raises(Transient):
        four(raced).leave.apply(plan, key="k")
    four(raced).leave.apply(plan, key="k")
    assert company.can.leave.verify(plan)


def test_a_directory_that_says_yes_and_does_nothing_is_noticed() -> None:
    company = fake_company()
    plan = company.can.leave.plan(LeaveParams(account=company.bob.id))
    company.directory.lies = True
    company.can.leave.apply(plan, key="k")
    assert not company.can.leave.verify(plan)


def test_a_plan_for_another_system_is_refused() -> None:
    company = fake_company()
    change = company.can.leave.plan(LeaveParams(account=company.bob.id)).changes[0]
    moved = replace(change, target=f"scim:{company.bob.id}")
    with pytest.raises(Permanent, match="no entry of directory"):
        company.can.leave.apply(Plan(company.can.leave.key, (moved,)), key="k")
