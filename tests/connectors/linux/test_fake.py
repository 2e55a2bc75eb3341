"""The contract on a host in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.capabilities.conformance import check_capability
from steersman.connectors.linux.connector import LinuxConnector
from steersman.connectors.linux.fake import FakeHost

JOHN, ANN = "1042/jdoe", "1043/asato"
CASES = {
    "account.disable": {"account": JOHN},
    "session.end": {"account": JOHN},
    "files.hand_over": {"account": JOHN, "to": ANN},
}


def _state(fake: FakeHost) -> object:
    return dict(fake.people), dict(fake.running), dict(fake.owned)


@pytest.mark.parametrize("name", CASES)
def test_every_capability_keeps_the_contract(
    connector: LinuxConnector, fake: FakeHost, name: str
) -> None:
    (capability,) = [each for each in connector.capabilities() if each.spec.name == name]

    check_capability(capability, capability.params(**CASES[name]), lambda: _state(fake))


def test_every_capability_is_tried(connector: LinuxConnector) -> None:
    assert {each.spec.name for each in connector.capabilities()} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_nobody_else_is_touched(connector: LinuxConnector, fake: FakeHost, name: str) -> None:
    (capability,) = [each for each in connector.capabilities() if each.spec.name == name]
    before = replace(fake, people=dict(fake.people), running=dict(fake.running))

    capability.apply(capability.plan(capability.params(**CASES[name])), key="step-1")

    assert {k: v for k, v in fake.people.items() if k != "jdoe"} == {
        k: v for k, v in before.people.items() if k != "jdoe"
    }
    assert fake.running[1043] == before.running[1043]
    assert fake.owned[b"/home/x"] == 1042
