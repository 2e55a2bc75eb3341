"""Handing files over, against a host in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.connectors.linux.fake import FakeHost
from steersman.connectors.linux.files import HandOverFiles, HandOverParams
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change

TO_ANN = HandOverParams(account="1042/jdoe", to="1043/asato")


@pytest.fixture
def hand_over(fake: FakeHost, settings: LinuxSettings) -> HandOverFiles:
    return HandOverFiles("web1", fake, settings)


def test_each_file_is_a_row_and_homes_are_left(hand_over: HandOverFiles) -> None:
    assert hand_over.plan(TO_ANN).changes == (
        Change("web1:1042/jdoe", "owner of /srv/shared/plan.txt", "1042/jdoe", "1043/asato"),
    )


def test_too_many_files_are_a_question_with_the_number(
    fake: FakeHost, settings: LinuxSettings
) -> None:
    fake.owned.update({b"/srv/shared/%d" % n: 1042 for n in range(1000)})

    with pytest.raises(NeedsPerson, match="owns 1001 files"):
        HandOverFiles("web1", fake, settings).plan(TO_ANN)


def test_the_limit_itself_is_no_question(fake: FakeHost, settings: LinuxSettings) -> None:
    fake.owned.update({b"/srv/shared/%d" % n: 1042 for n in range(999)})

    assert len(HandOverFiles("web1", fake, settings).plan(TO_ANN).changes) == 1000


def test_a_setuid_program_is_not_given_to_a_colleague(
    hand_over: HandOverFiles, fake: FakeHost
) -> None:
    fake.setuid = frozenset({b"/srv/shared/plan.txt"})

    plan = hand_over.plan(TO_ANN)

    assert not plan.changes
    assert "1 setuid program(s) stay the leaver's" in plan.warnings[0]


def test_a_file_somebody_took_since_is_left_alone(hand_over: HandOverFiles, fake: FakeHost) -> None:
    plan = hand_over.plan(TO_ANN)
    fake.owned[b"/srv/shared/plan.txt"] = 1044

    hand_over.apply(plan, key="1")

    assert fake.owned[b"/srv/shared/plan.txt"] == 1044
    assert not hand_over.verify(plan)


def test_undo_leaves_what_the_colleague_gave_on(hand_over: HandOverFiles, fake: FakeHost) -> None:
    plan = hand_over.plan(TO_ANN)
    hand_over.apply(plan, key="1")
    fake.owned[b"/srv/shared/plan.txt"] = 1044

    hand_over.undo(plan, key="1-undo")

    assert fake.owned[b"/srv/shared/plan.txt"] == 1044


def test_a_file_deleted_since_is_no_failure(hand_over: HandOverFiles, fake: FakeHost) -> None:
    plan = hand_over.plan(TO_ANN)
    del fake.owned[b"/srv/shared/plan.txt"]

    hand_over.apply(plan, key="1")

    assert hand_over.verify(plan)


def test_nobody_succeeds_themselves(hand_over: HandOverFiles) -> None:
    with pytest.raises(Permanent, match="their own successor"):
        hand_over.plan(HandOverParams(account="1042/jdoe", to="1042/jdoe"))


def test_a_disabled_colleague_is_a_question(hand_over: HandOverFiles, fake: FakeHost) -> None:
    fake.people["asato"] = replace(fake.people["asato"], expires="1")

    with pytest.raises(NeedsPerson, match="asato is disabled"):
        hand_over.plan(TO_ANN)


def test_files_are_never_given_to_a_protected_account(hand_over: HandOverFiles) -> None:
    with pytest.raises(Permanent, match="never touched"):
        hand_over.plan(HandOverParams(account="1042/jdoe", to="0/root"))
