"""What a leaver hands over inside our own record: on-call shifts, roles, devices to give back.

They are capabilities like those of any outside system, so they are rehearsed, decided, verified
and taken back by the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.domain.assets import Asset
from steersman.domain.clock import Clock
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Kind
from steersman.records.assets import Assets
from steersman.records.desk.work import MANUAL, Request, WorkItems
from steersman.records.device_names import DeviceName, device_names
from steersman.records.on_call import OnCallBook
from steersman.records.permissions.rules import Rules
from steersman.records.store import reading
from steersman.servicedesk.on_call.handing_over import HandOverOnCall
from steersman.servicedesk.owners import RequestOwners

SYSTEM = "record"
BY = "system:steersman"
_OFTEN = RateLimit(calls=600, per=60.0)


def _spec(name: str, summary: str, permission: str) -> Spec:
    return Spec(
        name=name,
        summary=summary,
        risk=Risk.LOW,
        reversal=Reversal.EXACT,
        permissions=frozenset({permission}),
        rate_limit=_OFTEN,
        verify_within=0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    account: str  # our own id of the person


class WithdrawRoles(Capability[Person]):
    """Take every Steersman role from one person: nobody who left approves anything."""

    system, params = SYSTEM, Person
    spec = _spec("role.withdraw", "Withdraw the roles in Steersman", "roles.assign")

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def plan(self, params: Person) -> Plan:
        roles = self._rules.roles_of(params.account)
        target = _target(params.account)
        return Plan(self.key, tuple(Change(target, "role", role, None) for role in sorted(roles)))

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._rules.withdraw(_id(change.target), change.before or "", by=BY)

    def verify(self, plan: Plan) -> bool:
        return all(change.before not in self._rules.roles_of(_id(change.target)) for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self._rules.assign(_id(change.target), change.before or "", by=BY)


class RequestReturn(Capability[Person]):
    """Ask for every device back that one person holds: a work item for people, one a device."""

    system, params = SYSTEM, Person
    spec = _spec("device.request_return", "Ask for the devices back", "work.open")

    def __init__(self, assets: Assets, work_items: WorkItems) -> None:
        self._assets, self._work_items = assets, work_items

    def plan(self, params: Person) -> Plan:
        target = _target(params.account)
        held = self._assets.held_by(params.account)
        rows = {f"return of {asset.tag} ({asset.model})": asset for asset in held}
        changes = (Change(target, row, None, "asked for") for row in rows)
        with reading(self._work_items.engine) as connection:
            devices = device_names(connection, held)
        names = {row: f"return of {_device(devices, asset)}" for row, asset in rows.items()}
        wanted = tuple(change for change in changes if self._open(change) is None)
        return Plan(self.key, wanted, names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            request = Request(
                procedure=MANUAL,
                requester=BY,
                subject=_id(change.target),
                kind=Kind.SERVICE_REQUEST,
                summary=f"Collect the device: {plan.called(change.attribute) or change.attribute}",
                dedup_key=_dedup_key(change),
            )
            self._work_items.submit(request)

    def verify(self, plan: Plan) -> bool:
        return all(self._open(change) is not None for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            number = self._open(change)
            if number is not None:
                self._work_items.withdraw(number)

    def _open(self, change: Change) -> str | None:
        return self._work_items.of_event(_dedup_key(change))


def own_capabilities(
    book: OnCallBook, rules: Rules, assets: Assets, work_items: WorkItems, clock: Clock
) -> Mapping[str, Capability[Any]]:
    every: list[Capability[Any]] = [
        HandOverOnCall(book, clock),
        WithdrawRoles(rules),
        RequestReturn(assets, work_items),
        RequestOwners(work_items.engine, work_items),
    ]
    return {capability.key: capability for capability in every}


def _device(devices: Mapping[str, DeviceName], asset: Asset) -> str:
    """“lt-003 (A0003), Latitude 5440”; “A0003 (Latitude 5440)” where no item is known to be it."""
    called, model = devices[asset.id], asset.model or asset.kind
    if not model:
        return str(called)
    return f"{called}, {model}" if called.item else f"{called} ({model})"


def _target(object_id: str) -> str:
    return f"{SYSTEM}:{object_id}"


def _id(target: str) -> str:
    return target.removeprefix(f"{SYSTEM}:")


def _dedup_key(change: Change) -> str:
    return f"{change.target}/{change.attribute}"
