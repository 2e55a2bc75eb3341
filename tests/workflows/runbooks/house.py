"""A host with one service, in a file of its own: what a runbook may read and do there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from steersman.bootstrap import Steersman
from steersman.bootstrap.connect import Connected
from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.capabilities.probe import Probe, ProbeSpec, Reading
from steersman.domain.errors import Transient
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Kind
from steersman.records.desk.work import Request
from steersman.runtime.clock import ManualClock
from steersman.workflows.runbooks.compile import DIGEST
from tests.governor.company import Company
from tests.governor.outside import Outside

HOST, SERVICE, TARGET = "web1", "shop", "web1:m1/service/shop"
RUNNING, STOPPED = "running", "stopped"
BREAKS = "breaks"  # how a started service behaves: what its page answers then
SPEC = Spec(
    name="service.start",
    summary="Start a service",
    risk=Risk.LOW,
    reversal=Reversal.EXACT,
    permissions=frozenset({"start"}),
    rate_limit=RateLimit(calls=100, per=60.0),
    verify_within=0.0,
)

TEXT = """\
---
title: Start a service that has stopped
trigger:
  alerts: [ServiceDown*]
  labels:
    severity: critical
parameters:
  host:
    type: host
    text: Where it runs
    from: [instance, host]
  service:
    type: service
    from: service
risk: medium
undo: take back
success:
  within: 2s
  lasting: 1s
  checks:
    - probe: service.status
      system: {{host}}
      with:
        service: {{service}}
      holds: state is running
    - probe: http.get
      system: {{host}}
      with:
        service: {{service}}
      holds: status below 500
---

A service has stopped, and nothing is wrong with its configuration.

## Make sure that it is down

```check
probe: service.status
system: {{host}}
with:
  service: {{service}}
holds: state is stopped
```

## Start it

```action
capability: service.start
system: {{host}}
with:
  service: {{service}}
```

It may take a moment.

```check
probe: service.status
system: {{host}}
with:
  service: {{service}}
holds: state is running
within: 2s
```
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceParams:
    service: str
    mode: str = ""


@dataclass
class Start(Capability[Any]):
    """Sets the state of the service to running; taking it back stops it again."""

    outside: Outside
    system: str = HOST
    spec: Spec = SPEC
    after: str = RUNNING
    params: type[Any] = field(default=ServiceParams)

    def plan(self, params: ServiceParams) -> Plan:
        target = f"{self.system}:m1/service/{params.service}"
        now = self.outside.get(target, "state")
        changes = () if now == self.after else (Change(target, "state", now, self.after),)
        return Plan(self.key, changes)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self.outside.set(change.target, change.attribute, change.after, key=key)

    def verify(self, plan: Plan) -> bool:
        return all(self.outside.get(c.target, c.attribute) == c.after for c in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            if self.outside.get(change.target, change.attribute) == change.after:
                self.outside.set(change.target, change.attribute, change.before, key=key)


@dataclass
class Asked(Probe):
    """Tells what a function of the service's name tells."""

    spec: ProbeSpec
    tells: Callable[[str], Mapping[str, str | float | bool]]
    system: str = HOST

    def read(self, params: Mapping[str, str]) -> Reading:
        self.spec.refuse_unknown(params)
        return Reading(values=self.tells(params["service"]), text="seen")


def probe(name: str, **values: str) -> ProbeSpec:
    return ProbeSpec(name=name, summary=name, parameters={"service": "its name"}, values=values)


@dataclass
class House:
    """``silent``: nothing answers.  ``status``: of the page of a service that runs."""

    company: Company
    clock: ManualClock
    silent: bool = False
    status: float = 200.0
    recovers_at: int = 0  # the look at its state, from 1, before which the service runs again
    looks: int = 0
    extra: dict[str, Capability[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.outside = self.company.outside
        self.outside.set(TARGET, "state", STOPPED, key="the fault")

    @contextmanager
    def open(self) -> Iterator[Steersman]:
        start = Start(self.outside)
        status = Asked(probe("service.status", state="…"), self._state)
        page = Asked(probe("http.get", status="…"), self._page)
        connected = Connected(
            extra={start.key: start, **self.extra},
            extra_probes={status.key: status, page.key: page},
        )
        with self.company.open(connected=connected, clock=self.clock) as steersman:
            yield steersman

    @property
    def state(self) -> str | None:
        return self.outside.get(TARGET, "state")

    @property
    def effects(self) -> list[str]:
        """What was done by us."""
        return [told for key, told in self.outside.log() if key != "the fault"]

    def falls(self, state: str) -> None:
        self.outside.set(TARGET, "state", state, key="the fault")

    def _state(self, service: str) -> Mapping[str, str | float | bool]:
        self._refuse_silent()
        self.looks += 1
        if self.looks == self.recovers_at:
            self.falls(RUNNING)
        return {"state": self.outside.get(f"{HOST}:m1/service/{service}", "state") or "unknown"}

    def _page(self, service: str) -> Mapping[str, str | float | bool]:
        self._refuse_silent()
        return {"status": self.status if self.state == RUNNING else 0.0}

    def _refuse_silent(self) -> None:
        if self.silent:
            raise Transient("no route to host", retry_after=1.0)


def put_in_force(steersman: Steersman, text: str = TEXT, name: str = "start-it") -> str:
    """Two people bring it in force; returns the procedure."""
    made = steersman.runbooks.propose(name, text, by="ann", reason="we need it")
    steersman.runbooks.accept(name, made.version, by="bob")
    return steersman.runbooks.edition(name).procedure


def wanted(steersman: Steersman, procedure: str, **more: Any) -> Request:
    name, _, version = procedure.removeprefix("runbook:").partition("@")
    digest = steersman.runbooks.edition(name, version).digest
    params = {"host": HOST, "service": SERVICE, DIGEST: digest}
    asked = Request(procedure=procedure, requester="system:test", kind=Kind.INCIDENT, params=params)
    return replace(asked, **more)


@dataclass
class Desk:
    """Somebody who approves, and runs that are started by hand."""

    steersman: Steersman
    company: Company

    def __post_init__(self) -> None:
        self.ann = self.company.hire(self.steersman, "77", "Ann", "Other")
        self.steersman.permissions.assign(self.ann, "approver", by="system:test")

    def submit(self, procedure: str, **more: Any) -> str:
        return self.steersman.desk.work_items.submit(wanted(self.steersman, procedure, **more))

    def run(self) -> list[Mapping[str, Any]]:
        """Everything that is due, to its end."""
        return [self.steersman.finish(run) for run in self.steersman.tick()]

    def approve(self, number: str) -> list[Mapping[str, Any]]:
        digest = self.steersman.desk.work_items.standing(number).digest or ""
        self.steersman.desk.approvals.approve(number, digest, by=self.ann)
        return self.run()

    def approved(self, procedure: str, **more: Any) -> str:
        """Rehearsed, held, approved and run once."""
        number = self.submit(procedure, **more)
        self.run()
        self.approve(number)
        return number

    def status(self, number: str) -> str:
        return self.steersman.desk.work_items.standing(number).status.value

    def reasons(self, number: str) -> str:
        return "; ".join(self.steersman.desk.work_items.standing(number).reasons)

    def ledger(self, kind: str) -> list[Mapping[str, Any]]:
        return [link.body for link in self.steersman.ledger.entries(kind=kind)]
