"""Who may never be touched, and when a person is asked."""

from __future__ import annotations

import pytest

from steersman.connectors.linux.accounts import Account, person_account
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import NeedsPerson, Permanent

JOHN = Account(uid=1042, login="jdoe", gecos="John Doe,,,,1007")


def test_the_account_with_that_uid_and_login_is_found(settings: LinuxSettings) -> None:
    assert person_account((JOHN,), "1042/jdoe", settings) is JOHN


@pytest.mark.parametrize(
    "account",
    ["0/root", "999/daemon", "65534/nobody", "1044/ceo", "1045/backup-bot", "1046/steersman"],
)
def test_system_own_and_protected_accounts_are_refused(
    settings: LinuxSettings, account: str
) -> None:
    uid, login = account.split("/")
    accounts = (Account(uid=int(uid), login=login),)

    with pytest.raises(Permanent, match=r"never touched|our own user|protected"):
        person_account(accounts, account, settings)


def test_a_uid_given_to_somebody_else_is_a_question(settings: LinuxSettings) -> None:
    newcomer = Account(uid=1042, login="jane")

    with pytest.raises(NeedsPerson, match="uid 1042 is jane now, not jdoe"):
        person_account((newcomer,), "1042/jdoe", settings)


def test_two_logins_with_one_uid_are_a_question(settings: LinuxSettings) -> None:
    twin = Account(uid=1042, login="jdoe-admin")

    with pytest.raises(NeedsPerson, match="jdoe, jdoe-admin"):
        person_account((JOHN, twin), "1042/jdoe", settings)


def test_an_account_that_is_gone_is_told(settings: LinuxSettings) -> None:
    with pytest.raises(Permanent, match="no account with uid 1042"):
        person_account((), "1042/jdoe", settings)


@pytest.mark.parametrize("nonsense", ["jdoe", "1042", "/jdoe", "1042/", "-1/jdoe", "１０４２/jdoe"])
def test_what_is_no_account_id_is_refused(settings: LinuxSettings, nonsense: str) -> None:
    with pytest.raises(Permanent, match="no account id"):
        person_account((JOHN,), nonsense, settings)


def test_the_number_stands_behind_the_fourth_comma() -> None:
    assert JOHN.employee_number == "1007"
    assert Account(uid=1, login="x", gecos="John Doe,1007").employee_number == ""
