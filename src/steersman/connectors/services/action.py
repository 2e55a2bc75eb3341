"""One change on a host.  The host plans, writes, looks again and takes back; we pin and ask.

All capabilities of this connector have this one form, because what may be touched and what is
expected is judged where it is true: on the host, in the file that root reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from steersman.capabilities.contract import Capability
from steersman.connectors.services.client import ManagedHost, Row
from steersman.connectors.services.settings import ServicesSettings
from steersman.domain.errors import Permanent
from steersman.domain.plan import Change, Plan, is_known


@dataclass(frozen=True, slots=True)
class HostAction(Capability[Any]):
    """A subclass says which; the target is ``<machine-id>/<kind>/<name>``."""

    system: str
    host: ManagedHost
    settings: ServicesSettings

    def plan(self, params: Any) -> Plan:
        asked: Mapping[str, str] = {k: v for k, v in asdict(params).items() if v}
        if not all(map(is_known, asked.values())):
            return Plan(self.key, (), warnings=("it is not known yet what is meant",))
        self._refuse_unnamed(next(iter(asked.values()), ""))
        told = self.host.plan(self.spec.name, asked)
        rows = tuple(
            Change(f"{self.system}:{told.host}/{row.target}", row.attribute, row.before, row.after)
            for row in told.rows
        )
        names = {each.target: _called(each.target) for each in rows}
        return Plan(self.key, rows, warnings=told.warnings, names={**told.names, **names})

    def apply(self, plan: Plan, *, key: str) -> None:
        for host, rows in self._by_host(plan):
            self.host.apply(self.spec.name, host, rows)

    def verify(self, plan: Plan) -> bool:
        return all(
            self.host.holds(self.spec.name, host, rows) for host, rows in self._by_host(plan)
        )

    def undo(self, plan: Plan, *, key: str) -> None:
        for host, rows in self._by_host(plan):
            self.host.undo(self.spec.name, host, rows)

    def _by_host(self, plan: Plan) -> Iterator[tuple[str, list[Row]]]:
        """The rows of each machine that the plan was made for: one, unless somebody erred."""
        found: dict[str, list[Row]] = {}
        for change in plan:
            host, _, target = change.target.removeprefix(f"{self.system}:").partition("/")
            row = Row(target, change.attribute, change.before or "", change.after or "")
            self._refuse_unnamed(target.partition("/")[2])
            found.setdefault(host, []).append(row)
        yield from found.items()

    def _refuse_unnamed(self, name: str) -> None:
        if self.settings.only and name not in self.settings.only:
            raise Permanent(f"{name} on {self.system} is not in `only` of the systems file")


def _called(target: str) -> str:
    """“service web” for ``web1:4f…/service/web``."""
    return " ".join(target.split("/")[-2:])
