"""What a probe may be asked, and how the composition root finds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from company.process import LOOPBACK, free_port
from steersman.bootstrap.connect import Connected
from steersman.capabilities.connector import Check, Connector
from steersman.capabilities.contract import Capability
from steersman.capabilities.machine_clock import machine_clock
from steersman.capabilities.probe import LONGEST_PARAMETER, Probe, ProbeSpec, Reading
from steersman.capabilities.reach import reaches
from steersman.domain.errors import Permanent

SPEC = ProbeSpec(
    name="disk.usage",
    summary="How full a disk is",
    parameters={"path": "a path", "unit": "of the answer"},
    optional=frozenset({"unit"}),
)


@dataclass
class Disk(Probe):
    """Always half full."""

    system: str
    spec = SPEC

    def read(self, params: Mapping[str, str]) -> Reading:
        return Reading(values={"used_percent": 50.0})


@dataclass
class Bare(Connector):
    """A system that can be asked one thing."""

    system: str

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def probes(self) -> Sequence[Probe]:
        return (Disk(self.system),)

    def check(self) -> Check:
        return Check(True, "here")


def test_probes_are_known_by_their_name_and_system() -> None:
    connected = Connected({"web1": Bare("web1"), "web2": Bare("web2")})
    assert set(connected.probes) == {"disk.usage@web1", "disk.usage@web2"}
    assert connected.probes["disk.usage@web2"].system == "web2"


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({}, "needs path"),
        ({"path": "/", "command": "id"}, "no parameter command: it takes path, unit"),
        ({"path": "x" * (LONGEST_PARAMETER + 1)}, "path has over"),
    ],
)
def test_a_wrong_parameter_is_named(params: dict[str, str], named: str) -> None:
    with pytest.raises(Permanent, match=named):
        SPEC.refuse_unknown(params)


def test_a_parameter_that_may_be_left_out_may_be_given_too() -> None:
    SPEC.refuse_unknown({"path": "/"})
    SPEC.refuse_unknown({"path": "/", "unit": "GiB"})


def test_a_port_that_takes_no_connection_says_why() -> None:
    assert "takes no connection" in reaches(LOOPBACK, free_port(), 1.0)


def test_the_clock_for_connectors_is_the_machines() -> None:
    assert machine_clock().now() > 1_700_000_000
