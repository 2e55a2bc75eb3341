"""Disabling an account, proved by signing in to real sshds."""

from __future__ import annotations

import subprocess

import pytest

from company.people import Employee, people
from company.services.hosts import PLAIN_PORT, uid_of
from steersman.connectors.linux.disable import DisableAccount, DisableParams
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import Plan
from tests.fixtures.hosts import RealHost


@pytest.fixture
def disable(web1: RealHost) -> DisableAccount:
    connector = web1.connector()
    return DisableAccount("web1", connector.host, connector.settings)


def _plan(disable: DisableAccount, person: Employee) -> Plan:
    return disable.plan(DisableParams(account=f"{uid_of(person)}/{person.login}"))


def _signs_in(web1: RealHost, person: Employee, port: int) -> bool:
    command = web1.hosts.ssh(web1.host, person.login, "true", port=port)
    return subprocess.run(command, capture_output=True, timeout=30).returncode == 0


def _expiry(web1: RealHost, person: Employee) -> str:
    return web1.host.run("getent", "shadow", person.login).decode().split(":")[7]


@pytest.mark.parametrize(("port", "place"), [(22, 110), (PLAIN_PORT, 111)])
def test_a_key_signs_in_before_and_not_after_with_and_without_pam(
    web1: RealHost, disable: DisableAccount, port: int, place: int
) -> None:
    person = people()[place]
    assert _signs_in(web1, person, port)
    plan = _plan(disable, person)

    disable.apply(plan, key="1")
    assert disable.verify(plan)
    assert not _signs_in(web1, person, port)

    disable.undo(plan, key="1-undo")
    assert _signs_in(web1, person, port)


def test_a_locked_password_alone_would_leave_the_key_working(
    web1: RealHost, disable: DisableAccount
) -> None:
    person = people()[112]
    web1.host.run("usermod", "--lock", person.login)
    assert _signs_in(web1, person, 22), "which is why the account must expire as well"
    plan = _plan(disable, person)
    assert [change.attribute for change in plan] == ["expires"]

    disable.apply(plan, key="1")

    assert not _signs_in(web1, person, 22)


def test_the_authorized_keys_stay_untouched(web1: RealHost, disable: DisableAccount) -> None:
    person = people()[113]
    file = f"/home/{person.login}/.ssh/authorized_keys"

    def state() -> tuple[bytes, bytes]:
        return web1.host.run("stat", "-c", "%i %a %s %Y %Z", file), web1.host.run("cat", file)

    before = state()

    disable.apply(_plan(disable, person), key="1")

    assert state() == before


@pytest.mark.parametrize(("place", "days"), [(114, "21000"), (115, "")])
def test_undo_restores_the_exact_expiry(
    web1: RealHost, disable: DisableAccount, place: int, days: str
) -> None:
    person = people()[place]
    web1.host.run("usermod", "--expiredate", days, person.login)
    before = web1.host.run("getent", "shadow", person.login)
    plan = _plan(disable, person)
    disable.apply(plan, key="1")
    assert _expiry(web1, person) == "1"

    disable.undo(plan, key="1-undo")

    assert web1.host.run("getent", "shadow", person.login) == before


def test_an_account_edited_since_the_plan_is_not_written(
    web1: RealHost, disable: DisableAccount
) -> None:
    person = people()[116]
    plan = _plan(disable, person)
    web1.host.run("usermod", "--expiredate", "2031-05-05", person.login)
    before = web1.host.run("getent", "shadow", person.login)

    with pytest.raises(Transient, match="changed since it was planned"):
        disable.apply(plan, key="1")

    assert web1.host.run("getent", "shadow", person.login) == before


def test_undo_leaves_a_newer_expiry_alone(web1: RealHost, disable: DisableAccount) -> None:
    person = people()[117]
    plan = _plan(disable, person)
    disable.apply(plan, key="1")
    web1.host.run("usermod", "--expiredate", "22000", person.login)

    disable.undo(plan, key="1-undo")

    assert _expiry(web1, person) == "22000"
    assert web1.host.run("passwd", "-S", person.login).split()[1] == b"P", "the lock was ours"


def test_a_uid_given_to_somebody_else_since_is_a_question(
    web1: RealHost, disable: DisableAccount
) -> None:
    person, uid = people()[118], str(uid_of(people()[118]))
    plan = _plan(disable, person)
    web1.host.run("userdel", person.login)
    web1.host.run("useradd", "--uid", uid, "--no-create-home", "newcomer")
    before = web1.host.run("getent", "shadow", "newcomer")

    with pytest.raises(NeedsPerson, match="is newcomer now"):
        disable.apply(plan, key="1")

    assert web1.host.run("getent", "shadow", "newcomer") == before


def test_an_account_without_any_password_is_not_left_open_by_undo(
    web1: RealHost, disable: DisableAccount
) -> None:
    person = people()[119]
    web1.host.run("passwd", "--delete", person.login)
    plan = _plan(disable, person)
    disable.apply(plan, key="1")

    with pytest.raises(Permanent, match="no password at all"):
        disable.undo(plan, key="1-undo")


def test_another_change_of_accounts_under_way_is_waited_for(
    web1: RealHost, disable: DisableAccount
) -> None:
    person = people()[120]
    plan = _plan(disable, person)
    web1.host.run("touch", "/run/steersman-host.lock")
    hold = web1.host.enter("flock", "/run/steersman-host.lock", "sleep", "1")
    holder = subprocess.Popen(hold)

    disable.apply(plan, key="1")

    assert disable.verify(plan)
    assert holder.wait(timeout=10) == 0


def test_a_crontab_is_told(web1: RealHost, disable: DisableAccount) -> None:
    person = people()[121]
    spool = "/var/spool/cron/crontabs"
    web1.host.run("mkdir", "-p", spool)
    web1.host.run("touch", f"{spool}/{person.login}")

    assert any("crontab" in warning for warning in _plan(disable, person).warnings)
