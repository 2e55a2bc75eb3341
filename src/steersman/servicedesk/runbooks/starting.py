"""Starting a runbook: values are checked and looked up, and a work item is asked for.

What then happens is decided by the governor, as for every procedure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.work import Kind
from steersman.records.desk.work import Request
from steersman.servicedesk.requests.intake import Connections
from steersman.servicedesk.runbooks.places import Places
from steersman.settings.systems import Systems
from steersman.workflows.runbooks.catalogue import catalogue_of
from steersman.workflows.runbooks.compile import DIGEST, GIVEN
from steersman.workflows.runbooks.library import Edition, Runbooks
from steersman.workflows.runbooks.model import Runbook, Values
from steersman.workflows.runbooks.parameters import HOST, ITEM, PLACES, SYSTEM, Parameter


class Platform(Protocol):
    """What of ``bootstrap.Steersman`` is needed here."""

    @property
    def store(self) -> sa.Engine: ...

    @property
    def declared(self) -> Systems: ...

    @property
    def connected(self) -> Connections: ...

    @property
    def runbooks(self) -> Runbooks: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An edition with every value looked up; ``params`` are those of the work item."""

    edition: Edition
    runbook: Runbook
    params: Values

    def request(
        self,
        *,
        by: str,
        kind: Kind = Kind.CHANGE,
        reason: str = "",
        caused_by: str = "",
        depth: int = 0,
        once: str | None = None,
        vouched_by: str = "",
    ) -> Request:
        """``once``: the event behind it, which opens one work item however often it is told."""
        about = ", ".join(self.params[name] for name in self.runbook.asked)
        params = {**self.params, "reason": reason} if reason else self.params
        return Request(
            procedure=self.edition.procedure,
            requester=by,
            kind=kind,
            summary=f"{self.runbook.title}: {about}" if about else self.runbook.title,
            params=params,
            caused_by=caused_by,
            depth=depth,
            dedup_key=once,
            vouched_by=vouched_by,
        )


def prepare(platform: Platform, name: str, given: Mapping[str, str], version: str = "") -> Ready:
    """The edition in force, or of ``version`` if that is it, with what was given looked up.

    ``Permanent``: it cannot be started so.  ``NeedsPerson``: the question that must be answered.
    """
    edition = platform.runbooks.edition(name)
    if version and version != edition.version:
        raise Permanent(f"{name}@{version} is not in force, {edition.version} is")
    runbook = edition.runbook
    known = catalogue_of(platform.connected.registry, platform.connected.probes)
    if faults := known.faults(runbook):
        raise Permanent(f"{name} cannot run here: {'; '.join(map(str, faults))}")
    values = runbook.checked(given)
    params: dict[str, str] = {DIGEST: edition.digest}
    for parameter in runbook.asked.values():
        params |= _looked_up(platform, runbook, parameter, values[parameter.name])
    return Ready(edition=edition, runbook=runbook, params=params)


def offering(platform: Platform, runbook: Runbook, name: str) -> Sequence[str]:
    """The connected systems that can do and tell everything that is asked of ``{{name}}``."""
    reference = f"{{{{{name}}}}}"
    registry, probes = platform.connected.registry, platform.connected.probes
    acts = {act.capability for act in runbook.acts if _plain(act.system) == reference}
    reads = {read.probe for read in runbook.reads if _plain(read.system) == reference}
    systems = sorted({key.partition("@")[2] for key in (*registry, *probes)})
    return [
        system
        for system in systems
        if all(f"{each}@{system}" in registry for each in acts)
        and all(f"{each}@{system}" in probes for each in reads)
    ]


def _plain(reference: str) -> str:
    return reference.replace(" ", "")


def _looked_up(
    platform: Platform, runbook: Runbook, parameter: Parameter, value: str
) -> dict[str, str]:
    """The parameter as work keeps it: what a name stands for, and what was given."""
    name = parameter.name
    if parameter.type not in (*PLACES, ITEM):
        return {name: value}
    registry, probes = platform.connected.registry, platform.connected.probes
    connected = {key.partition("@")[2] for key in (*registry, *probes)}
    places = Places(platform.store, connected, platform.declared.systems)
    try:
        if parameter.type == SYSTEM:
            return {name: places.system(value, offering(platform, runbook, name))}
        if parameter.type == HOST:
            place = places.place(value, offering(platform, runbook, name))
            item, called = place.item, place.item.name if place.item else place.system
            known = {f"{name}.item": item.id if item else "", f"{name}.name": called}
            return {name: place.system, **known, f"{name}{GIVEN}": value}
        found = places.item(value)
    except NeedsPerson as question:
        raise NeedsPerson(f"{name}: {question}") from question
    return {name: found.id, f"{name}.name": found.name, f"{name}{GIVEN}": value}
