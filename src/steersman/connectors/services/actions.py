"""What can be done to the services of a host, each declared for the catalogue and the governor."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.capabilities.contract import RateLimit, Reversal, Risk, Spec
from steersman.connectors.services.action import HostAction

SCRIPT = "steersman-services"
RATE = RateLimit(calls=60, per=60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceParams:
    service: str  # as declared on the host


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartParams:
    service: str
    process: str = ""  # the one to be replaced, as service.status tells it; empty: today's


@dataclass(frozen=True, slots=True, kw_only=True)
class EndProcessParams:
    service: str
    process: str  # "<pid>@<boot>.<start>", as process.list tells it


class Restart(HostAction):
    params = RestartParams
    spec = Spec(
        name="service.restart",
        summary="Restart a service: its main process is replaced by a new one",
        risk=Risk.MEDIUM,
        restores=False,
        reversal=Reversal.BEST_EFFORT,  # requests under way are lost; the old process is no loss
        permissions=frozenset({f"service.restart of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=30.0,
    )


class Start(HostAction):
    params = ServiceParams
    spec = Spec(
        name="service.start",
        summary="Start a service that is stopped or has failed",
        risk=Risk.LOW,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"service.start of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=30.0,
    )


class Stop(HostAction):
    params = ServiceParams
    spec = Spec(
        name="service.stop",
        summary="Stop a service that is running",
        risk=Risk.HIGH,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"service.stop of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=30.0,
    )


class EndProcess(HostAction):
    params = EndProcessParams
    spec = Spec(
        name="process.end",
        summary="End one process that belongs to a service or holds its port",
        risk=Risk.MEDIUM,
        restores=False,
        reversal=Reversal.BEST_EFFORT,  # what it worked on is lost
        permissions=frozenset({f"process.end of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=10.0,
    )
