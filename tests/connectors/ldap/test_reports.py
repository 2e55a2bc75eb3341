"""Handing over direct reports."""

from __future__ import annotations

import pytest

from company.services.openldap import OpenLdapServer
from steersman.connectors.ldap.disable import DisableParams
from steersman.connectors.ldap.reports import ReassignParams
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from tests.connectors.ldap.directories import (
    FakeCompany,
    connect,
    fake_company,
    four,
    hire,
    set_manager,
)


def from_ann_to_bob(company: FakeCompany) -> ReassignParams:
    return ReassignParams(account=company.ann.id, to=company.bob.id)


def test_each_report_is_a_row_of_its_own() -> None:
    company = fake_company()
    heir = company.directory.add("uid=heir,dc=meridian,dc=test", objectClass="person")
    plan = company.can.reassign.plan(ReassignParams(account=company.ann.id, to=heir.id))
    assert plan.targets == {f"directory:{company.bob.id}", f"directory:{company.cy.id}"}
    assert {(c.attribute, c.before, c.after) for c in plan} == {
        ("manager", company.ann.dn, heir.dn)
    }


def test_nobody_becomes_their_own_manager() -> None:
    company = fake_company()
    plan = company.can.reassign.plan(from_ann_to_bob(company))
    assert plan.targets == {f"directory:{company.cy.id}"}
    assert company.bob.dn in plan.warnings[0]


def test_a_leaver_cannot_take_over_from_themself() -> None:
    company = fake_company()
    with pytest.raises(Permanent, match="somebody else"):
        company.can.reassign.plan(ReassignParams(account=company.ann.id, to=company.ann.id))


def test_a_disabled_successor_is_a_question() -> None:
    company = fake_company()
    disable = company.can.disable
    disable.apply(disable.plan(DisableParams(account=company.bob.id)), key="k")
    with pytest.raises(NeedsPerson, match="who else"):
        company.can.reassign.plan(from_ann_to_bob(company))


def test_a_report_who_got_another_manager_since_is_left_alone() -> None:
    company = fake_company()
    plan = company.can.reassign.plan(from_ann_to_bob(company))
    company.directory.put(company.cy.id, "manager", "uid=zoe,dc=meridian,dc=test")
    with pytest.raises(Transient, match="plan again"):
        company.can.reassign.apply(plan, key="k")
    assert company.value(company.cy, "manager") == "uid=zoe,dc=meridian,dc=test"


def test_undo_leaves_a_newer_manager_alone(openldap_server: OpenLdapServer) -> None:
    leaver, heir, third, one, two = (hire(openldap_server) for _ in range(5))
    for report in (one, two):
        set_manager(openldap_server, report, leaver)
    reassign = four(connect(openldap_server)).reassign
    plan = reassign.plan(ReassignParams(account=leaver.id, to=heir.id))
    reassign.apply(plan, key="k")
    assert openldap_server.values(one.dn, "manager") == [heir.dn]
    set_manager(openldap_server, two, third)
    assert not reassign.verify(plan)
    reassign.undo(plan, key="k")
    assert openldap_server.values(one.dn, "manager") == [leaver.dn]
    assert openldap_server.values(two.dn, "manager") == [third.dn]
