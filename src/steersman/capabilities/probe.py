"""What a connector can tell about its system without changing anything there.

A probe is the read-only sister of a capability: self-healing asks probes what is wrong and
whether a repair helped.  Nothing that a probe returns is ever an instruction; ``text`` is data
that somebody outside wrote.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.domain.errors import Permanent

Value = str | float | bool
LONGEST_PARAMETER = 1_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeSpec:
    """The declaration that the catalogue, runbooks and the docs are generated from."""

    name: str  # "service.status": object, then what is asked of it
    summary: str  # one line, in the words of an administrator
    parameters: Mapping[str, str] = field(default_factory=dict)  # name → what to give
    optional: frozenset[str] = frozenset()  # those that may be left out
    values: Mapping[str, str] = field(default_factory=dict)  # name → meaning, with its unit

    def refuse_unknown(self, params: Mapping[str, str]) -> None:
        """Raise ``Permanent`` naming each parameter that is unknown, missing or far too long."""
        unknown = sorted(set(params) - set(self.parameters))
        missing = sorted(set(self.parameters) - self.optional - set(params))
        if unknown:
            raise Permanent(f"{self.name} has no parameter {', '.join(unknown)}: {self._known()}")
        if missing:
            raise Permanent(f"{self.name} also needs {', '.join(missing)}")
        if long := sorted(name for name in params if len(params[name]) > LONGEST_PARAMETER):
            raise Permanent(f"{self.name}: {', '.join(long)} has over {LONGEST_PARAMETER} letters")

    def _known(self) -> str:
        return f"it takes {', '.join(self.parameters)}" if self.parameters else "it takes none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one look found.  ``text`` is for people; criteria look at ``values`` alone."""

    values: Mapping[str, Value]
    text: str = ""
    at: float = 0.0  # seconds since 1970 (UTC), by the clock of the machine we run on


class Probe(ABC):
    """One thing that a connector can tell.  Reads only, and is safe to ask at any moment."""

    spec: ProbeSpec
    system: str  # the declared system that it looks at: "web1"

    @property
    def key(self) -> str:
        """Its name among all probes: ``service.status@web1``."""
        return f"{self.spec.name}@{self.system}"

    @abstractmethod
    def read(self, params: Mapping[str, str]) -> Reading:
        """Look once.  Raises ``Transient``, ``Permanent`` or ``NeedsPerson``.

        What the probe asks about being down is an answer, never an error: an error says that
        nothing could be told.
        """


Probes = Mapping[str, Probe]  # by key
