"""A Steersman in a process of its own that dies (SIGKILL) after one effect, before its record."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from steersman.bootstrap import Steersman
from steersman.bootstrap.connect import Connected
from steersman.capabilities.contract import Capability
from steersman.domain.plan import Plan
from steersman.settings.product import Settings

Hook = Callable[[str], None]


@dataclass
class Watched(Capability[Any]):
    """The real capability; ``hook`` hears of each moment around its effect."""

    real: Capability[Any]
    hook: Hook

    def __post_init__(self) -> None:
        self.spec, self.system, self.params = self.real.spec, self.real.system, self.real.params

    def plan(self, params: Any) -> Plan:
        return self.real.plan(params)

    def apply(self, plan: Plan, *, key: str) -> None:
        self.hook(f"{self.key} before apply")
        self.real.apply(plan, key=key)
        self.hook(f"{self.key} after apply")

    def verify(self, plan: Plan) -> bool:
        found = self.real.verify(plan)
        self.hook(f"{self.key} after verify")
        return found

    def undo(self, plan: Plan, *, key: str) -> None:
        self.real.undo(plan, key=key)


def watched(connected: Connected, hook: Hook) -> Connected:
    every: Mapping[str, Capability[Any]] = connected.registry
    return replace(connected, extra={key: Watched(each, hook) for key, each in every.items()})


def main(data: str, systems_file: str, database_url: str, run: str, at: str) -> None:
    """Carry ``run`` out; die once at each moment of ``at`` (separated by ``;``), in any order."""
    settings = Settings(data=Path(data), systems_file=Path(systems_file), database_url=database_url)
    seen = settings.data / "moments"
    seen.touch()

    def hook(moment: str) -> None:
        if moment in at.split(";") and moment not in seen.read_text().splitlines():
            with seen.open("a") as file:
                file.write(f"{moment}\n")
            os.kill(os.getpid(), signal.SIGKILL)

    steersman = Steersman(settings)
    steersman.connected = watched(steersman.connected, hook)
    steersman.open()
    steersman.tick()
    print(steersman.finish(run)["status"], flush=True)
    steersman.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
