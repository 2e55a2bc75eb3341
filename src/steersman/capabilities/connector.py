"""What a connector is: one declared system, what can be done there, and who is who in it.

A connector type is loaded by entry point (group ``steersman.connectors``, name = its kind); the
built-in ones use the same door.  Only the composition root calls ``connect``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from steersman.capabilities.contract import Capability
from steersman.capabilities.documents import DocumentSource
from steersman.capabilities.environments import EnvironmentSource
from steersman.capabilities.inventory import InventorySource
from steersman.capabilities.metrics import MetricSource
from steersman.capabilities.probe import Probe
from steersman.domain.identity import Candidate, Identifiers

ENTRY_POINTS = "steersman.connectors"

Secret = Callable[[], str]  # read when it is needed, never kept in a setting or a log


class ConnectorSettings(BaseModel):
    """The settings of one system in the systems file.  Unknown keys are errors.

    A field that names a secret ends in ``_secret`` and holds ``env:NAME`` or ``file:PATH``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Finder(Protocol):
    """Looks a person up in one system.  Reads only."""

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        """Every account that shares any known identifier *or the full name* with ``person``.

        Namesakes are returned too: whether they matter is the identity rule's business.  Raises
        ``Transient`` when the system does not answer; never an empty answer instead.
        """
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """What ``steersman systems check`` found on one system.  Nothing was changed to find it."""

    reached: bool
    detail: str  # one sentence: the server that answered, or what is wrong and the mend
    missing: tuple[str, ...] = ()  # rights that a capability needs and the credential lacks
    excessive: tuple[str, ...] = ()  # rights that it holds and no capability needs
    unknown: tuple[str, ...] = ()  # rights that could not be told without writing


class Tier(Enum):
    """Measured quality of a connector, from its quality file; it caps the autonomy level."""

    BRONZE = 2
    SILVER = 3
    GOLD = 4


class Connector(ABC):
    """One connected system."""

    system: str

    @abstractmethod
    def capabilities(self) -> Sequence[Capability[Any]]: ...

    def probes(self) -> Sequence[Probe]:
        """What can be asked of the system's own health; most systems offer nothing."""
        return ()

    def finder(self) -> Finder | None:
        """``None``: the system keeps no accounts of people."""
        return None

    def inventory(self) -> InventorySource | None:
        """``None``: the system knows nothing of servers, devices or services."""
        return None

    def metrics(self) -> MetricSource | None:
        """``None``: the system measures nothing over time."""
        return None

    def documents(self) -> DocumentSource | None:
        """``None``: the system holds no documents to search."""
        return None

    def environments(self) -> EnvironmentSource | None:
        """``None``: the system builds nothing on request."""
        return None

    @abstractmethod
    def check(self) -> Check:
        """Try the connection and compare rights held with rights needed; write nothing."""

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        """Let go of open connections."""


class ConnectorType(Protocol):
    """The object behind an entry point."""

    kind: str  # "ldap"
    settings: type[ConnectorSettings]

    def connect(self, system: str, settings: Any, secret: Callable[[str], Secret]) -> Connector:
        """Make the connector without contacting the system.  ``secret`` resolves ``env:…``."""
        ...
