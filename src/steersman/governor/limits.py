"""Limits that people set: budgets per procedure, change freezes, trading departments.

Kept in ``limits.toml``; the values here are what ships.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from steersman.domain.errors import Permanent
from steersman.settings.systems import describe


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Budget(_Strict):
    """What one procedure may do before a person is asked.

    Shares are of everybody who worked here a day ago, so they do not shrink with each leaver.
    """

    people_per_hour: int = Field(default=10, ge=0)
    people_per_day: int = Field(default=30, ge=0)
    share_of_company_per_day: float = Field(default=0.05, ge=0, le=1)
    share_of_department_per_day: float = Field(default=0.25, ge=0, le=1)
    always_allowed: int = Field(default=3, ge=0)  # people a day that no share may forbid
    targets: int = Field(default=60, ge=1)  # objects changed by one piece of work
    dependents: int = Field(default=0, ge=0)  # items of the CMDB that depend on what it changes
    criticality: int = Field(default=2, ge=0, le=4)  # so critical or more: a person; 0: never


class Freeze(_Strict):
    """A change freeze.  Work that closes access goes on, unless ``access`` freezes that too."""

    name: str
    starts: AwareDatetime
    ends: AwareDatetime
    procedures: tuple[str, ...] = ()  # empty: every procedure that is not about access
    departments: tuple[str, ...] = ()  # empty: everybody

    def holds_at(self, now: float) -> bool:
        return self.starts.timestamp() <= now < self.ends.timestamp()


class Limits(_Strict):
    default: Budget = Budget()
    procedures: dict[str, Budget] = Field(default_factory=dict)
    freezes: tuple[Freeze, ...] = ()
    trading_departments: dict[str, str] = Field(default_factory=lambda: {"traders": "XLON"})
    cost_alone: float = Field(default=100.0, ge=0)  # US dollars a month without a person
    cost_of_one: float = Field(default=1000.0, ge=0)  # and with one; above, two must agree
    max_depth: int = Field(default=2, ge=0)  # automation caused by automation
    max_attempts: int = Field(default=40, ge=1)
    same_target_per_hour: int = Field(default=3, ge=1)

    def budget(self, procedure: str) -> Budget:
        """For ``runbook:NAME@VERSION``, that of ``runbook:NAME`` where it has none of its own."""
        whatever = self.procedures.get(procedure.partition("@")[0], self.default)
        return self.procedures.get(procedure, whatever)


def load_limits(path: Path | None) -> Limits:
    """Read ``limits.toml``.  Raises ``Permanent`` naming the key that is wrong."""
    if path is None or not path.exists():
        return Limits()
    try:
        return Limits.model_validate(tomllib.loads(path.read_text()))
    except tomllib.TOMLDecodeError as error:
        raise Permanent(f"{path}: not TOML: {error}") from error
    except ValidationError as error:
        raise Permanent(f"{path}: {describe(error)}") from error


class LimitsFile:
    """The limits in force: read again when the file has changed, refused when it is wrong."""

    def __init__(self, path: Path) -> None:
        self._path, self._seen, self._limits = path, -1, Limits()

    def __call__(self) -> Limits:
        """Raises ``Permanent``; the rule that needs them then refuses."""
        changed = self._path.stat().st_mtime_ns if self._path.exists() else 0
        if changed != self._seen:
            self._limits, self._seen = load_limits(self._path), changed
        return self._limits
