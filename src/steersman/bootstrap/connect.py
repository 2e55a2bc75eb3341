"""Connects what the systems file declares, through the connectors' entry points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from steersman.capabilities.connector import (
    ENTRY_POINTS,
    Check,
    Connector,
    ConnectorType,
    Finder,
    Secret,
    Tier,
)
from steersman.capabilities.contract import Registry
from steersman.capabilities.documents import DocumentSource
from steersman.capabilities.environments import EnvironmentSource
from steersman.capabilities.inventory import InventorySource
from steersman.capabilities.metrics import MetricSource
from steersman.capabilities.probe import Probes
from steersman.capabilities.quality import load
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.settings.secrets import secret
from steersman.settings.systems import System, Systems, describe


@dataclass(frozen=True)
class Connected:
    """Every declared system, ready to be asked; none has been contacted yet."""

    connectors: Mapping[str, Connector] = field(default_factory=dict)
    tiers: Mapping[str, Tier] = field(default_factory=dict)
    extra: Registry = field(default_factory=dict)  # capabilities on our own record
    extra_finders: Mapping[str, Finder] = field(default_factory=dict)
    extra_probes: Probes = field(default_factory=dict)

    @property
    def registry(self) -> Registry:
        connected = [c for each in self.connectors.values() for c in each.capabilities()]
        return {**{capability.key: capability for capability in connected}, **self.extra}

    @property
    def probes(self) -> Probes:
        """Everything that can be read of the systems' health, by ``name@system``."""
        told = [probe for each in self.connectors.values() for probe in each.probes()]
        return {**{probe.key: probe for probe in told}, **self.extra_probes}

    @property
    def finders(self) -> Mapping[str, Finder]:
        found = {name: connector.finder() for name, connector in self.connectors.items()}
        return {**{n: f for n, f in found.items() if f is not None}, **self.extra_finders}

    @property
    def inventories(self) -> Mapping[str, InventorySource]:
        """The systems that know of servers, devices or services."""
        found = {name: connector.inventory() for name, connector in self.connectors.items()}
        return {name: source for name, source in found.items() if source is not None}

    @property
    def metrics(self) -> Mapping[str, MetricSource]:
        """The systems whose metrics can be watched."""
        found = {name: connector.metrics() for name, connector in self.connectors.items()}
        return {name: source for name, source in found.items() if source is not None}

    @property
    def environments(self) -> Mapping[str, EnvironmentSource]:
        """The systems that build environments on request."""
        found = {name: connector.environments() for name, connector in self.connectors.items()}
        return {name: source for name, source in found.items() if source is not None}

    @property
    def documents(self) -> Mapping[str, DocumentSource]:
        """The systems that hold documents to search."""
        found = {name: connector.documents() for name, connector in self.connectors.items()}
        return {name: source for name, source in found.items() if source is not None}

    def close(self) -> None:
        for connector in self.connectors.values():
            connector.close()


def connector_types() -> Mapping[str, ConnectorType]:
    """Every installed kind of connector, ours and others', by the same door."""
    found = entry_points(group=ENTRY_POINTS)
    return {entry.name: entry.load() for entry in found}


def connect(declared: Systems) -> Connected:
    """Raises ``Permanent`` naming the system and the key that is wrong."""
    types = connector_types()
    connectors = {system.name: _connect_one(system, declared, types) for system in declared.systems}
    tiers = {system.name: tier_of(types[system.kind]) for system in declared.systems}
    return Connected(connectors, tiers)


def tier_of(kind: ConnectorType) -> Tier:
    """The quality that the connector's own file proves; without a file, the lowest."""
    package = type(kind).__module__.rpartition(".")[0]
    quality = files(package).joinpath("quality.toml")
    return load(quality.read_text()).tier if quality.is_file() else Tier.BRONZE


def check(connector: Connector) -> Check:
    """Ask one system whether it answers and what we may do there; changes nothing."""
    try:
        return connector.check()
    except (Transient, Permanent, NeedsPerson) as problem:
        return Check(reached=False, detail=str(problem))


def _connect_one(
    system: System, declared: Systems, types: Mapping[str, ConnectorType]
) -> Connector:
    kind = types.get(system.kind)
    if kind is None:
        known = ", ".join(sorted(types))
        raise Permanent(f"{system.name}: no connector of kind {system.kind!r}; known: {known}")
    try:
        settings: Any = kind.settings.model_validate(system.settings)
    except ValidationError as error:
        raise Permanent(f"{system.name}: {describe(error)}") from error

    def resolve(reference: str) -> Secret:
        return secret(reference, folder=declared.folder)

    return kind.connect(system.name, settings, resolve)
