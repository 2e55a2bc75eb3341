"""What must hold in a system, told by a probe: before something is done, and after it.

A check looks at the values of a reading alone; its text is for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from steersman.capabilities.probe import Probe, Probes, Reading, Value
from steersman.domain.canonical import Json
from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent

SHOWN = 80  # characters of a value that people are told
LONGEST = 200  # characters of a value that a later step is given
YES, NO = frozenset({"true", "yes"}), frozenset({"false", "no"})


class Relation(Enum):
    """How a value must stand to what is wanted, as people write it."""

    NOT_ONE_OF = "is not one of"
    ONE_OF = "is one of"
    IS_NOT = "is not"
    IS = "is"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    ABOVE = "above"
    BELOW = "below"


_ORDERED = {
    Relation.AT_LEAST: lambda a, b: a >= b,
    Relation.AT_MOST: lambda a, b: a <= b,
    Relation.ABOVE: lambda a, b: a > b,
    Relation.BELOW: lambda a, b: a < b,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """“state is not running”: a value of the reading, a relation, and what it is compared with."""

    value: str
    relation: Relation
    wanted: tuple[str, ...]  # one, but for “is one of”

    def __str__(self) -> str:
        return f"{self.value} {self.relation.value} {', '.join(self.wanted)}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Raises ``Permanent`` when the probe does not tell this value, or no number."""
        if self.value not in values:
            told = ", ".join(sorted(values)) or "nothing"
            raise Permanent(f"the probe tells no {self.value!r}; it tells {told}")
        found = values[self.value]
        if self.relation in _ORDERED:
            return bool(_ORDERED[self.relation](self._number(found), self._number(self.wanted[0])))
        same = any(_same(found, wanted) for wanted in self.wanted)
        return same is (self.relation in (Relation.IS, Relation.ONE_OF))

    def _number(self, value: Value) -> float:
        try:
            if not isinstance(value, bool):
                return float(value)
        except ValueError:
            pass
        raise Permanent(f"{self.value} {self.relation.value}: {_shown(value)!r} is no number")


def _same(found: Value, wanted: str) -> bool:
    if isinstance(found, bool):
        return wanted.casefold() in (YES if found else NO)
    if isinstance(found, str):
        return found == wanted
    try:
        return float(wanted) == found
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look at a system, and what must hold there."""

    probe: str  # "service.status"
    system: str
    params: Mapping[str, str]
    holds: tuple[Condition, ...] = ()
    tells: str = ""  # the value that is wanted for a later step: "stranger"

    @property
    def key(self) -> str:
        return f"{self.probe}@{self.system}"

    def __str__(self) -> str:
        about = ", ".join(self.params.values())
        wanted = self.wanted or f"its {self.tells}"
        return f"{self.key}{f' ({about})' if about else ''}: {wanted}"

    @property
    def wanted(self) -> str:
        return " and ".join(map(str, self.holds))

    def refuse_unknown(self, probes: Probes) -> Probe:
        """The probe that is asked.  ``Permanent``: there is none, or it takes no such thing."""
        probe = probes.get(self.key)
        if probe is None:
            raise Permanent(f"{self.key}: no such probe is connected")
        probe.spec.refuse_unknown(self.params)
        return probe

    def read(self, probes: Probes) -> Found:
        """Look once.  Raises as ``Probe.read``; ``Permanent`` where no such probe is connected."""
        reading = self.refuse_unknown(probes).read(self.params)
        missed = tuple(str(each) for each in self.holds if not each.holds(reading.values))
        names = dict.fromkeys([*(each.value for each in self.holds), *filter(None, [self.tells])])
        return Found(
            check=str(self),
            told=", ".join(f"{name}: {_shown(_of(reading, name))}" for name in names),
            missed=missed,
            at=reading.at,
            value=_shown(_of(reading, self.tells), LONGEST) if self.tells else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a look found: the values in question, and which conditions they do not meet."""

    check: str
    told: str  # "state: stopped"
    missed: tuple[str, ...] = ()
    at: float = 0.0
    value: str = ""  # of what the check ``tells``

    def __bool__(self) -> bool:
        return not self.missed

    def __str__(self) -> str:
        return f"{self.check} – found {self.told}"

    def as_json(self) -> Json:
        missed = list(self.missed)
        body: Json = {"check": self.check, "told": self.told, "missed": missed, "at": self.at}
        return {**body, "value": self.value} if self.value else body

    @classmethod
    def from_json(cls, body: Json) -> Found:
        missed, value = tuple(body["missed"]), body.get("value", "")
        return cls(
            check=body["check"], told=body["told"], missed=missed, at=body["at"], value=value
        )


def _of(reading: Reading, name: str) -> Value:
    if name not in reading.values:
        told = ", ".join(sorted(reading.values)) or "nothing"
        raise Permanent(f"the probe tells no {name!r}; it tells {told}")
    return reading.values[name]


def _shown(value: Value, longest: int = SHOWN) -> str:
    """What a system says is data: one line of it, with an end."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = one_line(f"{value:g}" if isinstance(value, float) else str(value))
    return text if len(text) <= longest else text[: longest - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What must hold after the steps, begun ``within`` so many seconds, and ``lasting`` so long."""

    checks: tuple[Check, ...]
    within: float
    lasting: float
    take_back: bool = True  # what was done, if it is not proven
