"""Disabling an account, against a host in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.connectors.linux.disable import DisableAccount, DisableParams
from steersman.connectors.linux.fake import FakeHost
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import Permanent, Transient
from steersman.domain.plan import Change, known_after_apply

JOHN, ANN = DisableParams(account="1042/jdoe"), DisableParams(account="1043/asato")


@pytest.fixture
def disable(fake: FakeHost, settings: LinuxSettings) -> DisableAccount:
    return DisableAccount("web1", fake, settings)


def test_the_plan_names_lock_and_expiry(disable: DisableAccount) -> None:
    assert disable.plan(ANN).changes == (
        Change("web1:1043/asato", "password", "unlocked", "locked"),
        Change("web1:1043/asato", "expires", "2027-07-01", "1970-01-02"),
    )


def test_an_account_that_never_expires_has_no_date_before(disable: DisableAccount) -> None:
    assert disable.plan(JOHN).changes[1].before is None


def test_a_locked_password_alone_is_not_disabled(disable: DisableAccount, fake: FakeHost) -> None:
    fake.people["jdoe"] = replace(fake.people["jdoe"], password="locked")

    assert [change.attribute for change in disable.plan(JOHN)] == ["expires"]


def test_undo_does_not_unlock_what_was_locked_before(
    disable: DisableAccount, fake: FakeHost
) -> None:
    fake.people["jdoe"] = replace(fake.people["jdoe"], password="locked")
    plan = disable.plan(JOHN)
    disable.apply(plan, key="1")

    disable.undo(plan, key="1-undo")

    assert fake.people["jdoe"].password == "locked"
    assert fake.people["jdoe"].expires == "never"


def test_a_host_that_lies_about_writing_is_noticed(disable: DisableAccount, fake: FakeHost) -> None:
    plan = disable.plan(JOHN)
    fake.lies = True

    disable.apply(plan, key="1")

    assert not disable.verify(plan)


def test_half_finished_work_is_finished_by_the_same_plan(
    disable: DisableAccount, fake: FakeHost
) -> None:
    plan = disable.plan(JOHN)
    fake.people["jdoe"] = replace(fake.people["jdoe"], password="locked")

    disable.apply(plan, key="1")

    assert disable.verify(plan)


def test_an_expiry_set_since_the_plan_stops_the_write(
    disable: DisableAccount, fake: FakeHost
) -> None:
    plan = disable.plan(ANN)
    fake.people["asato"] = replace(fake.people["asato"], expires="22222")

    with pytest.raises(Transient, match="plan again"):
        disable.apply(plan, key="1")

    assert fake.writes == []


def test_an_account_of_the_directory_is_refused_here(
    disable: DisableAccount, fake: FakeHost
) -> None:
    fake.people["jdoe"] = replace(fake.people["jdoe"], password="elsewhere")

    with pytest.raises(Permanent, match="kept by a directory"):
        disable.plan(JOHN)


def test_what_starts_by_itself_is_told(disable: DisableAccount, fake: FakeHost) -> None:
    fake.scheduled["jdoe"] = ("crontab", "at", "at", "linger")

    crontab, at, linger = disable.plan(JOHN).warnings

    assert "skips an expired account, busybox's does not" in crontab
    assert "2 at job(s)" in at
    assert "session.end" in linger


def test_an_account_that_does_not_exist_yet_needs_nothing(disable: DisableAccount) -> None:
    assert not disable.plan(DisableParams(account=known_after_apply("join", "account"))).changes
