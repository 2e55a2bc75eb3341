"""What holds for every action: which host is meant, what may be named, what is noticed."""

from __future__ import annotations

import pytest

from steersman.connectors.services.action import HostAction
from steersman.connectors.services.actions import ServiceParams, Stop
from steersman.connectors.services.fake import MACHINE, FakeHost
from steersman.connectors.services.settings import ServicesSettings
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import known_after_apply

WEB = ServiceParams(service="web")


@pytest.fixture
def stop(fake: FakeHost, settings: ServicesSettings) -> HostAction:
    return Stop("web1", fake, settings)


def test_a_target_names_the_machine_and_not_its_address(stop: HostAction) -> None:
    (target,) = stop.plan(WEB).targets
    assert target == f"web1:{MACHINE}/service/web"
    assert stop.plan(WEB).called(target) == "service web"


def test_another_machine_at_the_same_address_is_asked_about(
    stop: HostAction, fake: FakeHost
) -> None:
    plan = stop.plan(WEB)
    fake.machine = "0" * 32

    with pytest.raises(NeedsPerson, match="another machine"):
        stop.apply(plan, key="1")
    assert fake.writes == []


def test_a_host_that_lies_about_writing_is_noticed(stop: HostAction, fake: FakeHost) -> None:
    plan = stop.plan(WEB)
    fake.lies = True

    stop.apply(plan, key="1")

    assert not stop.verify(plan)


def test_what_the_settings_do_not_name_is_refused_before_the_host_is_asked(
    fake: FakeHost, settings: ServicesSettings
) -> None:
    plan = Stop("web1", fake, settings).plan(WEB)
    fake.fails = AssertionError("the host was asked")
    narrow = Stop("web1", fake, settings.model_copy(update={"only": frozenset({"db"})}))

    with pytest.raises(Permanent, match="not in `only`"):
        narrow.plan(WEB)
    with pytest.raises(Permanent, match="not in `only`"):
        narrow.apply(plan, key="1")


def test_what_is_not_known_yet_plans_nothing(stop: HostAction) -> None:
    later = stop.plan(ServiceParams(service=known_after_apply("find", "service")))
    assert later.changes == ()
    assert later.warnings


def test_a_host_that_fails_once_is_written_once(stop: HostAction, fake: FakeHost) -> None:
    plan = stop.plan(WEB)
    fake.fails = Transient("busy")
    with pytest.raises(Transient):
        stop.apply(plan, key="1")

    stop.apply(plan, key="1")
    stop.apply(plan, key="1")

    assert fake.writes == ["state of service/web"]
