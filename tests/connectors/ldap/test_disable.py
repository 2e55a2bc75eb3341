"""Disabling: on the real directories by effect, and against everything that comes in between."""

from __future__ import annotations

import pytest

from company.services.openldap import OpenLdapServer
from company.services.samba_ad import SambaAdServer
from steersman.connectors.ldap.disable import DisableParams
from steersman.domain.errors import Permanent, Transient
from steersman.domain.plan import Change
from tests.connectors.ldap.directories import (
    Newcomer,
    connect,
    fake_company,
    four,
    hire,
    with_somebody,
)

LOCK, TEMPORARY, PERMANENT = "pwdAccountLockedTime", "20260102030405Z", "000001010000Z"


def set_lock(server: OpenLdapServer, somebody: Newcomer, value: str) -> None:
    server.modify(f"dn: {somebody.dn}\nchangetype: modify\nreplace: {LOCK}\n{LOCK}: {value}\n")


def test_a_disabled_person_cannot_sign_in_until_it_is_undone(
    openldap_server: OpenLdapServer,
) -> None:
    leaver, disable = hire(openldap_server), four(connect(openldap_server)).disable
    assert openldap_server.can_sign_in(leaver.login, leaver.password)
    plan = disable.plan(DisableParams(account=leaver.id))
    disable.apply(plan, key="k")
    assert not openldap_server.can_sign_in(leaver.login, leaver.password)
    disable.undo(plan, key="k")
    assert openldap_server.can_sign_in(leaver.login, leaver.password)


def test_active_directory_says_that_the_account_is_disabled(samba_ad_server: SambaAdServer) -> None:
    leaver, disable = hire(samba_ad_server), four(connect(samba_ad_server)).disable
    plan = disable.plan(DisableParams(account=leaver.id))
    disable.apply(plan, key="k")
    assert "data 533" in samba_ad_server.why_refused(leaver.login, leaver.password)
    disable.undo(plan, key="k")
    assert samba_ad_server.can_sign_in(leaver.login, leaver.password)


def test_other_bits_of_the_account_stay_as_they_are(samba_ad_server: SambaAdServer) -> None:
    leaver, disable = hire(samba_ad_server), four(connect(samba_ad_server)).disable
    never_expires = "66048"
    change = "changetype: modify\nreplace: userAccountControl\nuserAccountControl"
    samba_ad_server.modify(f"dn: {leaver.dn}\n{change}: {never_expires}\n")
    plan = disable.plan(DisableParams(account=leaver.id))
    disable.apply(plan, key="k")
    assert samba_ad_server.values(leaver.dn, "userAccountControl") == ["66050"]
    disable.undo(plan, key="k")
    assert samba_ad_server.values(leaver.dn, "userAccountControl") == [never_expires]


def test_a_lock_by_failures_becomes_permanent_and_comes_back_exactly(
    openldap_server: OpenLdapServer,
) -> None:
    leaver, disable = hire(openldap_server), four(connect(openldap_server)).disable
    set_lock(openldap_server, leaver, TEMPORARY)
    plan = disable.plan(DisableParams(account=leaver.id))
    target = f"directory:{leaver.id}"
    assert plan.changes == (Change(target, "sign-in", f"locked at {TEMPORARY}", "disabled"),)
    assert not disable.verify(plan), "a lock that ends by itself is not enough"
    disable.apply(plan, key="k")
    assert openldap_server.values(leaver.dn, LOCK) == [PERMANENT]
    disable.undo(plan, key="k")
    assert openldap_server.values(leaver.dn, LOCK) == [TEMPORARY]


def test_verifying_counts_as_no_failed_sign_in(openldap_server: OpenLdapServer) -> None:
    leaver, disable = hire(openldap_server), four(connect(openldap_server)).disable
    plan = disable.plan(DisableParams(account=leaver.id))
    assert not disable.verify(plan)
    disable.apply(plan, key="k")
    assert disable.verify(plan)
    assert openldap_server.values(leaver.dn, "pwdFailureTime") == []


def test_a_server_whose_policy_ignores_the_lock_is_noticed(openldap_server: OpenLdapServer) -> None:
    leaver, disable = hire(openldap_server), four(connect(openldap_server)).disable
    policy = f"cn=lax{leaver.login},ou=policies,{openldap_server.base_dn}"
    kinds = "objectClass: organizationalRole\nobjectClass: pwdPolicy"
    openldap_server.add(f"dn: {policy}\n{kinds}\npwdAttribute: userPassword\npwdLockout: FALSE\n")
    own = "changetype: modify\nadd: pwdPolicySubentry\npwdPolicySubentry"
    openldap_server.modify(f"dn: {leaver.dn}\n{own}: {policy}\n")
    plan = disable.plan(DisableParams(account=leaver.id))
    disable.apply(plan, key="k")
    assert openldap_server.values(leaver.dn, LOCK) == [PERMANENT]
    assert openldap_server.can_sign_in(leaver.login, leaver.password), "the lock has no effect"
    assert not disable.verify(plan)


def test_a_directory_that_says_yes_and_does_nothing_is_noticed() -> None:
    company = fake_company()
    plan = company.can.disable.plan(DisableParams(account=company.bob.id))
    company.directory.lies = True
    company.can.disable.apply(plan, key="k")
    assert not company.can.disable.verify(plan)


def test_an_edit_between_reading_and_writing_stops_the_write_on_openldap(
    openldap_server: OpenLdapServer,
) -> None:
    leaver, connector = hire(openldap_server), connect(openldap_server)
    plan = four(connector).disable.plan(DisableParams(account=leaver.id))
    raced = with_somebody(connector, lambda: set_lock(openldap_server, leaver, TEMPORARY))
    with pytest.raises(Transient, match="changed meanwhile"):
        four(raced).disable.apply(plan, key="k")
    assert openldap_server.values(leaver.dn, LOCK) == [TEMPORARY]


def test_an_edit_between_reading_and_writing_stops_the_write_on_samba_ad(
    samba_ad_server: SambaAdServer,
) -> None:
    leaver, connector = hire(samba_ad_server), connect(samba_ad_server)
    plan = four(connector).disable.plan(DisableParams(account=leaver.id))
    change = "changetype: modify\nreplace: userAccountControl\nuserAccountControl: 66048"
    edit = f"dn: {leaver.dn}\n{change}\n"
    raced = four(with_somebody(connector, lambda: samba_ad_server.modify(edit))).disable
    with pytest.raises(Transient, match="changed meanwhile"):
        raced.apply(plan, key="k")
    assert samba_ad_server.values(leaver.dn, "userAccountControl") == ["66048"]
    raced.apply(plan, key="k")  # the retry reads anew, and keeps the newer bit
    assert samba_ad_server.values(leaver.dn, "userAccountControl") == ["66050"]


def test_a_name_given_to_somebody_else_meanwhile_is_not_disabled(
    openldap_server: OpenLdapServer,
) -> None:
    leaver, connector = hire(openldap_server), connect(openldap_server)
    plan = four(connector).disable.plan(DisableParams(account=leaver.id))

    def replace_entry() -> None:
        openldap_server.delete(leaver.dn)
        own = f"cn: Somebody Else\nsn: Else\nuid: {leaver.login}"
        openldap_server.add(f"dn: {leaver.dn}\nobjectClass: inetOrgPerson\n{own}\n")

    with pytest.raises(Transient, match="changed meanwhile"):
        four(with_somebody(connector, replace_entry)).disable.apply(plan, key="k")
    assert openldap_server.values(leaver.dn, LOCK) == []


def test_a_renamed_account_is_found_by_its_id(openldap_server: OpenLdapServer) -> None:
    leaver, disable = hire(openldap_server), four(connect(openldap_server)).disable
    plan = disable.plan(DisableParams(account=leaver.id))
    rename = f"changetype: modrdn\nnewrdn: uid={leaver.login}x\ndeleteoldrdn: 1"
    openldap_server.modify(f"dn: {leaver.dn}\n{rename}\n")
    disable.apply(plan, key="k")
    assert disable.verify(plan)
    assert openldap_server.values(openldap_server.dn(f"{leaver.login}x"), LOCK) == [PERMANENT]


def test_a_state_that_the_plan_did_not_see_is_not_overwritten() -> None:
    company = fake_company()
    plan = company.can.disable.plan(DisableParams(account=company.bob.id))
    company.directory.put(company.bob.id, LOCK, TEMPORARY)
    with pytest.raises(Transient, match="plan again"):
        company.can.disable.apply(plan, key="k")
    assert company.value(company.bob, LOCK) == TEMPORARY


def test_undo_leaves_a_newer_state_alone(openldap_server: OpenLdapServer) -> None:
    leaver, disable = hire(openldap_server), four(connect(openldap_server)).disable
    plan = disable.plan(DisableParams(account=leaver.id))
    disable.apply(plan, key="k")
    set_lock(openldap_server, leaver, TEMPORARY)
    disable.undo(plan, key="k")
    assert openldap_server.values(leaver.dn, LOCK) == [TEMPORARY]


@pytest.mark.parametrize("id", ["jdoe", "", "*", "30c13eb8-f077-4bb9-a5ad-66c3db794357"])
def test_an_id_that_no_entry_has_is_an_error(id: str) -> None:
    with pytest.raises(Permanent):
        fake_company().can.disable.plan(DisableParams(account=id))


def test_a_missing_right_is_named(openldap_server: OpenLdapServer) -> None:
    leaver, disable = hire(openldap_server), four(connect(openldap_server, "reader")).disable
    plan = disable.plan(DisableParams(account=leaver.id))
    with pytest.raises(Permanent, match=f"the right to write {LOCK} of {leaver.dn}"):
        disable.apply(plan, key="k")
